/** BIMI as the configuration asks for it: off without a file of authorities for marks. */
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Clock } from './base/clock.ts'
import type { Home } from './command-line/home.ts'
import { inNetworks, isPublicAddress } from './dns/public-address.ts'
import type { Resolver } from './dns/types.ts'
import type { Log } from './log/log.ts'
import { createBimi, type Bimi } from './mail-auth/bimi.ts'
import { guardedGet } from './smtp-client/guarded-get.ts'
import { loadClientTls } from './tls/client-tls.ts'

/** Authorities of one file that are used. */
export const MARK_AUTHORITIES_MAX = 100

/** Undefined when it is off. Throws when the file cannot be read: then nothing would be believed and nobody told. */
export async function createHouseBimi({ home, resolver, clock, log }: {
  readonly home: Home, readonly resolver: Resolver, readonly clock: Clock, readonly log: Log,
}): Promise<Bimi | undefined> {
  const { config } = home
  const file = config['bimi.authoritiesFile']
  if (file === '') return undefined
  const pem = await readFile(home.path(file), 'utf8')
  const authorities = (pem.match(/-----BEGIN CERTIFICATE-----[^-]{1,100000}-----END CERTIFICATE-----/g) ?? [])
    .slice(0, MARK_AUTHORITIES_MAX).map((one) => new X509Certificate(one))
  const trustedFile = config['tls.trustedFile']
  const tls = await loadClientTls({ trustedFile: trustedFile === '' ? '' : home.path(trustedFile) })
  const allowed = inNetworks(config['delivery.reachable'])
  return createBimi({
    resolver, authorities, clock, log,
    fetch: (url, bytesMax) => guardedGet({ resolver, tls,
      mayConnect: (address) => isPublicAddress(address) || allowed(address) }, url, bytesMax),
  })
}
