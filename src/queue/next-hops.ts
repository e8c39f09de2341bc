/** Where mail for a domain goes next, and what could prove each server there. */
import { mailHosts, type MailHost } from '../dns/mail-hosts.ts'
import { findTlsa } from '../dns/tlsa.ts'
import type { Resolver } from '../dns/types.ts'
import { matchesMx, type MtaStsPolicy } from '../smtp-client/mta-sts.ts'
import type { HopTrust, NextHop } from '../smtp-client/types.ts'

export type NextHops =
  | { readonly kind: 'hops', readonly list: readonly NextHop[], readonly isFixed: boolean }
  | { readonly kind: 'takes-no-mail' | 'no-such-domain' | 'try-later' }

/** What finding the way needs besides a domain. */
export interface WayParts {
  readonly resolver: Resolver
  /** Fixed next hops by domain (`delivery.routes`). */
  readonly routes: Readonly<Record<string, string>>
  /** The administrator asks for a checked certificate on this fixed route: then it is a pinned partner. */
  readonly isPinned: (domain: string) => boolean
  /** The MTA-STS policy in force for a domain; undefined when it has none. */
  readonly mtaSts: (domain: string) => Promise<MtaStsPolicy | undefined>
  /** Port of other mail servers, and addresses that their names may lead to; 25 and public ones when absent. */
  readonly port?: number
  readonly mayConnect?: (address: string) => boolean
}

/** The next hops of a domain: the fixed one, or those that its MX records name. */
export async function nextHops(parts: WayParts, domain: string): Promise<NextHops> {
  const { resolver, routes } = parts
  const fixed = Object.hasOwn(routes, domain) ? routes[domain] : undefined
  if (fixed !== undefined) {
    const at = fixed.lastIndexOf(':')
    const address = fixed.slice(0, at).replace(/^\[|\]$/g, '')
    const trust: HopTrust = { certificate: { names: [domain, address], proof: parts.isPinned(domain) ? 'pinned'
      : 'certificate' } }
    return { kind: 'hops', isFixed: true, list: [{ host: domain, address, port: Number(fixed.slice(at + 1)), trust }] }
  }
  // A name that cannot exist fails at once (RFC 6761 §6.4).
  if (domain === 'invalid' || domain.endsWith('.invalid')) return { kind: 'no-such-domain' }
  const [found, policy] = await Promise.all([
    mailHosts({
      resolver, domain, ...(parts.port === undefined ? {} : { port: parts.port }),
      ...(parts.mayConnect === undefined ? {} : { mayConnect: parts.mayConnect }),
    }),
    domain.startsWith('[') ? undefined : parts.mtaSts(domain),
  ])
  if (found.kind !== 'hosts') return { kind: found.kind }
  const names = provenNames(domain, found.hosts, found.authenticated)
  const trusts = new Map<string, Promise<HopTrust>>()
  const list = await Promise.all(found.hosts.map(async ({ tlsaBases = [], ...hop }): Promise<NextHop> => {
    const trust = trusts.get(hop.host) ?? trustOf({ resolver, domain, hop, tlsaBases, names, policy })
    trusts.set(hop.host, trust)
    return { ...hop, trust: await trust }
  }))
  return { kind: 'hops', isFixed: false, list }
}

async function trustOf({ resolver, domain, hop, tlsaBases, names, policy }: {
  readonly resolver: Resolver, readonly domain: string, readonly hop: MailHost, readonly tlsaBases: readonly string[],
  readonly names: readonly string[], readonly policy: MtaStsPolicy | undefined,
}): Promise<HopTrust> {
  const tlsa = await findTlsa({ resolver, bases: tlsaBases, port: hop.port })
  const dane: HopTrust = tlsa.kind === 'usable'
    // The name under which the records stand, the host as its MX record has it, and the domain itself (RFC 7672
    // §3.2.2).
    ? { tlsa: { records: tlsa.records, names: [...new Set([tlsa.base, hop.host, domain])] } }
    : tlsa.kind === 'unusable' ? { hasUnusableTlsa: true } : tlsa.kind === 'later' ? { isTlsaUnknown: true } : {}
  const isNamed = policy !== undefined && matchesMx(policy, hop.host)
  // A policy in `testing` or `none` proves nothing (RFC 8461 §5).
  if (policy?.mode !== 'enforce') return { ...dane, certificate: { names, proof: 'certificate' } }
  return isNamed
    ? { ...dane, certificate: { names: [hop.host], proof: 'mta-sts' }, isEnforced: true }
    : { ...dane, certificate: { names, proof: 'certificate' }, isOutsidePolicy: true }
}

/**
 * Names that prove the recipient's server: the domain itself and hosts under it. A host elsewhere counts only when
 * DNSSEC
 * vouches for the MX record, for otherwise whoever can answer DNS chooses the name (RFC 7672 §1.3.2).
 */
function provenNames(domain: string, hosts: readonly MailHost[], authenticated: boolean): string[] {
  const named = hosts.map(({ host }) => host)
  return [...new Set([domain, ...named.filter((host) => authenticated || host.endsWith(`.${domain}`))])]
}
