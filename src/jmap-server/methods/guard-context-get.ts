import { version } from '../../guard/assess.ts'
import { PROTECTION } from '../../jmap/session.ts'
import { senderKnowledge } from '../../submission/knowledge.ts'
import { readAccount, type Method } from '../context.ts'

/** What a client needs to run the guard while somebody writes. Of the own account only. */
export const guardContextGet: Method = {
  name: 'GuardContext/get',
  capability: PROTECTION,
  rfc: ['docs/jmap-protection.md §3'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    args.end()
    const { account, protection: { policies, knowledge } } = context
    const inForce = await policies.current(account.tenant)
    const policy = inForce.policyFor(account)
    const { own } = inForce
    const sender = await senderKnowledge(knowledge, context, own)
    return { response: { accountId, guardVersion: version, policy, ...sender, language: account.language } }
  },
}
