import type { PoolClient } from 'pg'
import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../log/log.ts'
import type { Dialect, Migration } from '../migration.ts'
import { checkOrder, checkVersion } from '../schema-version.ts'

const dialect: Dialect = { engine: 'postgres', integer: 'bigint', blob: 'bytea' }

/** Any number that no other program uses: only one node at a time changes the schema. */
const MIGRATION_LOCK = 7_238_134_611

/**
 * Brings the schema up to date, each step in a transaction of its own; a copy of the database before it is the
 * operator's (pg_dump).
 */
export async function migrate(
  client: PoolClient,
  options: { readonly migrations: readonly Migration[], readonly clock: Clock, readonly log: Log },
): Promise<number> {
  checkOrder(options.migrations)
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
  try {
    await client.query(`create table if not exists schema_version
      (number bigint primary key, name text not null, applied_at bigint not null)`)
    await client.query('create table if not exists storage_probe (id bigint primary key, at bigint not null)')
    await client.query('create table if not exists storage_room (at bigint primary key, body bytea not null)')
    await client.query('insert into storage_probe (id, at) values (1, 0) on conflict (id) do nothing')
    const applied = await client.query<
      { number: number, name: string }
    >('select number, name from schema_version order by number')
    for (const migration of checkVersion(applied.rows, options.migrations)) {
      options.log.info('schema step', { number: migration.number, name: migration.name })
      await step(client, migration, options.clock.now())
    }
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
  }
  return options.migrations.at(-1)?.number ?? 0
}

async function step(client: PoolClient, migration: Migration, now: number): Promise<void> {
  await client.query('begin')
  try {
    for (const statement of migration.statements(dialect)) await client.query(statement)
    await client.query('insert into schema_version (number, name, applied_at) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      now,
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
