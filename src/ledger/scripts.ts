import { sql, tx as steps, writeScript, type Script } from '../storage/script.ts'
import type { AppendRecord, PreparedRecord } from './types.ts'

/** The ledger's write scripts. `appendRecord` is for the scripts of other domains, in the transaction of their fact. */

/** One insert, no place in the tree yet: `yield* appendRecord(record)`. */
export const appendRecord: AppendRecord = function* (record: PreparedRecord): Script<void> {
  const sealed = record.sealedPersonal.length === 0 ? null : record.sealedPersonal
  yield* steps.run(sql`insert into ledger_record (tenant, id, at, kind, leaf, sealed_personal)
    values (${record.tenant}, ${record.id}, ${record.at}, ${record.kind}, ${record.leaf}, ${sealed})`)
}

/** A record without another fact. */
export const keepRecord = writeScript('ledger.record', import.meta.url, function* (_tx, record: PreparedRecord) {
  yield* appendRecord(record)
})

export interface PlaceRecords {
  readonly tenant: number
  /** The size of the tree that the places were computed on. */
  readonly sizeBefore: number
  readonly frontier: Uint8Array
  readonly places: readonly { readonly id: string, readonly sequence: number, readonly mark: Uint8Array }[]
}

/** Gives records their places; `'moved'` and nothing done when another node was first. */
export const placeRecords = writeScript('ledger.place', import.meta.url, function* (tx, args: PlaceRecords) {
  const { tenant, sizeBefore, frontier, places } = args
  const size = sizeBefore + places.length
  if (sizeBefore === 0) {
    yield* tx.run(sql`insert into ledger_tree (tenant, size, frontier) values (${tenant}, 0, ${new Uint8Array(0)})
        on conflict (tenant) do nothing`)
  }
  const moved = yield* tx.run(sql`update ledger_tree set size = ${size}, frontier = ${frontier}
      where tenant = ${tenant} and size = ${sizeBefore}`)
  if (moved === 0) return 'moved' as const
  for (const { id, sequence, mark } of places) {
    const placed = yield* tx.run(sql`update ledger_record set sequence = ${sequence}, mark = ${mark}
        where tenant = ${tenant} and id = ${id} and sequence is null`)
    if (placed !== 1) throw new Error('a ledger record vanished or was placed twice')
  }
  yield* tx.changed({ tenant, account: 0, topic: 'ledger', number: size })
  return 'placed' as const
})

export interface KeepHead {
  readonly tenant: number
  readonly size: number
  readonly at: number
  readonly root: Uint8Array
  readonly signature: Uint8Array
}

export const keepHead = writeScript('ledger.head', import.meta.url, function* (tx, head: KeepHead) {
  yield* tx.run(sql`insert into ledger_head (tenant, size, at, root, signature)
    values (${head.tenant}, ${head.size}, ${head.at}, ${head.root}, ${head.signature})
    on conflict (tenant, size, at) do nothing`)
})

export interface KeepKey {
  readonly tenant: number
  readonly publicKey: Uint8Array
  readonly sealedSecret: Uint8Array
  readonly at: number
}

/** Keeps the tenant's signing key unless there is one; gives the one that counts. */
export const keepKey = writeScript('ledger.key', import.meta.url, function* (tx, key: KeepKey) {
  yield* tx.run(sql`insert into ledger_key (tenant, public_key, sealed_secret, created_at)
    values (${key.tenant}, ${key.publicKey}, ${key.sealedSecret}, ${key.at}) on conflict (tenant) do nothing`)
  return yield* tx.one<{ public_key: Uint8Array, sealed_secret: Uint8Array }>(
    sql`select public_key, sealed_secret from ledger_key where tenant = ${key.tenant}`,
  )
})

export interface EraseFields {
  readonly tenant: number
  readonly id: string
  readonly before: Uint8Array
  /** Null when no field is left. */
  readonly after: Uint8Array | null
  /** The record that says so. */
  readonly erasure: PreparedRecord
}

/** Replaces the sealed fields and records the erasure; `'moved'` when they changed meanwhile. */
export const eraseFields = writeScript('ledger.erase', import.meta.url, function* (tx, args: EraseFields) {
  const touched = yield* tx.run(sql`update ledger_record set sealed_personal = ${args.after}
    where tenant = ${args.tenant} and id = ${args.id} and sealed_personal = ${args.before}`)
  if (touched === 0) return 'moved' as const
  yield* appendRecord(args.erasure)
  return 'erased' as const
})
