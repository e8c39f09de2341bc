import { mailsInThread, threadTo, together, warmthOf, type Contact, type RecipientModel } from './model.ts'
import { likeName, mention, nameWords } from './names.ts'
import type { SeenMail } from './sent-mail.ts'

/**
 * How well a known contact fits as one recipient of a mail beside its others. Every recipient is a slot; in each slot the
 * one who stands there is laid beside the contacts that could have stood there, its rivals.
 */

/** What speaks for a contact in a slot. Each has a weight in `weights.ts`. */
export const FITS = ['often', 'warm', 'lately', 'company', 'alike', 'alikeTop', 'thread', 'leftOut',
  'greeted', 'written', 'heads', 'mentioned', 'address', 'otherGreeted', 'nobodyGreeted', 'domain', 'self'] as const
export type Fit = Readonly<Record<typeof FITS[number], number>>

export interface Rival { readonly contact: Contact, readonly fit: Fit, readonly like: 0 | 0.5 | 1 }

export interface Slot {
  readonly address: string
  /** Why it is not judged, or `judged`. */
  readonly kind: 'judged' | 'unknown' | 'sender' | 'beyond'
  readonly fit: Fit | undefined
  readonly rivals: readonly Rival[]
  /** For each recipient of the mail: how alike the names are; 0 for itself. */
  readonly twins: readonly number[]
}

/** Recipients of a mail that one is compared with. */
export const COMPARED_MAX = 40
/** Recipients that are judged; beyond it is a mailing, in which nobody is out of place. */
export const JUDGED_MAX = 100
/** Contacts that are tried in a recipient's place, over all places together and for each: the ones used last. */
const RIVALS_TOTAL_MAX = 8000
export const RIVALS_MAX = 400
/** Mails that a guess is worth before anything was seen. */
const PRIOR = 1.5
/** Below this no company is worse: a thousand mails to another prove nothing more. */
const LIFT_MIN = -2.5

interface One {
  readonly address: string
  readonly contact: Contact | undefined
  readonly names: readonly string[]
  readonly named: Pick<Fit, 'greeted' | 'written' | 'heads' | 'mentioned' | 'address' | 'self'>
  /** What does not depend on the slot; undefined for somebody new. */
  readonly steady: Pick<Fit, 'often' | 'warm' | 'lately' | 'thread' | 'leftOut'> | undefined
  /** Log lift beside each compared recipient; undefined where that one is new. */
  readonly lifts: readonly (number | undefined)[]
}

/** The slots of a mail, in its order. */
export function slots(model: RecipientModel, mail: SeenMail): Slot[] {
  const compared = mail.recipients.slice(0, COMPARED_MAX).map((address) => model.contacts.get(address))
  const words = wordSpread(model, mail)
  const self = nameWords(mail.from, null)
  const reading: Reading = { model, mail, compared, words, self }
  const there = new Set(mail.recipients)
  const all = mail.recipients.slice(0, JUDGED_MAX).map((address) => oneOf(reading, address))
  const most = Math.min(RIVALS_MAX, Math.floor(RIVALS_TOTAL_MAX / Math.max(1, all.length)))
  const rivals = [...model.contacts.keys()].slice(-most - there.size)
    .filter((address) => !there.has(address) && address !== mail.from).slice(-most)
      .map((address) => oneOf(reading, address))
  const near = nearMails(reading)
  const beyond = mail.recipients.slice(JUDGED_MAX).map((address): Slot => ({ address, kind: 'beyond', fit: undefined, rivals: [], twins: [] }))
  const judged = all.map((one, index): Slot => {
    const twins = all.map((other) => other === one ? 0 : likeName(one.names, other.names))
    if (one.address === mail.from) return { address: one.address, kind: 'sender', fit: undefined, rivals: [], twins }
    if (one.contact === undefined) return { address: one.address, kind: 'unknown', fit: undefined, rivals: [], twins }
    const place: Place = { reading, index, near: likeMasses(near, reading, index),
      isOtherGreeted: all.some((other) => other !== one && other.named.greeted > 0),
      domains: all.slice(0, COMPARED_MAX).filter((other) => other !== one).map(({ address }) => domainOf(address)) }
    return {
      address: one.address, kind: 'judged', twins, fit: fitIn(place, one),
      rivals: rivals.flatMap((rival) => {
        const fit = fitIn(place, rival)
        return fit === undefined || rival.contact === undefined ? []
          : [{ contact: rival.contact, fit, like: likeName(one.names, rival.names) }]
      }),
    }
  })
  return [...judged, ...beyond]
}

interface Reading {
  readonly model: RecipientModel
  readonly mail: SeenMail
  /** The first recipients as contacts. */
  readonly compared: readonly (Contact | undefined)[]
  readonly words: Spread
  readonly self: readonly string[]
}

interface Place {
  readonly reading: Reading
  readonly index: number
  readonly near: Masses
  readonly isOtherGreeted: boolean
  readonly domains: readonly string[]
}

function oneOf({ model, mail, compared, self }: Reading, address: string): One {
  const contact = model.contacts.get(address)
  const shown = mail.names.get(address)
  const names = contact !== undefined && shown === undefined ? contact.names : nameWords(address, shown ?? null)
  return {
    address, contact, names,
    named: {
      greeted: mention(names, mail.greeting), written: mention(names, mail.written), heads: mention(names, mail.heads),
      mentioned: mention(names, mail.all), address: mail.folded.includes(address) ? 1 : 0,
        self: likeName(names, self) === 1 ? 1 : 0,
    },
    steady: contact === undefined ? undefined : { ...habit(model, contact), ...thread(model, mail, contact) },
    lifts: contact === undefined ? [] : compared.map((other) => other === undefined ? undefined
      : lift(model, contact, other)),
  }
}

function fitIn({ reading, index, near, isOtherGreeted, domains }: Place,
  { contact, address, named, steady, lifts }: One): Fit | undefined {
  if (contact === undefined || steady === undefined) return undefined
  const isGreeting = reading.mail.greeting.size > 0
  const domain = domainOf(address)
  const { alike, alikeTop } = likeness(reading.model, contact, near)
  // Spelled out: this runs some thousands of times for a mail, and spreads cost more than the sums.
  return {
    often: steady.often, warm: steady.warm, lately: steady.lately, thread: steady.thread, leftOut: steady.leftOut,
    greeted: named.greeted, written: named.written, heads: named.heads, mentioned: named.mentioned,
      address: named.address, self: named.self,
    company: companyIn(index, lifts), alike, alikeTop,
    otherGreeted: isOtherGreeted && named.greeted === 0 ? 1 : 0,
    nobodyGreeted: isGreeting && !isOtherGreeted && named.greeted === 0 ? 1 : 0,
    domain: domains.length === 0 ? domain === domainOf(reading.mail.from) ? 1 : 0
      : domains.filter((other) => other === domain).length / domains.length,
  }
}

function habit(model: RecipientModel, contact: Contact): Pick<Fit, 'often' | 'warm' | 'lately'> {
  return {
    often: Math.log((contact.mails + 0.5) / (model.mails + 1)), warm: Math.log(warmthOf(model, contact) + 0.1),
    lately: Math.log((model.now - contact.last + 1) / (model.now + 1)),
  }
}

/** How much more often the contact got the other's mails than any mail; log, with a prior. */
function lift(model: RecipientModel, contact: Contact, other: Contact): number {
  if (contact === other) return 0
  const share = contact.mails / (model.mails + 1)
  return Math.max(LIFT_MIN, Math.log((together(model, contact, other) + PRIOR * share) / (other.mails + PRIOR) / share))
}

/** How usual a contact is beside the known others of the slot: the mean of the lifts, 0 without any. */
function companyIn(index: number, lifts: readonly (number | undefined)[]): number {
  let count = 0
  let sum = 0
  for (const [at, one] of lifts.entries()) {
    if (at === index || one === undefined) continue
    count += 1
    sum += one
  }
  return count === 0 ? 0 : sum / count
}

function thread(model: RecipientModel, mail: SeenMail, contact: Contact): Pick<Fit, 'thread' | 'leftOut'> {
  const here = threadTo(model, mail.subject, contact)
  return { thread: here > 0 ? 1 : 0, leftOut: here === 0 && mailsInThread(model, mail.subject) > 0 ? 1 : 0 }
}

type Spread = readonly { readonly word: number, readonly share: number }[]

/** The mail's words that stand in recent mails, with the share of those they stand in. */
function wordSpread({ recent, spread }: RecipientModel, mail: SeenMail): Spread {
  return mail.words.flatMap((word) => {
    const mails = spread.get(word)
    return mails === undefined ? [] : [{ word, share: Math.min(1, (mails + 0.5) / (recent.length + 1)) }]
  })
}

interface Near { readonly to: ReadonlySet<number>, readonly words: number, readonly isSameSubject: boolean,
  readonly fade: number }

/** Recent mails with how much their words are like this one's: cosine, rare words heavier. */
function nearMails({ model, mail, words: spread }: Reading): Near[] {
  const weights = spread.map(({ word, share }) => ({ word, weight: Math.log(share) ** 2 }))
  const own = weights.reduce((sum, { weight }) => sum + weight, 0)
  return model.recent.map(({ to, words, subject }, index) => {
    let shared = 0
    for (const { word, weight } of weights) if (words.has(word)) shared += weight
    return {
      to, words: own === 0 ? 0 : shared / Math.sqrt(own * Math.max(1, words.size) * 4),
      isSameSubject: subject !== 0 && subject === mail.subject, fade: 0.99 ** (model.recent.length - index),
    }
  })
}

interface Masses { readonly total: number, readonly of: ReadonlyMap<number, number>, readonly top: ReadonlyMap<number,
  number> }

/** How much of the mails like this one, by words and by the slot's other recipients, went to each contact. */
function likeMasses(near: readonly Near[], { compared }: Reading, index: number): Masses {
  const known = compared.flatMap((contact, at) => at === index || contact === undefined ? [] : [contact.mark])
  const of = new Map<number, number>()
  const top = new Map<number, number>()
  let total = 0
  for (const { to, words, isSameSubject, fade } of near) {
    let shared = 0
    for (const mark of known) if (to.has(mark)) shared += 1
    const beside = known.length === 0 ? to.size <= 1 ? 0.3 : 0
      : shared / Math.sqrt(known.length * Math.max(1, to.size - 1))
    const like = (Math.min(1, beside) + words + (isSameSubject ? 0.5 : 0)) ** 2 * fade
    total += like
    for (const mark of to) {
      of.set(mark, (of.get(mark) ?? 0) + like)
      top.set(mark, Math.max(top.get(mark) ?? 0, like))
    }
  }
  return { total, of, top }
}

function likeness(model: RecipientModel, contact: Contact, { total, of, top }: Masses): Pick<Fit, 'alike' | 'alikeTop'> {
  const share = contact.mails / (model.mails + 1)
  return {
    alike: Math.log(((of.get(contact.mark) ?? 0) + 0.3 * share) / (total + 0.3) / share),
    alikeTop: Math.sqrt(top.get(contact.mark) ?? 0),
  }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)
