import { CHANGES_MAX } from '../../jmap/limits.ts'
import { SUBMISSION } from '../../jmap/session.ts'
import { cannotCalculate } from '../changes.ts'
import { readAccount, type Method } from '../context.ts'
import { isSubmission, readSubmissions } from '../submissions.ts'

/** Exact for the states that are still remembered, `cannotCalculateChanges` for older ones. */
export const emailSubmissionChanges: Method = {
  name: 'EmailSubmission/changes',
  capability: SUBMISSION,
  rfc: ['RFC 8621 §7.2', 'RFC 8620 §5.2'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const since = args.string('sinceState')
    const max = args.integer('maxChanges', { min: 1, absent: CHANGES_MAX })
    args.end()
    const before = context.submissionStates.recall(context.open, since)
    if (before === undefined) throw cannotCalculate()
    const now = (await readSubmissions(context)).digest
    const newState = context.submissionStates.remember(context.open, now)
    const created = [...now.keys()].filter((id) => isSubmission(id) && !before.has(id))
    const isUpdated = ([id, digest]: readonly [string, string]): boolean =>
      isSubmission(id) && before.has(id) && before.get(id) !== digest
    const updated = [...now].filter(isUpdated).map(([id]) => id)
    const destroyed = [...before.keys()].filter((id) => isSubmission(id) && !now.has(id))
    // There are no states in between to stop at, so what does not fit cannot be told in parts.
    if (created.length + updated.length + destroyed.length > max) throw cannotCalculate()
    return { response: { accountId, oldState: since, newState, hasMoreChanges: false, created, updated, destroyed } }
  },
}
