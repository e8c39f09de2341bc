/** Where mail for a domain goes next, and which names a certificate there must hold. */
import { mailHosts } from '../dns/mail-hosts.ts'
import type { Resolver } from '../dns/types.ts'
import type { NextHop } from '../smtp-client/types.ts'

export type NextHops =
  | { readonly kind: 'hops', readonly list: readonly NextHop[], readonly names: readonly string[], readonly isFixed: boolean }
  | { readonly kind: 'takes-no-mail' | 'no-such-domain' | 'try-later' }

/** The next hops of a domain: the fixed one, or those that its MX records name. */
export async function nextHops({ resolver, routes, domain }: {
  readonly resolver: Resolver, readonly routes: Readonly<Record<string, string>>, readonly domain: string,
}): Promise<NextHops> {
  const fixed = Object.hasOwn(routes, domain) ? routes[domain] : undefined
  if (fixed !== undefined) {
    const at = fixed.lastIndexOf(':')
    const address = fixed.slice(0, at).replace(/^\[|\]$/g, '')
    return {
      kind: 'hops', isFixed: true, names: [domain, address],
      list: [{ host: domain, address, port: Number(fixed.slice(at + 1)) }],
    }
  }
  // A name that cannot exist fails at once (RFC 6761 §6.4).
  if (domain === 'invalid' || domain.endsWith('.invalid')) return { kind: 'no-such-domain' }
  const found = await mailHosts({ resolver, domain })
  if (found.kind !== 'hosts') return { kind: found.kind }
  return {
    kind: 'hops', isFixed: false, list: found.hosts, names: provenNames(domain, found.hosts, found.authenticated),
  }
}

/**
 * Names that prove the recipient's server: the domain itself and hosts under it. A host elsewhere counts only when DNSSEC
 * vouches for the MX record, for otherwise whoever can answer DNS chooses the name (RFC 7672 §1.3.2).
 */
function provenNames(domain: string, hosts: readonly NextHop[], authenticated: boolean): string[] {
  const named = hosts.map(({ host }) => host)
  return [...new Set([domain, ...named.filter((host) => authenticated || host.endsWith(`.${domain}`))])]
}
