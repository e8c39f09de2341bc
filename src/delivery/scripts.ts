/** What delivery writes: all copies of one mail with its ledger record, in one transaction. */
import { Refusal } from '../base/errors.ts'
import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { insertHeld, type PreparedHeld } from '../malware/scripts.ts'
import { insertPrepared, type PreparedMail } from '../mailstore/scripts/append.ts'
import { finishRecipient, type Finished } from '../queue/ending-scripts.ts'
import { insertOutgoing, type PreparedOutgoing } from '../queue/scripts.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'

export interface KeepMail {
  /** One for each account, ascending by tenant and account. */
  readonly copies: readonly PreparedMail[]
  readonly records: readonly PreparedRecord[]
  /** Recipients of the queue that end with this; empty for mail from outside. */
  readonly finished: readonly Finished[]
  /** The mail as it came, when the copies are without its files. */
  readonly quarantined?: readonly PreparedHeld[]
  /** Mails that leave with it. */
  readonly notices?: readonly PreparedOutgoing[]
}

/**
 * Keeps every copy or none, and gives the blobs that nothing needs any more. `Refusal('over-quota')`: an account is
 * full;
 * all is undone, so that a repeat by the sending server doubles nothing. `Refusal('ended-already')`: another process
 * ended one of these recipients.
 */
export const keepMail = writeScript('delivery.keep', import.meta.url, function* (
  tx, { copies, records, finished, quarantined = [], notices = [] }: KeepMail,
): Script<readonly string[]> {
  const blobs: string[] = []
  for (const done of finished) {
    const { wasTrying, blob } = yield* finishRecipient(tx, done)
    if (!wasTrying) throw new Refusal('ended-already', 'a recipient of the queue was ended by somebody else')
    if (blob !== null) blobs.push(blob)
  }
  for (const copy of copies) {
    const result = yield* insertPrepared(tx, copy)
    if (result.outcome === 'over quota') throw new Refusal('over-quota', 'the mailbox of a recipient is full')
  }
  for (const held of quarantined) yield* insertHeld(tx, held)
  for (const notice of notices) yield* insertOutgoing(tx, notice)
  for (const record of records) yield* appendRecord(record)
  return blobs
})

/** Whether an account has no room left. */
export const roomOf = readScript('delivery.room', import.meta.url, function* (
  tx, { tenant, account }: { readonly tenant: number, readonly account: number },
): Script<{ readonly isFull: boolean }> {
  const row = yield* tx.maybe<{ used: number, quota: number }>(sql`select used_bytes as used, quota_bytes as quota
    from account where tenant = ${tenant} and id = ${account}`)
  return { isFull: row !== undefined && row.quota > 0 && row.used >= row.quota }
})
