/**
 * What the servers of other domains can do, remembered with its age. Looking is slow and done by strangers' machines,
 * so sending never waits longer than the caller allows: what is not known by then is `unknown`, and looked up in the
 * background. Delivery checks again; this knowledge only chooses the way.
 */
import type { Clock } from '../base/clock.ts'
import { minute, hour } from '../base/sizes.ts'
import type { DomainAbility } from '../guard/types.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import { nextHops, type WayParts } from '../queue/next-hops.ts'
import type { NextHop, TlsProof } from '../smtp-client/types.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { dropAbility, keepAbility, readAbility } from './ability-scripts.ts'

/** Younger knowledge is used as it is. */
export const ABILITY_FRESH_MS = 15 * minute
/** Knowledge up to this age is used while it is looked up again; older counts as unknown. */
export const ABILITY_USABLE_MS = 24 * hour
/** An answer that may be better in a moment (nobody talked) is asked again after this. */
export const ABILITY_RETRY_MS = 1 * minute
/** Domains kept in memory. */
export const ABILITIES_REMEMBERED_MAX = 10_000
/** Looks at the same time, and looks that wait for one. Past that a domain is `unknown`. */
export const LOOKS_AT_ONCE_MAX = 20
export const LOOKS_WAITING_MAX = 1000

export const unknownAbility: DomainAbility = { verifiedTls: 'unknown', nta7516: 'unknown', checkedAt: null }

export interface Abilities {
  /** For each domain (lower case) what is known within that time. */
  of(domains: readonly string[], withinMs: number): Promise<ReadonlyMap<string, DomainAbility>>
  /** Forgets one domain, after a delivery found that it is not as it was. */
  forget(domain: string): Promise<void>
  /** Resolves when no look is under way. */
  settled(): Promise<void>
}

export interface AbilityParts {
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly way: WayParts
  /** What the first server that talks proves. */
  readonly probe: (hops: readonly NextHop[]) => Promise<TlsProof | 'none' | 'unreachable'>
  /** Whether mail under NTA 7516 could go there now; never when absent. */
  readonly nta7516?: (domain: string) => Promise<DomainAbility['nta7516']>
  readonly clock: Clock
  readonly log: Log
}

/** Abilities over this store. */
export function createAbilities(parts: AbilityParts): Abilities {
  const { store, serviceKey, clock, log } = parts
  const remembered = new BoundedMap<string, DomainAbility>({
    max: ABILITIES_REMEMBERED_MAX, ageMs: ABILITY_USABLE_MS, now: () => clock.now(),
  })
  const looking = new Map<string, Promise<DomainAbility>>()
  const waiting: (() => void)[] = []
  let underWay = 0

  const tokenOf = (domain: string): Uint8Array => serviceKey.mac('domain-ability', new TextEncoder().encode(domain)).subarray(0, 16)
  const placeOf = (domain: string): Place => ({ tenant: 0, account: 0, kind: 'domain-ability', id: tokenOf(domain).toHex() })

  async function known(domain: string): Promise<DomainAbility> {
    const found = remembered.get(domain)
    if (found !== undefined) return found
    const row = await store.read(readAbility, { token: tokenOf(domain) })
    if (row === undefined) return unknownAbility
    const ability = JSON.parse(new TextDecoder().decode(serviceKey.decrypt(placeOf(domain), row.box))) as DomainAbility
    remembered.set(domain, ability)
    return ability
  }

  /** One look at a time for each domain; `unknown` at once when too many wait. */
  function look(domain: string): Promise<DomainAbility> {
    const already = looking.get(domain)
    if (already !== undefined) return already
    if (looking.size >= LOOKS_WAITING_MAX) return Promise.resolve(unknownAbility)
    const work = lookInTurn(domain)
      .catch((error: unknown) => {
        log.error('ability.look-failed', error)
        return unknownAbility
      })
      .finally(() => looking.delete(domain))
    looking.set(domain, work)
    return work
  }

  async function lookInTurn(domain: string): Promise<DomainAbility> {
    if (underWay >= LOOKS_AT_ONCE_MAX) await new Promise<void>((turn) => waiting.push(turn))
    underWay += 1
    try {
      const [verifiedTls, nta7516 = false] = await Promise.all([tlsOf(domain), parts.nta7516?.(domain)])
      const ability: DomainAbility = { verifiedTls, nta7516, checkedAt: clock.now() }
      remembered.set(domain, ability)
      const box = serviceKey.encrypt(placeOf(domain), new TextEncoder().encode(JSON.stringify(ability)))
      await store.write(keepAbility, { token: tokenOf(domain), at: clock.now(), box })
      return ability
    } finally {
      underWay -= 1
      waiting.shift()?.()
    }
  }

  async function tlsOf(domain: string): Promise<DomainAbility['verifiedTls']> {
    const hops = await nextHops(parts.way, domain)
    if (hops.kind === 'try-later') return 'unknown'
    if (hops.kind !== 'hops') return 'none'
    const found = await parts.probe(hops.list)
    return found === 'unreachable' ? 'unknown' : found
  }

  return {
    async of(domains, withinMs) {
      const now = clock.now()
      const abilities = new Map<string, DomainAbility>()
      const wanted: Promise<void>[] = []
      for (const domain of new Set(domains)) {
        const ability = await known(domain)
        const age = ability.checkedAt === null ? Infinity : now - ability.checkedAt
        const isUnknown = ability.verifiedTls === 'unknown' || ability.nta7516 === 'unknown'
        const fresh = isUnknown ? ABILITY_RETRY_MS : ABILITY_FRESH_MS
        abilities.set(domain, age > ABILITY_USABLE_MS ? { ...unknownAbility, checkedAt: ability.checkedAt } : ability)
        if (age <= fresh) continue
        const looked = look(domain)
        if (age > ABILITY_USABLE_MS) wanted.push(looked.then((found) => void abilities.set(domain, found)))
      }
      if (wanted.length > 0) await within(Promise.all(wanted), withinMs)
      return new Map(abilities)
    },
    async forget(domain) {
      remembered.delete(domain)
      await store.write(dropAbility, { token: tokenOf(domain) })
    },
    async settled() {
      while (looking.size > 0) await Promise.allSettled(looking.values())
    },
  }
}

/** Waits for the work, but no longer. */
async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, enough])
  clearTimeout(timer)
}
