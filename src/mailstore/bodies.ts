import { giveBack } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import { Temporary } from '../base/errors.ts'
import { datedId } from '../base/dated-id.ts'
import { orderedId } from '../base/ids.ts'
import { randomOctets } from '../base/random.ts'
import type { AccountRef, BodyCipher, Place } from '../keys/keys.ts'
import { sql } from '../storage/script.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import { ArrivedBodies } from './bodies-arrived.ts'
import type { NewBody } from './scripts/insert.ts'

/** Bodies on disk: small ciphertext in the row, large in the blob store, each under a key of its own. */
export interface BodyParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly cipher: BodyCipher
  readonly clock: Clock
  readonly inlineBytesMax: number
}

export interface PreparedBody {
  readonly row: NewBody
  readonly key: Uint8Array
}

export class Bodies {
  readonly #parts: BodyParts
  readonly #arrived: ArrivedBodies

  constructor(parts: BodyParts) {
    this.#parts = parts
    this.#arrived = new ArrivedBodies(parts.clock)
  }

  /**
   * Encrypts a body. A large one is on disk when this resolves; whoever does not store the row calls `discard`. One that
   * is read soon, for the index, is kept for `readArrived`.
   */
  async prepare(
    account: AccountRef, raw: Uint8Array, { isReadSoon = false }: { readonly isReadSoon?: boolean } = {},
  ): Promise<PreparedBody> {
    const { blobs, cipher, clock, inlineBytesMax } = this.#parts
    const id = orderedId(clock.now())
    const key = randomOctets(32)
    const sealed = cipher.encrypt(bodyPlace(account, id), key, raw)
    if (sealed.length <= inlineBytesMax) {
      if (isReadSoon) this.#arrived.keep(id, sealed)
      return { row: { id, sizeBytes: raw.length, sealed, blob: null }, key }
    }
    const blob = datedId(clock.now())
    await blobs.put(blob, sealed)
    giveBack(sealed)
    return { row: { id, sizeBytes: raw.length, sealed: null, blob }, key }
  }

  /**
   * Deletes what was prepared and not stored. A write that failed may have been kept all the same (`storage-unsure`), so
   * the file of a body that has a row, or may have one, stays; the sweep takes it when it has none.
   */
  async discard(account: AccountRef, { id, blob }: Pick<NewBody, 'id' | 'blob'>): Promise<void> {
    this.#arrived.take(id)
    if (blob === null) return
    try {
      if (await this.#row(account, id) === undefined) await this.#parts.blobs.delete(blob)
    } catch (error) {
      if (!(error instanceof Temporary)) throw error
    }
  }

  /** The whole body; undefined when it is gone. `Refusal('wrong-key')` when it was changed or moved. */
  async read(account: AccountRef, id: string, key: Uint8Array): Promise<Uint8Array | undefined> {
    const row = await this.#row(account, id)
    if (row === undefined) return undefined
    const sealed = row.sealed ?? (row.blob === null ? undefined : await this.#parts.blobs.get(row.blob))
    return sealed === undefined ? undefined : this.#open(account, id, key, sealed)
  }

  /** As `read`, for the index: of a message that was there a moment ago, and without the database when it just came. */
  async readArrived(account: AccountRef, id: string, key: Uint8Array): Promise<Uint8Array | undefined> {
    const sealed = this.#arrived.take(id)
    return sealed === undefined ? await this.read(account, id, key) : this.#open(account, id, key, sealed)
  }

  #open(account: AccountRef, id: string, key: Uint8Array, sealed: Uint8Array): Uint8Array {
    const raw = this.#parts.cipher.decrypt(bodyPlace(account, id), key, sealed)
    giveBack(sealed)
    return raw
  }

  /** Bytes [start, end), clamped to the body; reads only the chunks they are in. */
  async readRange(account: AccountRef, id: string, { key, start, end }: {
    readonly key: Uint8Array, readonly start: number, readonly end: number,
  }): Promise<Uint8Array | undefined> {
    const { blobs, cipher } = this.#parts
    const row = await this.#row(account, id)
    if (row === undefined) return undefined
    const from = Math.max(0, Math.min(start, row.sizeBytes))
    const to = Math.max(from, Math.min(end, row.sizeBytes))
    const { boxStart, boxEnd } = cipher.range(row.sizeBytes, from, to)
    const box = row.sealed?.subarray(boxStart, boxEnd)
      ?? (row.blob === null ? undefined : await blobs.getRange(row.blob, boxStart, boxEnd))
    if (box === undefined) return undefined
    return cipher.decryptRange(bodyPlace(account, id), key, row.sizeBytes, from, to, box)
  }

  async #row({ tenant, account }: AccountRef, id: string): Promise<BodyRow | undefined> {
    const row = await this.#parts.store.maybe<BodyRow>(sql`select size_bytes as "sizeBytes", sealed, blob from body
      where tenant = ${tenant} and account = ${account} and body = ${id}`)
    // SQLite keeps any kind of value in any column; what we wrote is bytes.
    if (row !== undefined && row.sealed !== null && !(row.sealed instanceof Uint8Array)) {
      throw new Refusal('wrong-key', 'a body was changed in the database')
    }
    return row
  }
}

interface BodyRow {
  readonly sizeBytes: number
  readonly sealed: Uint8Array | null
  readonly blob: string | null
}

export function bodyPlace({ tenant, account }: AccountRef, id: string): Place {
  return { tenant, account, kind: 'body', id }
}
