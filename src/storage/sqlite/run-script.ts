import { SCRIPT_STEPS_MAX } from '../limits.ts'
import { LockOrder } from '../lock-order.ts'
import type { Change, Script } from '../script.ts'
import type { Connection } from './connection.ts'

/**
 * Runs a script to its end on this thread. An error in a statement ends the script: it is not thrown into it, because
 * on PostgreSQL the transaction is lost by then and a script that went on would mean something else there.
 */
export function runScript<T>(connection: Connection, script: Script<T>, changes: Change[]): T {
  const locks = new LockOrder()
  let turn = script.next()
  for (let steps = 0; !turn.done; steps++) {
    if (steps >= SCRIPT_STEPS_MAX) throw new Error(`a script took more than ${SCRIPT_STEPS_MAX} steps`)
    const step = turn.value
    switch (step.do) {
      case 'all':
        turn = script.next(connection.all(step.sql))
        break
      case 'run':
        turn = script.next(connection.run(step.sql))
        break
      case 'lock':
        locks.take(step)
        turn = script.next(undefined)
        break
      case 'changed':
        changes.push(step.change)
        turn = script.next(undefined)
        break
    }
  }
  return turn.value
}

/** The same for a script that only reads. */
export function runReadScript<T>(connection: Connection, script: Script<T>): T {
  let turn = script.next()
  for (let steps = 0; !turn.done; steps++) {
    if (steps >= SCRIPT_STEPS_MAX) throw new Error(`a script took more than ${SCRIPT_STEPS_MAX} steps`)
    if (turn.value.do !== 'all') throw new Error(`a read script tried to ${turn.value.do}`)
    turn = script.next(connection.all(turn.value.sql))
  }
  return turn.value
}
