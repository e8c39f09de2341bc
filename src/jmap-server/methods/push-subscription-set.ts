import { timingSafeEqual } from 'node:crypto'
import { arePushKeys } from '../../crypto/web-push.ts'
import { readUtcDate, utcDate } from '../../jmap/dates.ts'
import { invalidProperties, SetFailure } from '../../jmap/errors.ts'
import { isObject, type JsonObject } from '../../jmap/json.ts'
import { CORE } from '../../jmap/session.ts'
import type { Context, Method } from '../context.ts'
import {
  newPushCode, newPushId, PUSH_EXPIRY_MS, PUSH_SUBSCRIPTIONS_MAX, readPushKeys, type PushSubscription,
} from '../push-subscriptions.ts'
import { readSetOf, runSet } from '../set.ts'

/** Characters of what a client calls its device, and of the address. */
export const DEVICE_CLIENT_ID_MAX = 255
export const PUSH_URL_MAX = 2000
/** Types that one subscription names, and characters of one. */
export const PUSH_TYPES_MAX = 32
const TYPE_LENGTH_MAX = 100

const CREATABLE = new Set(['deviceClientId', 'url', 'keys', 'expires', 'types', 'verificationCode'])
const CHANGEABLE = new Set(['verificationCode', 'expires', 'types'])

/** Makes, confirms, prolongs and ends subscriptions; a new one is silent until its code came back. */
export const pushSubscriptionSet: Method = {
  name: 'PushSubscription/set',
  capability: CORE,
  rfc: ['RFC 8620 §7.2.2'],
  async run(args, context) {
    const request = readSetOf(args, context, { account: '', ifInState: null })
    args.end()
    const { push, account } = context
    const { response } = await runSet(request, context, {
      state: () => Promise.resolve(''),
      create: (object) => create(object, context),
      update: (id, patch) => update(id, patch, context),
      async destroy(id) {
        await ownOne(id, context)
        await push.subscriptions.remove(account, id)
      },
    })
    const { accountId: _account, oldState: _old, newState: _new, ...rest } = response
    return { response: rest }
  },
}

async function create(object: JsonObject, context: Context) {
  const unknown = Object.keys(object).filter((property) => !CREATABLE.has(property))
  if (unknown.length > 0) throw invalidProperties(unknown, 'these are not set by clients')
  const { deviceClientId, url, verificationCode = null } = object
  if (typeof deviceClientId !== 'string' || deviceClientId === '' || deviceClientId.length > DEVICE_CLIENT_ID_MAX) {
    throw invalidProperties(['deviceClientId'], `1 to ${DEVICE_CLIENT_ID_MAX} characters`)
  }
  if (typeof url !== 'string' || url.length > PUSH_URL_MAX || !context.push.mayReach(url)) {
    throw invalidProperties(['url'], 'an https address on the open internet')
  }
  if (verificationCode !== null) throw invalidProperties(['verificationCode'], 'it is sent to the address first')
  const subscription: PushSubscription = {
    id: newPushId(), credentials: context.credentials, deviceClientId, url, keys: readKeys(object['keys'] ?? null),
    expiresAt: readExpiry(object['expires'] ?? null, context), types: readTypes(object['types'] ?? null),
    code: newPushCode(), isVerified: false,
  }
  if (!context.push.mayVerify(context.account)) throw new SetFailure({ type: 'rateLimit' })
  if (!await context.push.subscriptions.put(context.account, subscription)) {
    throw new SetFailure({ type: 'overQuota', description: `at most ${PUSH_SUBSCRIPTIONS_MAX} of one account` })
  }
  context.push.verify(context.account, subscription)
  const { id, expiresAt, keys, types } = subscription
  // The server sets the expiry, and what the client left out.
  return {
    id, expires: utcDate(expiresAt), ...object['keys'] === undefined ? { keys } : {},
    ...object['types'] === undefined ? { types } : {},
  }
}

async function update(id: string, patch: JsonObject, context: Context): Promise<JsonObject | null> {
  const before = await ownOne(id, context)
  const refused = Object.keys(patch).filter((property) => !CHANGEABLE.has(property))
  if (refused.length > 0) throw invalidProperties(refused, 'these do not change')
  const { verificationCode, expires, types } = patch
  if (verificationCode !== undefined && !isCode(verificationCode, before.code)) {
    throw invalidProperties(['verificationCode'], 'it is another one')
  }
  const expiresAt = expires === undefined ? before.expiresAt : readExpiry(expires, context)
  const after: PushSubscription = {
    ...before, expiresAt, types: types === undefined ? before.types : readTypes(types),
    isVerified: before.isVerified || verificationCode !== undefined,
  }
  if (!await context.push.subscriptions.put(context.account, after)) throw new SetFailure({ type: 'overQuota' })
  return expires !== undefined && expires !== utcDate(expiresAt) ? { expires: utcDate(expiresAt) } : null
}

async function ownOne(id: string, { push, account, credentials }: Context): Promise<PushSubscription> {
  const found = (await push.subscriptions.list(account)).find((one) => one.id === id && one.credentials === credentials)
  if (found === undefined) throw new SetFailure({ type: 'notFound' })
  return found
}

function isCode(value: unknown, code: string): boolean {
  const [given, sent] = [Buffer.from(typeof value === 'string' ? value : ''), Buffer.from(code)]
  return given.length === sent.length && timingSafeEqual(given, sent)
}

function readKeys(value: unknown): PushSubscription['keys'] {
  if (value === null) return null
  const keys = isObject(value) ? readPushKeys(value) : undefined
  if (keys === undefined || !arePushKeys(keys)) throw invalidProperties(['keys'], 'a P-256 key and a secret (RFC 8291)')
  return keys
}

/** Never further away than `PUSH_EXPIRY_MS`. */
function readExpiry(value: unknown, { now }: Context): number {
  const latest = Math.floor(now() / 1000) * 1000 + PUSH_EXPIRY_MS
  if (value === null) return latest
  const at = readUtcDate(value)
  if (at === undefined || at <= now()) throw invalidProperties(['expires'], 'a moment in the future, in UTC')
  return Math.min(at, latest)
}

function readTypes(value: unknown): readonly string[] | null {
  if (value === null) return null
  const areTypes = Array.isArray(value) && value.length <= PUSH_TYPES_MAX
    && value.every((one) => typeof one === 'string' && one.length <= TYPE_LENGTH_MAX)
  if (!areTypes) throw invalidProperties(['types'], `at most ${PUSH_TYPES_MAX} names of types`)
  return value as string[]
}
