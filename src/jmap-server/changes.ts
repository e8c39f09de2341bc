import type { Arguments } from '../jmap/arguments.ts'
import { MethodFailure } from '../jmap/errors.ts'
import { stateNumber, stateString } from '../jmap/ids.ts'
import { CHANGES_MAX } from '../jmap/limits.ts'
import type { Changes } from '../mailstore/types.ts'
import { readAccount, type Answer, type Context } from './context.ts'

/** Answers a standard `/changes` from the mailstore's change numbers (RFC 8620 §5.2). */
export async function answerChanges<C extends Changes<number>>(args: Arguments, context: Context, { ask, id, more }: {
  readonly ask: (since: number, max: number) => Promise<C | 'cannot calculate'>
  readonly id: (number: number) => string
  readonly more?: (changes: C) => Readonly<Record<string, unknown>>
}): Promise<Answer> {
  const accountId = readAccount(args, context)
  const since = args.string('sinceState')
  const max = args.integer('maxChanges', { min: 1, absent: CHANGES_MAX })
  args.end()
  const number = await knownState(since, context)
  const changes = await ask(number, Math.min(max, CHANGES_MAX))
  if (changes === 'cannot calculate') throw cannotCalculate()
  return {
    response: {
      accountId, oldState: since, newState: stateString(changes.newState), hasMoreChanges: changes.hasMore,
      created: changes.created.map(id), updated: changes.updated.map(id), destroyed: changes.destroyed.map(id),
      ...more?.(changes),
    },
  }
}

/** The change number of a state that this account has had; `cannotCalculateChanges` for anything else. */
export async function knownState(state: string, context: Context): Promise<number> {
  const number = stateNumber(state)
  if (number === undefined || number > await context.mail.state()) throw cannotCalculate()
  return number
}

export function cannotCalculate(): MethodFailure {
  return new MethodFailure('cannotCalculateChanges', 'this state is not known any more; ask for everything again')
}
