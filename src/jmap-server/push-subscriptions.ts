import { randomId } from '../base/ids.ts'
import { day, minute } from '../base/sizes.ts'
import type { PushKeys } from '../crypto/web-push.ts'
import { isObject } from '../jmap/json.ts'
import type { AccountRef, Place, ServiceKey } from '../keys/keys.ts'
import { readScript, sql, writeScript } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'

/**
 * Where clients want to be told of changes. RFC 8620 §7.2. Kept under the service key: mail that comes in for a closed
 * account is told as well. One belongs to the session, or to the mail programs, that made it and goes with it.
 */
export interface PushSubscriptions {
  /** Those that have not expired, whoever made them. */
  list(account: AccountRef): Promise<readonly PushSubscription[]>
  /** Keeps it; false when the account has `PUSH_SUBSCRIPTIONS_MAX` others. */
  put(account: AccountRef, subscription: PushSubscription): Promise<boolean>
  remove(account: AccountRef, id: string): Promise<void>
  /** Removes those of one session, of the mail programs, or all. */
  removeOf(account: AccountRef, credentials: string | null): Promise<void>
  /** Accounts that have some. */
  accounts(): Promise<readonly AccountRef[]>
  /** Its client was told of everything up to here. */
  told(account: AccountRef, id: string, upTo: ToldUpTo): Promise<void>
  /** Accounts in which something happened that a client was not told of; asked once, at the start. */
  untold(): Promise<readonly Untold[]>
}

/** The account's change number, and a moment for what changes no number: mail for a closed account, mail on its way out. */
export interface ToldUpTo { readonly number: number, readonly at: number }

export interface Untold extends AccountRef {
  /** The change number, when it is not the one that was told. */
  readonly number: number | null
  /** Mail waits for the account to open. */
  readonly isSealed: boolean
  /** Mail went out lately, of which it is not known what was told. */
  readonly hasSent: boolean
}

export interface PushSubscription {
  readonly id: string
  /** The session, or the mail programs of the account. */
  readonly credentials: string
  readonly expiresAt: number
  readonly deviceClientId: string
  readonly url: string
  readonly keys: PushKeys | null
  /** Null for all. */
  readonly types: readonly string[] | null
  /** What was sent to the address; whoever reads there can say it. */
  readonly code: string
  readonly isVerified: boolean
}

/** Subscriptions of one account. */
export const PUSH_SUBSCRIPTIONS_MAX = 10
/** How long one lasts at most before the client must say that it still wants it. RFC 8620 §7.2 */
export const PUSH_EXPIRY_MS = 7 * day
/** What was committed within this time before a client was told may have come too late for it, and is told again. */
export const PUSH_TOLD_MARGIN_MS = minute
/** Mail that was handed in so long before the start may still have changed meanwhile. */
const SENT_LATELY_MS = day
/** Said after one was made, changed or removed. */
export const PUSH_TOPIC = 'push-subscription'

export const newPushId = (): string => `P${randomId()}`
export const newPushCode = (): string => randomId()

interface Row {
  readonly id: string
  readonly credentials: string
  readonly expiresAt: number
  readonly box: Uint8Array
}

interface PutArgs extends AccountRef, Row { readonly max: number, readonly now: number }

export const putPushSubscription = writeScript('jmap.put-push-subscription', import.meta.url, function* (
  tx, { tenant, account, id, credentials, expiresAt, box, max, now }: PutArgs,
) {
  yield* tx.lockAccount({ tenant, account })
  yield* tx.run(sql`delete from push_subscription
    where tenant = ${tenant} and account = ${account} and expires_at <= ${now}`)
  const others = yield* tx.one<{ readonly rows: number }>(sql`select count(*) as rows from push_subscription
    where tenant = ${tenant} and account = ${account} and id <> ${id}`)
  if (Number(others.rows) >= max) return { kept: false }
  yield* tx.run(sql`insert into push_subscription
    (tenant, account, id, credentials, expires_at, box, told_number, told_at)
    values (${tenant}, ${account}, ${id}, ${credentials}, ${expiresAt}, ${box},
      coalesce((select change_number from account where account.tenant = ${tenant} and account.id = ${account}), 0),
      ${now - PUSH_TOLD_MARGIN_MS})
    on conflict (tenant, account, id) do update set expires_at = excluded.expires_at, box = excluded.box`)
  yield* tx.changed({ tenant, account, topic: PUSH_TOPIC, number: 0 })
  return { kept: true }
})

export const removePushSubscriptions = writeScript('jmap.remove-push-subscriptions', import.meta.url, function* (
  tx, { tenant, account, id, credentials }: AccountRef & {
    readonly id: string | null, readonly credentials: string | null,
  },
) {
  const one = id === null ? sql`` : sql` and id = ${id}`
  const own = credentials === null ? sql`` : sql` and credentials = ${credentials}`
  yield* tx.run(sql`delete from push_subscription where tenant = ${tenant} and account = ${account}${one}${own}`)
  yield* tx.changed({ tenant, account, topic: PUSH_TOPIC, number: 0 })
})

/** Those of an account whose time is not over, and whose session is not either. */
export const listPushSubscriptions = readScript('jmap.list-push-subscriptions', import.meta.url, function* (
  tx, { tenant, account, now }: AccountRef & { readonly now: number },
) {
  return yield* tx.all<Row>(sql`select id, credentials, expires_at as "expiresAt", box from push_subscription as p
    where tenant = ${tenant} and account = ${account} and expires_at > ${now}
    and (credentials = ${mailPrograms({ tenant, account })} or exists (select 1 from session as s
      where s.tenant = p.tenant and s.account = p.account and s.id = p.credentials and s.expires_at > ${now}))
    order by id`)
})

interface ToldArgs extends AccountRef, ToldUpTo { readonly id: string }

export const tellPushSubscription = writeScript('jmap.tell-push-subscription', import.meta.url, function* (
  tx, { tenant, account, id, number, at }: ToldArgs,
) {
  yield* tx.run(sql`update push_subscription set
    told_number = case when told_number < ${number} then cast(${number} as bigint) else told_number end,
    told_at = case when told_at < ${at} then cast(${at} as bigint) else told_at end
    where tenant = ${tenant} and account = ${account} and id = ${id}`)
})

interface UntoldRow {
  readonly number: number
  readonly told: number
  readonly sealed: number
  readonly sent: number
}

/** Accounts whose subscriptions lag behind, with what there is to tell. */
export const untoldAccounts = readScript('jmap.untold-accounts', import.meta.url, function* (
  tx, { now }: { readonly now: number },
) {
  const rows = yield* tx.all<AccountRef & UntoldRow>(
    sql`select p.tenant, p.account, a.change_number as number, min(p.told_number) as told,
      max(case when exists (select 1 from sealed as s where s.tenant = p.tenant and s.account = p.account
        and s.received_at > p.told_at) then 1 else 0 end) as sealed,
      max(case when exists (select 1 from outgoing as o where o.tenant = p.tenant and o.account = p.account
        and o.handed_in_at > ${now - SENT_LATELY_MS}) then 1 else 0 end) as sent
      from push_subscription as p join account as a on a.tenant = p.tenant and a.id = p.account
      where p.expires_at > ${now} group by p.tenant, p.account, a.change_number`)
  return rows.map(({ tenant, account, number, told, sealed, sent }) => ({
    tenant: Number(tenant), account: Number(account), number: Number(number) > Number(told) ? Number(number) : null,
    isSealed: Number(sealed) === 1, hasSent: Number(sent) === 1,
  })).filter(({ number, isSealed, hasSent }) => number !== null || isSealed || hasSent)
})

/** What stands for the mail programs of an account, which come with app passwords. */
export const mailPrograms = ({ tenant, account }: AccountRef): string => `${tenant}|${account}`

export function createPushSubscriptions({ store, serviceKey, now }: {
  readonly store: Store, readonly serviceKey: Pick<ServiceKey, 'encrypt' | 'decrypt'>, readonly now: () => number,
}): PushSubscriptions {
  const place = ({ tenant, account }: AccountRef, id: string): Place =>
    ({ tenant, account, kind: 'push-subscription', id })
  return {
    async list({ tenant, account }) {
      const rows = await store.read(listPushSubscriptions, { tenant, account, now: now() })
      return rows.flatMap((row) => {
        const kept = readKept(serviceKey.decrypt(place({ tenant, account }, row.id), row.box))
        const { id, credentials } = row
        return kept === undefined ? [] : [{ ...kept, id, credentials, expiresAt: Number(row.expiresAt) }]
      })
    },
    async put({ tenant, account }, subscription) {
      const { id, credentials, expiresAt, deviceClientId, url, keys, types, code, isVerified } = subscription
      const kept = {
        deviceClientId, url, types, code, isVerified,
        keys: keys === null ? null : { p256dh: base64(keys.p256dh), auth: base64(keys.auth) },
      }
      const box = serviceKey.encrypt(place({ tenant, account }, id), new TextEncoder().encode(JSON.stringify(kept)))
      const outcome = await store.write(putPushSubscription, {
        tenant, account, id, credentials, expiresAt, box, max: PUSH_SUBSCRIPTIONS_MAX, now: now(),
      })
      return outcome.kept
    },
    async remove({ tenant, account }, id) {
      await store.write(removePushSubscriptions, { tenant, account, id, credentials: null })
    },
    async removeOf({ tenant, account }, credentials) {
      await store.write(removePushSubscriptions, { tenant, account, id: null, credentials })
    },
    async told({ tenant, account }, id, { number, at }) {
      await store.write(tellPushSubscription, { tenant, account, id, number, at })
    },
    untold: () => store.read(untoldAccounts, { now: now() }),
    accounts: () => store.all<AccountRef>(sql`select distinct tenant, account from push_subscription`),
  }
}

type Kept = Pick<PushSubscription, 'deviceClientId' | 'url' | 'keys' | 'types' | 'code' | 'isVerified'>

const base64 = (bytes: Uint8Array): string => bytes.toBase64({ alphabet: 'base64url', omitPadding: true })

function readKept(bytes: Uint8Array): Kept | undefined {
  const kept: unknown = JSON.parse(new TextDecoder().decode(bytes))
  if (!isObject(kept)) return undefined
  const { deviceClientId, url, keys, types, code, isVerified } = kept
  if (typeof deviceClientId !== 'string' || typeof url !== 'string' || typeof code !== 'string') return undefined
  return {
    deviceClientId, url, code, isVerified: isVerified === true, keys: isObject(keys) ? readPushKeys(keys) ?? null
      : null,
    types: Array.isArray(types) ? types.filter((type): type is string => typeof type === 'string') : null,
  }
}

/** Keys as JMAP writes them, base64url with or without padding; undefined when they are no such text. */
export function readPushKeys({ p256dh, auth }: Readonly<Record<string, unknown>>): PushKeys | undefined {
  if (typeof p256dh !== 'string' || typeof auth !== 'string' || p256dh.length > 200 || auth.length > 200) return undefined
  try {
    return {
      p256dh: Uint8Array.fromBase64(p256dh, { alphabet: 'base64url' }),
      auth: Uint8Array.fromBase64(auth, { alphabet: 'base64url' }),
    }
  } catch {
    return undefined
  }
}
