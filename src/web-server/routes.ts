import type { Route } from './route.ts'
import { abuseRoutes } from './routes/abuse.ts'
import { adminRoutes } from './routes/admin.ts'
import { banRoutes } from './routes/bans.ts'
import { breachRoutes } from './routes/breaches.ts'
import { guardFigureRoutes } from './routes/guard-figures.ts'
import { healthRoutes } from './routes/health.ts'
import { heldRoutes } from './routes/held.ts'
import { jmapRoutes } from './routes/jmap.ts'
import { ledgerRoutes } from './routes/ledger.ts'
import { ownAccountRoutes } from './routes/own-account.ts'
import { ownIndexRoutes } from './routes/own-index.ts'
import { ownKeyRoutes } from './routes/own-keys.ts'
import { policyRoutes } from './routes/policy.ts'
import { portalAnswerRoutes } from './routes/portal-answer.ts'
import { portalSenderRoutes } from './routes/portal-sender.ts'
import { portalRoutes } from './routes/portal.ts'
import { publishedRoutes } from './routes/published.ts'
import { domainRoutes } from './routes/domains.ts'
import { quarantineRoutes } from './routes/quarantine.ts'
import { queueRoutes } from './routes/queue.ts'
import { remoteImageRoutes } from './routes/remote-image.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'
import { signInRoutes } from './routes/sign-in.ts'
import { unsubscribeRoutes } from './routes/unsubscribe.ts'

/**
 * Every route there is, with who may use it. The server registers this table and nothing else besides files, so a route
 * without a declared access does not exist; the access test walks it.
 */
export const routes: readonly Route[] = [
  ...signInRoutes, ...ownAccountRoutes, ...ownKeyRoutes, ...ownIndexRoutes, ...secondFactorRoutes, ...remoteImageRoutes,
  ...adminRoutes, ...banRoutes, ...ledgerRoutes, ...healthRoutes, ...jmapRoutes,
  ...portalRoutes, ...portalAnswerRoutes, ...portalSenderRoutes, ...breachRoutes, ...quarantineRoutes, ...queueRoutes,
  ...domainRoutes,
  ...unsubscribeRoutes, ...abuseRoutes, ...publishedRoutes, ...heldRoutes, ...policyRoutes, ...guardFigureRoutes,
]
