import { emailId } from '../../jmap/ids.ts'
import { MAIL } from '../../jmap/session.ts'
import { answerChanges } from '../changes.ts'
import type { Method } from '../context.ts'

export const emailChanges: Method = {
  name: 'Email/changes',
  capability: MAIL,
  rfc: ['RFC 8621 §4.3'],
  run: (args, context) => answerChanges(args, context, {
    ask: (since, max) => context.mail.emailChanges(since, max), id: emailId,
  }),
}
