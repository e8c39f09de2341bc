import { toFailure } from '../failure.ts'
import { portable } from '../portable.ts'
import { tx, type Change, type Script, type Tx } from '../script.ts'
import { translateError, type Connection } from './connection.ts'
import type { Outcome } from './protocol.ts'
import { runScript } from './run-script.ts'

/** A write script ready to run. */
export interface GroupJob {
  readonly id: number
  readonly name: string
  readonly body: (tx: Tx, args: never) => Script<unknown>
  readonly args: unknown
}

export interface GroupResult {
  readonly outcomes: readonly Outcome[]
  /** In commit order; only of scripts whose work is durable. */
  readonly changes: readonly Change[]
}

/** What one script did inside the group, not told to anybody before the commit. */
interface Done {
  readonly outcome: Outcome
  readonly changes: readonly Change[]
}

/** Groups that run with savepoints after one in which a script failed: where one fails, more do. */
export const CAREFUL_GROUPS = 32

/**
 * Runs scripts in one transaction and commits: group commit. `more` gives late arrivals until the group is full, so a
 * group grows with the load and never waits. Nothing is told as kept before the commit.
 *
 * A savepoint for each script costs two statements and a copy of every page that it changes, a tenth of the writer's
 * time, and is needed only when a script fails. So a group runs without; when a script fails, all is undone and the group
 * runs again, each script in its savepoint (scripts have no effect but on the database, so running twice is running
 * once). When the transaction ends under our feet (a full disk, a constraint with rollback, a commit that fails), every
 * script runs again in a transaction of its own, and succeeds or fails by itself.
 */
export class GroupRunner {
  readonly #connection: Connection
  #careful = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  run(first: GroupJob, more: () => GroupJob | undefined): GroupResult {
    const jobs = [first]
    let at = 0
    const next = (): GroupJob | undefined => {
      if (at === jobs.length) {
        const job = more()
        if (job === undefined) return undefined
        jobs.push(job)
      }
      return jobs[at++]
    }
    if (this.#careful > 0) {
      this.#careful--
      return this.#carefully(jobs, next)
    }
    const tried = tryGroup(this.#connection, next, run)
    if ('done' in tried) return merge(tried.done)
    if (jobs.length === 1) return { outcomes: [failed(first, tried.error)], changes: [] }
    this.#careful = CAREFUL_GROUPS
    const again = jobs.values()
    return this.#carefully(jobs, () => again.next().value)
  }

  #carefully(jobs: readonly GroupJob[], next: () => GroupJob | undefined): GroupResult {
    const tried = tryGroup(this.#connection, next, runInSavepoint)
    if ('done' in tried) return merge(tried.done)
    const [only] = jobs
    if (jobs.length === 1 && only !== undefined) return { outcomes: [failed(only, tried.error)], changes: [] }
    return merge(jobs.map((job) => runAlone(this.#connection, job)))
  }
}

type Tried = { readonly done: readonly Done[] } | { readonly error: unknown }

/** One transaction; `error` when nothing of it was kept. */
function tryGroup(
  connection: Connection, next: () => GroupJob | undefined, each: (connection: Connection, job: GroupJob) => Done,
): Tried {
  const done: Done[] = []
  try {
    connection.exec('begin immediate')
    for (let job = next(); job !== undefined; job = next()) done.push(each(connection, job))
    connection.exec('commit')
    return { done }
  } catch (error) {
    endTransaction(connection)
    return { error }
  }
}

function merge(done: readonly Done[]): GroupResult {
  return { outcomes: done.map((one) => one.outcome), changes: done.flatMap((one) => one.changes) }
}

/** Throws only when the whole transaction is lost. */
function runInSavepoint(connection: Connection, job: GroupJob): Done {
  connection.exec('savepoint script')
  try {
    const done = run(connection, job)
    connection.exec('release script')
    return done
  } catch (error) {
    if (!connection.inTransaction) throw error
    connection.exec('rollback to script')
    connection.exec('release script')
    return { outcome: failed(job, error), changes: [] }
  }
}

/** A whole transaction for one script. */
function runAlone(connection: Connection, job: GroupJob): Done {
  try {
    connection.exec('begin immediate')
    const done = run(connection, job)
    connection.exec('commit')
    return done
  } catch (error) {
    endTransaction(connection)
    return { outcome: failed(job, error), changes: [] }
  }
}

function run(connection: Connection, job: GroupJob): Done {
  const changes: Change[] = []
  const result = runScript(connection, job.body(tx, job.args as never), changes)
  // A statement may have ended the transaction without an error of its own; going on would commit piecemeal.
  if (!connection.inTransaction) throw new Error(`script ${job.name} lost its transaction`)
  // Checked before the commit: afterwards a result that cannot cross the thread could not be taken back.
  return {
    outcome: { id: job.id, result: portable(result).value },
    changes: changes.length === 0 ? changes : portable(changes).value as Change[],
  }
}

function endTransaction(connection: Connection): void {
  try {
    if (connection.inTransaction) connection.exec('rollback')
  } catch {
    // The error that brought us here is the one to tell; the next `begin` shows whether the connection still works.
  }
}

function failed(job: GroupJob, error: unknown): Outcome {
  const failure = toFailure(translateError(error))
  return {
    id: job.id,
    failure: failure.kind === 'bug' ? { ...failure, message: `script ${job.name}: ${failure.message}` } : failure,
  }
}
