import { QUOTA } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { figuresOf, QUOTA_ID, quotaState } from '../quota.ts'

/** Most of the time only `used` changed, and that is said. */
export const quotaChanges: Method = {
  name: 'Quota/changes',
  capability: QUOTA,
  rfc: ['RFC 9425 §4.3'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const since = args.string('sinceState')
    args.integerOrNull('maxChanges', { min: 1 })
    args.end()
    const before = figuresOf(since)
    const now = await context.mail.quota()
    const [had, has] = [before.limitBytes !== null, now.limitBytes !== null]
    const isSame = quotaState(before) === quotaState(now)
    const onlyUsed = had && has && before.limitBytes === now.limitBytes
    return {
      response: {
        accountId, oldState: since, newState: quotaState(now), hasMoreChanges: false,
        created: !had && has ? [QUOTA_ID] : [], updated: had && has && !isSame ? [QUOTA_ID] : [],
        destroyed: had && !has ? [QUOTA_ID] : [], updatedProperties: onlyUsed ? ['used'] : null,
      },
    }
  },
}
