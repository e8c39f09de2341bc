import { SORT_MAX } from '../../jmap/limits.ts'
import { QUOTA } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { checkQuotaSort, figuresOf, quotaFits, QUOTA_ID, quotaState } from '../quota.ts'

export const quotaQueryChanges: Method = {
  name: 'Quota/queryChanges',
  capability: QUOTA,
  rfc: ['RFC 9425 §4.5', 'RFC 8620 §5.6'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const filter = args.objectOrNull('filter')
    checkQuotaSort(args.arrayOrNull('sort', SORT_MAX))
    const since = args.string('sinceQueryState')
    args.integerOrNull('maxChanges', { min: 1 })
    args.idOrNull('upToId')
    const calculateTotal = args.boolean('calculateTotal', false)
    args.end()
    const before = figuresOf(since)
    const now = await context.mail.quota()
    const isThere = quotaFits(filter, context) && now.limitBytes !== null
    const isSame = quotaState(before) === quotaState(now)
    return {
      response: {
        accountId, oldQueryState: since, newQueryState: quotaState(now),
        removed: isSame || before.limitBytes === null ? [] : [QUOTA_ID],
        added: isSame || !isThere ? [] : [{ id: QUOTA_ID, index: 0 }],
        ...(calculateTotal ? { total: isThere ? 1 : 0 } : {}),
      },
    }
  },
}
