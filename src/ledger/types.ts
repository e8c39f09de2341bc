import type { Script } from '../storage/script.ts'

/** One thing that happened, as the ledger keeps it. Public fields are in the clear; personal fields enter the leaf as salted digests. */
export interface LedgerEvent {
  /** `mail.received`, `mail.sent`, `mail.delivered`, `mail.refused`, `account.created`, `session.started`, `second-factor.on` ... */
  readonly kind: string
  readonly at: number
  readonly tenant: number
  /** Plain facts without content: counts, sizes, rule ids, routes, verdicts. Values are strings, numbers, booleans. */
  readonly facts: Readonly<Record<string, string | number | boolean>>
  /** Addresses, names, IP addresses: salted, erasable. */
  readonly personal: Readonly<Record<string, string>>
}

/** A record made ready outside the script (digests, salts and encryption done), so that a script only inserts it. */
export interface PreparedRecord {
  readonly tenant: number
  readonly id: string
  readonly at: number
  readonly kind: string
  readonly leaf: Uint8Array
  readonly sealedPersonal: Uint8Array
}

export interface Ledger {
  /** Prepares outside; `append` inside the transaction of the fact. */
  prepare(event: LedgerEvent): PreparedRecord
  /** For facts without a transaction of their own. */
  record(event: LedgerEvent): Promise<void>
  list(args: { readonly tenant: number, readonly before?: number, readonly limit: number, readonly kind?: string }): Promise<readonly LedgerEntry[]>
  verify(tenant: number): Promise<LedgerCheck>
  /** Gives leaves a place in the tree; called every second while the service runs. */
  sequence(): Promise<void>
}

export type AppendRecord = (record: PreparedRecord) => Script<void>

export interface LedgerEntry {
  readonly sequence: number | null
  readonly id: string
  readonly at: number
  readonly kind: string
  readonly facts: Readonly<Record<string, string | number | boolean>>
  readonly personal: Readonly<Record<string, string | null>>
}

export type LedgerCheck =
  | { readonly ok: true, readonly records: number, readonly root: string, readonly headAt: number | null }
  | { readonly ok: false, readonly sequence: number | null, readonly id: string | null, readonly problem: string }
