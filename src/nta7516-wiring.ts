/** The NTA 7516 profile of this house, from its settings: `off` with the gap named until all of them are filled in. */
import type { House } from './app.ts'
import type { Clock } from './base/clock.ts'
import type { Config } from './config/config.ts'
import { createNta7516Claims, type Nta7516Claims } from './delivery/nta7516-claims.ts'
import type { Resolver } from './dns/types.ts'
import { registerOf, type RegisterLine } from './nta7516/criteria.ts'
import type { OwnGap } from './nta7516/decisions.ts'
import { profileOf, type Nta7516Settings } from './nta7516/profile.ts'
import type { DkimKeys } from './queue/dkim-keys.ts'
import type { WayParts } from './queue/next-hops.ts'
import { createNta7516Way, type Nta7516Way } from './queue/nta7516-way.ts'
import { createOwnStanding } from './queue/own-standing.ts'

/** The settings as the profile reads them. */
export function nta7516Settings(config: Config): Nta7516Settings {
  return {
    profile: config['nta7516.profile'], headerName: config['nta7516.headerName'], headerValue: config['nta7516.headerValue'],
    tlsMin: config['nta7516.tlsMin'], dmarcMin: config['nta7516.dmarcMin'], networks: config['nta7516.networks'],
    startMonth: config['nta7516.startMonth'], endMonth: config['nta7516.endMonth'], provider: config['nta7516.provider'],
    hosts: config['nta7516.hosts'],
  }
}

export function createNta7516({ config, resolver, dkim, way, clock }: {
  readonly config: Config, readonly resolver: Pick<Resolver, 'txt'>, readonly dkim: Pick<DkimKeys, 'records'>,
  readonly way: WayParts, readonly clock: Clock,
}): Nta7516Way {
  const state = profileOf(nta7516Settings(config))
  return createNta7516Way({ state, way, clock, own: createOwnStanding({ state, resolver, dkim, clock }) })
}

/** What judges incoming claims of that profile. */
export function nta7516Claims({ config, resolver, clock }: {
  readonly config: Config, readonly resolver: Pick<Resolver, 'txt'>, readonly clock: Clock,
}): Nta7516Claims {
  return createNta7516Claims({ state: profileOf(nta7516Settings(config)), resolver, clock })
}

/** The register of criteria of a house, all its domains together. */
export async function nta7516RegisterOf(
  { home: { config }, nta7516, resolver, tenants }: House,
): Promise<readonly RegisterLine[]> {
  const own = new Set<OwnGap>()
  for (const { id: tenant } of await tenants.list()) {
    for (const { name } of await tenants.domains(tenant)) {
      for (const gap of await nta7516.own({ tenant, name })) own.add(gap)
    }
  }
  return registerOf({
    gap: nta7516.state.kind === 'on' ? null : nta7516.state.gap, own: [...own], isDnsProved: (await resolver.proof()).state === 'proved',
    arePlacesListed: config['nta7516.networks'].length > 0, values: config['nta7516.values'],
  })
}
