import { Temporary } from '../../base/errors.ts'
import { sql, type ReadTx, type Script, type Sql, type Tx } from '../../storage/script.ts'
import { countColumns, type MailboxCounts, type Owner } from './rows.ts'

/** The counters on the account row. All change under its lock, so numbers are given out once and in order. */

/** A quota of 0 is none. */
const fits = (bytes: number): Sql => sql`(quota_bytes = 0 or used_bytes + ${bytes} <= quota_bytes)`

/**
 * Takes the next change number: the MODSEQ of everything this script changes. `Temporary('account-changing')` when the account
 * went in between: whoever worked in it finds it closed.
 */
export function* nextChange(tx: Tx, { tenant, account }: Owner): Script<number> {
  const row = yield* tx.maybe<{ change: number }>(sql`update account set change_number = change_number + 1
    where tenant = ${tenant} and id = ${account} returning change_number as change`)
  if (row === undefined) throw new Temporary('account-changing', 'an account closes at this moment')
  return row.change
}

/** The account's change number, and the one before which changes are forgotten. */
export function* changeNumbers(tx: ReadTx, { tenant, account }: Owner): Script<{ number: number, floor: number }> {
  return yield* tx.one<{ number: number, floor: number }>(sql`select change_number as number, coalesce((select changes_floor
    from mail_account where mail_account.tenant = ${tenant} and mail_account.account = ${account}), 0) as floor
    from account where tenant = ${tenant} and id = ${account}`)
}

export interface Room {
  readonly change: number
  /** The first of the message numbers given. */
  readonly firstMessage: number
  /** Version of the account's newest key. */
  readonly keyVersion: number
}

/** As `nextChange`, with message numbers and room for bytes; undefined when the quota does not allow them. */
export function* takeRoom(tx: Tx, { tenant, account, messages, bytes }: Owner & {
  readonly messages: number, readonly bytes: number,
}): Script<Room | undefined> {
  const allowed = bytes === 0 ? sql`` : sql`and ${fits(bytes)}`
  return yield* tx.maybe<Room>(sql`update account set change_number = change_number + 1,
    next_message = next_message + ${messages}, used_bytes = used_bytes + ${bytes}
    where tenant = ${tenant} and id = ${account} ${allowed}
    returning change_number as change, next_message - ${messages} as "firstMessage", key_version as "keyVersion"`)
}

/**
 * Counts bytes that are kept without a message yet (sealed mail); undefined when the quota does not allow them. Gives the
 * version of the account's newest key.
 */
export function* takeBytes(tx: Tx, { tenant, account, bytes }: Owner & { readonly bytes: number }): Script<
  number | undefined
> {
  const row = yield* tx.maybe<{ keyVersion: number }>(sql`update account set used_bytes = used_bytes + ${bytes}
    where tenant = ${tenant} and id = ${account} and ${fits(bytes)} returning key_version as "keyVersion"`)
  return row?.keyVersion
}

export function* giveBytesBack(tx: Tx, { tenant, account, bytes }: Owner & { readonly bytes: number }): Script<void> {
  if (bytes === 0) return
  yield* tx.run(sql`update account set used_bytes = case when used_bytes > ${bytes} then used_bytes - ${bytes} else 0 end
    where tenant = ${tenant} and id = ${account}`)
}

/** Changes the counts of one live mailbox and gives them; undefined when there is no such mailbox. */
export function* countIn(tx: Tx, { tenant, account, mailbox, modseq, uids, total, unseen, bytes }: Owner & {
  readonly mailbox: number, readonly modseq: number,
  /** New UIDs taken. */
  readonly uids: number, readonly total: number, readonly unseen: number, readonly bytes: number,
}): Script<MailboxCounts | undefined> {
  return yield* tx.maybe<MailboxCounts>(sql`update mailbox set uid_next = uid_next + ${uids}, total = total + ${total},
    unseen = unseen + ${unseen}, size_bytes = size_bytes + ${bytes}, highest_modseq = ${modseq}
    where tenant = ${tenant} and account = ${account} and mailbox = ${mailbox} and destroyed_modseq is null
    returning ${countColumns}`)
}

/** Is this mailbox there? */
export function* isMailbox(
  tx: Tx, { tenant, account, mailbox }: Owner & { readonly mailbox: number },
): Script<boolean> {
  return (yield* tx.maybe(sql`select 1 as found from mailbox where tenant = ${tenant} and account = ${account}
    and mailbox = ${mailbox} and destroyed_modseq is null`)) !== undefined
}
