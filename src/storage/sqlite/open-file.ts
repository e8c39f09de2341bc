import { closeSync, fsyncSync, openSync } from 'node:fs'
import { checkVersion } from '../schema-version.ts'
import { Connection, translateError } from './connection.ts'
import type { WriterStart } from './protocol.ts'
import { removeOldSnapshots, snapshotBefore } from './snapshot.ts'

/**
 * Opens the file for the one thread that writes, creates it with rights for its owner only, and brings the schema up to
 * date.
 */
export function openForWriting(start: WriterStart): { readonly connection: Connection, readonly schema: number } {
  // SQLite gives the log and its index the rights of the database file.
  closeSync(openSync(start.path, 'a', 0o600))
  let connection: Connection | undefined
  try {
    connection = new Connection(start.path, { readOnly: false })
    connection.database.exec(`
      pragma page_size = ${start.pageSizeBytes};
      pragma journal_mode = wal;
      pragma synchronous = full;
      pragma fullfsync = on;
      pragma secure_delete = on;
      pragma temp_store = memory;
      pragma wal_autocheckpoint = 0;
      pragma journal_size_limit = ${LOG_BYTES_KEPT};
      pragma cache_size = -${Math.ceil(start.cacheBytes / 1024)};
    `)
    syncLog(start.path)
    if (start.pagesMax > 0) connection.database.exec(`pragma max_page_count = ${start.pagesMax}`)
    const schema = migrate(connection, start)
    removeOldSnapshots(start.path, start.now)
    return { connection, schema }
  } catch (error) {
    connection?.close()
    throw translateError(error)
  }
}

/**
 * What a killed process had written to the log and not synced is read again here as kept, and SQLite does not sync it
 * then. It is synced before anybody reads it, or is told that what was asked again had been done.
 */
function syncLog(path: string): void {
  let log: number
  try {
    log = openSync(`${path}-wal`, 'r+')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
    throw error
  }
  try {
    fsyncSync(log)
  } finally {
    closeSync(log)
  }
}

/** The write-ahead log is cut back to this size when it starts again. */
const LOG_BYTES_KEPT = 32 * 1024 * 1024

function migrate(connection: Connection, start: WriterStart): number {
  connection.database.exec(`
    create table if not exists schema_version
      (number integer primary key, name text not null, applied_at integer not null) strict;
    create table if not exists storage_probe (id integer primary key, at integer not null) strict;
    create table if not exists storage_room (at integer primary key, body blob not null) strict;
    insert into storage_probe (id, at) values (1, 0) on conflict (id) do nothing;
  `)
  const applied = connection.all({ text: 'select number, name from schema_version order by number', values: [] })
  const pending = checkVersion(applied as { number: number, name: string }[], start.migrations)
  for (const migration of pending) {
    if (applied.length > 0) snapshotBefore(connection, start.path, migration)
    connection.exec('begin immediate')
    try {
      for (const statement of migration.statements) connection.database.exec(statement)
      connection.run({
        text: 'insert into schema_version (number, name, applied_at) values (?, ?, ?)',
        values: [migration.number, migration.name, start.now],
      })
      connection.exec('commit')
    } catch (error) {
      if (connection.inTransaction) connection.exec('rollback')
      throw error
    }
  }
  return start.migrations.at(-1)?.number ?? 0
}
