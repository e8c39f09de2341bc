import { QUOTA } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { answerGet, readIds, readProperties } from '../get.ts'
import { quotaObjects, quotaProperties, quotaState } from '../quota.ts'

export const quotaGet: Method = {
  name: 'Quota/get',
  capability: QUOTA,
  rfc: ['RFC 9425 §4.2'],
  async run(args, context) {
    const account = readAccount(args, context)
    const ids = readIds(args, context)
    const properties = readProperties(args, quotaProperties)
    args.end()
    const figures = await context.mail.quota()
    const objects = quotaObjects(figures, context.account.address)
    return answerGet({ account, state: quotaState(figures), ids, objects, properties })
  },
}
