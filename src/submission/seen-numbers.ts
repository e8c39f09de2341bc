/**
 * With whom a number of one person (a BSN, a client's number) stood in mail before: the guard tells when it goes to somebody who
 * was never in that mail. Nothing is kept for this: the account's own encrypted search index says which messages may hold the
 * number, and those messages say who took part. So what is deleted is not known any more, and nothing opens without the account.
 *
 * Promises: work is bounded by the maxima below, however large the mailbox is. Fails by knowing nothing: then nobody is told.
 */
import { minute } from '../base/sizes.ts'
import type { Clock } from '../base/clock.ts'
import { isAmong, numbersOf, seenIn, type NumberedMail } from '../guard/number-history.ts'
import { personNumbers, type PersonNumber } from '../guard/person-numbers.ts'
import type { Draft, Policy, SeenNumber } from '../guard/types.ts'
import type { OpenAccount } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import type { Mailstore } from '../mailstore/mailstore.ts'
import type { LookUp } from '../mailstore/search-index.ts'
import type { AccountMail, ListRecord, Role } from '../mailstore/types.ts'
import { parseMessage } from '../message/parse.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { bodyOf } from './draft.ts'

/** Messages that are read for one number, the newest that may hold it. */
export const MESSAGES_LOOKED_MAX = 24
/** Messages with one recipient that are read for other people's numbers, and of which it is looked up who took part. */
export const RECIPIENT_MESSAGES_MAX = 12
const RECIPIENT_RECORDS_MAX = 300
/** Recipients whose own mails are looked at. */
export const RECIPIENTS_LOOKED_MAX = 5
/** Messages that came since the index was last made, of inbox and Sent each. */
export const UNINDEXED_LOOKED_MAX = 16
/** Bytes of a message that are read. */
const TEXT_BYTES_MAX = 64 * 1024
/** An index that misses more than this is not asked: it is being made. */
const WAITING_MAX = 2000
/** A number of this length stands by chance nowhere: the index's word on a file is enough. */
const SURE_LENGTH_MIN = 8
/** How long a recipient's count holds good, and how many are kept. */
const COUNT_MS = 10 * minute
const COUNTS_MAX = 2000

export interface SeenNumbers {
  /** `seen`: the draft's numbers that earlier mail holds; `others`: how many other people's numbers stand in the mail of recipients who took no part. */
  of(open: OpenAccount, asked: {
    readonly draft: Pick<Draft, 'from' | 'recipients' | 'subject' | 'body' | 'attachments'>, readonly policy: Policy,
    /** The account's own addresses, lower case. */
    readonly self: ReadonlySet<string>,
    readonly isOutside: (address: string) => boolean,
  }): Promise<KnownNumbers>
}

export interface KnownNumbers { readonly seen: readonly SeenNumber[], readonly others: ReadonlyMap<string, number> }

export const nothingSeen: KnownNumbers = { seen: [], others: new Map() }

export function createSeenNumbers({ mailstore, clock, log }: {
  readonly mailstore: Pick<Mailstore, 'open'>, readonly clock: Clock, readonly log: Log,
}): SeenNumbers {
  const counts = new BoundedMap<string, number>({ max: COUNTS_MAX, ageMs: COUNT_MS, now: () => clock.now() })

  async function countOf(open: OpenAccount, mailbox: Mailbox, address: string, policy: Policy): Promise<number> {
    const key = `${open.tenant}/${open.account}/${address}`
    const known = counts.get(key)
    if (known !== undefined) return known
    const count = numbersOf(await mailbox.with(address, policy))
    counts.set(key, count)
    return count
  }

  return {
    async of(open, { draft, policy, self, isOutside }) {
      const wanted = personNumbers(draft, policy)
      if (wanted.length === 0) return nothingSeen
      try {
        const mail = await mailstore.open(open)
        if ((await mail.indexed()).waiting > WAITING_MAX) return nothingSeen
        const mailbox = new Mailbox(mail)
        const seen = seenIn(await mailbox.holding(wanted, policy), wanted, self)
        const outside = seen.length === 0 ? []
          : draft.recipients.map(({ address }) => address.toLowerCase()).filter(isOutside)
        const strangers = outside.filter((address) => !seen.every(({ people }) => isAmong(address, people)))
        const others = new Map<string, number>()
        for (const address of strangers.slice(0, RECIPIENTS_LOOKED_MAX)) {
          others.set(address, await countOf(open, mailbox, address, policy))
        }
        return { seen, others }
      } catch (problem) {
        // The account was closed, or the store is busy.
        log.info('seen-numbers.stopped', { tenant: open.tenant, account: open.account, problem: problem instanceof Error ? problem.name : 'unknown' })
        return nothingSeen
      }
    },
  }
}

/** Mail that nobody sent or that is none: it tells of nobody. */
const NO_CORRESPONDENCE: readonly (Role | null)[] = ['drafts', 'junk', 'trash']

/** A message that was read. */
interface LookedAt extends NumberedMail { readonly message: number, readonly hasFiles: boolean }

/** An open mailbox as it is asked for numbers. */
class Mailbox {
  readonly #mail: AccountMail
  readonly #looked = new Map<number, Promise<LookedAt | undefined>>()
  #unindexed: Promise<readonly number[]> | undefined
  #aside: Promise<ReadonlySet<number>> | undefined

  constructor(mail: AccountMail) {
    this.#mail = mail
  }

  /** Messages with one of the numbers. */
  async holding(wanted: readonly PersonNumber[], policy: Policy): Promise<readonly NumberedMail[]> {
    const found = new Set<number>()
    for (const { key, written } of wanted) {
      const messages = new Set<number>()
      for (const spelling of spellings(key, written)) {
        for (const message of await this.#mayHold(spelling)) messages.add(message)
      }
      for (const message of newest(messages, MESSAGES_LOOKED_MAX)) found.add(message)
    }
    const mails = await this.#read([...found], policy)
    const inFiles = new Map<string, LookUp>()
    for (const { key } of wanted) if (key.length >= SURE_LENGTH_MIN) inFiles.set(key, await this.#mail.lookUp(key, 'text'))
    const keys = new Set(wanted.map(({ key }) => key))
    const withFiles = mails.map((mail) => mail.hasFiles ? { ...mail, numbers: [
      ...mail.numbers, ...[...inFiles].filter(([, says]) => says(mail.message) === true).map(([key]) => key),
    ] } : mail)
    return withFiles.filter(({ numbers }) => numbers.some((number) => keys.has(number)))
  }

  /** The newest messages that somebody sent or got. */
  async with(address: string, policy: Policy): Promise<readonly NumberedMail[]> {
    const [longest = ''] = address.split(/[^\p{L}\p{N}\p{M}]+/u).toSorted((a, b) => b.length - a.length)
    const messages = new Set<number>()
    for (const where of ['to', 'from', 'cc'] as const) for (const message of await this.#mayHold(longest, where)) messages.add(message)
    const looked = newest(messages, RECIPIENT_RECORDS_MAX)
    const records = await this.#mail.records(looked)
    const theirs = looked.filter((_, index) => peopleOf(records[index]).includes(address))
    return this.#read(theirs.slice(0, RECIPIENT_MESSAGES_MAX), policy)
  }

  /** Messages that the index does not rule out, with the newest that it does not know yet. */
  async #mayHold(text: string, where: 'text' | 'to' | 'from' | 'cc' = 'text'): Promise<readonly number[]> {
    const says = await this.#mail.lookUp(text, where)
    if (says.left === undefined) return []
    const { last, messages } = says.left
    return [...[...messages].filter((message) => says(message) !== false),
      ...(await this.#newer()).filter((message) => message > last)]
  }

  /** The newest messages of inbox and Sent, of which some may not be indexed. */
  #newer(): Promise<readonly number[]> {
    this.#unindexed ??= (async () => {
      const newer: number[] = []
      for (const { id, role } of await this.#mail.mailboxFigures()) {
        if (role !== 'inbox' && role !== 'sent') continue
        const view = await this.#mail.view(id)
        if (view === 'no such mailbox') continue
        newer.push(...view.entries.slice(-UNINDEXED_LOOKED_MAX).map(({ message }) => message))
        view.close()
      }
      return newer
    })()
    return this.#unindexed
  }

  /** Mailboxes whose mail is no correspondence. */
  #setAside(): Promise<ReadonlySet<number>> {
    this.#aside ??= this.#mail.mailboxFigures().then((all) =>
      new Set(all.filter(({ role }) => NO_CORRESPONDENCE.includes(role)).map(({ id }) => id)))
    return this.#aside
  }

  async #read(messages: readonly number[], policy: Policy): Promise<readonly LookedAt[]> {
    const aside = await this.#setAside()
    const [metas, records] = await Promise.all([this.#mail.emails(messages), this.#mail.records(messages)])
    const mails: LookedAt[] = []
    for (const [index, message] of messages.entries()) {
      const record = records[index]
      if (record === undefined || metas[index]?.places.every(({ mailbox }) => aside.has(mailbox)) !== false) continue
      const work = this.#looked.get(message) ?? this.#numbered(message, record, policy)
      this.#looked.set(message, work)
      const mail = await work
      if (mail !== undefined) mails.push(mail)
    }
    return mails
  }

  async #numbered(message: number, record: ListRecord, policy: Policy): Promise<LookedAt | undefined> {
    const raw = await this.#mail.bodyRange(message, 0, TEXT_BYTES_MAX)
    if (raw === undefined) return undefined
    const body = bodyOf(parseMessage(raw), raw)
    return { message, hasFiles: record.summary.hasAttachment, people: peopleOf(record),
      numbers: personNumbers({ subject: record.summary.subject, body, attachments: [] }, policy).map(({ key }) => key) }
  }
}

const newest = (messages: Iterable<number>, most: number): readonly number[] =>
  [...messages].toSorted((a, b) => b - a).slice(0, most)

/** Who sent and got a message, lower case. */
const peopleOf = (record: ListRecord | undefined): readonly string[] => record === undefined ? []
  : [record.summary.from, record.summary.to, record.summary.cc, record.summary.bcc].flat()
    .flatMap(({ addresses }) => addresses).map(({ email }) => email.toLowerCase())

/** How people write a number: in one piece, as it stands in the draft, in threes. */
function spellings(key: string, written: string): ReadonlySet<string> {
  const ways = new Set([key, written])
  if (/^\d{9}$/.test(key)) {
    ways.add(`${key.slice(0, 3)} ${key.slice(3, 6)} ${key.slice(6)}`)
    // A BSN of eight digits is written without its zero.
    if (key.startsWith('0')) ways.add(key.slice(1))
  }
  return ways
}
