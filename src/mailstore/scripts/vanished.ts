import { readScript, sql } from '../../storage/script.ts'
import type { CatchUpArgs } from './load.ts'

export interface VanishedRows {
  /** Nothing that went up to this change is known any more. */
  readonly floor: number
  /** UIDs that went after `since`, ascending. At most as many as the log holds (`goneMax`). */
  readonly uids: readonly number[]
}

/** What went from a mailbox after a change number. RFC 7162 §3.2.5 */
export const readVanished = readScript('mailstore.vanished', import.meta.url, function* (tx, args: CatchUpArgs) {
  const { tenant, account, mailbox, since } = args
  const floor = yield* tx.maybe<{ floor: number }>(sql`select changes_floor as floor from mail_account
    where tenant = ${tenant} and account = ${account}`)
  const gone = yield* tx.all<{ uid: number }>(sql`select uid from expunged where tenant = ${tenant}
    and account = ${account} and mailbox = ${mailbox} and modseq > ${since} order by uid`)
  return { floor: floor?.floor ?? 0, uids: gone.map(({ uid }) => uid) } satisfies VanishedRows
})
