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

/**
 * Runs scripts in one transaction, each in its savepoint, and commits: group commit. When the transaction ends under
 * our feet (a full disk, a constraint with rollback, a commit that fails), nothing of the group is told as kept: every
 * script runs again in a transaction of its own, and succeeds or fails by itself. `more` gives late arrivals until the
 * group is full, so a group grows with the load and never waits.
 */
export function runGroup(connection: Connection, first: GroupJob, more: () => GroupJob | undefined): GroupResult {
  const jobs: GroupJob[] = []
  const done: Done[] = []
  try {
    connection.exec('begin immediate')
    for (let job: GroupJob | undefined = first; job !== undefined; job = more()) {
      jobs.push(job)
      done.push(runInSavepoint(connection, job))
    }
    connection.exec('commit')
  } catch (error) {
    endTransaction(connection)
    if (jobs.length === 0) jobs.push(first)
    if (jobs.length === 1) return { outcomes: [failed(jobs[0] as GroupJob, error)], changes: [] }
    return merge(jobs.map((job) => runAlone(connection, job)))
  }
  return merge(done)
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
