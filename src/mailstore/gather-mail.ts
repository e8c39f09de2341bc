/**
 * Gathers the words of messages that are not indexed yet: a few of them here, more on the indexing thread, which gets them
 * decrypted, some at a time, while the next ones are read.
 */
import { MiB } from '../base/sizes.ts'
import type { OpenAccount } from '../keys/keys.ts'
import type { SegmentParts } from '../search/segment.ts'
import type { Store } from '../storage/store.ts'
import type { Bodies } from './bodies.ts'
import { Gathering, type MailToIndex } from './gathering.ts'
import type { IndexThread } from './index-thread.ts'
import type { Records } from './records.ts'
import { nextMessages } from './scripts/search.ts'

/** Messages asked for at a time. */
export const MESSAGES_AT_ONCE = 64
/** Octets of mail on their way to the indexing thread, besides those it works on; one larger message goes alone. */
const BYTES_AT_ONCE = MiB
/** Fewer messages are indexed here: for those a thread is not worth beginning. */
export const THREAD_MESSAGES_MIN = 16

export interface GatherParts {
  readonly store: Store
  readonly bodies: Bodies
  readonly thread: IndexThread
  readonly records: Records
  readonly account: () => OpenAccount
  /** The account was closed: what was gathered is not kept. */
  readonly isOver: () => boolean
  readonly breathe: () => Promise<void>
}

export interface GatheredMail {
  readonly parts: SegmentParts
  /** The last message looked at. */
  readonly last: number
}

/** The words of these messages and those behind them, enough for a segment; undefined when the account was closed. */
export function gatherMail(parts: GatherParts, first: readonly number[]): Promise<GatheredMail | undefined> {
  return first.length < THREAD_MESSAGES_MIN ? gatherHere(parts, first) : gatherThere(parts, first)
}

/** A few messages, on this thread. */
async function gatherHere(parts: GatherParts, messages: readonly number[]): Promise<GatheredMail | undefined> {
  const gathering = new Gathering()
  for await (const mails of mailOf(parts, messages)) {
    for (const mail of mails) {
      gathering.add(mail)
      await parts.breathe()
    }
  }
  const last = messages.at(-1)
  return last === undefined ? undefined : { parts: gathering.build(), last }
}

/** As many messages as make a segment, on the indexing thread; meanwhile the next ones are read here. */
async function gatherThere(parts: GatherParts, first: readonly number[]): Promise<GatheredMail | undefined> {
  const { thread, store } = parts
  const { tenant, account } = parts.account()
  let adding = Promise.resolve(false)
  let last = 0
  await thread.begin()
  try {
    for (let messages = first; messages.length > 0 && !parts.isOver();) {
      let isFull = false
      for await (const mails of mailOf(parts, messages)) {
        isFull = await adding
        adding = thread.add(mails)
        // It is waited for with the next ones; failing meanwhile must not end the process.
        adding.catch(() => undefined)
      }
      last = messages.at(-1) ?? last
      if (isFull) break
      messages = await store.read(nextMessages, { tenant, account, after: last, limit: MESSAGES_AT_ONCE })
    }
  } finally {
    await adding
  }
  if (!parts.isOver()) return { parts: await thread.build(), last }
  // The words of an account that was closed are not kept.
  await thread.begin()
  return undefined
}

/** Messages with their octets, as many at a time as may be on their way together, without those that are gone. */
async function* mailOf(parts: GatherParts, messages: readonly number[]): AsyncGenerator<MailToIndex[]> {
  let mails: MailToIndex[] = []
  let bytes = 0
  for (const record of await parts.records.get(messages)) {
    if (record === undefined) continue
    const raw = await parts.bodies.readArrived(parts.account(), record.bodyId, record.bodyKey)
    if (raw === undefined) continue
    mails.push({ message: record.message, sections: record.alone, raw })
    bytes += raw.length
    if (bytes < BYTES_AT_ONCE) continue
    yield mails
    mails = []
    bytes = 0
    await parts.breathe()
  }
  if (mails.length > 0) yield mails
}
