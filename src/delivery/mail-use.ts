/**
 * What people do with mail they received, for the ledger (NTA 7516 clause 6.4.2: consulting, deleting and forwarding of
 * received messages): who, in which session, of which mailbox and which UIDs.
 *
 * One line tells of one session, one mailbox and all UIDs of `WRITTEN_AFTER_MS` together; mail that came secured has a line
 * for each message besides, within `SECURED_AFTER_MS`. Reading is that the text of a message was given out, to a page or to
 * a mail program, or went into something new; lists with their previews are not. Lines are written behind, so that nobody
 * waits for them: a kill loses those not written yet, an orderly end loses none.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { minute, second } from '../base/sizes.ts'
import type { Ledger, LedgerEvent } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import { flagBits, type AccountMail, type Flags, type SenderTruth } from '../mailstore/types.ts'
import { addRemoval, noRemovals, removalFacts, type Removals } from './removals.ts'
import { addTo, wordsOf, type Runs } from './uid-runs.ts'

/** Each is a kind of the ledger. */
export type Use = 'read' | 'deleted' | 'forwarded'

/** What is written down: everything, reading of secured mail only, or nothing. */
export type UseScope = 'all' | 'secured' | 'off'

/** Who, by which door. */
export interface User {
  readonly tenant: number
  readonly account: number
  readonly address: string
  readonly door: 'imap' | 'web' | 'jmap'
  /** Whatever tells this session from others; only a digest of it is kept. */
  readonly session: string
  readonly ip: string
}

/** A message in its place. */
export interface UsedEntry {
  readonly mailbox: number
  readonly uid: number
  readonly message: number
}

export interface MailUse {
  /** Resolves when it is noted, which is before it is written. */
  note(use: Use, user: User, mail: Pick<AccountMail, 'records'>, entries: readonly UsedEntry[]): Promise<void>
  /** A mailbox went with these messages; mailboxes that a session removes share a line (`removals.ts`). */
  noteMailboxRemoved(
    user: User, gone: { readonly mailbox: number, readonly uids: readonly number[] },
  ): Promise<void>
  /** Writes what is due; all of it with `isLast`. Called every second, and at the end. */
  write(options?: { readonly isLast?: boolean }): Promise<void>
}

/** A line of ordinary mail waits as long for more of its session. */
export const WRITTEN_AFTER_MS = 5 * minute
/** Pace of `write`: secured mail is in the ledger that soon. */
export const SECURED_AFTER_MS = second
/** Sessions and mailboxes, and sessions that removed some, that lines are gathered for; past it all are written. */
export const GATHERED_MAX = 5_000
/**
 * Lines that wait to be written, of secured mail, full ones and those that failed; whoever reads more waits for the
 * writing.
 */
export const LINES_WAITING_MAX = 2_000

interface Gathered {
  readonly use: Use
  readonly user: User
  readonly mailbox: number
  readonly since: number
  last: number
  readonly uids: Runs
}

/** Mailboxes that a session removed. */
interface GatheredRemovals {
  readonly user: User
  readonly since: number
  last: number
  readonly removals: Removals
}

export function createMailUse({ ledger, scope, clock, log }: {
  readonly ledger: Pick<Ledger, 'record'>, readonly scope: UseScope, readonly clock: Clock, readonly log: Log,
}): MailUse {
  const gathered = new Map<string, Gathered>()
  const removed = new Map<string, GatheredRemovals>()
  let waiting: LedgerEvent[] = []
  let writing: Promise<void> = Promise.resolve()

  /** Gives false for what this line tells of already. */
  function gather(use: Use, user: User, { mailbox, uid }: UsedEntry): boolean {
    const key = JSON.stringify([use, user.tenant, user.account, user.door, user.session, mailbox])
    const now = clock.now()
    const known = gathered.get(key)
    const one = known ?? { use, user, mailbox, since: now, last: now, uids: [] }
    if (known === undefined) gathered.set(key, one)
    const added = addTo(one.uids, uid)
    if (added === 'known') return false
    one.last = now
    if (added === 'added') return true
    // Its line is full: it waits as it is, and a new one begins with this message.
    if (scope === 'all') waiting.push(lineOf(one))
    const next = { use, user, mailbox, since: now, last: now, uids: [] }
    addTo(next.uids, uid)
    gathered.set(key, next)
    return true
  }

  function gatherRemoved(user: User, gone: { readonly mailbox: number, readonly uids: readonly number[] }): void {
    const key = JSON.stringify([user.tenant, user.account, user.door, user.session])
    const now = clock.now()
    const known = removed.get(key)
    if (known !== undefined && addRemoval(known.removals, gone)) {
      known.last = now
      return
    }
    if (known !== undefined) waiting.push(removedLine(known))
    const next = { user, since: now, last: now, removals: noRemovals({ goesOn: known !== undefined }) }
    addRemoval(next.removals, gone)
    removed.set(key, next)
  }

  const isOverfull = (): boolean => gathered.size + removed.size > GATHERED_MAX

  function write({ isLast = false } = {}): Promise<void> {
    const now = clock.now()
    const isAll = isLast || isOverfull()
    const lines = waiting
    waiting = []
    const isDue = ({ since }: { readonly since: number }): boolean => isAll || now - since >= WRITTEN_AFTER_MS
    for (const [key, one] of gathered) {
      if (!isDue(one)) continue
      gathered.delete(key)
      if (scope === 'all') lines.push(lineOf(one))
    }
    for (const [key, one] of removed) {
      if (!isDue(one)) continue
      removed.delete(key)
      lines.push(removedLine(one))
    }
    if (lines.length === 0) return writing
    writing = writing.then(async () => {
      const kept = await Promise.allSettled(lines.map((line) => ledger.record(line)))
      for (const [index, one] of kept.entries()) {
        if (one.status !== 'rejected') continue
        log.error('ledger.record-failed', one.reason)
        const line = lines[index]
        // Tried again a second later, as long as there is room.
        if (line !== undefined && waiting.length < LINES_WAITING_MAX) waiting.push(line)
      }
    })
    return writing
  }

  return {
    async note(use, user, mail, entries) {
      if (scope === 'off' || entries.length === 0 || (scope === 'secured' && use !== 'read')) return
      const fresh = entries.filter((entry) => gather(use, user, entry))
      if (use === 'read' && fresh.length > 0) {
        const records = await mail.records(fresh.map(({ message }) => message))
        for (const [index, entry] of fresh.entries()) {
          const record = records[index]
          const how = securedBy(record?.summary.truth ?? null)
          if (how === undefined || record === undefined) continue
          waiting.push(securedLine({ user, entry, how, messageId: record.summary.messageId, at: clock.now() }))
        }
      }
      if (waiting.length > LINES_WAITING_MAX || isOverfull()) await write()
    },
    async noteMailboxRemoved(user, gone) {
      if (scope !== 'all' || gone.uids.length === 0) return
      gatherRemoved(user, gone)
      if (waiting.length > LINES_WAITING_MAX || isOverfull()) await write()
    },
    write,
  }
}

/**
 * Without drafts of the account's own making: what carries \Draft and came by no delivery. The flag alone says nothing,
 * for a reader may set it on what he received, and take it off again. To be asked while the messages are there.
 */
export async function withoutOwnDrafts<One extends { readonly message: number, readonly flags: Flags }>(
  mail: Pick<AccountMail, 'records'>, entries: readonly One[],
): Promise<readonly One[]> {
  const flagged = entries.filter(({ flags }) => (flags.bits & flagBits['\\Draft']) !== 0).map(({ message }) => message)
  if (flagged.length === 0) return entries
  const records = await mail.records(flagged)
  const own = new Set(flagged.filter((_, index) => records[index]?.summary.truth === null))
  return entries.filter(({ message }) => !own.has(message))
}

/** How a received mail came secured; undefined for ordinary mail, and for what was not received (drafts, sent). */
export function securedBy(truth: SenderTruth | null): 'nta7516' | 'portal' | 'internal' | undefined {
  if (truth === null) return undefined
  if (truth.nta7516 !== undefined) return 'nta7516'
  if (truth.verdict === 'guest') return 'portal'
  return truth.sensitive === true ? 'internal' : undefined
}

const sessionOf = (user: User): string =>
  createHash('sha256').update(`${user.tenant}|${user.account}|${user.session}`).digest('base64url').slice(0, 12)

function lineOf({ use, user, mailbox, since, last, uids }: Gathered): LedgerEvent {
  const { words, count } = wordsOf(uids)
  return event(use, user, last, { mailbox, uids: words, messages: count, since })
}

function removedLine({ user, since, last, removals }: GatheredRemovals): LedgerEvent {
  return event('deleted', user, last, { ...removalFacts(removals), since })
}

function securedLine({ user, entry, how, messageId, at }: {
  readonly user: User, readonly entry: UsedEntry, readonly how: string, readonly messageId: string | null,
  readonly at: number,
}): LedgerEvent {
  const { personal, ...line } = event('read', user, at, {
    mailbox: entry.mailbox, uids: String(entry.uid), messages: 1, secured: how,
  })
  return { ...line, personal: { ...personal, ...messageId === null ? {} : { message: messageId.slice(0, 500) } } }
}

function event(use: Use, user: User, at: number, facts: LedgerEvent['facts']): LedgerEvent {
  return {
    kind: KINDS[use], at, tenant: user.tenant, facts: { ...facts, door: user.door, session: sessionOf(user) },
    personal: { who: user.address, ip: user.ip },
  }
}

const KINDS = { read: 'mail.read', deleted: 'mail.removed', forwarded: 'mail.passed-on' } as const satisfies Record<Use, string>
