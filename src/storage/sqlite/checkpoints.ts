import { BUSY_WAIT_MS, type Connection } from './connection.ts'

/**
 * Pages in the write-ahead log after which they are copied into the database file: 16 MiB, some ten milliseconds of
 * work.
 * A page that many commits changed meanwhile is copied once, and the copy costs two more syncs; a quarter of this made
 * accepting mail a third dearer.
 */
export const CHECKPOINT_PAGES = 4000

/** Asking how long the log is costs as much as a small write: it is asked after so many commits or bytes. */
const COMMITS_UNSEEN_MAX = 32
const BYTES_UNSEEN_MAX = 1024 * 1024

/** After so long without a commit the log is emptied: what was deleted stands nowhere in it any more. */
export const IDLE_MS = 2000

/** A database that is never idle has its log emptied this often, for the same reason. */
export const EMPTIED_WITHIN_MS = 600_000

/**
 * Moves pages from the write-ahead log into the database file, after the replies have left, so that no caller waits for
 * it inside its own commit. SQLite's automatic checkpoint is off: it would run inside a COMMIT. A step is kept small,
 * because whoever comes next waits for it.
 */
export class Checkpoints {
  readonly #connection: Connection
  #commits = 0
  #bytes = 0
  #idle: NodeJS.Timeout | undefined
  #emptiedAt = performance.now()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** `bytes`: what the group bound to its statements. */
  afterCommit(bytes: number): void {
    this.#commits += 1
    this.#bytes += bytes
    if (this.#idle === undefined) this.#idle = setTimeout(() => this.#empty(), IDLE_MS).unref()
    else this.#idle.refresh()
    if (this.#commits < COMMITS_UNSEEN_MAX && this.#bytes < BYTES_UNSEEN_MAX) return
    this.#commits = 0
    this.#bytes = 0
    if (performance.now() - this.#emptiedAt >= EMPTIED_WITHIN_MS) return this.#empty()
    try {
      // NOOP (SQLite 3.51) only tells how much there is; it takes 2 microseconds.
      const [state] = this.#pragma('noop') as { log: number, checkpointed: number }[]
      if (state !== undefined && state.log - state.checkpointed >= CHECKPOINT_PAGES) this.#pragma('passive')
    } catch {
      // A full or failing disk: the log keeps everything, and the next commit tells its caller.
    }
  }

  /** Empties the log without waiting for anybody; while somebody reads an older state it is tried again. */
  #empty(): void {
    try {
      this.#connection.exec('pragma busy_timeout = 0')
      const [state] = this.#pragma('truncate') as { busy: number }[]
      if (state?.busy === 0) this.#emptiedAt = performance.now()
      else this.#idle?.refresh()
    } catch {
      // A full or failing disk: as above.
    } finally {
      this.#connection.exec(`pragma busy_timeout = ${BUSY_WAIT_MS}`)
    }
  }

  /** Empties the log before the file is closed. */
  finish(): void {
    clearTimeout(this.#idle)
    try {
      this.#pragma('truncate')
    } catch {
      // The log stays beside the file and is read again at the next start: nothing is lost.
    }
  }

  #pragma(mode: 'noop' | 'passive' | 'truncate'): unknown[] {
    return this.#connection.all({ text: `pragma wal_checkpoint(${mode})`, values: [] })
  }
}
