/** What the domains of a house must publish, from its own settings, keys and certificate. */
import { createHash, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { House } from './app.ts'
import { nta7516Settings } from './nta7516-wiring.ts'
import { ownRecord } from './nta7516/profile.ts'
import { lookAtGround, type GroundLook } from './publishing/ground.ts'
import { lookAtPublished, type Look } from './publishing/look.ts'
import { recordsOf, type Published, type PublishingFacts } from './publishing/records.ts'

export interface DomainRecords {
  readonly domain: string
  readonly records: readonly Published[]
}

export interface DomainLooks {
  readonly domain: string
  readonly looks: readonly Look[]
  readonly ground: readonly GroundLook[]
}

/** Certificates of our file that are looked at. */
export const CHAIN_MAX = 10

/** Records of all domains here, or of this one. */
export async function publishedRecords(house: House, only = ''): Promise<readonly DomainRecords[]> {
  const { config } = house.home
  const keys = certificateKeys(await readFile(house.home.path(config['tls.certificateFile']), 'utf8'))
  const settings = nta7516Settings(config)
  const found: DomainRecords[] = []
  for (const { id: tenant } of await house.tenants.list()) {
    for (const { name: domain } of await house.tenants.domains(tenant)) {
      if (only !== '' && only !== domain) continue
      found.push({ domain, records: recordsOf({
        domain, hostname: config['hostname'], dkim: await house.dkim.records(tenant, domain), ...keys,
        authorities: config['publish.authorities'], mtaSts: config['publish.mtaSts'],
        nta7516: settings.profile === 'off' ? null : ownRecord(settings) ?? null,
      }) })
    }
  }
  return found
}

/** The same, each compared with what the world sees. */
export async function lookAtRecords(house: House, only = ''): Promise<readonly DomainLooks[]> {
  const all = await publishedRecords(house, only)
  const { resolver } = house
  return Promise.all(all.map(async ({ domain, records }): Promise<DomainLooks> => ({
    domain, looks: await lookAtPublished(resolver, records), ground: await lookAtGround(resolver, domain),
  })))
}

/** Digests of the key of the certificate, and of the authority's when the file holds it too. */
export function certificateKeys(pem: string): Pick<PublishingFacts, 'certificateKey' | 'authorityKey'> {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]{1,20000}-----END CERTIFICATE-----/g) ?? []
  const chain = found.slice(0, CHAIN_MAX).map((one) => new X509Certificate(one))
  const [own] = chain
  const authority = chain.slice(1).findLast(({ ca }) => ca)
  return { certificateKey: own === undefined ? '' : keyDigest(own), authorityKey: authority === undefined ? null : keyDigest(authority) }
}

function keyDigest({ publicKey }: X509Certificate): string {
  return createHash('sha256').update(publicKey.export({ format: 'der', type: 'spki' })).digest('hex')
}
