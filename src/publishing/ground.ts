/** What stands under all records of a domain: whether DNSSEC vouches for it, and IPv6 addresses of its mail servers. */
import { MX_MAX } from '../dns/mail-hosts.ts'
import type { Resolver } from '../dns/types.ts'
import type { PublishedState } from './look.ts'

/** Checks of a domain besides its records, named as in the mail test of internet.nl. */
export type GroundKind = 'dnssec-domain' | 'dnssec-mx' | 'ipv6-mx'

export interface GroundLook {
  readonly kind: GroundKind
  readonly state: Extract<PublishedState, 'good' | 'missing' | 'unknown'>
}

/** Looks once; a domain without MX records has nothing under it. */
export async function lookAtGround(
  resolver: Pick<Resolver, 'mx' | 'a' | 'aaaa'>, domain: string,
): Promise<readonly GroundLook[]> {
  const mx = await resolver.mx(domain)
  const isSilent = mx.kind === 'servfail' || mx.kind === 'timeout'
  const hosts = mx.records.slice(0, MX_MAX).flatMap(({ exchange }) => exchange === '' ? [] : [exchange])
  const found = await Promise.all(hosts.map(async (host) =>
    ({ four: await resolver.a(host), six: await resolver.aaaa(host) })))
  const every = (is: (one: (typeof found)[number]) => boolean): GroundLook['state'] =>
    isSilent ? 'unknown' : found.length > 0 && found.every(is) ? 'good' : 'missing'
  return [
    { kind: 'dnssec-domain', state: isSilent ? 'unknown' : mx.authenticated ? 'good' : 'missing' },
    { kind: 'dnssec-mx', state: every(({ four, six }) => four.authenticated && six.authenticated) },
    // An IPv4 address in the clothes of IPv6 is none.
    { kind: 'ipv6-mx', state: every(({ six }) => six.records.some((one) => !one.toLowerCase().startsWith('::ffff:'))) },
  ]
}
