import { PROTECTION, protectionLimits } from '../../jmap/session.ts'
import { recipientKnowledge } from '../../submission/knowledge.ts'
import { readAccount, type Method } from '../context.ts'
import { abilityObject } from '../protection.ts'

/** Longest address that is looked at. */
const ADDRESS_LENGTH_MAX = 320

/** What is known of these recipients and how old it is; waits a bounded time for a domain that is new. */
export const recipientAbilityGet: Method = {
  name: 'RecipientAbility/get',
  capability: PROTECTION,
  rfc: ['docs/jmap-protection.md §4'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const addresses = args.stringsOrNull('addresses', protectionLimits.maxAbilities) ?? []
    args.end()
    const real = addresses.filter(isAddress)
    const { protection: { knowledge, policies }, account: { language, tenant } } = context
    const { own } = await policies.current(tenant)
    const { recipients, places } = await recipientKnowledge(knowledge, context, real, own)
    const list = recipients.map((one) => {
      const { isInHouse = false, isUnknownHere = false, phoneHint = null } = places.get(one.address.toLowerCase()) ?? {}
      return abilityObject({ ...one, isInHouse, isUnknownHere, phoneHint }, { language, now: context.now() })
    })
    return { response: { accountId, list, notFound: addresses.filter((address) => !isAddress(address)) } }
  },
}

function isAddress(address: string): boolean {
  return address.length <= ADDRESS_LENGTH_MAX && /^[^\s<>]+@[^\s<>@]+$/.test(address)
}
