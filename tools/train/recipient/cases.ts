import { slots, type Slot } from '../../../src/guard/recipients/fit.ts'
import { emptyModel, learn, type RecipientModel } from '../../../src/guard/recipients/model.ts'
import { likeName, nameWords } from '../../../src/guard/recipients/names.ts'
import { seen } from '../../../src/guard/recipients/sent-mail.ts'
import type { CheckCase, DatedMail } from './mails.ts'

/** One mail with recipients, one of which may be a slip, as the model sees it. */
export interface Case { readonly sender: string, readonly kind: 'right' | 'slip', readonly leak: string | null, readonly slots: readonly Slot[] }

/** Senders with fewer mails teach nothing. */
const MAILS_MIN = 8
/** The mails after this share of a sender's mails are learnt from: before, nothing is known yet. */
const HISTORY_SHARE = 0.4
const HISTORY_MIN = 6
/** Slips that are made in each mail, half added and half in somebody's place. */
const SLIPS_PER_MAIL = 4
/** Share of slips to a namesake, where there is one; and of those, the ones that need a whole part of the name. */
const NAMESAKE_SHARE = 0.4
const WHOLE_NAME_SHARE = 0.6
const RECIPIENTS_MAX = 40

/**
 * Mails as they were sent, and with slips made in them, of each sender the newest `newestMax`. The same every time:
 * random numbers from a fixed seed.
 */
export function madeCases(bySender: ReadonlyMap<string, readonly DatedMail[]>, newestMax = Infinity): Case[] {
  const random = seeded(42)
  const cases: Case[] = []
  for (const mails of bySender.values()) {
    if (mails.length < MAILS_MIN) continue
    const model = emptyModel()
    const first = Math.max(HISTORY_MIN, Math.floor(mails.length * HISTORY_SHARE), mails.length - newestMax)
    for (const [index, mail] of mails.entries()) {
      if (index >= first && mail.recipients.length > 0) {
        cases.push(...casesOf(model, mail, random))
      }
      learn(model, seen(mail))
    }
  }
  return cases
}

function casesOf(model: RecipientModel, mail: DatedMail, random: () => number): Case[] {
  const right = [...new Set(mail.recipients.map((address) => address.toLowerCase()))].slice(0, RECIPIENTS_MAX)
  const made = (recipients: readonly string[], leak: string | null): Case => ({
    sender: mail.from, kind: leak === null ? 'right' : 'slip', leak, slots: slots(model, seen({ ...mail, recipients })),
  })
  const cases = [made(right, null)]
  const contacts = [...model.contacts.keys()].filter((address) =>
    !right.includes(address) && address !== mail.from && mail.belongs?.has(address) !== true)
  const least = random() < WHOLE_NAME_SHARE ? 1 : 0.5
  const alike = (one: string, other: string): number => likeName(nameWords(one, null), nameWords(other, null))
  const namesakes = contacts.filter((address) => right.some((one) => alike(address, one) >= least))
  for (let times = 0; times < SLIPS_PER_MAIL && contacts.length > 0; times += 1) {
    const isNamesake = namesakes.length > 0 && random() < NAMESAKE_SHARE
    const pool = isNamesake ? namesakes : contacts
    const leak = pool[Math.floor(random() * pool.length)] ?? ''
    const replaced = times % 2 === 0 ? undefined
      : isNamesake ? right.find((one) => alike(leak, one) >= 0.5) : right[Math.floor(random() * right.length)]
    cases.push(made([...right.filter((one) => one !== replaced), leak], leak))
  }
  return cases
}

/** The given cases; history of each is every earlier mail of the sender. */
export function checkCases(bySender: ReadonlyMap<string, readonly DatedMail[]>, checks: readonly CheckCase[]): Case[] {
  const byId = new Map([...bySender.values()].flat().map((mail) => [mail.id, mail]))
  return checks.flatMap(({ mail: id, recipients, leak }) => {
    const mail = byId.get(id)
    if (mail === undefined) return []
    const model = emptyModel()
    for (const before of bySender.get(mail.from) ?? []) if (before.date < mail.date) learn(model, seen(before))
    return [{ sender: mail.from, kind: leak === null ? 'right' as const : 'slip' as const, leak, slots: slots(model, seen({ ...mail, recipients })) }]
  })
}

/** A linear congruential generator: repeatable, and good enough to choose contacts. Numerical Recipes */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
