import { lang } from '../ui/texts.svelte.ts'

/** Words of the page with mail whose files were held back; they travel with that page only. */
export interface QuarantineWords {
  readonly title: string
  readonly lead: string
  readonly none: string
  readonly noneHelp: string
  readonly at: string
  readonly from: string
  readonly to: string
  readonly file: string
  readonly why: string
  readonly state: string
  readonly states: Readonly<Record<'held' | 'released' | 'deleted', string>>
  readonly cleanNow: string
  readonly foundNow: (name: string) => string
  readonly release: string
  readonly remove: string
  readonly sureRelease: string
  readonly sureRemove: string
  readonly releaseHelp: string
  readonly removeHelp: string
  readonly released: string
  readonly removed: string
  readonly changed: string
  readonly whole: string
}

const nl: QuarantineWords = {
  title: 'Tegengehouden bijlagen',
  lead: 'De ontvanger kreeg het bericht zonder deze bijlagen. U ziet de tekst van het bericht niet.',
  none: 'Er is niets tegengehouden.',
  noneHelp: 'Houden wij een gevaarlijke bijlage tegen? Dan staat die hier.',
  at: 'Wanneer', from: 'Van', to: 'Aan', file: 'Bijlage', why: 'Waarom', state: 'Stand',
  states: { held: 'wacht op u', released: 'doorgegeven', deleted: 'gewist' },
  cleanNow: 'opnieuw bekeken: geen virus gevonden',
  foundNow: (name) => `opnieuw bekeken: ${name}`,
  release: 'Geef door', remove: 'Wis',
  sureRelease: 'Geeft u deze bijlage door?', sureRemove: 'Wist u deze bijlage?',
  releaseHelp: 'De ontvanger krijgt het hele bericht. Vraag eerst aan de afzender of het klopt.',
  removeHelp: 'Niemand kan de bijlage daarna terughalen.',
  released: 'Doorgegeven.', removed: 'Gewist.',
  changed: 'Iemand anders besliste al. Kijk opnieuw.',
  whole: 'het hele bericht',
}

const en: QuarantineWords = {
  title: 'Attachments held back',
  lead: 'The recipient got the message without these attachments. You do not see the text of the message.',
  none: 'Nothing is held back.',
  noneHelp: 'When we hold back a dangerous attachment, it stands here.',
  at: 'When', from: 'From', to: 'To', file: 'Attachment', why: 'Why', state: 'State',
  states: { held: 'waits for you', released: 'given on', deleted: 'deleted' },
  cleanNow: 'looked at again: no virus found',
  foundNow: (name) => `looked at again: ${name}`,
  release: 'Give on', remove: 'Delete',
  sureRelease: 'Do you give this attachment on?', sureRemove: 'Do you delete this attachment?',
  releaseHelp: 'The recipient gets the whole message. Ask the sender first whether it is right.',
  removeHelp: 'Nobody can get the attachment back after that.',
  released: 'Given on.', removed: 'Deleted.',
  changed: 'Somebody else decided already. Look again.',
  whole: 'the whole message',
}

export const quarantineWords = (): QuarantineWords => lang() === 'nl' ? nl : en
