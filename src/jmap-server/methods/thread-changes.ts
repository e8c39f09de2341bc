import { threadId } from '../../jmap/ids.ts'
import { MAIL } from '../../jmap/session.ts'
import { answerChanges } from '../changes.ts'
import type { Method } from '../context.ts'

export const threadChanges: Method = {
  name: 'Thread/changes',
  capability: MAIL,
  rfc: ['RFC 8621 §3.2'],
  run: (args, context) => answerChanges(args, context, {
    ask: (since, max) => context.mail.threadChanges(since, max), id: threadId,
  }),
}
