import type { Clock } from '../base/clock.ts'
import type { ServiceKey } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { exportLedger } from './export.ts'
import { appendHeads, newSigningKey, signHead, signingKeyOf, type Head, type SigningKey } from './heads.ts'
import { decodeLeaf, type Salted } from './leaf.ts'
import { Frontier, leafHash, rootOf } from './merkle.ts'
import { inclusionProof } from './proofs.ts'
import { openPersonal, prepareRecord, sealPersonal } from './records.ts'
import { eraseFields, keepHead, keepKey, keepRecord } from './scripts.ts'
import { placeUnplaced } from './sequencer.ts'
import type { Ledger, LedgerCheck, LedgerEntry, LedgerEvent, LedgerProof, PreparedRecord } from './types.ts'
import { verifyLedger } from './verify.ts'

/**
 * The ledger: the evidence of what was done, as a Merkle log that an outsider can check.
 *
 * Promises: a record is kept in the transaction of its fact, gets its place within a second, and from the next signed
 * head outside the machine on it cannot be changed, removed, moved or cut off unnoticed; erasing a personal field keeps
 * every proof valid. It holds no message content. Fails as storage fails: then the fact is not kept either.
 * Standards: RFC 9162 §2.1 (tree, proofs), RFC 8785 (leaves), RFC 8032 (head signatures).
 */
export interface LedgerOptions {
  readonly store: Store
  readonly serviceKey: ServiceKey
  /** `heads.jsonl`, outside the database. */
  readonly headsFile: string
  readonly clock: Clock
  readonly log: Log
}

/** Entries that `list` gives at once. */
export const LIST_ENTRIES_MAX = 500

/** Leaves read at once for a proof. */
const LEAVES_AT_ONCE = 2000

/** Tries when another node erases or places at the same moment. */
const TRIES_MAX = 5

export function createLedger(options: LedgerOptions): Ledger {
  return new StoredLedger(options)
}

interface Row {
  readonly id: string
  readonly at: number
  readonly kind: string
  readonly leaf: Uint8Array
  readonly sealed_personal: Uint8Array | null
  readonly sequence: number | null
}

class StoredLedger implements Ledger {
  readonly #options: LedgerOptions
  readonly #signingKeys = new Map<number, Promise<SigningKey>>()
  #placing: Promise<void> | undefined
  #placingNext: Promise<void> | undefined

  constructor(options: LedgerOptions) {
    this.#options = options
  }

  prepare(event: LedgerEvent): PreparedRecord {
    return prepareRecord(event, this.#options.serviceKey)
  }

  async record(event: LedgerEvent): Promise<void> {
    await this.#options.store.write(keepRecord, this.prepare(event))
  }

  async list({ tenant, before, limit, kind }: Parameters<Ledger['list']>[0]): Promise<readonly LedgerEntry[]> {
    const most = Math.min(limit, LIST_ENTRIES_MAX)
    const ofKind = kind === undefined ? sql`` : sql` and kind = ${kind}`
    const columns =
      sql`select id, at, kind, leaf, sealed_personal, sequence from ledger_record where tenant = ${tenant}`
    const unplaced = before !== undefined ?
      [] :
      await this.#options.store.all<
        Row
      >(sql`${columns} and sequence is null${ofKind} order by at desc, id desc limit ${most}`)
    const placed = await this.#options.store.all<
      Row
    >(sql`${columns} and sequence < ${before ?? Number.MAX_SAFE_INTEGER}${ofKind} order by sequence desc limit ${most}`)
    return [...unplaced, ...placed].slice(0, most).map((row) => this.#entry(tenant, row))
  }

  sequence(): Promise<void> {
    if (this.#placing === undefined) {
      this.#placing = placeUnplaced(this.#options).finally(() => {
        this.#placing = undefined
      })
      return this.#placing
    }
    // One is running that may have looked already: all who ask now share the next.
    this.#placingNext ??= this.#placing.catch(() => undefined).then(() => {
      this.#placingNext = undefined
      return this.sequence()
    })
    return this.#placingNext
  }

  async signHeads(): Promise<void> {
    await this.sequence()
    const { store, clock, headsFile } = this.#options
    const grown = await store.all<{ tenant: number, size: number, frontier: Uint8Array }>(
      sql`select tenant, size, frontier from ledger_tree where size >
        (select coalesce(max(size), 0) from ledger_head where ledger_head.tenant = ledger_tree.tenant)`,
    )
    const heads: Head[] = []
    for (const { tenant, size, frontier } of grown) {
      const root = Frontier.from(size, frontier).root()
      heads.push(signHead(await this.#signingKey(tenant), { tenant, size, at: clock.now(), root }))
    }
    if (heads.length === 0) return
    // The file first: a head that is outside and not in the database is still checked against.
    await appendHeads(headsFile, heads)
    for (const { tenant, size, at, root, signature } of heads) {
      await store.write(keepHead, {
        tenant,
        size,
        at,
        root: Uint8Array.fromBase64(root, { alphabet: 'base64url' }),
        signature: Uint8Array.fromBase64(signature, { alphabet: 'base64url' }),
      })
    }
  }

  async publicKey(tenant: number): Promise<Uint8Array> {
    return (await this.#signingKey(tenant)).publicKey
  }

  async verify(tenant: number): Promise<LedgerCheck> {
    return verifyLedger({ ...this.#options, tenant })
  }

  async erasePersonal(
    { tenant, id, fields, ground }: Parameters<Ledger['erasePersonal']>[0],
  ): ReturnType<Ledger['erasePersonal']> {
    const { store, serviceKey, clock } = this.#options
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const row = await store.maybe<Row>(sql`select id, at, kind, leaf, sealed_personal, sequence
        from ledger_record where tenant = ${tenant} and id = ${id}`)
      if (row === undefined) return 'no such record'
      const salted = openPersonal(serviceKey, tenant, id, row.sealed_personal) ?? {}
      const erased = Object.keys(salted).filter((field) => fields === undefined || fields.includes(field))
      if (erased.length === 0 || row.sealed_personal === null) return 'nothing to erase'
      const kept: Salted = Object.fromEntries(Object.entries(salted).filter(([field]) => !erased.includes(field)))
      const erasure = this.prepare({
        kind: 'ledger.personal-erased',
        at: clock.now(),
        tenant,
        facts: { record: id, fields: erased.join(','), ground },
        personal: {},
      })
      const outcome = await store.write(eraseFields, {
        tenant,
        id,
        before: row.sealed_personal,
        after: sealPersonal(serviceKey, tenant, id, kept),
        erasure,
      })
      if (outcome === 'erased') return outcome
    }
    throw new Error('a ledger record kept changing while it was erased')
  }

  async *export(args: { readonly tenant: number, readonly disclose?: boolean }): AsyncIterable<string> {
    await this.signHeads()
    yield* exportLedger({ ...this.#options, ...args, publicKey: await this.publicKey(args.tenant) })
  }

  async proveInclusion(
    { tenant, sequence, size }: Parameters<Ledger['proveInclusion']>[0],
  ): Promise<LedgerProof | undefined> {
    const until = size ?? Number.MAX_SAFE_INTEGER
    const hashes: Uint8Array[] = []
    let proven: Uint8Array | undefined
    for (let full = true; full;) {
      const rows = await this.#options.store.all<{ leaf: Uint8Array }>(
        sql`select leaf from ledger_record where tenant = ${tenant} and sequence >= ${hashes.length}
          and sequence < ${until} order by sequence limit ${LEAVES_AT_ONCE}`,
      )
      proven ??= rows[sequence - hashes.length]?.leaf
      for (const { leaf } of rows) hashes.push(leafHash(leaf))
      full = rows.length === LEAVES_AT_ONCE
    }
    if (proven === undefined || (size !== undefined && hashes.length !== size)) return undefined
    return {
      sequence, size: hashes.length, leaf: proven, path: inclusionProof(hashes, sequence), root: rootOf(hashes),
    }
  }

  #entry(tenant: number, row: Row): LedgerEntry {
    const leaf = decodeLeaf(row.leaf)
    const salted = openPersonal(this.#options.serviceKey, tenant, row.id, row.sealed_personal) ?? {}
    const personal: Record<string, string | null> = {}
    for (const field of Object.keys(leaf?.personal ?? {})) personal[field] = salted[field]?.value ?? null
    return { sequence: row.sequence, id: row.id, at: row.at, kind: row.kind, facts: leaf?.facts ?? {}, personal }
  }

  #signingKey(tenant: number): Promise<SigningKey> {
    const known = this.#signingKeys.get(tenant)
    if (known !== undefined) return known
    const loading = this.#loadSigningKey(tenant)
    this.#signingKeys.set(tenant, loading)
    loading.catch(() => this.#signingKeys.delete(tenant))
    return loading
  }

  async #loadSigningKey(tenant: number): Promise<SigningKey> {
    const { store, serviceKey, clock } = this.#options
    const place = { tenant, account: 0, kind: 'ledger-key', id: 'heads' }
    const stored = await store.maybe<{ sealed_secret: Uint8Array }>(
      sql`select sealed_secret from ledger_key where tenant = ${tenant}`,
    )
    if (stored !== undefined) return signingKeyOf(serviceKey.decrypt(place, stored.sealed_secret))
    const made = newSigningKey()
    const kept = await store.write(keepKey, {
      tenant,
      publicKey: made.publicKey,
      sealedSecret: serviceKey.encrypt(place, made.secret),
      at: clock.now(),
    })
    return signingKeyOf(serviceKey.decrypt(place, kept.sealed_secret))
  }
}
