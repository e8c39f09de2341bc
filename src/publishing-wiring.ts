/** What the domains of a house must publish, from its own settings, keys and certificate, and how the world sees it. */
import { createHash, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { House } from './app.ts'
import { isReachable } from './dns/mail-hosts.ts'
import { inNetworks } from './dns/public-address.ts'
import { nta7516Settings } from './nta7516-wiring.ts'
import { ownRecord } from './nta7516/profile.ts'
import { checkDomain, type CheckParts } from './publishing/checks/checks.ts'
import type { Check } from './publishing/checks/kinds.ts'
import { lookAtPublished, type Look } from './publishing/look.ts'
import { noMailRecords, recordsOf, type Published, type PublishingFacts } from './publishing/records.ts'
import { reaches } from './smtp-client/reaches.ts'
import { auditTls, type TlsAudit } from './smtp-client/tls-audit.ts'
import { lookAtWeb } from './smtp-client/web-look.ts'
import { loadClientTls } from './tls/client-tls.ts'

export interface DomainRecords {
  readonly domain: string
  /** Whether it sends and takes mail here. */
  readonly hasMail: boolean
  readonly records: readonly Published[]
}

export interface DomainLooks {
  readonly domain: string
  readonly looks: readonly Look[]
  readonly checks: readonly Check[]
}

/** Certificates of our file that are looked at. */
export const CHAIN_MAX = 10

/** Records of all domains here, or of this one; also of those that have no mail. */
export async function publishedRecords(house: House, only = ''): Promise<readonly DomainRecords[]> {
  const { config } = house.home
  const keys = certificateKeys(await readFile(house.home.path(config['tls.certificateFile']), 'utf8'))
  const nextFile = config['tls.nextKeyFile']
  const nextKey = nextFile === '' ? null : keyDigest(createPublicKey(await readFile(house.home.path(nextFile), 'utf8')))
  const settings = nta7516Settings(config)
  const found: DomainRecords[] = []
  for (const { id: tenant } of await house.tenants.list()) {
    for (const { name: domain } of await house.tenants.domains(tenant)) {
      if (only !== '' && only !== domain) continue
      found.push({ domain, hasMail: true, records: recordsOf({
        domain, hostname: config['hostname'], dkim: await house.dkim.records(tenant, domain), ...keys, nextKey,
        authorities: config['publish.authorities'], mtaSts: config['publish.mtaSts'],
        nta7516: settings.profile === 'off' ? null : ownRecord(settings) ?? null,
      }) })
    }
  }
  const parked = config['publish.domainsWithoutMail'].filter((domain) => (only === '' || only === domain) && !found.some((one) => one.domain === domain))
  return [...found, ...parked.map((domain): DomainRecords => ({ domain, hasMail: false,
    records: noMailRecords(domain) }))]
}

/** The same, each compared with what the world sees, and all checks. */
export async function lookAtRecords(house: House, only = ''): Promise<readonly DomainLooks[]> {
  const all = await publishedRecords(house, only)
  const { resolver } = house
  const parts = await checkParts(house)
  const found: DomainLooks[] = []
  for (const { domain, hasMail, records } of all) {
    const [looks, checks] = await Promise.all([lookAtPublished(resolver, records), checkDomain(parts, {
      domain, hasMail,
    })])
    found.push({ domain, looks, checks })
  }
  return found
}

/** Our own servers are looked at from here; an address that mail could not go to is not connected to. */
async function checkParts({ home, resolver, clock }: House): Promise<CheckParts> {
  const { config } = home
  const trustedFile = config['tls.trustedFile']
  const tls = await loadClientTls({ trustedFile: trustedFile === '' ? '' : home.path(trustedFile) })
  const allowed = inNetworks(config['delivery.reachable'])
  const mayConnect = (address: string): boolean => isReachable(address) || allowed(address)
  const audit = ({ host, address }: { readonly host: string, readonly address: string }, {
    port, startTls,
  }: { readonly port: number, readonly startTls: boolean }): Promise<TlsAudit> =>
    // Port 0 is where nobody is: the address is told as not reached.
    auditTls({ host, address, port: mayConnect(address) ? port : 0, hostname: config['hostname'], startTls, tls })
  const [mailPort, webPort] = [config['delivery.port'], config['delivery.policyPort']]
  return {
    resolver, port: mailPort, now: () => clock.now(),
    auditMail: (target) => audit(target, { port: mailPort, startTls: true }),
    auditWeb: (target) => audit(target, { port: webPort, startTls: false }),
    lookAtWeb: (target) => mayConnect(target.address) ? lookAtWeb({ tls, port: webPort }, target)
      : Promise.resolve({ status: 0, isTrusted: false, hsts: '', text: '' }),
    reaches: (target) => mayConnect(target.address) ? reaches(target) : Promise.resolve(false),
  }
}

/** Digests of the key of the certificate, and of the authority's when the file holds it too. */
export function certificateKeys(pem: string): Pick<PublishingFacts, 'certificateKey' | 'authorityKey'> {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]{1,20000}-----END CERTIFICATE-----/g) ?? []
  const chain = found.slice(0, CHAIN_MAX).map((one) => new X509Certificate(one))
  const [own] = chain
  const authority = chain.slice(1).findLast(({ ca }) => ca)
  return {
    certificateKey: own === undefined ? '' : keyDigest(own.publicKey), authorityKey: authority === undefined ? null : keyDigest(authority.publicKey),
  }
}

function keyDigest(key: KeyObject): string {
  return createHash('sha256').update(key.export({ format: 'der', type: 'spki' })).digest('hex')
}
