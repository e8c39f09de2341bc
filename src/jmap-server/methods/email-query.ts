import { emailId, stateString } from '../../jmap/ids.ts'
import { readFilter, readSort } from '../../jmap/filter.ts'
import { SORT_MAX } from '../../jmap/limits.ts'
import { cutWindow, readWindow } from '../../jmap/query-window.ts'
import { MAIL } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { resolveMailboxes } from '../filter-ids.ts'

export const emailQuery: Method = {
  name: 'Email/query',
  capability: MAIL,
  rfc: ['RFC 8621 §4.4', 'RFC 8620 §5.5'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const filter = readFilter(resolveMailboxes(args.objectOrNull('filter'), context))
    const sort = readSort(args.arrayOrNull('sort', SORT_MAX))
    const collapseThreads = args.boolean('collapseThreads', false)
    const window = readWindow(args)
    args.end()
    const queryState = stateString(await context.mail.state())
    const ids = (await context.mail.query({ filter, sort, collapseThreads })).map(emailId)
    return {
      response: { accountId, queryState, canCalculateChanges: true, collapseThreads, ...cutWindow(ids, window) },
    }
  },
}
