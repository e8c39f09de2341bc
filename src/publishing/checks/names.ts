/** IPv6 and DNSSEC of a domain, its name servers and its mail servers. */
import { good, none, notice, unseen, worst, wrong, type Checked } from './kinds.ts'
import type { Answer } from '../../dns/types.ts'
import type { CheckParts, Gathered } from './gathered.ts'

const isSilent = ({ kind }: Pick<Answer<unknown>, 'kind'>): boolean => kind === 'servfail' || kind === 'timeout'
/** An IPv4 address in the clothes of IPv6 is none. */
const real = ({ records }: Answer<string>): readonly string[] => records.filter((one) => !one.toLowerCase().startsWith('::ffff:'))

/** Two name servers with IPv6 at least, as internet.nl asks; all mail servers. */
export function nameServersIpv6({ ns, nameServers }: Gathered): Checked {
  if (isSilent(ns) || nameServers.some(({ six }) => isSilent(six))) return unseen('dns-silent')
  const with6 = nameServers.filter(({ six }) => real(six).length > 0)
  if (with6.length >= 2) return good(...with6.map(({ host }) => host))
  return with6.length === 1 ? notice(...with6.map(({ host }) => host)) : wrong(...nameServers.map(({ host }) => host))
}

export function mailServersIpv6({ mail, servers }: Gathered): Checked {
  if (mail !== 'takes') return mail === 'parked' ? none : unseen(mail === 'missing' ? 'no-mx' : 'dns-silent')
  return worst(servers.map(({ host, six }) => isSilent(six) ? unseen('dns-silent', host) : real(six).length > 0 ? good(host) : wrong(host)))
}

export async function reachable(
  parts: CheckParts, hosts: readonly { readonly host: string, readonly six: Answer<string> }[], port: number,
): Promise<Checked> {
  const addresses = hosts.flatMap(({ host, six }) => real(six).slice(0, 4).map((address) => ({ host, address })))
  if (hosts.length === 0) return none
  if (addresses.length === 0) return wrong(...hosts.map(({ host }) => host))
  return worst(await Promise.all(addresses.map(async ({ host, address }) => {
    const isReached = await parts.reaches({ address, port })
    const what = `${host} [${address}]`
    return isReached === undefined ? unseen('no-ipv6-here', what) : isReached ? good(what) : wrong(what)
  })))
}

/** Signed, and rightly. A resolver that does not validate, or failed its test, cannot say. */
export function signed({ proof }: Pick<Gathered, 'proof'>, answers: readonly (readonly [string, Answer<unknown>])[]): { readonly exists: Checked, readonly valid: Checked } {
  if (proof.state !== 'proved') return { exists: unseen('no-validation'), valid: unseen('no-validation') }
  const exists = worst(answers.map(([name, answer]) =>
    answer.kind === 'timeout' ? unseen('dns-silent', name) : answer.authenticated || answer.kind === 'servfail' ? good(name) : wrong(name)))
  // A resolver that validates answers a broken signature with SERVFAIL.
  const valid = worst(answers.map(([name, answer]) =>
    answer.kind === 'timeout' ? unseen('dns-silent', name) : answer.kind === 'servfail' ? wrong(name) : answer.authenticated ? good(name) : none))
  return { exists, valid }
}
