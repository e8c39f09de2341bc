/**
 * The web: sign-in and settings, the web client's files, JMAP over HTTP, the proxy for pictures.
 *
 * Promises: every answer carries the strict headers of `headers.ts`; every route stands in one table with who may use it;
 * what changes something by cookie comes from our own pages; nothing of another account or organisation is ever found;
 * bodies, headers, times and numbers are limited before anything is kept; no path of a client reaches the file system.
 * Fails: `Problem` and `Refusal` 4xx with a word, `Temporary` 503, anything else 500 with a reference that is logged.
 * Standards: RFC 9110, RFC 9112, RFC 6265bis, CSP Level 3, Trusted Types, Fetch Metadata, ASVS 5.0 chapters 3, 4, 7, 8.
 */
import { createServer, type Server, type ServerOptions } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { connect, type AddressInfo, type Server as NetServer } from 'node:net'
import { Resolver } from 'node:dns/promises'
import { getRequestListener } from '@hono/node-server'
import type { Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import { jmapLimits, type JmapLimits } from '../jmap/limits.ts'
import type { ProtectionServices } from '../jmap-server/context.ts'
import { createDocuments } from '../jmap-server/documents.ts'
import { createPushSubscriptions } from '../jmap-server/push-subscriptions.ts'
import { createSubmissionStates } from '../jmap-server/submission-states.ts'
import type { Keyring, ServiceKey } from '../keys/keys.ts'
import type { Breaches } from '../compliance/breaches.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Portal } from '../portal/portal.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import type { MailUse } from '../delivery/mail-use.ts'
import type { Submission } from '../submission/types.ts'
import type { Tenants } from '../tenants/tenants.ts'
import { COST_OF_PEOPLE, createEntrance, type Entrance } from '../throttle/entrance.ts'
import type { Throttle } from '../throttle/throttle.ts'
import type { ServerTls } from '../tls/server-tls.ts'
import { createApp } from './app.ts'
import { createAtOnce } from './at-once.ts'
import type { Dial, Resolve } from './checked-target.ts'
import { createDoor } from './door.ts'
import { createEvents } from './events.ts'
import { readHostPort } from './host-port.ts'
import { webLimits } from './limits.ts'
import type { OpensMail, WebParts } from './parts.ts'
import { createPusher, type Pusher, type PushTimes } from './push/pusher.ts'
import { createRemoteImages } from './remote-image/remote-images.ts'
import { readManifest } from './static-files.ts'
import { postOneClick } from './unsubscribe/one-click.ts'
import { createUploadRoom } from './upload-room.ts'

export interface WebServerConfig {
  readonly accounts: Accounts
  readonly mailstore: OpensMail
  readonly keyring: Keyring
  readonly submission: Submission
  /** Policies, knowledge and sentences of the guard. */
  readonly protection: ProtectionServices
  /** What people do with mail they received goes into the ledger; nothing is noted when absent. */
  readonly use?: MailUse
  readonly ledger: Ledger
  readonly portal?: Portal
  readonly breaches?: Breaches
  readonly bans?: WebParts['bans']
  readonly quarantine?: WebParts['quarantine']
  readonly queueDesk?: WebParts['queueDesk']
  readonly domains?: WebParts['domains']
  readonly abuse?: WebParts['abuse']
  readonly publishing?: WebParts['publishing']
  /** Names of the organisations. */
  readonly tenants: Pick<Tenants, 'list'>
  readonly store: Store
  /** Under which push subscriptions stand. */
  readonly serviceKey: Pick<ServiceKey, 'encrypt' | 'decrypt'>
  readonly throttle: Throttle
  /** Asked for each connection before a byte of it is read; limits of its own when not given. */
  readonly entrance?: Entrance
  /** Balancers whose connections begin with a PROXY header. */
  readonly isProxy?: (ip: string) => boolean
  readonly log: Log
  readonly clock: Clock
  /** Folder with the built web client; read once. */
  readonly staticDir: string
  /** The public address is https although this listener speaks plain http behind a proxy. */
  readonly secure?: boolean
  /** Facts for the health page. */
  readonly health: () => Promise<unknown>
  readonly limits?: Partial<JmapLimits>
  /** Proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies?: readonly string[]
  /** How often clients elsewhere are told; shorter in tests. */
  readonly pushTimes?: Partial<PushTimes>
  /** Addresses of a name, for the proxy for pictures and for pushing; the machine's DNS servers when absent. */
  readonly resolver?: Resolve
  /** Connects to a checked address, for the same. */
  readonly dial?: Dial
  /** Certificate authorities in PEM, for the same; the public ones when absent. */
  readonly trusted?: readonly string[]
}

export interface WebServer {
  /**
   * Opens a listener, `host:port`; port 0 takes a free one. Gives the address that listens. May be called several
   * times.
   */
  listen(hostPort: string, tls?: ServerTls): Promise<string>
  /** Closes listeners, event streams and connections. */
  close(): Promise<void>
}

/** Asks the machine's servers by itself: `getaddrinfo` would hold a thread that passwords and files need. */
const systemResolver: Resolve = async (name) => {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  return answers.flatMap((answer) => answer.status === 'fulfilled' ? answer.value : [])
}
const systemDial: Dial = ({ address, port }) => connect({ host: address, port, timeout: 10_000 })

export async function createWebServer(config: WebServerConfig): Promise<WebServer> {
  let httpsPort: number | undefined
  const pusher = pusherOf(config)
  const { throttle, clock, log } = config
  const door = createDoor({
    entrance: config.entrance ?? createEntrance({ name: 'web', cost: COST_OF_PEOPLE, limits: doorLimits, throttle, clock }),
    isProxy: config.isProxy, log,
  })
  const parts = partsOf({ ...config, clientOf: door.clientOf }, pusher, () => httpsPort)
  // Compressing the web client takes longer than everything else of a start; whoever asks first waits for it.
  const manifest = readManifest(config.staticDir)
  manifest.catch((error: unknown) => config.log.error('web.files', error))
  const app = createApp(parts, manifest)
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const servers = new Set<Server>()
  const fronts = new Set<NetServer>()
  const stops: (() => void)[] = []
  return {
    async listen(hostPort, tls) {
      const server = tls === undefined
        ? createServer(options, listener)
        : createSecureServer({ ...options, ...tls.options() }, listener)
      if (tls !== undefined) {
        const secure = server as ReturnType<typeof createSecureServer>
        stops.push(tls.onChange(() => secure.setSecureContext(tls.options())))
      }
      door.guard(server)
      const front = config.isProxy === undefined ? server : door.front(server)
      const { host, port } = readHostPort(hostPort)
      const { promise, resolve, reject } = Promise.withResolvers<undefined>()
      front.once('error', reject)
      front.listen(port, host, () => resolve(undefined))
      await promise
      front.off('error', reject)
      front.on('error', (error) => config.log.error('web.listener', error))
      servers.add(server)
      if (front !== server) fronts.add(front)
      const bound = front.address() as AddressInfo
      if (tls !== undefined) httpsPort = bound.port
      return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`
    },
    async close() {
      for (const stop of stops) stop()
      parts.events.close()
      pusher.close()
      for (const front of fronts) front.close()
      await Promise.all([...servers].map(closeGently))
      servers.clear()
    },
  }
}

function pusherOf(config: WebServerConfig): Pusher {
  const { store, serviceKey, accounts, throttle, clock, log, resolver, dial, trusted, pushTimes: times } = config
  const way = { resolve: resolver ?? systemResolver, dial: dial ?? systemDial, trusted }
  const subscriptions = createPushSubscriptions({ store, serviceKey, now: () => clock.now() })
  return createPusher({
    store, subscriptions, accounts, throttle, way, log, now: () => clock.now(), ...times === undefined ? {} : { times },
  })
}

function partsOf(config: WebServerConfig & Pick<WebParts, 'clientOf'>, pusher: Pusher, httpsPort: WebParts['httpsPort']): WebParts {
  const { store, clock, submission, accounts } = config
  const limits = { ...jmapLimits, ...config.limits }
  const now = (): number => clock.now()
  const outward = {
    resolve: config.resolver ?? systemResolver, dial: config.dial ?? systemDial, trusted: config.trusted,
  }
  return {
    ...config,
    httpsPort,
    secure: config.secure ?? false,
    trustedProxies: new Set(config.trustedProxies ?? []),
    alive: async () => (await store.health()).writable,
    jmap: {
      submission, protection: config.protection, limits, now, documents: createDocuments({ store, now }),
      ...config.use === undefined ? {} : { use: config.use },
      submissionStates: createSubmissionStates(), push: pusher,
    },
    remoteImages: createRemoteImages(outward),
    oneClick: (url) => postOneClick(url, outward),
    atOnce: createAtOnce(),
    uploadRoom: createUploadRoom(webLimits.uploadBytesAtOnce),
    events: createEvents(accounts),
  }
}

/** Places for connections: all, of one network, of its neighbours. */
export const doorLimits = { size: webLimits.connectionsMax, perNetwork: 1000, perSubnet: 2000 } as const

const options: ServerOptions = {
  maxHeaderSize: webLimits.headerBytesMax, headersTimeout: webLimits.headersMs, requestTimeout: webLimits.requestMs,
  keepAliveTimeout: webLimits.keepAliveMs, connectionsCheckingInterval: webLimits.headersMs, insecureHTTPParser: false,
  requireHostHeader: true, joinDuplicateHeaders: false,
}

/** Takes no new requests; those that run get a moment to answer. */
async function closeGently(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  server.close(() => resolve(undefined))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), webLimits.closeMs)
  await promise
  clearTimeout(timer)
}
