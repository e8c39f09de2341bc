import type { Connection } from './connection.ts'

/** Pages in the write-ahead log after which they are copied into the database file. */
export const CHECKPOINT_PAGES = 1000

/**
 * Moves pages from the write-ahead log into the database file, after the replies have left, so that no caller waits for
 * it inside its own commit. SQLite's automatic checkpoint is off: it would run inside a COMMIT.
 */
export class Checkpoints {
  readonly #connection: Connection
  #commits = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  afterCommit(): void {
    this.#commits += 1
    if (this.#commits < CHECKPOINT_PAGES / 8) return
    this.#commits = 0
    this.#passive()
  }

  /** Empties the log before the file is closed. */
  finish(): void {
    try {
      this.#connection.all({ text: 'pragma wal_checkpoint(truncate)', values: [] })
    } catch {
      // The log stays beside the file and is read again at the next start: nothing is lost.
    }
  }

  #passive(): void {
    try {
      this.#connection.all({ text: 'pragma wal_checkpoint(passive)', values: [] })
    } catch {
      // A full or failing disk: the log keeps everything, and the next commit tells its caller.
    }
  }
}
