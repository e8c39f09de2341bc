import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import type { Script } from '../storage/script.ts'

/** Keeps ledger records in the transaction of their fact. They were prepared outside; none when the ledger is off. */
export function* keepRecords(records: readonly PreparedRecord[]): Script<void> {
  for (const record of records) yield* appendRecord(record)
}
