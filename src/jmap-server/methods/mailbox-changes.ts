import { mailboxId } from '../../jmap/ids.ts'
import { MAIL } from '../../jmap/session.ts'
import { answerChanges } from '../changes.ts'
import type { Method } from '../context.ts'

const COUNTS = ['totalEmails', 'unreadEmails', 'totalThreads', 'unreadThreads']

/** Says `updatedProperties` when only counts changed, so that clients ask for those alone. */
export const mailboxChanges: Method = {
  name: 'Mailbox/changes',
  capability: MAIL,
  rfc: ['RFC 8621 §2.2'],
  run: (args, context) => answerChanges(args, context, {
    ask: (since, max) => context.mail.mailboxChanges(since, max),
    id: mailboxId,
    more: ({ onlyCounts }) => ({ updatedProperties: onlyCounts ? COUNTS : null }),
  }),
}
