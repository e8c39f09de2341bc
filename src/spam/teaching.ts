/**
 * Readers teach by what they do: mail that they put into Junk themselves, and mail that they took out of it
 * (`$NotJunk`).
 * Looked at while the account is open, a little at a time; what the service put into Junk by itself teaches nothing.
 */
import type { Clock } from '../base/clock.ts'
import { minute } from '../base/sizes.ts'
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import type { Mailstore } from '../mailstore/mailstore.ts'
import { flagBits, type AccountMail, type Entry, type SenderTruth } from '../mailstore/types.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { letterOf } from './letter.ts'
import { keepLearnedOf, learnedOf, learnedScore, learnFrom, type Learned } from './personal.ts'
import { marksOf } from './tokens.ts'

/** Mails that one look learns from, the newest ones of each kind. */
export const TAUGHT_AT_ONCE_MAX = 50
/** How often one account's folders are looked at. */
export const LOOK_MS = 1 * minute
/** Accounts whose weights are kept in memory. */
export const ACCOUNTS_REMEMBERED_MAX = 500
const REMEMBERED_MS = 60 * minute

export interface Teaching {
  /** What this account's choices add to the score of these marks. Looks at its folders soon, when that was long ago. */
  scorer(open: OpenAccount): Promise<(places: Uint32Array) => number>
  /** Learns now from what is new; gives how many mails. */
  learn(open: OpenAccount): Promise<number>
}

export function createTeaching({ store, mailstore, clock, log }: {
  readonly store: Store, readonly mailstore: () => Pick<Mailstore, 'open'>, readonly clock: Clock, readonly log: Log,
}): Teaching {
  const remembered = new BoundedMap<string, Learned>({
    max: ACCOUNTS_REMEMBERED_MAX, ageMs: REMEMBERED_MS, now: () => clock.now(),
  })
  const busy = new Map<string, Promise<number>>()
  const lookedAt = new BoundedMap<string, true>({ max: ACCOUNTS_REMEMBERED_MAX, ageMs: LOOK_MS, now: () =>
    clock.now() })

  async function known(open: OpenAccount): Promise<Learned> {
    const found = remembered.get(keyOf(open))
    if (found !== undefined) return found
    const learned = await learnedOf(store, open)
    remembered.set(keyOf(open), learned)
    return learned
  }

  /** One look at a time for each account, or a mail would be learned from twice. */
  function learn(open: OpenAccount): Promise<number> {
    const work = (busy.get(keyOf(open)) ?? Promise.resolve(0)).catch(() => 0).then(() => learnOnce(open))
    busy.set(keyOf(open), work)
    void work.catch(() => 0).finally(() => {
      if (busy.get(keyOf(open)) === work) busy.delete(keyOf(open))
    })
    return work
  }

  async function learnOnce(open: OpenAccount): Promise<number> {
    const before = await known(open)
    const mail = await mailstore().open(open)
    const { learned, count } = await learnedFrom(mail, before)
    if (learned === before) return 0
    remembered.set(keyOf(open), learned)
    await keepLearnedOf(store, open, { learned, at: clock.now() })
    return count
  }

  return {
    learn,
    async scorer(open) {
      const { weights } = await known(open)
      if (lookedAt.get(keyOf(open)) === undefined) {
        lookedAt.set(keyOf(open), true)
        // Not awaited: this is asked in the middle of taking mail in, which opening the mailbox waits for.
        learn(open).catch((error: unknown) => log.warn('spam.not-learned', { problem: error instanceof Error ? error.name : 'unknown' }))
      }
      return (places) => learnedScore(weights, places)
    },
  }
}

async function learnedFrom(mail: AccountMail, before: Learned): Promise<{ readonly learned: Learned,
  readonly count: number }> {
  const figures = await mail.mailboxFigures()
  const junk = figures.find(({ role }) => role === 'junk')
  const inbox = figures.find(({ role }) => role === 'inbox')
  if (junk === undefined || inbox === undefined) return { learned: before, count: 0 }
  const since = junk.uidValidity === before.junk.uidValidity ? before.junk.uid : 0
  const inJunk = await entriesOf(mail, junk.id, ({ uid }) => uid > since)
  const outOf = await entriesOf(mail, inbox.id, ({ message, flags }) => message > before.notJunk && (flags.bits & flagBits['$NotJunk']) !== 0)
  if (inJunk.length === 0 && outOf.length === 0) return { learned: before, count: 0 }
  let { weights } = before
  let count = 0
  for (const [entries, isSpam] of [[inJunk, true], [outOf, false]] as const) {
    const records = await mail.records(entries.map(({ message }) => message))
    for (const [index, entry] of entries.entries()) {
      const record = records[index]
      if (record === undefined || (isSpam && isOurChoice(record.summary.truth))) continue
      const raw = await mail.body(entry.message)
      if (raw === undefined) continue
      weights = learnFrom(weights, marksOf(letterOf(raw)).places, isSpam)
      count++
    }
  }
  return {
    count, learned: {
      weights, junk: { uidValidity: junk.uidValidity, uid: Math.max(since, ...inJunk.map(({ uid }) => uid)) },
      notJunk: Math.max(before.notJunk, ...outOf.map(({ message }) => message)),
    },
  }
}

async function entriesOf(mail: AccountMail, mailbox: number, isWanted: (entry: Entry) =>
  boolean): Promise<readonly Entry[]> {
  const view = await mail.view(mailbox)
  if (view === 'no such mailbox') return []
  try {
    return view.entries.filter(isWanted).slice(-TAUGHT_AT_ONCE_MAX)
  } finally {
    view.close()
  }
}

/** It stands in Junk because the service put it there when it came. */
function isOurChoice(truth: SenderTruth | null): boolean {
  return truth !== null && (truth.junk !== undefined || truth.verdict === 'impersonation' || truth.verdict === 'failed')
}

const keyOf = ({ tenant, account }: AccountRef): string => `${tenant}/${account}`
