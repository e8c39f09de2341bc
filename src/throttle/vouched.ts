/**
 * Networks from which one of our own people got in lately: they are not shut out by themselves, also not after a restart.
 * Only keyed digests are kept, beside those of each account (`accounts/known-networks.ts`), under no organisation.
 */
import { toBase64Url } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import { day, hour, minute } from '../base/sizes.ts'
import type { ServiceKey } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { SERVICE_TENANT } from './ban-scripts.ts'
import { isLoopback, networkOf } from './network.ts'

/** A network from which one of our people got in is not shut out by itself for so long. */
export const VOUCHED_MS = 30 * day
/** Networks that are remembered; over it the one that was vouched for longest ago is forgotten. */
export const VOUCHED_MAX = 50_000
/** How often the same network is noted anew: whoever reads mail all day vouches with each request. */
export const VOUCH_AGAIN_MS = hour
/** What another node wrote this long before we last looked is read again: its clock may run behind. */
const OVERLAP_MS = 5 * minute
/** No account of ours has this number. */
const NOBODY = 0

interface VouchedRow {
  readonly token: Uint8Array
  readonly last_at: number
}

const keepVouched = writeScript('throttle.vouch', import.meta.url, function* (tx, { token, last_at: at }: VouchedRow): Script<void> {
  yield* tx.run(sql`insert into known_network (tenant, account, token, last_at) values (${SERVICE_TENANT}, ${NOBODY}, ${token}, ${at})
    on conflict (tenant, account, token) do update set last_at = excluded.last_at`)
})

const listVouched = readScript('throttle.vouched', import.meta.url, function* (
  tx, { after, limit }: { readonly after: number, readonly limit: number },
): Script<readonly VouchedRow[]> {
  return yield* tx.all<VouchedRow>(sql`select token, last_at from known_network
    where tenant = ${SERVICE_TENANT} and account = ${NOBODY} and last_at > ${after} order by last_at desc, token limit ${limit}`)
})

const forgetVouched = writeScript('throttle.forget-vouched', import.meta.url, function* (
  tx, { before }: { readonly before: number },
): Script<void> {
  yield* tx.run(sql`delete from known_network where tenant = ${SERVICE_TENANT} and account = ${NOBODY} and last_at <= ${before}`)
})

export interface Vouched {
  /** Counts at once; written behind. Cheap enough for each request. */
  vouch(ip: string): void
  /** Whether one of our people got in from that network within `VOUCHED_MS`. */
  has(ip: string): boolean
  /** Reads what was kept, and what another node wrote since the last time. */
  load(): Promise<void>
  tidy(): Promise<void>
}

/** Empty until `load`. */
export function createVouched({ store, serviceKey, clock, log }: {
  readonly store: Store, readonly serviceKey: Pick<ServiceKey, 'mac'>, readonly clock: Clock, readonly log: Log,
}): Vouched {
  /** When it was last vouched for, by digest; the newest at the end. */
  const known = new Map<string, number>()
  /** The same for what was noted here within the hour, by network, so that it costs no digest. */
  const noted = new Map<string, number>()
  let readUntil = 0

  const tokenOf = (network: string): Uint8Array =>
    serviceKey.mac('vouched-network', new TextEncoder().encode(network)).slice(0, 16)

  return {
    vouch(ip) {
      const network = networkOf(ip)
      const now = clock.now()
      if (isLoopback(network) || now - (noted.get(network) ?? -Infinity) < VOUCH_AGAIN_MS) return
      put(noted, network, now)
      const token = tokenOf(network)
      put(known, toBase64Url(token), now)
      store.write(keepVouched, { token, last_at: now }).catch((error: unknown) => log.error('throttle.vouch-not-kept', error))
    },
    has(ip) {
      if (known.size === 0) return false
      return clock.now() - (known.get(toBase64Url(tokenOf(networkOf(ip)))) ?? -Infinity) < VOUCHED_MS
    },
    async load() {
      const now = clock.now()
      const after = Math.max(now - VOUCHED_MS, readUntil - OVERLAP_MS)
      const rows = await store.read(listVouched, { after, limit: VOUCHED_MAX })
      readUntil = now
      for (const { token, last_at: at } of rows.toReversed()) {
        const name = toBase64Url(token)
        if ((known.get(name) ?? 0) < at) put(known, name, at)
      }
    },
    tidy: () => store.write(forgetVouched, { before: clock.now() - VOUCHED_MS }),
  }
}

/** The newest at the end. */
function put(map: Map<string, number>, key: string, at: number): void {
  map.delete(key)
  if (map.size >= VOUCHED_MAX) {
    for (const oldest of map.keys()) {
      map.delete(oldest)
      break
    }
  }
  map.set(key, at)
}
