/** Complaints of other providers about our mail. */
import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { insertOutgoing, type PreparedOutgoing } from '../queue/scripts.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'

export interface ComplaintRow {
  readonly tenant: number
  /** 0 when it could not be tied to one. */
  readonly account: number
  readonly id: string
  readonly at: number
  readonly kind: string
  readonly facts: Uint8Array
}

export const keepComplaint = writeScript('reputation.complaint', import.meta.url, function* (
  tx, { row, notices, records }: {
    readonly row: ComplaintRow, readonly notices: readonly PreparedOutgoing[],
      readonly records: readonly PreparedRecord[],
  },
): Script<void> {
  yield* tx.run(sql`insert into abuse_report (tenant, account, id, at, kind, facts)
    values (${row.tenant}, ${row.account}, ${row.id}, ${row.at}, ${row.kind}, ${row.facts})`)
  for (const notice of notices) yield* insertOutgoing(tx, notice)
  for (const record of records) yield* appendRecord(record)
})

/** A mail to one of our own people, with what the ledger says of its reason. */
export const keepNotice = writeScript('reputation.notice', import.meta.url, function* (
  tx, { notice, records }: { readonly notice: PreparedOutgoing, readonly records: readonly PreparedRecord[] },
): Script<void> {
  yield* insertOutgoing(tx, notice)
  for (const record of records) yield* appendRecord(record)
})

/** Newest first. */
export const listComplaints = readScript('reputation.complaints', import.meta.url, function* (
  tx, { tenant, limit }: { readonly tenant: number, readonly limit: number },
): Script<ComplaintRow[]> {
  return yield* tx.all<ComplaintRow>(sql`select tenant, account, id, at, kind, facts from abuse_report
    where tenant = ${tenant} order by at desc, id limit ${limit}`)
})

/** Of one account (0: of nobody known) since that moment. */
export const countComplaints = readScript('reputation.complaint-count', import.meta.url, function* (
  tx, { tenant, account, since, limit }: { readonly tenant: number, readonly account: number | null,
    readonly since: number, readonly limit: number },
): Script<number> {
  const own = account === null ? sql`` : sql`and account = ${account}`
  const { count } = yield* tx.one<{ count: number }>(sql`select count(*) as count from
    (select 1 as one from abuse_report where tenant = ${tenant} ${own} and at > ${since} limit ${limit}) as counted`)
  return count
})

export const forgetComplaints = writeScript('reputation.forget-complaints', import.meta.url, function* (
  tx, { before }: { readonly before: number },
): Script<void> {
  yield* tx.run(sql`delete from abuse_report where at < ${before}`)
})
