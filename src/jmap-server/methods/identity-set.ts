import { invalidProperties, SetFailure } from '../../jmap/errors.ts'
import { KiB } from '../../base/sizes.ts'
import { applyPatch } from '../../jmap/patch.ts'
import { SUBMISSION } from '../../jmap/session.ts'
import type { Method } from '../context.ts'
import { identityState, readIdentities } from '../identities.ts'
import { readSet, runSet } from '../set.ts'

/** Characters of a name, and of a signature. */
export const IDENTITY_NAME_MAX = 200
export const SIGNATURE_MAX = 16 * KiB

const CHANGEABLE = new Set(['name', 'textSignature', 'htmlSignature'])

/** Name and signatures only: the addresses are what the administrator gave. */
export const identitySet: Method = {
  name: 'Identity/set',
  capability: SUBMISSION,
  rfc: ['RFC 8621 §6.3'],
  async run(args, context) {
    const request = readSet(args, context)
    args.end()
    const { response } = await runSet(request, context, {
      state: async () => identityState(await readIdentities(context)),
      async create() {
        throw new SetFailure({ type: 'forbidden', description: 'an administrator gives addresses' })
      },
      async update(id, patch) {
        const identity = (await readIdentities(context)).get(id)
        if (identity === undefined) throw new SetFailure({ type: 'notFound' })
        const after = applyPatch({ ...identity }, patch)
        const refused = Object.keys(patch).filter((property) => !CHANGEABLE.has(property))
        if (refused.length > 0) throw invalidProperties(refused, 'these do not change')
        const { name, textSignature, htmlSignature } = after
        if (!isText(name, IDENTITY_NAME_MAX)) {
          throw invalidProperties(['name'], `at most ${IDENTITY_NAME_MAX} characters`)
        }
        if (!isText(textSignature, SIGNATURE_MAX)) {
          throw invalidProperties(['textSignature'], `at most ${SIGNATURE_MAX} characters`)
        }
        if (!isText(htmlSignature, SIGNATURE_MAX)) {
          throw invalidProperties(['htmlSignature'], `at most ${SIGNATURE_MAX} characters`)
        }
        await context.documents.put(context.open, 'identity', id, { name, textSignature, htmlSignature })
        return null
      },
      async destroy() {
        throw new SetFailure({ type: 'forbidden', description: 'an administrator takes addresses away' })
      },
    })
    return { response }
  },
}

const isText = (value: unknown, max: number): value is string => typeof value === 'string' && value.length <= max
