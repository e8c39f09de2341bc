/**
 * The way of mail under NTA 7516: hosts that the recipient's record names, each proved by DANE. What the sending table
 * (`nta7516/decisions.ts`) does not let through takes another way or waits; nothing here ever gives a hop that could be
 * reached by anything less.
 */
import type { Clock } from '../base/clock.ts'
import { mailHosts, namedHosts, type MailHost, type MailHosts, type MailHostsArgs } from '../dns/mail-hosts.ts'
import { findNta7516, type Nta7516Found } from '../dns/nta7516.ts'
import { inNetworks } from '../dns/public-address.ts'
import { findTlsa, type TlsaFound } from '../dns/tlsa.ts'
import { decideSend, type HostFacts, type OwnGap, type SendStep } from '../nta7516/decisions.ts'
import type { Nta7516Profile, ProfileState } from '../nta7516/profile.ts'
import type { Nta7516Record } from '../nta7516/record.ts'
import type { NextHop, Protection } from '../smtp-client/types.ts'
import type { WayParts } from './next-hops.ts'

export type Nta7516Hops =
  | { readonly kind: 'hops', readonly list: readonly NextHop[], readonly record: Nta7516Record,
    readonly profile: Nta7516Profile }
  | { readonly kind: 'defer' | 'other-way', readonly step: SendStep, readonly why: string }

/** What is known of the one who sends. */
export interface Nta7516Sender {
  /** Gaps of the own domain; empty when it is in order. */
  readonly own: readonly OwnGap[]
  readonly hasSecondFactor: boolean
}

export interface Nta7516Way {
  readonly state: ProfileState
  /** What is missing at one of our own domains. */
  own(domain: { readonly tenant: number, readonly name: string }): Promise<readonly OwnGap[]>
  /** The hosts of a domain, or why mail may not go there in this way. */
  hops(domain: string, sender: Nta7516Sender): Promise<Nta7516Hops>
}

/** The protection of every connection on this way: DANE, and the least TLS of the profile. */
export function nta7516Protection({ tlsMin }: Pick<Nta7516Profile, 'tlsMin'>): Protection {
  return { need: 'verified', proofs: ['dane'], tlsMin }
}

export function createNta7516Way({ state, way, own, clock }: {
  readonly state: ProfileState, readonly way: WayParts, readonly own: Nta7516Way['own'], readonly clock: Clock,
}): Nta7516Way {
  return {
    state, own,
    hops: async (domain, sender) => {
      if (state.kind === 'off') return { kind: 'other-way', step: 'S1', why: `profile-${state.gap}` }
      return hopsOf({ way, profile: state.profile, domain, sender, now: clock.now() })
    },
  }
}

interface Asked {
  readonly way: WayParts
  readonly profile: Nta7516Profile
  readonly domain: string
  readonly sender: Nta7516Sender
  readonly now: number
}

async function hopsOf({ way, profile, domain, sender, now }: Asked): Promise<Nta7516Hops> {
  // A way that the administrator fixed asks nothing of the DNS, so nothing there can prove this one.
  if (Object.hasOwn(way.routes, domain) || domain.startsWith('[')) return { kind: 'other-way', step: 'S3',
    why: 'fixed-route' }
  const decide = (found: Nta7516Found, hosts: readonly HostFacts[] | 'unknown') =>
    decideSend({ gap: null, ...sender, record: found.found, hosts })
  const looked = await findNta7516(way.resolver, domain, now)
  const { record } = looked
  const found = record === null || looked.found !== 'valid' ? undefined : await hostsOf(way, domain, record)
  const hosts = found === undefined || found.kind === 'try-later' ? 'unknown' : found.kind === 'hosts' ? found.hosts
    : []
  const looks = hosts === 'unknown' ? [] : await lookAll(way, hosts, profile)
  const decision = decide(looked, hosts === 'unknown' ? hosts : looks.map(({ facts }) => facts))
  if (decision.outcome !== 'deliver') return { kind: decision.outcome, step: decision.step, why: decision.why }
  const list = decision.hosts.flatMap((index): NextHop[] => {
    const { host, tlsa } = looks[index] ?? {}
    if (host === undefined || tlsa?.kind !== 'usable') return []
    // No certificate of an authority counts here: only the records can prove the server.
    const names = [...new Set([tlsa.base, host.host, domain])]
    const { address, port } = host
    return [{ host: host.host, address, port, trust: { tlsa: { records: tlsa.records, names } } }]
  })
  return record === null ? { kind: 'other-way', step: 'S2', why: 'record-none' } : { kind: 'hops', list, record,
    profile }
}

function hostsOf(way: WayParts, domain: string, { hosts }: Nta7516Record): Promise<MailHosts> {
  const args: MailHostsArgs = {
    resolver: way.resolver, domain, ...(way.port === undefined ? {} : { port: way.port }),
    ...(way.mayConnect === undefined ? {} : { mayConnect: way.mayConnect }),
  }
  if (hosts.length === 0) return mailHosts(args)
  return namedHosts(args, hosts.map(({ preference, host }) => ({ preference, exchange: host })))
}

interface HostLook {
  readonly host: MailHost
  readonly tlsa: TlsaFound
  readonly facts: HostFacts
}

/** The records of a host are looked up once, whatever the number of its addresses: the resolver remembers. */
async function lookAll(
  way: WayParts, hosts: readonly MailHost[], { networks }: Nta7516Profile,
): Promise<readonly HostLook[]> {
  const isInside = inNetworks(networks)
  return Promise.all(hosts.map(async (host): Promise<HostLook> => {
    const bases = host.tlsaBases ?? []
    const tlsa = await findTlsa({ resolver: way.resolver, bases, port: host.port })
    return { host, tlsa, facts: {
      isSecure: bases.length > 0, tlsa: tlsa.kind, isAllowedPlace: networks.length === 0 || isInside(host.address),
    } }
  }))
}
