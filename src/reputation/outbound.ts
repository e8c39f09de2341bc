/**
 * Counts what each of our accounts sends to the outside, and says when that looks like a thief: too much at once, too
 * many people the account never wrote to, mail that comes back, mail that reads like spam.
 *
 * Promises: counting is synchronous, so that parallel submissions cannot slip through together; colleagues do not count
 * at all, and people the account knows count only against the large limits; nothing but counts is kept, by the hour,
 * for a day. After a restart the hour under way counts as it stood. Memory has a maximum.
 * Fails: counts that cannot be written are lost with the process.
 */
import type { Clock } from '../base/clock.ts'
import { day, hour, minute, second } from '../base/sizes.ts'
import type { AccountRef } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import { addToSending, readSending, type SendingRow } from './outbound-scripts.ts'

/** Accounts that are counted; over it the one that was quiet longest is forgotten. */
export const COUNTED_ACCOUNTS_MAX = 20_000
/** Grain of the counts within the last hour. */
const STEP_MS = 10 * second

export const STOP_REASONS = ['too-many', 'too-many-new', 'bounces', 'spam'] as const
export type StopReason = typeof STOP_REASONS[number]

export interface SentCounts {
  /** People outside. */
  readonly recipients: number
  /** Those of them that the account never wrote to. */
  readonly fresh: number
  readonly bounced: number
  /** Mails that read like spam. */
  readonly spam: number
}

/** More than this in that time stops the account. */
export interface OutboundLimits {
  readonly minute: Pick<SentCounts, 'recipients' | 'fresh'>
  readonly hour: SentCounts
  readonly day: Pick<SentCounts, 'recipients' | 'fresh'>
}

export interface Outbound {
  /** Counts and judges in one step. `isBulk`: an account that may write to many; comebacks and spam still count. */
  count(account: AccountRef, sent: Partial<SentCounts>, options?: { readonly isBulk?: boolean }): StopReason | undefined
  /** The counts of now, for the officer. */
  counts(account: AccountRef): { readonly minute: SentCounts, readonly hour: SentCounts, readonly day: SentCounts }
  /** Begins anew: somebody looked at it and let it go. */
  forget(account: AccountRef): void
  load(): Promise<void>
  write(): Promise<void>
}

type Counts = { -readonly [Name in keyof SentCounts]: SentCounts[Name] }

interface Counted extends AccountRef {
  /** By step of ten seconds, the last hour. */
  readonly steps: Map<number, Counts>
  /** By hour, the last day. */
  readonly hours: Map<number, Counts>
}

export function createOutbound({ store, clock, log, limits, accountsMax = COUNTED_ACCOUNTS_MAX }: {
  readonly store: Store, readonly clock: Clock, readonly log: Log, readonly limits: OutboundLimits,
  readonly accountsMax?: number,
}): Outbound {
  const accounts = new Map<string, Counted>()
  let unwritten = new Map<string, SendingRow>()

  function counted({ tenant, account }: AccountRef): Counted {
    const key = `${tenant}/${account}`
    const found = accounts.get(key) ?? { tenant, account, steps: new Map(), hours: new Map() }
    accounts.delete(key)
    if (accounts.size >= accountsMax) {
      for (const oldest of accounts.keys()) {
        accounts.delete(oldest)
        break
      }
    }
    accounts.set(key, found)
    return found
  }

  function note({ tenant, account }: AccountRef, at: number, sent: Partial<SentCounts>): void {
    const key = `${tenant}/${account}/${at}`
    const row = unwritten.get(key)
    unwritten.set(key, { tenant, account, hour: at, ...plus(row ?? NOTHING_SENT, sent) })
  }

  function countsOf({ steps, hours }: Counted): ReturnType<Outbound['counts']> {
    const now = clock.now()
    prune(steps, Math.floor((now - hour) / STEP_MS))
    prune(hours, Math.floor((now - day) / hour))
    return { minute: sum(steps, Math.floor((now - minute) / STEP_MS)), hour: sum(steps, 0), day: sum(hours, 0) }
  }

  return {
    count(account, sent, { isBulk = false } = {}) {
      const one = counted(account)
      const now = clock.now()
      add(one.steps, Math.floor(now / STEP_MS), sent)
      add(one.hours, Math.floor(now / hour), sent)
      note(account, Math.floor(now / hour), sent)
      return reasonOf(countsOf(one), limits, isBulk)
    },
    counts: (account) => countsOf(counted(account)),
    forget({ tenant, account }) {
      accounts.delete(`${tenant}/${account}`)
    },
    async load() {
      const now = clock.now()
      const rows = await store.read(readSending, { since: Math.floor((now - day) / hour), limit: accountsMax })
      for (const { tenant, account, hour: at, ...counts } of rows) {
        const one = counted({ tenant, account })
        one.hours.set(at, { ...counts })
        if (at === Math.floor(now / hour)) one.steps.set(at * (hour / STEP_MS), { ...counts })
      }
    },
    async write() {
      if (unwritten.size === 0) return
      const rows = [...unwritten.values()]
      unwritten = new Map()
      try {
        await store.write(addToSending, { rows, before: Math.floor((clock.now() - 2 * day) / hour) })
      } catch (error) {
        log.warn('outbound.not-written', { accounts: rows.length, error: error instanceof Error ? error.message : '' })
      }
    },
  }
}

export const NOTHING_SENT: SentCounts = { recipients: 0, fresh: 0, bounced: 0, spam: 0 }

function reasonOf(now: ReturnType<Outbound['counts']>, limits: OutboundLimits, isBulk: boolean): StopReason | undefined {
  if (now.hour.spam > limits.hour.spam) return 'spam'
  if (now.hour.bounced > limits.hour.bounced) return 'bounces'
  if (isBulk) return undefined
  const over = (name: 'recipients' | 'fresh'): boolean =>
    now.minute[name] > limits.minute[name] || now.hour[name] > limits.hour[name] || now.day[name] > limits.day[name]
  if (over('fresh')) return 'too-many-new'
  return over('recipients') ? 'too-many' : undefined
}

function add(into: Map<number, Counts>, at: number, sent: Partial<SentCounts>): void {
  into.set(at, plus(into.get(at) ?? NOTHING_SENT, sent))
}

function plus(counts: SentCounts, sent: Partial<SentCounts>): Counts {
  return {
    recipients: counts.recipients + (sent.recipients ?? 0), fresh: counts.fresh + (sent.fresh ?? 0),
    bounced: counts.bounced + (sent.bounced ?? 0), spam: counts.spam + (sent.spam ?? 0),
  }
}

function prune(map: Map<number, Counts>, before: number): void {
  // In the order of time, so it ends at the first that counts.
  for (const at of map.keys()) {
    if (at > before) return
    map.delete(at)
  }
}

function sum(map: ReadonlyMap<number, Counts>, after: number): SentCounts {
  let total: SentCounts = NOTHING_SENT
  for (const [at, counts] of map) if (at > after) total = plus(total, counts)
  return total
}
