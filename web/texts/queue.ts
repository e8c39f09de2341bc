import { lang } from '../ui/texts.svelte.ts'

type State = 'waiting' | 'trying' | 'held' | 'stopped'

/** Words of the page with mail that has not left; they travel with that page only. */
export interface QueueWords {
  readonly title: string
  readonly lead: string
  readonly none: string
  readonly noneHelp: string
  readonly paused: string
  readonly pausedHelp: string
  readonly messages: string
  readonly at: string
  readonly from: string
  readonly to: string
  readonly state: string
  readonly service: string
  readonly own: Readonly<Record<'internal' | 'portal', string>>
  readonly states: Readonly<Record<State, string>>
  readonly next: (when: string) => string
  readonly tried: (count: number) => string
  readonly more: (count: number) => string
  readonly domain: string
  readonly until: string
  readonly said: string
  /** Why a connection did not come about, by the word of the operating system. */
  readonly connections: Readonly<Record<string, string>>
  readonly waiting: (count: string) => string
  readonly show: string
  readonly retry: string
  readonly hold: string
  readonly release: string
  readonly remove: string
  readonly older: string
  readonly addresses: string
  readonly shownHelp: string
  readonly sure: string
  readonly sureHelp: string
  readonly done: Readonly<Record<'retry' | 'hold' | 'release' | 'delete', string>>
  readonly gone: string
}

const nl: QueueWords = {
  title: 'Wachtende mail',
  lead: 'Mail die nog niet weg is, de oudste eerst. U ziet geen onderwerp en geen tekst.',
  none: 'Er wacht geen mail.',
  noneHelp: 'Kan een bericht niet meteen weg? Dan staat het hier, met de reden.',
  paused: 'Niet bereikbaar', pausedHelp: 'Deze domeinen gaven geen antwoord. Wij proberen het na een pauze opnieuw.',
  messages: 'Berichten',
  at: 'Aangeboden', from: 'Van', to: 'Naar', state: 'Stand', service: 'deze dienst',
  own: { internal: 'in huis', portal: 'beveiligde pagina' },
  states: { waiting: 'wacht', trying: 'wordt verstuurd', held: 'wacht op de afzender', stopped: 'vastgehouden' },
  next: (when) => `volgende poging ${when}`, tried: (count) => count === 1 ? '1 keer geprobeerd'
    : `${count} keer geprobeerd`,
  more: (count) => `en nog ${count}`, domain: 'Domein', until: 'Pauze tot', said: 'Antwoord', waiting: (count) =>
    count === '1' ? '1 bericht wacht' : `${count} berichten wachten`,
  connections: {
    ECONNREFUSED: 'de mailserver neemt geen verbinding aan', ECONNRESET: 'de mailserver brak de verbinding af', EPIPE: 'de mailserver brak de verbinding af',
    ETIMEDOUT: 'de mailserver gaf geen antwoord', ENOTFOUND: 'de mailserver heeft geen adres', EHOSTUNREACH: 'de mailserver is niet te bereiken',
    ENETUNREACH: 'het netwerk is niet te bereiken',
  },
  show: 'Bekijk', retry: 'Probeer nu', hold: 'Houd vast', release: 'Laat gaan', remove: 'Verwijder', older: 'Toon meer',
  addresses: 'Ontvangers', shownHelp: 'Dat u dit bekeek, staat in het logboek.',
  sure: 'Verwijdert u dit bericht?', sureHelp: 'Het wordt niet verstuurd. De afzender krijgt daar bericht van.',
  done: { retry: 'Wij proberen het nu.', hold: 'Het bericht wordt vastgehouden.',
    release: 'Het bericht mag weer gaan.', delete: 'Het bericht is verwijderd.' },
  gone: 'Dit bericht wacht niet meer.',
}

const en: QueueWords = {
  title: 'Waiting mail',
  lead: 'Mail that has not left yet, oldest first. You see no subject and no text.',
  none: 'No mail is waiting.',
  noneHelp: 'When a message cannot leave at once, it stands here with the reason.',
  paused: 'Not reachable', pausedHelp: 'These domains gave no answer. We try again after a pause.',
  messages: 'Messages',
  at: 'Handed in', from: 'From', to: 'To', state: 'State', service: 'this service',
  own: { internal: 'in the house', portal: 'secure page' },
  states: { waiting: 'waits', trying: 'is being sent', held: 'waits for its sender', stopped: 'on hold' },
  next: (when) => `next try ${when}`, tried: (count) => count === 1 ? 'tried once' : `tried ${count} times`,
  more: (count) => `and ${count} more`, domain: 'Domain', until: 'Paused until', said: 'Answer', waiting: (count) =>
    count === '1' ? '1 message waits' : `${count} messages wait`,
  connections: {
    ECONNREFUSED: 'the mail server takes no connection', ECONNRESET: 'the mail server broke the connection', EPIPE: 'the mail server broke the connection',
    ETIMEDOUT: 'the mail server gave no answer', ENOTFOUND: 'the mail server has no address', EHOSTUNREACH: 'the mail server cannot be reached',
    ENETUNREACH: 'the network cannot be reached',
  },
  show: 'Show', retry: 'Try now', hold: 'Hold', release: 'Release', remove: 'Delete', older: 'Show more',
  addresses: 'Recipients', shownHelp: 'The ledger keeps that you looked.',
  sure: 'Do you delete this message?', sureHelp: 'It will not be sent. Its sender is told.',
  done: { retry: 'We are trying now.', hold: 'The message is on hold.', release: 'The message may go again.',
    delete: 'The message is deleted.' },
  gone: 'This message is not waiting any more.',
}

export const queueWords = (): QueueWords => lang() === 'nl' ? nl : en
