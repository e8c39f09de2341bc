/** The listeners and workers over an open house. They begin together and end in the order that loses nothing. */
import { join } from 'node:path'
import { Refusal } from './base/errors.ts'
import { SECURED_AFTER_MS } from './delivery/mail-use.ts'
import { PROOF_RETRY_MS } from './dns/self-test.ts'
import { hour, minute, second } from './base/sizes.ts'
import type { House } from './app.ts'
import type { Log } from './log/log.ts'
import { FLUSH_MS, SEND_LOOK_MS } from './reports/reports.ts'
import { WRITE_MS } from './reputation/history.ts'
import { createOwnDomains } from './domains-wiring.ts'
import { createImapServer } from './imap-server/server.ts'
import { doorRules, peopleDoor, webBans, smtpDoors } from './doors-wiring.ts'
import { createSmtpServer, type SmtpServer } from './smtp-server/server.ts'
import { RELOAD_MS } from './throttle/bans.ts'
import { createMetricsServer } from './web-server/metrics.ts'
import { createWebServer, doorLimits } from './web-server/web-server.ts'

export interface Listeners {
  /** Address of each listener by its name: `smtp`, `submission`, `submissions`, `imap`, `imaps`, `http`, `https`. */
  readonly addresses: Readonly<Record<string, string>>
  /** Stops taking, finishes what is under way, signs the last head. */
  close(): Promise<void>
}

/** How often leaves get their place in the tree, and how often a head is signed. Design §8. */
export const SEQUENCE_MS = 1 * second
export const HEAD_MS = 1 * hour
/** How often held mail is looked at that nobody answered, and policy files. */
export const TIDY_MS = 10 * second
/** How often files without a row are swept. */
export const SWEEP_MS = 1 * hour
/** How often it is asked whether the scanner's signatures changed, or whether it is back. */
export const SCAN_AGAIN_MS = 1 * minute
/** How often guests' messages end at their time and senders hear of unread ones. */
export const PORTAL_SWEEP_MS = 10 * minute

/** How often it is looked whether new DKIM keys are published and may take over. */
export const DKIM_STEP_MS = 10 * minute

type Closing = () => Promise<void> | void

/** Starts every listener of the configuration; when one cannot start, those that did are closed again. */
export async function serveHouse(house: House): Promise<Listeners> {
  const addresses: Record<string, string> = {}
  const closing: Closing[] = []
  try {
    closing.push(await startWorkers(house))
    await startSmtp(house, addresses, closing)
    await startImap(house, addresses, closing)
    await startWeb(house, addresses, closing)
    await startMetrics(house, addresses, closing)
  } catch (error) {
    await closeAll(closing, house.log)
    throw error
  }
  house.log.info('service.ready', { listeners: Object.keys(addresses).length })
  return { addresses, close: () => closeAll(closing, house.log) }
}

async function closeAll(closing: readonly Closing[], log: Log): Promise<void> {
  // Listeners were started last and close first; the queue and the ledger see everything they took.
  for (const close of closing.toReversed()) {
    try {
      await close()
    } catch (error) {
      // One that cannot end well must not keep the others open.
      log.error('service.close-failed', error)
    }
  }
}

/** Listens, or says which setting names an address that cannot be had and what to do. */
async function listenOn(setting: string, at: string, listen: () => Promise<string>): Promise<string> {
  try {
    return await listen()
  } catch (error) {
    const text = error instanceof Error ? error.message : ''
    const why = /EADDRINUSE/.test(text) ? 'another program is using it (the port is in use)'
      : /EACCES/.test(text) ? 'this user may not use that port (ports below 1024 need a capability or socket activation)'
        : /EADDRNOTAVAIL/.test(text) ? 'this machine does not have that address' : undefined
    if (why === undefined) throw error
    throw new Refusal('port-in-use',
      `${setting}: cannot listen on ${at}: ${why}. Choose another with --set ${setting}=HOST:PORT`)
  }
}

async function startWorkers(
  {
    bans, dkimRotation, queue, quarantine, sending, ledger, mailUse, mailstore, portal, resolver, reports,
    reputation, log,
  }: House,
): Promise<Closing> {
  const guard = (what: string, work: () => Promise<unknown>) => (): void => {
    work().catch((error: unknown) => log.error(`${what}.failed`, error))
  }
  // Before anything leaves: mail that was under way when its account was stopped must be kept back, not tried again.
  await Promise.all([bans.load(), reputation.load()])
  await queue.start()
  const timers = [
    setInterval(guard('ledger.sequence', () => ledger.sequence()), SEQUENCE_MS),
    setInterval(guard('ledger.head', () => ledger.signHeads()), HEAD_MS),
    setInterval(guard('mail-use.write', () => mailUse.write()), SECURED_AFTER_MS),
    setInterval(guard('mailstore.sweep', () => mailstore.sweep()), SWEEP_MS),
    setInterval(guard('queue.tidy', () => queue.tidy()), SWEEP_MS),
    setInterval(guard('quarantine.scan', () => quarantine.scanAgain()), SCAN_AGAIN_MS),
    setInterval(guard('quarantine.tidy', () => quarantine.tidy()), SWEEP_MS),
    setInterval(guard('sending.tidy', () => sending.tidy()), TIDY_MS),
    setInterval(guard('throttle.bans', () => bans.load()), RELOAD_MS),
    setInterval(guard('throttle.tidy', () => bans.tidy()), SWEEP_MS),
    setInterval(guard('portal.sweep', () => portal.sweep()), PORTAL_SWEEP_MS),
    setInterval(guard('reports.flush', () => reports.flush()), FLUSH_MS),
    setInterval(guard('reports.send', () => reports.send()), SEND_LOOK_MS),
    setInterval(guard('reports.tidy', () => reports.tidy()), SWEEP_MS),
    setInterval(guard('reputation.write', () => reputation.write()), WRITE_MS),
    setInterval(guard('reputation.tidy', () => reputation.tidy()), SWEEP_MS),
    setInterval(guard('dkim.step', () => dkimRotation.step()), DKIM_STEP_MS),
    // Tests the resolvers again once the last test is too old.
    setInterval(guard('dns.self-test', () => resolver.proof()), PROOF_RETRY_MS),
  ]
  guard('mailstore.sweep', () => mailstore.sweep())()
  guard('queue.tidy', () => queue.tidy())()
  guard('dkim.step', () => dkimRotation.step())()
  guard('portal.sweep', () => portal.sweep())()
  guard('sending.tidy', () => sending.tidy())()
  guard('dns.self-test', () => resolver.proof())()
  guard('quarantine.scan', () => quarantine.scanAgain())()
  guard('quarantine.tidy', () => quarantine.tidy())()
  return async () => {
    for (const timer of timers) clearInterval(timer)
    await queue.stop()
    await mailUse.write({ isLast: true })
    await ledger.sequence()
    await ledger.signHeads()
  }
}

async function startSmtp(house: House, addresses: Record<string, string>, closing: Closing[]): Promise<void> {
  const { home: { config }, tls, delivery, reputation, submission, accounts, throttle, clock, log } = house
  const shared = smtpDoors(house)
  const rules = doorRules(house.home)
  const postmasterDomain = await house.tenants.defaultDomain() ?? config['hostname']
  for (const kind of ['smtp', 'submission', 'submissions', 'lmtp'] as const) {
    const at = config[`${kind}.listen`]
    if (at === 'off') continue
    const server: SmtpServer = createSmtpServer({
      kind, hostname: config['hostname'], postmasterDomain, throttle, shared, clock, log,
      ...kind === 'lmtp' ? {} : { tls, isProxy: rules.isMailProxy },
      ...(kind === 'smtp' ? { receiving: reputation.doorstep(house.bounces.receives(delivery)) } : kind === 'lmtp' ? { receiving: delivery } : { submission, accounts }),
      refusesEarlyTalkers: config['smtp.earlyTalkers'] === 'refuse', xclientFrom: rules.xclientFrom,
      limits: {
        sizeBytesMax: config['smtp.maxMessageBytes'], recipientsMax: config['smtp.maxRecipients'],
        unknownRecipientsMax: config['throttle.unknownRecipients'],
      },
    })
    addresses[kind] = await listenOn(`${kind}.listen`, at, () => server.listen(at))
    closing.push(() => server.close())
  }
}

async function startImap(house: House, addresses: Record<string, string>, closing: Closing[]): Promise<void> {
  const { home: { config }, tls, accounts, mailstore, keyring, clock, log } = house
  const size = config['imap.maxConnections']
  const server = createImapServer({
    hostname: config['hostname'], tls, accounts, mailstore, keyring, use: house.mailUse, clock, log, isProxy: doorRules(house.home).isMailProxy,
    entrance: peopleDoor(house, { name: 'imap', limits: { size, perNetwork: 2000, perSubnet: 4000 } }),
    allowPlaintextLogin: config['imap.plaintextLogin'],
    limits: { appendBytesMax: config['smtp.maxMessageBytes'], connectionsMax: size },
  })
  closing.push(() => server.close())
  for (const [name, implicitTls] of [['imap', false], ['imaps', true]] as const) {
    const at = config[`${name}.listen`]
    if (at !== 'off') addresses[name] = await listenOn(`${name}.listen`, at, () => server.listen(at, { implicitTls }))
  }
}

async function startWeb(house: House, addresses: Record<string, string>, closing: Closing[]): Promise<void> {
  const { home: { config }, tls, resolver, accounts, mailstore, keyring, submission, ledger, tenants, store } = house
  const { throttle, log, clock } = house
  const server = await createWebServer({
    accounts, mailstore, keyring, serviceKey: house.serviceKey, submission, protection: house.sending,
    use: house.mailUse, ledger, tenants,
    store, throttle, log, clock,
    staticDir: join(import.meta.dirname, '..', 'web', 'dist'), portal: house.portal, breaches: house.breaches, quarantine: house.quarantine, queueDesk: house.queueDesk, bans: webBans(house), domains: createOwnDomains(house), abuse: house.reputation,
    publishing: {
      hostname: config['hostname'], mtaSts: config['publish.mtaSts'], isOwn: (domain) => accounts.isLocalDomain(domain),
      securityContact: config['publish.securityContact'] || `mailto:postmaster@${await tenants.defaultDomain() ?? config['hostname']}`,
    },
    health: async () => ({ checks: await house.health() }),
    limits: { maxSizeUpload: config['smtp.maxMessageBytes'] }, secure: config['http.behindTls'],
    trustedProxies: config['http.trustedProxies'], entrance: peopleDoor(house, { name: 'web', limits: doorLimits }),
    ...config['http.proxies'].length === 0 ? {} : { isProxy: doorRules(house.home).isWebProxy },
    resolver: async (name) => [...(await resolver.a(name)).records, ...(await resolver.aaaa(name)).records],
  })
  closing.push(() => server.close())
  for (const name of ['http', 'https'] as const) {
    const at = config[`${name}.listen`]
    if (at === 'off') continue
    addresses[name] = await listenOn(`${name}.listen`, at, () => server.listen(at, name === 'https' ? tls : undefined))
  }
}

/** Figures for Prometheus: how the service is, never whose mail it is. */
async function startMetrics(
  { home: { config }, health, log }: House, addresses: Record<string, string>, closing: Closing[],
): Promise<void> {
  const at = config['metrics.listen']
  if (at === 'off') return
  const server = createMetricsServer({
    log,
    figures: async () => {
      const checks = await health()
      const waiting = checks.find(({ id }) => id === 'queue')?.facts['waiting']
      return [
        {
          name: 'zegel_health', type: 'gauge',
          help: '1 when that part is in order, 0.5 when it needs attention, 0 when it is not. Parts that are not in use are left out.',
          values: checks.flatMap(({ id, state }) => state === 'off' ? []
            : [{ labels: { part: id }, value: { good: 1, attention: 0.5, bad: 0 }[state] }]),
        },
        {
          name: 'zegel_queue_waiting', help: 'Recipients that wait to be delivered.', type: 'gauge',
          values: [{ value: typeof waiting === 'number' ? waiting : 0 }],
        },
      ]
    },
  })
  closing.push(() => server.close())
  addresses['metrics'] = await listenOn('metrics.listen', at, () => server.listen(at))
}
