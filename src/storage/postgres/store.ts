import { Pool, type PoolClient } from 'pg'
import type { Clock } from '../../base/clock.ts'
import { Temporary } from '../../base/errors.ts'
import type { Log } from '../../log/log.ts'
import { WAITING_CALLS_MAX } from '../limits.ts'
import { Listeners } from '../listeners.ts'
import type { Migration } from '../migration.ts'
import { portable } from '../portable.ts'
import { writeProbe } from '../probe.ts'
import { brief } from '../statement.ts'
import { tx, type Change, type ReadScript, type Sql, type WriteScript } from '../script.ts'
import type { Store, StoreHealth } from '../store.ts'
import { isLost, mayRetry, translateError } from './errors.ts'
import { migrate } from './migrate.ts'
import { Placeholders } from './placeholders.ts'
import { query, runReadScript, runScript, startScript, type Session } from './run-script.ts'
import { Turns } from './turns.ts'
import { columnTypes } from './types.ts'

/**
 * PostgreSQL behind the same `Store`: one transaction per script, run again when the server finds a conflict. A commit
 * whose answer never came gives `Temporary('storage-unsure')`: it may be kept, and a repeat must carry its own key.
 */
export interface PostgresOptions {
  readonly url: string
  readonly log: Log
  readonly clock: Clock
  readonly migrations: readonly Migration[]
  readonly connections?: number
}

/** How often a script runs again after a conflict. */
export const CONFLICT_RETRIES_MAX = 20

/** How often after a duplicate key: once is enough to see what the other wrote. */
export const DUPLICATE_RETRIES_MAX = 1

const CONNECT_WAIT_MS = 10_000

export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const pool = new Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: CONNECT_WAIT_MS,
    types: columnTypes,
    application_name: 'zegel',
  })
  // A resting connection that the server ends: the pool opens another when it is needed.
  pool.on('error', (error) => options.log.warn('a resting database connection ended', { problem: error.message }))
  try {
    const client = await pool.connect()
    try {
      await checkServer(client, options.log)
      const schema = await migrate(client, options)
      return new PostgresStore({ pool, schema, listeners: new Listeners(options.log), clock: options.clock })
    } finally {
      client.release()
    }
  } catch (error) {
    await pool.end()
    throw translateError(error)
  }
}

/** A server that answers before it has written is not one to keep mail on. */
async function checkServer(client: PoolClient, log: Log): Promise<void> {
  const { rows } = await client.query<
    { fsync: string, commits: string }
  >("select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits")
  if (rows[0]?.fsync === 'off') {
    log.warn('the database server runs with fsync off: accepted mail may be lost at a power cut')
  }
  if (rows[0]?.commits === 'off') {
    log.warn('the database server has synchronous_commit off: every transaction sets it on')
  }
}

interface Parts {
  readonly pool: Pool
  readonly schema: number
  readonly listeners: Listeners
  readonly clock: Clock
}

class PostgresStore implements Store {
  readonly engine = 'postgres'
  readonly #parts: Parts
  readonly #placeholders = new Placeholders()
  readonly #turns = new Turns()
  readonly #running = new Set<Promise<unknown>>()
  #closed: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async write<Args, Result>(script: WriteScript<Args, Result>, args: Args): Promise<Result> {
    const { value } = portable(args)
    return this.#tracked(() => this.#write(script, value as Args))
  }

  async read<Args, Result>(script: ReadScript<Args, Result>, args: Args): Promise<Result> {
    const { value } = portable(args)
    return this.#tracked(() => this.#onConnection((session) => runReadScript(session, script, value as Args)))
  }

  async all<Row>(statement: Sql): Promise<Row[]> {
    return this.#tracked(() => this.#onConnection(async (session) => (await query(session, statement)).rows as Row[]))
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

  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#running).then(() => this.#parts.pool.end())
    return this.#closed
  }

  #tracked<T>(start: () => Promise<T>): Promise<T> {
    if (this.#closed !== undefined) return Promise.reject(new Temporary('storage-closed', 'the store is closed'))
    if (this.#running.size >= WAITING_CALLS_MAX) {
      return Promise.reject(new Temporary('storage-busy', `more than ${WAITING_CALLS_MAX} calls wait for storage`))
    }
    const running = start()
    this.#running.add(running)
    return running.finally(() => this.#running.delete(running))
  }

  async #write<Args, Result>(script: WriteScript<Args, Result>, args: Args): Promise<Result> {
    let conflicts = 0
    let duplicates = 0
    for (;;) {
      try {
        return await this.#writeOnce(script, args)
      } catch (error) {
        const kind = mayRetry(error)
        if (kind === 'conflict' && conflicts < CONFLICT_RETRIES_MAX) conflicts += 1
        else if (kind === 'duplicate' && duplicates < DUPLICATE_RETRIES_MAX) duplicates += 1
        else throw translateError(error)
        await pause(conflicts)
      }
    }
  }

  async #writeOnce<Args, Result>(script: WriteScript<Args, Result>, args: Args): Promise<Result> {
    const started = await startScript(script.body(tx, args), this.#turns)
    try {
      return await this.#onConnection(async (session) => {
        const { result, changes } = await runScript(session, started, this.#turns)
        const kept = portable(result).value as Result
        await this.#commit(session)
        this.#parts.listeners.tell(changes)
        return kept
      })
    } finally {
      for (const release of started.releases) release()
    }
  }

  async #commit(session: Session): Promise<void> {
    try {
      const answer = await session.client.query('commit')
      // A transaction that failed earlier answers COMMIT with ROLLBACK and no error.
      if (answer.command !== 'COMMIT') throw new Error('the database server rolled back instead of committing')
    } catch (error) {
      if (isLost(error)) {
        throw new Temporary('storage-unsure', 'the connection broke during a commit; it may or may not be kept', {
          cause: error,
        })
      }
      throw error
    }
  }

  async #onConnection<T>(use: (session: Session) => Promise<T>): Promise<T> {
    let client: PoolClient
    try {
      client = await this.#parts.pool.connect()
    } catch (error) {
      throw translateError(error)
    }
    let broken: Error | undefined
    try {
      return await use({ client, placeholders: this.#placeholders })
    } catch (error) {
      broken = await leaveTransaction(client, error)
      throw mayRetry(error) === 'no' ? translateError(error) : error
    } finally {
      client.release(broken)
    }
  }
}

/** Rolls back; gives the error when the connection cannot be used any more, so that the pool drops it. */
async function leaveTransaction(client: PoolClient, error: unknown): Promise<Error | undefined> {
  if (isLost(error)) return error instanceof Error ? error : new Error('connection lost')
  try {
    await client.query('rollback')
    return undefined
  } catch (rollbackError) {
    return rollbackError instanceof Error ? rollbackError : new Error('rollback failed')
  }
}

/** A moment that grows with the tries, with some chance in it so that two scripts do not meet again. */
function pause(tries: number): Promise<void> {
  const longestMs = Math.min(100, 2 ** Math.min(tries, 7))
  return new Promise((resolve) => setTimeout(resolve, Math.random() * longestMs))
}
