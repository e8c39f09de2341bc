import type { Connection } from './connection.ts'

/**
 * Pages in the write-ahead log after which they are copied into the database file: 4 MiB, some milliseconds of work.
 */
export const CHECKPOINT_PAGES = 1000

/**
 * Moves pages from the write-ahead log into the database file, after the replies have left, so that no caller waits for
 * it inside its own commit. SQLite's automatic checkpoint is off: it would run inside a COMMIT. A step is kept small,
 * because whoever comes next waits for it.
 */
export class Checkpoints {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  afterCommit(): void {
    try {
      // NOOP (SQLite 3.51) only tells how much there is; it takes 2 microseconds.
      const [state] = this.#pragma('noop') as { log: number, checkpointed: number }[]
      if (state !== undefined && state.log - state.checkpointed >= CHECKPOINT_PAGES) this.#pragma('passive')
    } catch {
      // A full or failing disk: the log keeps everything, and the next commit tells its caller.
    }
  }

  /** Empties the log before the file is closed. */
  finish(): void {
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
