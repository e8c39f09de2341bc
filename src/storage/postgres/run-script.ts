import type { PoolClient } from 'pg'
import { ROWS_MAX, SCRIPT_STEPS_MAX } from '../limits.ts'
import { LockOrder } from '../lock-order.ts'
import { brief, checkStatement } from '../statement.ts'
import type { Change, ReadScript, Script, Sql, Step } from '../script.ts'
import { tx } from '../script.ts'
import type { Placeholders } from './placeholders.ts'
import type { Turns } from './turns.ts'

/** A connection and what is needed to speak over it. */
export interface Session {
  readonly client: PoolClient
  readonly placeholders: Placeholders
}

export async function query(
  session: Session,
  statement: Sql,
): Promise<{ readonly rows: unknown[], readonly count: number }> {
  checkStatement(statement)
  const { text, name } = session.placeholders.of(statement.text)
  const values = statement.values as unknown[]
  const answer = await session.client.query(name === undefined ? { text, values } : { text, name, values })
  if (answer.rows.length > ROWS_MAX) throw new Error(`a statement gave more than ${ROWS_MAX} rows: ${brief(statement)}`)
  return { rows: answer.rows as unknown[], count: answer.rowCount ?? 0 }
}

/** Ends every turn a script took. */
type Release = () => void

interface Run<T> {
  readonly result: T
  readonly changes: readonly Change[]
}

/** A script that took its first step, and the turn for the account when that step is a lock. */
export interface Started<T> {
  readonly script: Script<T>
  readonly first: IteratorResult<Step, T>
  readonly releases: Release[]
}

/** Begins a script before it has a connection, so that one that waits for its account holds none. */
export async function startScript<T>(script: Script<T>, turns: Turns): Promise<Started<T>> {
  const first = script.next()
  const lock = !first.done && first.value.do === 'lock' ? first.value : undefined
  return { script, first, releases: lock === undefined ? [] : [await turns.take(lock)] }
}

/**
 * Runs one script up to, not including, its commit. A script whose first step locks an account runs `read committed`
 * behind that row lock; any other, and one whose account has no row, runs `serializable`. Both give the answers of one
 * script after another, as on SQLite.
 */
export async function runScript<T>(session: Session, started: Started<T>, turns: Turns): Promise<Run<T>> {
  const changes: Change[] = []
  const locks = new LockOrder()
  const { script, releases } = started
  let turn = started.first
  let begun = false
  for (let steps = 0; !turn.done; steps++) {
    if (steps >= SCRIPT_STEPS_MAX) throw new Error(`a script took more than ${SCRIPT_STEPS_MAX} steps`)
    const step: Step = turn.value
    if (!begun && step.do !== 'lock') await session.client.query('begin isolation level serializable')
    switch (step.do) {
      case 'all':
        turn = script.next((await query(session, step.sql)).rows)
        break
      case 'run':
        turn = script.next((await query(session, step.sql)).count)
        break
      case 'changed':
        changes.push(step.change)
        turn = script.next(undefined)
        break
      case 'lock':
        if (locks.take(step)) {
          if (begun) releases.push(await turns.take(step))
          await lock(session, step, { begun })
        }
        turn = script.next(undefined)
    }
    begun = true
  }
  if (!begun) await session.client.query('begin')
  return { result: turn.value, changes }
}

async function lock(
  session: Session,
  { tenant, account }: { readonly tenant: number, readonly account: number },
  { begun }: { readonly begun: boolean },
): Promise<void> {
  if (!begun) await session.client.query('begin isolation level read committed')
  const { rows } = await query(session, {
    text: 'select 1 as held from account where tenant = ? and id = ? for update',
    values: [tenant, account],
  })
  if (rows.length > 0 || begun) return
  // Nothing to lock: the database itself must find the conflicts.
  await session.client.query('rollback')
  await session.client.query('begin isolation level serializable')
}

/** Runs a read script in one snapshot. */
export async function runReadScript<Args, Result>(
  session: Session,
  script: ReadScript<Args, Result>,
  args: Args,
): Promise<Result> {
  await session.client.query('begin isolation level repeatable read read only')
  const running = script.body(tx, args)
  let turn = running.next()
  for (let steps = 0; !turn.done; steps++) {
    if (steps >= SCRIPT_STEPS_MAX) throw new Error(`a script took more than ${SCRIPT_STEPS_MAX} steps`)
    if (turn.value.do !== 'all') throw new Error(`a read script tried to ${turn.value.do}`)
    turn = running.next((await query(session, turn.value.sql)).rows)
  }
  await session.client.query('commit')
  return turn.value
}
