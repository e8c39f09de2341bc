import { PROTECTION, SUBMISSION } from '../../jmap/session.ts'
import { MethodFailure } from '../../jmap/errors.ts'
import { readAccount, type Method } from '../context.ts'
import { answerGet, readIds, readProperties } from '../get.ts'
import { readSubmissions, submissionProperties } from '../submissions.ts'

export const emailSubmissionGet: Method = {
  name: 'EmailSubmission/get',
  capability: SUBMISSION,
  rfc: ['RFC 8621 §7.1'],
  async run(args, context) {
    const account = readAccount(args, context)
    const ids = readIds(args, context)
    const knowsGuard = context.using.has(PROTECTION)
    const properties = readProperties(args, knowsGuard ? [...submissionProperties, 'protection'] : submissionProperties)
    args.end()
    const { objects, digest } = await readSubmissions(context)
    if (ids === null && objects.size > context.limits.maxObjectsInGet) {
      throw new MethodFailure('requestTooLarge', 'name the submissions that are wanted')
    }
    const state = context.submissionStates.remember(context.open, digest)
    return answerGet({ account, state, ids, objects, properties: properties ?? (knowsGuard
      ? null : submissionProperties) })
  },
}
