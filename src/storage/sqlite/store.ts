import { present } from '../../base/assert.ts'
import type { Clock } from '../../base/clock.ts'
import { MiB } from '../../base/sizes.ts'
import type { Log } from '../../log/log.ts'
import { Listeners } from '../listeners.ts'
import type { Dialect, Migration } from '../migration.ts'
import { portable } from '../portable.ts'
import { writeProbe } from '../probe.ts'
import { checkOrder } from '../schema-version.ts'
import { checkStatement, brief } from '../statement.ts'
import type { Change, ReadScript, Sql, WriteScript } from '../script.ts'
import type { Store, StoreHealth, WriteOptions } from '../store.ts'
import type { ReaderStart, WriterStart } from './protocol.ts'
import { Thread } from './thread.ts'

/**
 * The embedded engine: one writer thread with group commit, reader threads with connections of their own. Promises what
 * `Store` promises. It fails a call with `Temporary` when the disk is full (`storage-full`), the line is too long
 * (`storage-busy`), or the store is closed (`storage-closed`); when a thread is lost every open call gets
 * `storage-unsure` and the store stays unusable until the service starts again.
 */
export interface SqliteOptions {
  readonly path: string
  readonly log: Log
  readonly clock: Clock
  readonly migrations: readonly Migration[]
  /** Reader threads. */
  readonly readers?: number
  readonly pageSizeBytes?: number
  readonly cacheBytes?: number
  /** Largest file in pages, for tests of a full disk. */
  readonly pagesMax?: number
}

/** Writes less for a small change than 8,192, which gave no more rows per second with 4 KiB rows (measured, noisy). */
const PAGE_BYTES = 4096

const dialect: Dialect = { engine: 'sqlite', integer: 'integer', blob: 'blob' }

export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  checkOrder(options.migrations)
  const cacheBytes = options.cacheBytes ?? 32 * MiB
  const listeners = new Listeners(options.log)
  const onLost = (error: Error): void => options.log.error('a storage thread ended', error)
  const writerStart: WriterStart = {
    path: options.path,
    pageSizeBytes: options.pageSizeBytes ?? PAGE_BYTES,
    cacheBytes,
    now: options.clock.now(),
    pagesMax: options.pagesMax ?? 0,
    migrations: options.migrations.map((migration) => ({
      number: migration.number,
      name: migration.name,
      statements: migration.statements(dialect),
    })),
  }
  const { thread: writer, schema } = await Thread.start({
    module: new URL('./writer.ts', import.meta.url),
    start: writerStart,
    onGroup: (changes) => listeners.tell(changes),
    onLost,
  })
  const readers: Thread[] = []
  try {
    const readerStart: ReaderStart = { path: options.path, cacheBytes: Math.ceil(cacheBytes / 2) }
    const opened = await Promise.all(Array.from({ length: options.readers ?? 2 }, () =>
      Thread.start({
        module: new URL('./reader.ts', import.meta.url),
        start: readerStart,
        onGroup: () => undefined,
        onLost,
      })))
    for (const { thread } of opened) readers.push(thread)
  } catch (error) {
    await writer.close()
    throw error
  }
  return new SqliteStore({ writer, readers, listeners, schema, clock: options.clock })
}

interface Parts {
  readonly writer: Thread
  readonly readers: readonly Thread[]
  readonly listeners: Listeners
  readonly schema: number
  readonly clock: Clock
}

class SqliteStore implements Store {
  readonly engine = 'sqlite'
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async write<Args, Result>(script: WriteScript<Args, Result>, args: Args, options?: WriteOptions): Promise<Result> {
    const { value } = portable(args)
    const transfer = options?.handOver === undefined ? [] : wholeBuffers(options.handOver)
    return this.#parts.writer.call({ name: script.name, module: script.module, args: value }, transfer)
  }

  async read<Args, Result>(script: ReadScript<Args, Result>, args: Args): Promise<Result> {
    const { value } = portable(args)
    return this.#reader().call({ name: script.name, module: script.module, args: value })
  }

  async all<Row>(statement: Sql): Promise<Row[]> {
    checkStatement(statement)
    return this.#reader().call({ statement: portable(statement).value as Sql })
  }

  async one<Row>(statement: Sql): Promise<Row> {
    const rows = await this.all<Row>(statement)
    if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}: ${brief(statement)}`)
    return rows[0] as Row
  }

  async maybe<Row>(statement: Sql): Promise<Row | undefined> {
    return (await this.all<Row>(statement))[0]
  }

  onChange(listener: (change: Change) => void): () => void {
    return this.#parts.listeners.onChange(listener)
  }

  afterGroupCommit(listener: (changes: readonly Change[]) => void): () => void {
    return this.#parts.listeners.afterGroupCommit(listener)
  }

  async health(): Promise<StoreHealth> {
    const problem = await writeProbe(this, this.#parts.clock.now())
    return problem === undefined
      ? { writable: true, schema: this.#parts.schema }
      : { writable: false, problem, schema: this.#parts.schema }
  }

  async close(): Promise<void> {
    await Promise.all(this.#parts.readers.map((reader) => reader.close()))
    await this.#parts.writer.close()
  }

  /** The one with the least to do. */
  #reader(): Thread {
    let best = present(this.#parts.readers[0], 'a reader thread')
    for (const reader of this.#parts.readers) if (reader.waiting < best.waiting) best = reader
    return best
  }
}

/** Buffers that the caller gives away. A view on part of a buffer is copied instead: others may look at the rest. */
function wholeBuffers(views: readonly Uint8Array[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>()
  for (const view of views) {
    if (view.buffer instanceof ArrayBuffer && view.byteLength === view.buffer.byteLength) buffers.add(view.buffer)
  }
  return [...buffers]
}
