import type { Script } from '../storage/script.ts'

/**
 * One thing that happened, as the ledger keeps it. Public fields are in the clear; personal fields enter the leaf as
 * salted digests.
 */
export interface LedgerEvent {
  /**
   * `mail.received`, `mail.sent`, `mail.delivered`, `mail.refused`, `account.created`, `session.started`,
   * `second-factor.on` ...
   */
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
  list(
    args: { readonly tenant: number, readonly before?: number, readonly limit: number, readonly kind?: string },
  ): Promise<readonly LedgerEntry[]>
  verify(tenant: number): Promise<LedgerCheck>
  /** Gives every leaf that is kept by now a place in the tree; called every second while the service runs. */
  sequence(): Promise<void>
  /** Signs a head for every tenant whose tree grew, into the file outside the database; hourly and at stop. */
  signHeads(): Promise<void>
  /** The tenant's public key for heads (32 bytes, Ed25519): what an outsider checks an export with. */
  publicKey(tenant: number): Promise<Uint8Array>
  /** Destroys value and salt of personal fields; every proof stays valid. The erasure is a record itself. */
  erasePersonal(
    args: {
      readonly tenant: number
      readonly id: string
      readonly fields?: readonly string[]
      readonly ground: string
    },
  ): Promise<'erased' | 'nothing to erase' | 'no such record'>
  /**
   * The whole ledger as lines of JSON that `verifyExport` checks offline. With `disclose`, personal fields in the
   * clear.
   */
  export(args: { readonly tenant: number, readonly disclose?: boolean }): AsyncIterable<string>
  /** That a record is in the tree of `size` leaves (now, when not given). */
  proveInclusion(
    args: { readonly tenant: number, readonly sequence: number, readonly size?: number },
  ): Promise<LedgerProof | undefined>
}

/** An audit path (RFC 9162 §2.1.3); hashes of 32 bytes. */
export interface LedgerProof {
  readonly sequence: number
  readonly size: number
  readonly leaf: Uint8Array
  readonly path: readonly Uint8Array[]
  readonly root: Uint8Array
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
