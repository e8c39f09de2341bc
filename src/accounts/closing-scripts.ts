import type { AccountRef } from '../keys/keys.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { readScript, sql, writeScript, type Script, type SqlValue, type Tx } from '../storage/script.ts'
import { erasedTables, keyTables, lastTables } from './erased-tables.ts'
import { keepRecords } from './records.ts'
import { told } from './scripts.ts'

/** Rows that go in one writing turn. */
export const ERASED_AT_ONCE = 200

export interface ClosingRow extends AccountRef {
  /** Asked for; its keys are destroyed and the rest is going; closed. */
  readonly state: 'asked' | 'erasing' | 'closed'
  readonly askedAt: number
  /** Who asked: the account itself or an administrator. */
  readonly askedBy: number
  readonly closesAt: number
  readonly closedAt: number | null
  readonly facts: Uint8Array
  readonly receipt: Uint8Array | null
}

const columns = sql`tenant, account, state, asked_at as "askedAt", asked_by as "askedBy", closes_at as "closesAt",
  closed_at as "closedAt", facts, receipt`

interface Recorded extends AccountRef { readonly records: readonly PreparedRecord[] }

/** Asks for it. `last owner`: an organisation keeps one. */
export const askClosing = writeScript('accounts.askClosing', import.meta.url, function* (tx, args: Recorded & {
  readonly by: number, readonly at: number, readonly closesAt: number, readonly facts: Uint8Array,
}) {
  const { tenant, account, at } = args
  yield* tx.lockAccount({ tenant, account })
  const owner = '%"owner"%'
  const others = yield* tx.maybe(sql`select 1 as there from account where tenant = ${tenant} and id <> ${account}
    and state = 'active' and roles like ${owner} and not exists (select 1 from account_closing
      where account_closing.tenant = account.tenant and account_closing.account = account.id) limit 1`)
  const isOwner = yield* tx.maybe(sql`select 1 as there from account
    where tenant = ${tenant} and id = ${account} and roles like ${owner}`)
  if (isOwner !== undefined && others === undefined) return 'last owner' as const
  const there = yield* tx.maybe(sql`select 1 as there from account_closing where tenant = ${tenant} and account = ${account}`)
  if (there !== undefined) return 'asked already' as const
  yield* tx.run(sql`insert into account_closing (tenant, account, state, asked_at, asked_by, closes_at, closed_at, facts, receipt)
    values (${tenant}, ${account}, 'asked', ${at}, ${args.by}, ${args.closesAt}, null, ${args.facts}, null)`)
  yield* keepRecords(args.records)
  return 'asked' as const
})

/** Takes it back, while its time has not come. */
export const undoClosing = writeScript('accounts.undoClosing', import.meta.url, function* (
  tx, { tenant, account, records }: Recorded,
) {
  yield* tx.lockAccount({ tenant, account })
  const gone = yield* tx.run(sql`delete from account_closing where tenant = ${tenant} and account = ${account}
    and state = 'asked'`)
  if (gone === 1) yield* keepRecords(records)
  return gone === 1
})

/**
 * Destroys the keys: every way in, the keys of before, and the sealing secret. From the commit on nothing opens what
 * the account held, wherever a copy of it may be; mail to it is refused and every session and connection ends.
 */
export const destroyKeys = writeScript('accounts.destroyKeys', import.meta.url, function* (tx, args: Recorded & {
  readonly facts: Uint8Array,
}) {
  const { tenant, account } = args
  yield* tx.lockAccount({ tenant, account })
  const begun = yield* tx.run(sql`update account_closing set state = 'erasing', facts = ${args.facts}
    where tenant = ${tenant} and account = ${account} and state = 'asked'`)
  if (begun === 0) return false
  for (const table of keyTables) yield* removeAll(tx, table, { tenant, account })
  yield* tx.run(sql`update account set state = 'closing', key_version = key_version + 1,
    sealing_secret = ${new Uint8Array(1)}, sealing_public = ${new Uint8Array(1)} where tenant = ${tenant} and id = ${account}`)
  yield* tx.run(sql`update portal_message set sealed_id = null, encapsulation = null, sealed_box = null, sealed_mac = null
    where tenant = ${tenant} and account = ${account}`)
  yield* keepRecords(args.records)
  yield* told(tx, args, { what: 'profile' })
  yield* told(tx, args, { what: 'revoked' })
  return true
})

/** Counts what is there, for the receipt. */
export const countErased = readScript('accounts.countErased', import.meta.url, function* (
  tx, { tenant, account }: AccountRef,
) {
  const counts: Record<string, number> = {}
  for (const { table, counted } of erasedTables) {
    const { rows } = yield* tx.one<{ rows: number }>({
      text: `select count(*) as rows from ${table} where tenant = ? and account = ?`, values: [tenant, account],
    })
    counts[counted] = (counts[counted] ?? 0) + Number(rows)
  }
  return counts
})

/** The next rows of one table, with the files they name. */
export const nextErased = readScript('accounts.nextErased', import.meta.url, function* (
  tx, { tenant, account, table }: AccountRef & { readonly table: string },
): Script<readonly { readonly keys: readonly SqlValue[], readonly blob: string | null }[]> {
  const { keys, blobs } = tableOf(table)
  const named = [...keys, ...blobs === undefined ? [] : [blobs.column]]
  const rows = yield* tx.all<Record<string, SqlValue>>({
    text: `select ${named.length === 0 ? '1 as there' : named.join(', ')} from ${table} where tenant = ? and account = ? limit ${ERASED_AT_ONCE}`,
    values: [tenant, account],
  })
  return rows.map((row) => ({
    keys: keys.map((key) => row[key] ?? null), blob: blobs === undefined ? null : row[blobs.column] as string | null,
  }))
})

/** Removes rows of one table, and notes how far the work is. */
export const eraseRows = writeScript('accounts.eraseRows', import.meta.url, function* (tx, args: AccountRef & {
  readonly table: string, readonly rows: readonly (readonly SqlValue[])[], readonly facts: Uint8Array,
}) {
  const { tenant, account, table, rows } = args
  const { keys } = tableOf(table)
  for (const row of rows) {
    yield* tx.run({
      text: `delete from ${table} where tenant = ? and account = ?${keys.map((key) => ` and ${key} = ?`).join('')}`,
      values: [tenant, account, ...row],
    })
    if (table === 'outgoing') yield* tx.run(sql`delete from outgoing_recipient where tenant = ${tenant} and outgoing = ${row[0] ?? ''}`)
  }
  yield* tx.run(sql`update account_closing set facts = ${args.facts} where tenant = ${tenant} and account = ${account}
    and state = 'erasing'`)
})

/** The end: the account's own row goes, its addresses rest, and the ledger says what was erased. */
export const endClosing = writeScript('accounts.endClosing', import.meta.url, function* (tx, args: Recorded & {
  readonly at: number, readonly restUntil: number, readonly facts: Uint8Array,
}) {
  const { tenant, account, at } = args
  yield* tx.lockAccount({ tenant, account })
  const ended = yield* tx.run(sql`update account_closing set state = 'closed', closed_at = ${at}, facts = ${args.facts}
    where tenant = ${tenant} and account = ${account} and state = 'erasing'`)
  // Another node was first, and said so in the ledger.
  if (ended === 0) return
  const addresses = yield* tx.all<{ token: Uint8Array }>(sql`select token from address where tenant = ${tenant}
    and account = ${account}`)
  for (const { token } of addresses) {
    yield* tx.run(sql`insert into retired_address (tenant, token, until) values (${tenant}, ${token}, ${args.restUntil})
      on conflict (tenant, token) do update set until = excluded.until`)
  }
  yield* tx.run(sql`delete from retired_address where tenant = ${tenant} and until <= ${at}`)
  for (const table of lastTables) {
    if (table === 'account') yield* tx.run(sql`delete from account where tenant = ${tenant} and id = ${account}`)
    else yield* removeAll(tx, table, { tenant, account })
  }
  yield* keepRecords(args.records)
  yield* told(tx, args, { what: 'profile' })
})

/** Keeps the receipt, once it is signed. */
export const keepReceipt = writeScript('accounts.keepReceipt', import.meta.url, function* (
  tx, { tenant, account, receipt }: AccountRef & { readonly receipt: Uint8Array },
) {
  yield* tx.run(sql`update account_closing set receipt = ${receipt} where tenant = ${tenant} and account = ${account}
    and state = 'closed'`)
})

/** Closings whose turn has come, and those that a stop left in the middle. */
export const dueClosings = readScript('accounts.dueClosings', import.meta.url, function* (tx, { at, limit }: {
  readonly at: number, readonly limit: number,
}) {
  return yield* tx.all<ClosingRow>(sql`select ${columns} from account_closing where (state = 'asked' and closes_at <= ${at})
    or state = 'erasing' or (state = 'closed' and receipt is null) order by closes_at limit ${limit}`)
})

export const readClosing = readScript('accounts.readClosing', import.meta.url, function* (tx, { tenant,
  account }: AccountRef) {
  return yield* tx.maybe<ClosingRow>(sql`select ${columns} from account_closing where tenant = ${tenant} and account = ${account}`)
})

/** Closings of an organisation, newest first. */
export const listClosings = readScript('accounts.listClosings', import.meta.url, function* (
  tx, { tenant, limit }: { readonly tenant: number, readonly limit: number },
) {
  return yield* tx.all<ClosingRow>(sql`select ${columns} from account_closing where tenant = ${tenant}
    order by asked_at desc, account limit ${limit}`)
})

/** Mail that the account handed in and that is still on its way. */
export const mailOnItsWay = readScript('accounts.mailOnItsWay', import.meta.url, function* (tx, { tenant,
  account }: AccountRef) {
  const { rows } = yield* tx.one<{ rows: number }>(sql`select count(*) as rows from outgoing, outgoing_recipient
    where outgoing.tenant = ${tenant} and outgoing.account = ${account} and outgoing_recipient.tenant = ${tenant}
    and outgoing_recipient.outgoing = outgoing.id and outgoing_recipient.state in ('waiting', 'trying')`)
  return Number(rows)
})

function* removeAll(tx: Tx, table: string, { tenant, account }: AccountRef): Script<void> {
  yield* tx.run({ text: `delete from ${table} where tenant = ? and account = ?`, values: [tenant, account] })
}

function tableOf(name: string): (typeof erasedTables)[number] {
  const found = erasedTables.find(({ table }) => table === name)
  if (found === undefined) throw new Error(`${name} is no table that is erased`)
  return found
}
