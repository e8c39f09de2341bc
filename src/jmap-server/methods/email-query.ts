import { emailId, stateString } from '../../jmap/ids.ts'
import { cutWindow, readWindow } from '../../jmap/query-window.ts'
import { MAIL } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { canFollow, emailResults, readEmailsWanted } from '../email-results.ts'

export const emailQuery: Method = {
  name: 'Email/query',
  capability: MAIL,
  rfc: ['RFC 8621 §4.4', 'RFC 8620 §5.5'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const wanted = readEmailsWanted(args, context)
    const window = readWindow(args)
    args.end()
    const queryState = stateString(await context.mail.state())
    const ids = (await emailResults(wanted, context)).map(emailId)
    const { collapseThreads } = wanted
    return {
      response: {
        accountId, queryState, canCalculateChanges: canFollow(wanted), collapseThreads, ...cutWindow(ids, window),
      },
    }
  },
}
