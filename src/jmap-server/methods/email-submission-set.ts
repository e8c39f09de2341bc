import { Arguments } from '../../jmap/arguments.ts'
import { MethodFailure, SetFailure } from '../../jmap/errors.ts'
import { messageOf } from '../../jmap/ids.ts'
import { emptyObject, type JsonObject } from '../../jmap/json.ts'
import { readPatch } from '../../jmap/patch.ts'
import { SUBMISSION } from '../../jmap/session.ts'
import { realId, type Answer, type Context, type Method } from '../context.ts'
import { readSet, runSet, type SetOutcome } from '../set.ts'
import { sendEmail } from '../send-email.ts'
import { queueIdOf, readSubmissions, submissionState } from '../submissions.ts'
import { emailSet } from './email-set.ts'

/**
 * Creating sends; `undoStatus: "canceled"` takes back what has not left yet; destroying forgets. `onSuccessUpdateEmail`
 * and `onSuccessDestroyEmail` run as an `Email/set` of their own afterwards.
 */
export const emailSubmissionSet: Method = {
  name: 'EmailSubmission/set',
  capability: SUBMISSION,
  rfc: ['RFC 8621 §7.5'],
  async run(args, context) {
    const request = readSet(args, context)
    const onSuccessUpdate = args.objectsOrNull('onSuccessUpdateEmail') ?? new Map<string, JsonObject>()
    const onSuccessDestroy = args.idsOrNull('onSuccessDestroyEmail', context.limits.maxObjectsInSet) ?? []
    args.end()
    if (onSuccessUpdate.size > context.limits.maxObjectsInSet) {
      throw new MethodFailure('requestTooLarge', `at most ${context.limits.maxObjectsInSet} objects in one call`)
    }
    const emails = new Map([...(await readSubmissions(context)).objects].map(([id, object]) => [id, String(object['emailId'])]))
    const outcome = await runSet(request, context, {
      state: () => submissionState(context),
      async create(object, creation) {
        const created = await sendEmail(object, creation, context)
        emails.set(created.id, created.emailId)
        return {
          id: created.id, threadId: created.threadId, sendAt: created.sendAt, undoStatus: created.undoStatus,
          ...(created.protection === undefined ? {} : { protection: created.protection }),
        }
      },
      update: (id, patch) => cancel(id, patch, context),
      async destroy(id) {
        const queueId = queueIdOf(id)
        if (queueId === undefined || !emails.has(id)) throw new SetFailure({ type: 'notFound' })
        await context.documents.remove(context.open, 'email-submission', queueId)
      },
    })
    return withEmailSet({ request: request.account, outcome, emails, onSuccessUpdate, onSuccessDestroy }, context)
  },
}

async function cancel(id: string, patch: JsonObject, context: Context): Promise<null> {
  const changes = readPatch(patch)
  const refused = [...changes.keys()].filter((property) => property !== 'undoStatus')
  if (refused.length > 0) throw new SetFailure({ type: 'invalidProperties', properties: refused })
  const change = changes.get('undoStatus')
  if (change === undefined) return null
  if (!('whole' in change) || change.whole !== 'canceled') {
    throw new SetFailure({ type: 'invalidProperties', properties: ['undoStatus'], description: 'only "canceled" can be set' })
  }
  const queueId = queueIdOf(id)
  const outcome = queueId === undefined
    ? 'not found'
    : await context.submission.recall({ account: context.account, submission: queueId })
  if (outcome === 'not found') throw new SetFailure({ type: 'notFound' })
  if (outcome === 'already-left') throw new SetFailure({ type: 'cannotUnsend', description: 'it has left already' })
  return null
}

/** Runs the implicit `Email/set` for the submissions that went well. */
async function withEmailSet({ request, outcome, emails, onSuccessUpdate, onSuccessDestroy }: {
  readonly request: string
  readonly outcome: SetOutcome
  readonly emails: ReadonlyMap<string, string>
  readonly onSuccessUpdate: ReadonlyMap<string, JsonObject>
  readonly onSuccessDestroy: readonly string[]
}, context: Context): Promise<Answer> {
  const succeeded = new Set([...outcome.created.values(), ...outcome.updated, ...outcome.destroyed])
  const emailBehind = (named: string): string | undefined => {
    const id = realId(context, named)
    return id !== undefined && succeeded.has(id) ? emails.get(id) : undefined
  }
  const update = emptyObject<JsonObject>()
  for (const [named, patch] of onSuccessUpdate) {
    const email = emailBehind(named)
    if (email !== undefined && messageOf(email) !== undefined) update[email] = patch
  }
  const destroy = onSuccessDestroy.map(emailBehind).filter((email) => email !== undefined)
  if (Object.keys(update).length === 0 && destroy.length === 0) return { response: outcome.response }
  const answer = await emailSet.run(new Arguments({ accountId: request, update, destroy }), context)
  return { response: outcome.response, further: [{ name: 'Email/set', response: answer.response }] }
}
