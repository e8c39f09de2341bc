/**
 * All checks of one domain, live: what others find when they look. A check that cannot be made is never good: it says why.
 * RPKI needs the registries' data, which this service does not keep: those six are always left open.
 */
import { parsePolicy, matchesMx } from '../../smtp-client/mta-sts.ts'
import { gather, type CheckParts, type Gathered } from './gathered.ts'
import { CHECKS, good, none, notice, unseen, worst, wrong, type Check, type Checked, type CheckId } from './kinds.ts'
import { mailServersIpv6, nameServersIpv6, reachable, signed } from './names.ts'
import { senderChecks } from './sender.ts'
import { audited, caaCheck, daneChecks, type AuditedId } from './transport.ts'

export type { CheckParts } from './gathered.ts'

/** Shortest HSTS that counts, in seconds: a year (NCSC-NL, internet.nl). */
export const HSTS_SECONDS_MIN = 31_536_000

/** Looks at everything once; about fifteen connections to each mail server. `hasMail`: whether it should have any. */
export async function checkDomain(
  parts: CheckParts, { domain, hasMail }: { readonly domain: string, readonly hasMail: boolean },
): Promise<readonly Check[]> {
  const seen = await gather(parts, { domain, hasMail })
  const { resolver } = parts
  const isParked = seen.mail === 'parked'
  const mxSigned = signed(seen, seen.servers.map(({ host, four }) => [host, four] as const))
  const [domainSigned, sender, dane, caa, web, nsReach, mxReach] = await Promise.all([
    resolver.soa(domain).then((soa) => signed(seen, [[domain, soa.kind === 'nodata' ? seen.mx : soa]])),
    senderChecks(resolver, { domain, isParked }), daneChecks(parts, seen),
    Promise.all(seen.servers.map(({ host }) => caaCheck(resolver, host))), besides(parts, seen),
    reachable(parts, seen.nameServers, 53), reachable(parts, seen.servers, parts.port),
  ])
  const audits = seen.servers.map(({ host, audit }) => audited(host, audit))
  const ofServers = (all: readonly Checked[]): Checked => isParked ? none
    : seen.mail === 'takes' ? worst(all) : unseen(seen.mail === 'missing' ? 'no-mx' : 'dns-silent')
  const results: Partial<Record<CheckId, Checked>> = {
    'ns-ipv6': nameServersIpv6(seen), 'ns-ipv6-reach': nsReach, 'mx-ipv6': mailServersIpv6(seen), 'mx-ipv6-reach': ofServers([mxReach]),
    'domain-dnssec': domainSigned.exists, 'domain-dnssec-valid': domainSigned.valid,
    'mx-dnssec': ofServers([mxSigned.exists]), 'mx-dnssec-valid': ofServers([mxSigned.valid]), ...sender,
    'caa': ofServers(caa), 'dane': ofServers([dane.dane]), 'dane-valid': ofServers([dane['dane-valid']]),
    'dane-rollover': ofServers([dane['dane-rollover']]), ...web,
  }
  return CHECKS.map((kind): Check => {
    if (kind.group === 'routing') return { ...kind, ...unseen('outside-data') }
    const known = results[kind.id] ?? ofServers(audits.map((one) => one[kind.id as AuditedId]))
    return { ...kind, ...known }
  })
}

/** What internet.nl's mail test leaves out and mail still rests on: the MTA-STS policy as it is served, and the web side. */
async function besides(parts: CheckParts, { domain, servers, mail }: Gathered): Promise<Readonly<Record<'mta-sts-file' | 'web-tls' | 'web-hsts', Checked>>> {
  if (mail === 'parked') return { 'mta-sts-file': none, 'web-tls': none, 'web-hsts': none }
  const host = `mta-sts.${domain}`
  const address = (await parts.resolver.a(host)).records[0] ?? (await parts.resolver.aaaa(host)).records[0]
  if (address === undefined) return { 'mta-sts-file': wrong(host), 'web-tls': none, 'web-hsts': none }
  const [look, audit] = await Promise.all([parts.lookAtWeb({ host, address, path: '/.well-known/mta-sts.txt' }), parts.auditWeb({ host, address })])
  const policy = look.status === 200 && look.isTrusted ? parsePolicy(look.text) : undefined
  const outside = policy === undefined ? [] : servers.filter((server) => !matchesMx(policy, server.host))
  const seconds = Number(/max-age="?(\d{1,10})/i.exec(look.hsts)?.[1] ?? 0)
  const tls = audited(host, audit)
  return {
    'mta-sts-file': look.status === 0 ? unseen('unreachable', host) : policy === undefined ? wrong(host)
      : outside.length > 0 ? wrong(...outside.map((one) => one.host)) : policy.mode === 'enforce' ? good(`mode: ${policy.mode}`) : notice(`mode: ${policy.mode}`),
    'web-tls': worst([tls['tls-version'], tls['tls-ciphers'], tls['tls-key-exchange'], tls['certificate-key'], tls['certificate-trust'], tls['certificate-host']]),
    'web-hsts': look.status === 0 ? unseen('unreachable', host) : seconds >= HSTS_SECONDS_MIN ? good(look.hsts) : wrong(look.hsts === '' ? host : look.hsts),
  }
}
