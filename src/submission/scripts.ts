/** What submission writes: a mail handed in, with everything that belongs to it, in one transaction. */
import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import type { PreparedMail } from '../mailstore/scripts/append.ts'
import { insertSentCopy, type SentCopyMark } from '../mailstore/scripts/sent-copy.ts'
import { insertOutgoing, type Enqueued, type PreparedOutgoing } from '../queue/scripts.ts'
import { releaseHeld, type ReleaseArgs } from '../queue/held-scripts.ts'
import { writeScript, type Script } from '../storage/script.ts'
import { insertOutcomes, type OutcomeRows } from './guard-figures.ts'
import { insertPast, type PastRow } from './past-scripts.ts'
import { insertProtected, type ProtectedRow } from './protected-messages.ts'

export interface HandIn {
  readonly mail: PreparedOutgoing
  /** Our copy for Sent, when the sender's program is one that may not keep its own. */
  readonly sentCopy: { readonly mail: PreparedMail, readonly mark: SentCopyMark } | null
  readonly protectedRow: ProtectedRow | null
  /** Mails to the sender about it. */
  readonly notices: readonly PreparedOutgoing[]
  readonly records: readonly PreparedRecord[]
  /** What became of the guard's rules; null for a client that shows none, and for what is held: that counts when it is let go. */
  readonly outcomes: OutcomeRows | null
  /** What is kept of the judgement, for trying another policy. */
  readonly past: PastRow
}

/** All or nothing; the same repeat token again changes nothing. `copied`: our copy was kept in Sent. */
export const handIn = writeScript('submission.hand-in', import.meta.url, function* (
  tx, { mail, sentCopy, protectedRow, notices, records, outcomes, past }: HandIn,
): Script<{ readonly enqueued: Enqueued, readonly copied: boolean }> {
  yield* tx.lockAccount({ tenant: mail.tenant, account: mail.account })
  const enqueued = yield* insertOutgoing(tx, mail)
  if (enqueued.outcome === 'repeated') return { enqueued, copied: false }
  const copied = sentCopy === null ? false : yield* insertSentCopy(tx, sentCopy)
  if (protectedRow !== null) yield* insertProtected(tx, protectedRow)
  for (const notice of notices) yield* insertOutgoing(tx, notice)
  for (const record of records) yield* appendRecord(record)
  if (outcomes !== null) yield* insertOutcomes(tx, outcomes)
  yield* insertPast(tx, past)
  return { enqueued, copied }
})

/** Lets held mail go, together with what it now is. False when nothing was held any more. */
export const letGo = writeScript('submission.let-go', import.meta.url, function* (
  tx, { release, protectedRow, outcomes }: {
    readonly release: ReleaseArgs, readonly protectedRow: ProtectedRow | null, readonly outcomes: OutcomeRows,
  },
): Script<boolean> {
  yield* tx.lockAccount({ tenant: release.tenant, account: release.account })
  if (!(yield* releaseHeld(tx, release))) return false
  if (protectedRow !== null) yield* insertProtected(tx, protectedRow)
  yield* insertOutcomes(tx, outcomes)
  return true
})
