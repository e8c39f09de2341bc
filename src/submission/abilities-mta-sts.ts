/**
 * MTA-STS policies of other domains (RFC 8461), kept as long as they ask to be: across restarts, and through times in
 * which the domain's DNS or web server says nothing or something else, for that is what somebody in between would
 * arrange. Only a newer policy, fetched over https, takes the place of one in force.
 */
import type { Clock } from '../base/clock.ts'
import { day, hour, minute, second } from '../base/sizes.ts'
import type { Resolver } from '../dns/types.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import { policyId, type MtaStsPolicy } from '../smtp-client/mta-sts.ts'
import type { FetchedPolicy } from '../smtp-client/mta-sts-fetch.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { keepAbility, readAbility } from './ability-scripts.ts'

/** The announcement in the DNS is looked at this often; between, what is known counts. */
export const POLICY_CHECK_MS = 15 * minute
/** A policy is fetched again after this, or after half of its life, even when its id did not change (§3.3, §10.2). */
export const POLICY_REFRESH_MS = 1 * day
/** After a fetch that failed the next one waits this long (§3.3). */
export const POLICY_RETRY_MS = 5 * minute
/** Policies in memory. */
export const POLICIES_REMEMBERED_MAX = 10_000

export interface MtaStsPolicies {
  /**
   * The policy in force; undefined when there is none. Throws when our own storage fails: not knowing a policy that was
   * kept would be weaker than decided.
   */
  policy(domain: string): Promise<MtaStsPolicy | undefined>
}

interface Kept {
  readonly id: string
  readonly policy: MtaStsPolicy
  readonly fetchedAt: number
}

interface Known {
  readonly kept: Kept | undefined
  readonly checkedAt: number
  readonly failedAt: number | null
}

/** Policies over this store. */
export function createMtaStsPolicies({ store, serviceKey, resolver, fetch, clock, log }: {
  readonly store: Store, readonly serviceKey: ServiceKey, readonly resolver: Pick<Resolver, 'txt'>,
  readonly fetch: (domain: string) => Promise<FetchedPolicy>, readonly clock: Clock, readonly log: Log,
}): MtaStsPolicies {
  const remembered = new BoundedMap<string,
    Known>({ max: POLICIES_REMEMBERED_MAX, ageMs: 2 * hour, now: () => clock.now() })
  const underWay = new Map<string, Promise<Known>>()

  const tokenOf = (domain: string): Uint8Array => serviceKey.mac('mta-sts-policy', new TextEncoder().encode(domain)).subarray(0, 16)
  const placeOf = (domain: string): Place => ({ tenant: 0, account: 0, kind: 'mta-sts-policy', id: tokenOf(domain).toHex() })
  const isInForce = (kept: Kept | undefined): kept is Kept => kept !== undefined
    && clock.now() < kept.fetchedAt + kept.policy.maxAgeSeconds * second

  async function stored(domain: string): Promise<Kept | undefined> {
    const row = await store.read(readAbility, { token: tokenOf(domain) })
    if (row === undefined) return undefined
    return JSON.parse(new TextDecoder().decode(serviceKey.decrypt(placeOf(domain), row.box))) as Kept
  }

  async function look(domain: string): Promise<Known> {
    const before = remembered.get(domain)
    const kept = before === undefined ? await stored(domain) : before.kept
    const now = clock.now()
    const same: Known = { kept, checkedAt: now, failedAt: before?.failedAt ?? null }
    const answer = await resolver.txt(`_mta-sts.${domain}`)
    const id = answer.kind === 'answer' ? policyId(answer.records) : undefined
    // Silence takes nothing away from a policy in force (§5.1).
    if (id === undefined || isInForce(kept) && kept.id === id && !isOld(kept, now)) return same
    if (same.failedAt !== null && now - same.failedAt < POLICY_RETRY_MS) return same
    const fetched = await fetch(domain)
    if (typeof fetched === 'string') {
      log.info('mta-sts.no-policy', { why: fetched, kept: isInForce(kept) })
      return { ...same, failedAt: now }
    }
    const found: Kept = { id, policy: fetched, fetchedAt: now }
    const box = serviceKey.encrypt(placeOf(domain), new TextEncoder().encode(JSON.stringify(found)))
    await store.write(keepAbility, { token: tokenOf(domain), at: now, box })
    return { kept: found, checkedAt: now, failedAt: null }
  }

  function lookOnce(domain: string): Promise<Known> {
    const already = underWay.get(domain)
    if (already !== undefined) return already
    const work = look(domain).then((known) => {
      remembered.set(domain, known)
      return known
    }).finally(() => underWay.delete(domain))
    underWay.set(domain, work)
    return work
  }

  return {
    async policy(domain) {
      const known = remembered.get(domain)
      const isFresh = known !== undefined && clock.now() - known.checkedAt < POLICY_CHECK_MS
      const { kept } = isFresh ? known : await lookOnce(domain)
      return isInForce(kept) ? kept.policy : undefined
    },
  }
}

function isOld({ policy, fetchedAt }: Kept, now: number): boolean {
  return now - fetchedAt > Math.min(POLICY_REFRESH_MS, policy.maxAgeSeconds * second / 2)
}
