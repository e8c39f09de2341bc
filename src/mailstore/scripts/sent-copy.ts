import { sql, writeScript, type Script, type Tx } from '../../storage/script.ts'
import { insertAppended, insertPrepared, type AppendedRow, type AppendScriptArgs, type PreparedMail } from './append.ts'
import { countColumns, entryColumns, inList, type EntryRow, type MailboxCounts, type Owner } from './rows.ts'

/**
 * One mail that was sent stands in Sent once, although both the service and the sender's program put it there.
 * Whoever is
 * second gets the place of the first. A place is remembered for a day and used once, so that copying a mail on
 * purpose works.
 */

/** How long the second copy of one mail is waited for. */
export const SENT_COPY_MS = 24 * 3600 * 1000

export interface SentCopyMark {
  /** Digest of the Message-ID under the account's key. */
  readonly token: Uint8Array
  /** The same under the keys of before, while a key rotation runs. */
  readonly formerTokens: readonly Uint8Array[]
  readonly at: number
}

/** Keeps our own copy of a submitted mail, unless the sender's program was first. Gives whether it was kept. */
export function* insertSentCopy(tx: Tx, { mail, mark }: { readonly mail: PreparedMail,
  readonly mark: SentCopyMark }): Script<boolean> {
  if ((yield* takeCopy(tx, { ...mail, ...mark })) !== undefined) return false
  const result = yield* insertPrepared(tx, mail)
  // A full mailbox loses its sender the copy, not the mail.
  if (result.outcome !== 'kept') return false
  if (result.appended !== null) yield* markCopy(tx, { ...mail, ...mark, entry: result.appended.entry })
  return true
}

/** APPEND to Sent: the entry that is there already, or a new one. `merged` tells which. */
export const appendSent = writeScript('mailstore.append-sent', import.meta.url, function* (
  tx, { args, mark }: { readonly args: AppendScriptArgs, readonly mark: SentCopyMark },
): Script<{ readonly row: AppendedRow | 'no such mailbox' | 'over quota', readonly merged: boolean }> {
  const { tenant, account, targets } = args
  yield* tx.lockAccount({ tenant, account })
  const first = yield* takeCopy(tx, { tenant, account, ...mark })
  if (first !== undefined && targets.length === 1 && first.entry.mailbox === targets[0]?.mailbox) return { row: first,
    merged: true }
  const row = yield* insertAppended(tx, args)
  if (typeof row !== 'string') yield* markCopy(tx, { tenant, account, ...mark, entry: row.entry })
  return { row, merged: false }
})

function* markCopy(tx: Tx, { tenant, account, token, at,
  entry }: Owner & SentCopyMark & { readonly entry: EntryRow }): Script<void> {
  yield* tx.run(sql`delete from sent_copy where tenant = ${tenant} and account = ${account} and kept_at < ${at - SENT_COPY_MS}`)
  yield* tx.run(sql`insert into sent_copy (tenant, account, token, mailbox, uid, kept_at)
    values (${tenant}, ${account}, ${token}, ${entry.mailbox}, ${entry.uid}, ${at})
    on conflict (tenant, account, token) do update set mailbox = excluded.mailbox, uid = excluded.uid, kept_at = excluded.kept_at`)
}

/** The place of the first copy, while it is still there; it is used up by asking. */
function* takeCopy(tx: Tx, { tenant, account, token, formerTokens, at }: Owner & SentCopyMark): Script<
  AppendedRow | undefined
> {
  const tokens = inList([token, ...formerTokens])
  const place = yield* tx.maybe<{ mailbox: number, uid: number }>(sql`select mailbox, uid from sent_copy
    where tenant = ${tenant} and account = ${account} and token in ${tokens} and kept_at >= ${at - SENT_COPY_MS}`)
  if (place === undefined) return undefined
  yield* tx.run(sql`delete from sent_copy where tenant = ${tenant} and account = ${account} and token in ${tokens}`)
  const entry = yield* tx.maybe<EntryRow>(sql`select ${entryColumns} from entry
    where tenant = ${tenant} and account = ${account} and mailbox = ${place.mailbox} and uid = ${place.uid}`)
  const counts = yield* tx.maybe<MailboxCounts>(sql`select ${countColumns} from mailbox
    where tenant = ${tenant} and account = ${account} and mailbox = ${place.mailbox} and destroyed_modseq is null`)
  if (entry === undefined || counts === undefined) return undefined
  return { change: entry.modseq, entry, uidValidity: counts.uidValidity }
}
