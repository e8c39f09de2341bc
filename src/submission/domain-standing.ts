/**
 * How well an organisation knows a domain outside: since when it writes there, and what its policy says of it. Only from what
 * this server did and was told; nobody is asked. A domain is kept as a keyed digest under the service key.
 *
 * Fails by knowing nothing: then no warning rests on it.
 */
import type { Clock } from '../base/clock.ts'
import { day, hour } from '../base/sizes.ts'
import type { RecipientKnowledge } from '../guard/types.ts'
import type { ServiceKey } from '../keys/keys.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import type { Own } from './policy-text.ts'

/**
 * Domains that an organisation must have written to before a new one is worth a word: until then every domain is new.
 */
export const DOMAINS_KNOWN_MIN = 50
/** Domains of one mail that are looked at; a mailing to more is no slip. */
export const DOMAINS_LOOKED_MAX = 200
/** First contacts kept in memory. */
const REMEMBERED_MAX = 20_000
const REMEMBERED_MS = 12 * hour

export type DomainStanding = NonNullable<RecipientKnowledge['domainStanding']>

export interface DomainStandings {
  /** What is known of each of these domains (lower case); nothing of one that nothing is known of. */
  of(tenant: number, domains: readonly string[], own: Pick<Own, 'trustedDomains' | 'suspectDomains'>): Promise<ReadonlyMap<string, DomainStanding>>
  /** Notes that the organisation wrote there. Writes once for each domain. */
  met(tenant: number, domains: readonly string[]): Promise<void>
}

interface Key { readonly tenant: number, readonly token: Uint8Array }

const readMet = readScript('domain-met.read', import.meta.url, function* (tx, { tenant, token }: Key): Script<{ first_at: number } | undefined> {
  return yield* tx.maybe<{ first_at: number }>(sql`select first_at from domain_met where tenant = ${tenant} and token = ${token}`)
})

const countMet = readScript('domain-met.count', import.meta.url, function* (tx, { tenant }: { readonly tenant: number }): Script<{ count: number }> {
  return yield* tx.one<{ count: number }>(sql`select count(*) as count from
    (select 1 as one from domain_met where tenant = ${tenant} limit ${DOMAINS_KNOWN_MIN}) as counted`)
})

const keepMet = writeScript('domain-met.keep', import.meta.url, function* (
  tx, { tenant, tokens, at }: { readonly tenant: number, readonly tokens: readonly Uint8Array[], readonly at: number },
): Script<void> {
  for (const token of tokens) {
    yield* tx.run(sql`insert into domain_met (tenant, token, first_at) values (${tenant}, ${token}, ${at}) on conflict (tenant, token) do nothing`)
  }
})

export function createDomainStandings({ store, serviceKey, clock }: {
  readonly store: Store, readonly serviceKey: Pick<ServiceKey, 'mac'>, readonly clock: Clock,
}): DomainStandings {
  const remembered = new BoundedMap<string, number>({ max: REMEMBERED_MAX, ageMs: REMEMBERED_MS, now: () =>
    clock.now() })
  const established = new Set<number>()
  const tokenOf = (tenant: number, domain: string): Uint8Array =>
    serviceKey.mac('domain-met', new TextEncoder().encode(`${tenant}/${domain}`)).subarray(0, 16)

  async function firstAt(tenant: number, domain: string): Promise<number | undefined> {
    const key = `${tenant}/${domain}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    const row = await store.read(readMet, { tenant, token: tokenOf(tenant, domain) })
    if (row === undefined) return undefined
    remembered.set(key, Number(row.first_at))
    return Number(row.first_at)
  }

  /** Whether the organisation wrote to enough domains for a new one to stand out. Never becomes false again. */
  async function isEstablished(tenant: number): Promise<boolean> {
    if (established.has(tenant)) return true
    const { count } = await store.read(countMet, { tenant })
    if (count < DOMAINS_KNOWN_MIN) return false
    established.add(tenant)
    return true
  }

  return {
    async of(tenant, domains, { trustedDomains, suspectDomains }) {
      const [trusted, suspect] = [lower(trustedDomains), lower(suspectDomains)]
      const standings = new Map<string, DomainStanding>()
      const isKnown = domains.length === 0 ? false : await isEstablished(tenant)
      for (const domain of domains.slice(0, DOMAINS_LOOKED_MAX)) {
        if (isIn(domain, suspect)) standings.set(domain, { isListed: true })
        else if (isKnown && !isIn(domain, trusted)) {
          const at = await firstAt(tenant, domain)
          standings.set(domain, { metDays: at === undefined ? null : Math.max(0,
            Math.floor((clock.now() - at) / day)) })
        }
      }
      return standings
    },
    async met(tenant, domains) {
      const fresh: string[] = []
      for (const domain of new Set(domains)) if (await firstAt(tenant, domain) === undefined) fresh.push(domain)
      if (fresh.length === 0) return
      const at = clock.now()
      await store.write(keepMet, { tenant, tokens: fresh.map((domain) => tokenOf(tenant, domain)), at })
      for (const domain of fresh) remembered.set(`${tenant}/${domain}`, at)
    },
  }
}

const lower = (list: readonly string[]): ReadonlySet<string> => new Set(list.map((one) => one.toLowerCase()))

/** The domain itself or one that it stands below. */
function isIn(domain: string, list: ReadonlySet<string>): boolean {
  const labels = domain.split('.')
  return labels.some((_, index) => list.has(labels.slice(index).join('.')))
}
