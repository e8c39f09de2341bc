import { KiB, MiB } from '../base/sizes.ts'

/** What one statement, one script and the lines of waiting work may cost. The same on both engines. */

/** Values in one statement; SQLite itself stops at 32,766, PostgreSQL at 65,535. */
export const STATEMENT_VALUES_MAX = 2000

/** Characters of statement text. */
export const STATEMENT_TEXT_MAX = 64 * KiB

/** Bytes of one value; larger content belongs in the blob store. */
export const VALUE_BYTES_MAX = 64 * MiB

/** Steps one script may take, so that a loop without an end cannot hold the writer. */
export const SCRIPT_STEPS_MAX = 100_000

/** Rows one statement may give. */
export const ROWS_MAX = 1_000_000

/** Nesting of arguments and results. */
export const PORTABLE_DEPTH_MAX = 32

/** Calls that may wait for a thread or for the pool; beyond it they get `Temporary('storage-busy')`. */
export const WAITING_CALLS_MAX = 20_000

/** Prepared statements kept per connection; the oldest unused one goes first. */
export const PREPARED_STATEMENTS_MAX = 500

/** Scripts in one group commit. */
export const GROUP_SCRIPTS_MAX = 256

/** Bytes bound by the scripts of one group, after which it commits: bounds what a rollback repeats. */
export const GROUP_BYTES_MAX = 16 * MiB
