import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { systemClock, type Clock } from '../base/clock.ts'
import { Refusal } from '../base/errors.ts'
import type { Log } from '../log/log.ts'
import type { Migration } from './migration.ts'
import { migrations } from './migrations/index.ts'
import { openSqliteStore } from './sqlite/store.ts'
import type { Store } from './store.ts'

/**
 * Storage: where accepted becomes kept. Opens the database behind `storage.url` and brings its schema up to date.
 *
 * Promises what `Store` says: atomic writes, resolved after they are durable, changes told in commit order, reads that
 * never wait for writes, an event loop that never waits for a disk. Fails with `Refusal` when the URL or the database
 * is not one this version can use (`storage-url`, `storage-schema-newer`, `storage-schema-foreign`), with `Temporary`
 * when the database is away or the disk full. SQL is the portable part of SQLite and PostgreSQL.
 */
export interface OpenStore {
  /** `sqlite:/path/file.db` or `postgres://...`. */
  readonly url: string
  readonly log: Log
  readonly clock?: Clock
  readonly options?: StoreOptions
}

export interface StoreOptions {
  /** Other schema steps than the product's own: for tests of storage itself. */
  readonly migrations?: readonly Migration[]
  /** SQLite: reader threads (2). */
  readonly readers?: number
  /** SQLite: page size of a new file (4096). */
  readonly pageSizeBytes?: number
  /** SQLite: page cache of the writer; each reader has half (32 MiB). */
  readonly cacheBytes?: number
  /** SQLite: largest file in pages, for tests of a full disk (no limit). */
  readonly pagesMax?: number
  /** PostgreSQL: connections (10). */
  readonly connections?: number
}

export async function openStore({ url, log, clock = systemClock, options = {} }: OpenStore): Promise<Store> {
  const own = { ...options, log, clock, migrations: options.migrations ?? migrations }
  if (url.startsWith('sqlite:')) {
    const path = url.slice('sqlite:'.length)
    if (path === '' || path.startsWith(':')) {
      throw new Refusal('storage-url', 'storage.url must name a file: sqlite:/path/zegel.db')
    }
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    return openSqliteStore({ ...own, path })
  }
  if (url.startsWith('postgres://') || url.startsWith('postgresql://')) {
    // The other engine's client takes memory and a part of the start.
    return (await import('./postgres/store.ts')).openPostgresStore({ ...own, url })
  }
  throw new Refusal('storage-url', 'storage.url must begin with sqlite: or postgres://')
}
