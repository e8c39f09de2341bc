import type { SetError } from '../../jmap/errors.ts'
import { emptyObject, type JsonObject } from '../../jmap/json.ts'
import { PROTECTION } from '../../jmap/session.ts'
import { readAccount, realId, type Method } from '../context.ts'
import { withdrawnObject } from '../protection.ts'
import { queueIdOf } from '../submissions.ts'

/** Takes mail back, also after it has left, and says honestly what became of each copy. */
export const emailSubmissionRecall: Method = {
  name: 'EmailSubmission/recall',
  capability: PROTECTION,
  rfc: ['docs/jmap-protection.md §8'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const ids = args.idsOrNull('ids', context.limits.maxObjectsInSet) ?? []
    args.end()
    const recalled = emptyObject<JsonObject>()
    const notRecalled = emptyObject<SetError>()
    for (const named of ids) {
      const id = realId(context, named)
      const submission = id === undefined ? undefined : queueIdOf(id)
      const result = submission === undefined ? 'not found' : await context.submission.withdraw({ account: context.account, submission })
      if (id === undefined || result === 'not found') notRecalled[named] = { type: 'notFound' }
      else recalled[id] = withdrawnObject(result, context.account.language)
    }
    return { response: { accountId, recalled, notRecalled } }
  },
}
