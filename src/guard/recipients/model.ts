import { Counts, markOf, wordMark } from './counts.ts'
import { nameWords } from './names.ts'
import type { SeenMail } from './sent-mail.ts'

/**
 * What is remembered of the mails that one account sent: to whom, how often, how lately, who was mailed together, who took
 * part under which subject, and the words of the newest mails. Grows by `learn` with every mail; nothing is read twice.
 */
export interface RecipientModel {
  /** Mails it learnt from; halved together with the pairs. */
  mails: number
  /** Counts up with every mail, for how long ago something was. */
  now: number
  /** By address in lower case, longest unused first. */
  readonly contacts: Map<string, Contact>
  pairs: Counts
  /** The newest mails, oldest first. */
  readonly recent: RecentMail[]
  /** In how many of them each word stands. */
  readonly spread: Map<number, number>
}

/** What is kept of a recent mail to find mails like it. */
export interface RecentMail { readonly to: ReadonlySet<number>, readonly words: ReadonlySet<number>,
  readonly subject: number }

export interface Contact {
  readonly address: string
  readonly mark: number
  name: string | null
  /** Words of the name, for comparing. */
  names: readonly string[]
  mails: number
  /** `now` of the last mail. */
  last: number
  /** Mails of late: each fades by `FADE` with every mail after it. As it stood at `last`. */
  warmth: number
}

/** Contacts that are remembered; the one mailed longest ago goes first. */
export const CONTACTS_MAX = 5000
/** Recipients of one mail whose company is learnt; of a larger list only that they were mailed. */
export const LEARNT_MAX = 40

/** Newest mails that a new one is laid beside. */
export const RECENT_MAX = 250

/** What remains of a mail's warmth after one more mail: half after some 23. */
export const FADE = 0.97

/** Kinds of pairs. */
const KIND = { together: 1, thread: 2 } as const

export function emptyModel(): RecipientModel {
  return { mails: 0, now: 0, contacts: new Map(), pairs: new Counts(), recent: [], spread: new Map() }
}

/** Adds one mail. Work is bounded by the pairs of `LEARNT_MAX` recipients and the mail's words. */
export function learn(model: RecipientModel, mail: SeenMail): void {
  model.mails += 1
  model.now += 1
  const met = mail.recipients.map((address) => meet(model, address, mail.names.get(address) ?? null)).slice(0,
    LEARNT_MAX)
  while (model.contacts.size > CONTACTS_MAX) {
    const [oldest] = model.contacts.keys()
    model.contacts.delete(oldest ?? '')
  }
  const add = (mark: number): void => { if (model.pairs.add(mark)) halve(model) }
  if (mail.subject !== 0) add(markOf(KIND.thread, mail.subject, 0))
  for (const [index, one] of met.entries()) {
    if (mail.subject !== 0) add(markOf(KIND.thread, mail.subject, one.mark))
    for (const other of met.slice(index + 1)) add(pairMark(one.mark, other.mark))
  }
  remember(model, { to: new Set(met.map(({ mark }) => mark)), words: new Set(mail.words), subject: mail.subject })
}

/** Adds a mail to the newest ones; the oldest of them goes with its words. */
export function remember({ recent, spread }: RecipientModel, mail: RecentMail): void {
  recent.push(mail)
  for (const word of mail.words) spread.set(word, (spread.get(word) ?? 0) + 1)
  if (recent.length <= RECENT_MAX) return
  for (const word of recent.shift()?.words ?? []) {
    const mails = (spread.get(word) ?? 1) - 1
    if (mails === 0) spread.delete(word)
    else spread.set(word, mails)
  }
}

function meet(model: RecipientModel, address: string, name: string | null): Contact {
  const before = model.contacts.get(address)
  const contact = before ?? { address, mark: wordMark(address), name: null, names: nameWords(address, null), mails: 0,
    last: 0, warmth: 0 }
  // Behind the others: the order of the map is the order of use.
  if (before !== undefined) model.contacts.delete(address)
  model.contacts.set(address, contact)
  contact.mails += 1
  contact.warmth = contact.warmth * FADE ** (model.now - contact.last) + 1
  contact.last = model.now
  if (name !== null && name !== contact.name) {
    contact.name = name
    contact.names = nameWords(address, name)
  }
  return contact
}

/** All counts go together, so that shares stay what they were. */
function halve(model: RecipientModel): void {
  model.mails = Math.ceil(model.mails / 2)
  for (const contact of model.contacts.values()) contact.mails = Math.ceil(contact.mails / 2)
}

/** Mails of late to this contact, faded to this moment. */
export const warmthOf = ({ now }: RecipientModel, { warmth, last }: Contact): number => warmth * FADE ** (now - last)

const pairMark = (a: number, b: number): number => markOf(KIND.together, Math.min(a, b), Math.max(a, b))

/** How often two contacts got the same mail. */
export const together = ({ pairs }: RecipientModel, one: Contact, other: Contact): number =>
  pairs.of(pairMark(one.mark, other.mark))
/** How many mails went out under this subject. */
export const mailsInThread = ({ pairs }: RecipientModel, subject: number): number => subject === 0 ? 0
  : pairs.of(markOf(KIND.thread, subject, 0))
/** How many of them went to this contact. */
export const threadTo = ({ pairs }: RecipientModel, subject: number, one: Contact): number => subject === 0 ? 0
  : pairs.of(markOf(KIND.thread, subject, one.mark))
