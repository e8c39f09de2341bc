import { SORT_MAX } from '../../jmap/limits.ts'
import { cutWindow, readWindow } from '../../jmap/query-window.ts'
import { QUOTA } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { checkQuotaSort, quotaFits, QUOTA_ID, quotaState } from '../quota.ts'

export const quotaQuery: Method = {
  name: 'Quota/query',
  capability: QUOTA,
  rfc: ['RFC 9425 §4.4'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const filter = args.objectOrNull('filter')
    checkQuotaSort(args.arrayOrNull('sort', SORT_MAX))
    const window = readWindow(args)
    args.end()
    const figures = await context.mail.quota()
    const ids = quotaFits(filter, context) && figures.limitBytes !== null ? [QUOTA_ID] : []
    return {
      response: { accountId, queryState: quotaState(figures), canCalculateChanges: true, ...cutWindow(ids, window) },
    }
  },
}
