import { SUBMISSION } from '../../jmap/session.ts'
import { cannotCalculate } from '../changes.ts'
import { readAccount, type Method } from '../context.ts'
import { identityState, readIdentities } from '../identities.ts'

/** Nothing changed, or: ask again. An account has a handful of identities. */
export const identityChanges: Method = {
  name: 'Identity/changes',
  capability: SUBMISSION,
  rfc: ['RFC 8621 §6.2'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const since = args.string('sinceState')
    args.integerOrNull('maxChanges', { min: 1 })
    args.end()
    if (identityState(await readIdentities(context)) !== since) throw cannotCalculate()
    const none = { created: [], updated: [], destroyed: [] }
    return { response: { accountId, oldState: since, newState: since, hasMoreChanges: false, ...none } }
  },
}
