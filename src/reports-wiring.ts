/** Reports to and from other services, as the configuration asks for them. */
import { join } from 'node:path'
import type { Home } from './command-line/home.ts'
import { inNetworks, isPublicAddress } from './dns/public-address.ts'
import type { Resolver } from './dns/types.ts'
import { createReportOpener } from './reports/opening.ts'
import { createReports, type Reports, type ReportsParts } from './reports/reports.ts'
import { postReport } from './smtp-client/tls-report-post.ts'
import { loadClientTls, type ClientTls } from './tls/client-tls.ts'

export function createHouseReports(parts: Omit<ReportsParts, 'post' | 'kinds' | 'resolver' | 'opener'> & {
  readonly home: Home, readonly resolver: Resolver,
}): Reports {
  const { home, resolver } = parts
  const { config } = home
  const allowed = inNetworks(config['delivery.reachable'])
  let tls: Promise<ClientTls> | undefined
  return createReports({
    ...parts, opener: createReportOpener({ cacheFolder: join(home.folder, 'cache', 'code'), log: parts.log }), kinds: (['dmarc', 'tls'] as const).filter((kind) => config['reports.send'].includes(kind)),
    async post(to) {
      const trustedFile = config['tls.trustedFile']
      tls ??= loadClientTls({ trustedFile: trustedFile === '' ? '' : home.path(trustedFile) })
      return postReport({ resolver, tls: await tls,
        mayConnect: (address) => isPublicAddress(address) || allowed(address) }, to)
    },
  })
}
