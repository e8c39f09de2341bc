import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { Temporary } from '../../base/errors.ts'
import { PREPARED_STATEMENTS_MAX, ROWS_MAX } from '../limits.ts'
import { brief, checkStatement } from '../statement.ts'
import type { Sql, SqlValue } from '../script.ts'

/** How long a statement waits for another process that holds the file (the command line beside a running service). */
export const BUSY_WAIT_MS = 5000

/** One open database file with its prepared statements, used by one thread. */
export class Connection {
  readonly database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()
  /** Bytes bound since `takeBytes` was last called. */
  #bytes = 0

  constructor(path: string, options: { readonly readOnly: boolean }) {
    this.database = new DatabaseSync(path, {
      readOnly: options.readOnly,
      timeout: BUSY_WAIT_MS,
      enableForeignKeyConstraints: true,
      enableDoubleQuotedStringLiterals: false,
      allowExtension: false,
      defensive: true,
    })
  }

  all(statement: Sql): unknown[] {
    const rows = this.#prepare(statement).all(...this.#bind(statement))
    if (rows.length > ROWS_MAX) throw new Error(`a statement gave more than ${ROWS_MAX} rows: ${brief(statement)}`)
    return rows
  }

  run(statement: Sql): number {
    return Number(this.#prepare(statement).run(...this.#bind(statement)).changes)
  }

  /** Statements without values, such as `begin`. */
  exec(text: string): void {
    this.#prepare({ text, values: [] }).run()
  }

  get inTransaction(): boolean {
    return this.database.isTransaction
  }

  takeBytes(): number {
    const bytes = this.#bytes
    this.#bytes = 0
    return bytes
  }

  close(): void {
    this.#prepared.clear()
    this.database.close()
  }

  #prepare(statement: Sql): StatementSync {
    const known = this.#prepared.get(statement.text)
    if (known !== undefined) return known
    const prepared = this.database.prepare(statement.text)
    if (this.#prepared.size >= PREPARED_STATEMENTS_MAX) {
      for (const oldest of this.#prepared.keys()) {
        this.#prepared.delete(oldest)
        break
      }
    }
    this.#prepared.set(statement.text, prepared)
    return prepared
  }

  /** Whole numbers go in as integers: node:sqlite binds every number as a floating one, and `5 / 2` would be 2.5. */
  #bind(statement: Sql): (SqlValue | bigint)[] {
    this.#bytes += checkStatement(statement)
    return statement.values.map((value) => typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value)
  }
}

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14

/**
 * What an SQLite error means to a caller: a disk that is full or fails is `Temporary('storage-full')`, another process
 * that holds the file too long is `Temporary('storage-busy')`; the rest (constraint, syntax, corruption) stays as it
 * is.
 */
export function translateError(error: unknown): unknown {
  const code = errorCode(error)
  if (code === undefined) return error
  switch (code & 0xff) {
    case SQLITE_FULL:
      return new Temporary('storage-full', 'the disk or the database is full', { cause: error })
    case SQLITE_IOERR:
      return new Temporary('storage-full', `the disk failed (SQLite error ${code})`, { cause: error })
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return new Temporary('storage-unavailable', `the database cannot be written (SQLite error ${code})`, {
        cause: error,
      })
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return new Temporary('storage-busy', 'another process holds the database', { cause: error })
    default:
      return error
  }
}

/** SQLite's extended result code, or undefined when the error came from elsewhere. */
function errorCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode : undefined
}
