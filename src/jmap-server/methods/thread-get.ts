import { emailId, stateString, threadId, threadOf } from '../../jmap/ids.ts'
import { MethodFailure } from '../../jmap/errors.ts'
import { MAIL } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { answerGet, readIds, readProperties } from '../get.ts'

export const threadGet: Method = {
  name: 'Thread/get',
  capability: MAIL,
  rfc: ['RFC 8621 §3.1'],
  async run(args, context) {
    const account = readAccount(args, context)
    const ids = readIds(args, context)
    const properties = readProperties(args, ['id', 'emailIds'])
    args.end()
    if (ids === null) throw new MethodFailure('requestTooLarge', 'name the threads that are wanted')
    const state = stateString(await context.mail.state())
    const threads = ids.map(threadOf).filter((thread) => thread !== undefined)
    const members = await context.mail.threads(threads)
    const objects = new Map<string, Record<string, unknown>>()
    for (const [index, thread] of threads.entries()) {
      const emails = members[index] ?? []
      const id = threadId(thread)
      if (emails.length > 0) objects.set(id, { id, emailIds: emails.map(emailId) })
    }
    return answerGet({ account, state, ids, objects, properties })
  },
}
