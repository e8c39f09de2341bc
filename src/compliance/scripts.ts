/** Statements of the officer's records. Fields were encrypted before they come here. */
import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { sql, writeScript, type Script, type Tx } from '../storage/script.ts'

export interface NewComplianceRecord {
  readonly tenant: number
  readonly kind: 'breach'
  readonly id: string
  readonly year: number
  readonly state: string
  readonly knownAt: number
  readonly dueAt: number
  readonly box: Uint8Array
}

/** Keeps a new record with the next number of its year. */
export function* insertRecord(tx: Tx, record: NewComplianceRecord): Script<void> {
  const { tenant, kind, id, year, state, knownAt, dueAt, box } = record
  const last = yield* tx.one<{ number: number | null }>(sql`select max(number) as number from compliance_record
    where tenant = ${tenant} and kind = ${kind} and year = ${year}`)
  yield* tx.run(sql`insert into compliance_record (tenant, kind, id, year, number, state, known_at, due_at, changed_at, box)
    values (${tenant}, ${kind}, ${id}, ${year}, ${(last.number ?? 0) + 1}, ${state}, ${knownAt}, ${dueAt}, ${knownAt}, ${box})`)
  yield* tx.changed({ tenant, account: 0, topic: 'compliance', number: 0, detail: { kind } })
}

export interface ChangedRecord {
  readonly tenant: number
  readonly kind: 'breach'
  readonly id: string
  /** Of the record as it was read. */
  readonly changedAt: number
  readonly state: string
  readonly at: number
  readonly box: Uint8Array
  readonly records: readonly PreparedRecord[]
}

/** Keeps a changed record with its evidence; false when somebody else changed it since it was read. */
export const changeRecord = writeScript('compliance.change', import.meta.url, function* (tx, changed: ChangedRecord): Script<boolean> {
  const { tenant, kind, id, changedAt, state, at, box, records } = changed
  const count = yield* tx.run(sql`update compliance_record set state = ${state}, changed_at = ${at}, box = ${box}
    where tenant = ${tenant} and kind = ${kind} and id = ${id} and changed_at = ${changedAt}`)
  if (count === 0) return false
  for (const record of records) yield* appendRecord(record)
  yield* tx.changed({ tenant, account: 0, topic: 'compliance', number: 0, detail: { kind } })
  return true
})
