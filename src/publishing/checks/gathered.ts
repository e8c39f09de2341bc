/** What all checks of one domain look at, gathered once: its servers, their addresses, and how they speak TLS. */
import { MX_MAX } from '../../dns/mail-hosts.ts'
import type { Answer, DnsProof, MxRecord, Resolver } from '../../dns/types.ts'
import type { TlsAudit } from '../../smtp-client/tls-audit.ts'
import type { WebLook } from '../../smtp-client/web-look.ts'

/** Name servers of one domain that are looked at. */
export const NS_MAX = 10

export interface CheckParts {
  readonly resolver: Resolver
  /** Port of mail servers; 25 when absent. */
  readonly port: number
  readonly auditMail: (target: { readonly host: string, readonly address: string }) => Promise<TlsAudit>
  readonly auditWeb: (target: { readonly host: string, readonly address: string }) => Promise<TlsAudit>
  readonly lookAtWeb: (target: { readonly host: string, readonly address: string,
    readonly path: string }) => Promise<WebLook>
  /** Whether a TCP connection to that address and port comes about; undefined where this machine cannot try. */
  readonly reaches: (target: { readonly address: string, readonly port: number }) => Promise<boolean | undefined>
  readonly now: () => number
}

export interface MailServer {
  readonly host: string
  readonly four: Answer<string>
  readonly six: Answer<string>
  /** Of the first address that could be connected to; undefined without one. */
  readonly audit: TlsAudit | undefined
}

export interface Gathered {
  readonly domain: string
  readonly mx: Answer<MxRecord>
  /** `parked`: the domain has no mail on purpose; `missing`: it should have, and no MX record names a server. */
  readonly mail: 'takes' | 'parked' | 'missing' | 'unknown'
  readonly servers: readonly MailServer[]
  readonly nameServers: readonly { readonly host: string, readonly six: Answer<string> }[]
  /** Whether the name servers could be asked for. */
  readonly ns: Answer<string>
  readonly proof: DnsProof
}

export async function gather(
  parts: CheckParts, { domain, hasMail }: { readonly domain: string, readonly hasMail: boolean },
): Promise<Gathered> {
  const { resolver } = parts
  const [mx, ns, proof] = await Promise.all([resolver.mx(domain), zoneServers(resolver, domain), resolver.proof()])
  const hosts = mx.records.slice(0, MX_MAX).flatMap(({ exchange }) => exchange === '' ? [] : [exchange])
  const servers: MailServer[] = []
  // One after the other: the same machine often stands behind several names, and counts connections.
  for (const host of hosts) {
    const [four, six] = await Promise.all([resolver.a(host), resolver.aaaa(host)])
    const address = four.records[0] ?? six.records[0]
    servers.push({
      host, four, six, audit: address === undefined ? undefined : await parts.auditMail({ host, address }),
    })
  }
  const isSilent = mx.kind === 'servfail' || mx.kind === 'timeout'
  return {
    domain, mx, ns, proof, servers, mail: isSilent ? 'unknown' : hosts.length > 0 ? 'takes' : hasMail ? 'missing' : 'parked',
    nameServers: await Promise.all(ns.records.slice(0, NS_MAX).map(async (host) => ({
      host, six: await resolver.aaaa(host),
    }))),
  }
}

/** Name servers of the zone in which the domain stands. */
async function zoneServers(resolver: Pick<Resolver, 'ns'>, domain: string): Promise<Answer<string>> {
  const own = await resolver.ns(domain)
  const parent = domain.split('.').slice(1).join('.')
  return own.kind === 'nodata' && parent.includes('.') ? resolver.ns(parent) : own
}
