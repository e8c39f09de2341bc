import { MethodFailure, SetFailure } from '../../jmap/errors.ts'
import { utcDate } from '../../jmap/dates.ts'
import { PROTECTION } from '../../jmap/session.ts'
import { readAccount, realId, type Method } from '../context.ts'
import { judgedObject, protectionObject, readWishes, wishProperties } from '../protection.ts'
import { queueIdOf } from '../submissions.ts'

/** Lets held mail go, with the answers that were missing. */
export const emailSubmissionRelease: Method = {
  name: 'EmailSubmission/release',
  capability: PROTECTION,
  rfc: ['docs/jmap-protection.md §8'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const id = realId(context, args.string('id'))
    for (const name of wishProperties) args.raw(name)
    args.end()
    const submission = id === undefined ? undefined : queueIdOf(id)
    if (id === undefined || submission === undefined) throw new MethodFailure('invalidArguments', 'there is no such submission')
    const { account, open, ip } = context
    const released = await context.submission.release({
      account, open, ip, submission, wishes: wishesOf(args.all(), context.now()),
    })
    if (released === 'not found') throw new MethodFailure('invalidArguments', 'this mail is not held')
    if (released.outcome === 'try-later') throw new MethodFailure('serverUnavailable', 'nothing was sent; try again in a moment')
    if (released.outcome === 'refused') {
      const protection = 'judged' in released
        ? { problem: released.problem, ...judgedObject(released.judged,
          { language: account.language, now: context.now() }) }
        : { problem: released.reason }
      return { response: { accountId, id, sendAt: null, notReleased: { type: 'forbiddenToSend', description: released.text, protection } } }
    }
    const [state] = await context.submission.list(account, [submission])
    const protection = state === undefined ? null : protectionObject(state, account.language)
    return { response: { accountId, id, sendAt: utcDate(released.leavesAt), notReleased: null, protection } }
  },
}

function wishesOf(values: Parameters<typeof readWishes>[0], now: number): ReturnType<typeof readWishes> {
  try {
    return readWishes(values, now)
  } catch (error) {
    if (error instanceof SetFailure) throw new MethodFailure('invalidArguments', `does not fit: ${(error.error.properties ?? []).join(' ')}`)
    throw error
  }
}
