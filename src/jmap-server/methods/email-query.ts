import { emailId, messageOf, stateString } from '../../jmap/ids.ts'
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
    const found = await emailResults(wanted, context)
    const anchor = window.anchor === null ? null : messageOf(window.anchor) ?? NO_MESSAGE
    const cut = cutWindow(found, { ...window, anchor })
    const { collapseThreads } = wanted
    return {
      response: {
        accountId, queryState, canCalculateChanges: canFollow(wanted), collapseThreads, ...cut,
        ids: cut.ids.map(emailId),
      },
    }
  },
}

/** No message has this number. */
const NO_MESSAGE = -1
