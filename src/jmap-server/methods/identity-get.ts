import { SUBMISSION } from '../../jmap/session.ts'
import { readAccount, type Method } from '../context.ts'
import { answerGet, readIds, readProperties } from '../get.ts'
import { identityProperties, identityState, readIdentities } from '../identities.ts'

export const identityGet: Method = {
  name: 'Identity/get',
  capability: SUBMISSION,
  rfc: ['RFC 8621 §6.1'],
  async run(args, context) {
    const account = readAccount(args, context)
    const ids = readIds(args, context)
    const properties = readProperties(args, identityProperties)
    args.end()
    const identities = await readIdentities(context)
    const objects = new Map([...identities].map(([id, identity]) => [id, { ...identity }]))
    return answerGet({ account, state: identityState(identities), ids, objects, properties })
  },
}
