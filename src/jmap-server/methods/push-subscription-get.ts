import { utcDate } from '../../jmap/dates.ts'
import { MethodFailure } from '../../jmap/errors.ts'
import { CORE } from '../../jmap/session.ts'
import type { Method } from '../context.ts'
import { pick, readIds, readProperties } from '../get.ts'

const PROPERTIES = ['id', 'deviceClientId', 'verificationCode', 'expires', 'types', 'url', 'keys'] as const

/** Those that this session made, or the mail programs; never where they point, nor their keys. */
export const pushSubscriptionGet: Method = {
  name: 'PushSubscription/get',
  capability: CORE,
  rfc: ['RFC 8620 §7.2.1'],
  async run(args, context) {
    const ids = readIds(args, context)
    const properties = readProperties(args, PROPERTIES)
    args.end()
    if (properties?.some((property) => property === 'url' || property === 'keys')) {
      throw new MethodFailure('forbidden', 'url and keys are not given back')
    }
    const all = await context.push.subscriptions.list(context.account)
    const own = new Map(all.filter(({ credentials }) => credentials === context.credentials).map((one) => [one.id, {
      id: one.id, deviceClientId: one.deviceClientId, verificationCode: one.isVerified ? one.code : null,
      expires: utcDate(one.expiresAt), types: one.types,
    }]))
    const wanted = ids ?? [...own.keys()]
    return {
      response: {
        list: wanted.flatMap((id) => {
          const object = own.get(id)
          return object === undefined ? [] : [pick(object, properties)]
        }),
        notFound: wanted.filter((id) => !own.has(id)),
      },
    }
  },
}
