import type { Change, ReadScript, Sql, WriteScript } from './script.ts'

/**
 * The database as the domains see it. Two engines stand behind it (`sqlite/`, `postgres/`), chosen by `storage.url`;
 * no domain knows which. Contract, the same on both and proved by the contract suite: a write is atomic; it resolves
 * only after it is durable; listeners hear of changes after the commit, per account in the order of the commits; a full
 * disk gives `Temporary` with reason `storage-full` and nothing is half done; reads never wait for writes and the event
 * loop never waits for a disk.
 */
export interface Reader {
  /** All rows of one statement, on a read connection. */
  all<Row>(statement: Sql): Promise<Row[]>
  /** The one row there must be. */
  one<Row>(statement: Sql): Promise<Row>
  /** The row, or undefined. */
  maybe<Row>(statement: Sql): Promise<Row | undefined>
  /** Several statements in one snapshot. */
  read<Args, Result>(script: ReadScript<Args, Result>, args: Args): Promise<Result>
}

export interface WriteOptions {
  /**
   * Arrays inside the arguments that the caller gives away and will not look at again, also not when the write fails:
   * they are moved to the writer instead of copied. Only an array that owns its whole buffer is moved.
   */
  readonly handOver?: readonly Uint8Array[]
}

export interface Store extends Reader {
  /** Runs a write script; resolves after the commit is durable, rejects when nothing of it was kept. */
  write<Args, Result>(script: WriteScript<Args, Result>, args: Args, options?: WriteOptions): Promise<Result>
  /** Hears every change after its commit; gives the function that stops listening. A listener must not throw. */
  onChange(listener: (change: Change) => void): () => void
  /** Hears each durable group with its changes, for continuous backup. */
  afterGroupCommit(listener: (changes: readonly Change[]) => void): () => void
  /** Facts for the health page: does a write succeed now, how full is the disk, which schema. */
  health(): Promise<StoreHealth>
  readonly engine: 'sqlite' | 'postgres'
  /** Finishes what was handed in, then closes. */
  close(): Promise<void>
}

export interface StoreHealth {
  readonly writable: boolean
  /** Why not, in words for the administrator; undefined when writable. */
  readonly problem?: string
  readonly schema: number
}

/**
 * Immutable ciphertext by random id. `put` resolves after the bytes and their name are on disk (write, fsync, rename,
 * fsync of the folder). Deleting something that is not there is not an error.
 */
export interface BlobStore {
  put(id: string, bytes: Uint8Array): Promise<void>
  /** The whole, or undefined when there is none of that id. */
  get(id: string): Promise<Uint8Array | undefined>
  /** Bytes from `start` up to but not including `end`. */
  getRange(id: string, start: number, end: number): Promise<Uint8Array | undefined>
  delete(id: string): Promise<void>
  /** All ids, in the same order every time, for the sweep. */
  list(): AsyncIterable<string>
}
