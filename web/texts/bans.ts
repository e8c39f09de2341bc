import { lang } from '../ui/texts.svelte.ts'

/** Words of the list of networks that are shut out; they travel with the page that shows it. */
export interface BanWords {
  readonly title: string
  readonly lead: string
  readonly none: string
  readonly network: string
  readonly why: string
  readonly until: string
  readonly lift: string
  readonly lifted: string
  readonly add: string
  readonly addTitle: string
  readonly networkHelp: string
  readonly hours: string
  readonly note: string
  readonly added: string
  readonly reasons: Readonly<Record<string, string>>
  readonly problems: Readonly<Record<string, string>>
}

const nl: BanWords = {
  title: 'Buitengesloten netwerken',
  lead: 'Computers uit deze netwerken komen er niet in: niet met mail en niet op deze pagina.',
  none: 'Op dit moment is niemand buitengesloten.',
  network: 'Netwerk', why: 'Waarom', until: 'Tot',
  lift: 'Laat weer toe', lifted: 'Weer toegelaten.',
  add: 'Sluit buiten', addTitle: 'Zelf een netwerk buitensluiten',
  networkHelp: 'Zoals 192.0.2.7 of 192.0.2.0/24.',
  hours: 'Hoeveel uur?', note: 'Waarom? Dit hoeft niet.', added: 'Buitengesloten.',
  reasons: {
    'by-hand': 'door een beheerder', 'guessing': 'raadt wachtwoorden',
    'early-talker': 'gedraagt zich niet als mailserver', 'foreign-protocol': 'is geen mailserver',
    'harvesting': 'zoekt naar adressen', 'injection': 'probeert in te breken', 'trap': 'mailt naar een valstrik',
  },
  problems: {
    'not-a-network': 'Dit is geen netwerk, of het is te groot. Kijk het na.',
    'own-machine': 'Dit is de server zelf.',
    'own-network': 'Dit is uw eigen netwerk. U sluit uzelf dan buiten.',
    'time-not-valid': 'Kies een heel aantal uren: minstens 1.',
    'not-found': 'Dit netwerk is al weer toegelaten.',
  },
}

const en: BanWords = {
  title: 'Networks that are shut out',
  lead: 'Computers in these networks cannot get in: not with mail and not to this page.',
  none: 'Nobody is shut out at this moment.',
  network: 'Network', why: 'Why', until: 'Until',
  lift: 'Let in again', lifted: 'Let in again.',
  add: 'Shut out', addTitle: 'Shut out a network yourself',
  networkHelp: 'Such as 192.0.2.7 or 192.0.2.0/24.',
  hours: 'For how many hours?', note: 'Why? Not required.', added: 'Shut out.',
  reasons: {
    'by-hand': 'by an administrator', 'guessing': 'guesses passwords',
    'early-talker': 'does not act like a mail server', 'foreign-protocol': 'is no mail server',
    'harvesting': 'searches for addresses', 'injection': 'tries to break in', 'trap': 'mails to a trap',
  },
  problems: {
    'not-a-network': 'This is no network, or it is too large. Check it.',
    'own-machine': 'This is the server itself.',
    'own-network': 'This is your own network. You would shut yourself out.',
    'time-not-valid': 'Choose a whole number of hours: at least 1.',
    'not-found': 'This network has been let in again already.',
  },
}

export const banWords = (): BanWords => lang() === 'nl' ? nl : en
