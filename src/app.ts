/**
 * Where all parts meet. `openHouse` opens what lies in a home (database, keys, domains, flows) without listening;
 * `serveHouse` starts the listeners and the workers over it. Closing goes in the opposite order, and loses nothing.
 */
import { join } from 'node:path'
import { createAccounts } from './accounts/accounts.ts'
import type { Accounts } from './accounts/types.ts'
import type { Clock } from './base/clock.ts'
import { Temporary } from './base/errors.ts'
import { day, hour, minute, second } from './base/sizes.ts'
import type { Home } from './command-line/home.ts'
import { createArrival } from './delivery/arrival.ts'
import { createInternalDelivery } from './delivery/from-queue.ts'
import { createDelivery, type Delivery } from './delivery/delivery.ts'
import { createMailUse, type MailUse } from './delivery/mail-use.ts'
import { createSuccessNotices } from './delivery/success-notices.ts'
import { createPortalDelivery } from './delivery/to-portal.ts'
import { isReachable } from './dns/mail-hosts.ts'
import { inNetworks, isPublicAddress } from './dns/public-address.ts'
import { createResolver } from './dns/resolver.ts'
import type { Resolver } from './dns/types.ts'
import { lookAtHealth, type HealthCheck } from './health.ts'
import { createMalware } from './malware-wiring.ts'
import { createNta7516, nta7516Claims } from './nta7516-wiring.ts'
import type { Quarantine } from './malware/quarantine.ts'
import { bodyCipher } from './keys/body-cipher.ts'
import { createKeyring, type AccountKeyring } from './keys/keyring.ts'
import { createSealer } from './keys/sealer.ts'
import { openServiceKey } from './keys/service-key.ts'
import { createLedger } from './ledger/ledger.ts'
import { receiptAbout } from './ledger/receipt.ts'
import type { Ledger } from './ledger/types.ts'
import type { ServiceKey } from './keys/keys.ts'
import type { Log } from './log/log.ts'
import { createGuestSide, type GuestSide } from './portal-wiring.ts'
import { createHouseBounces, type HouseBounces } from './bounces-wiring.ts'
import { createHouseDkim } from './dkim-wiring.ts'
import type { DkimKeys } from './queue/dkim-keys.ts'
import type { DkimRotation } from './queue/dkim-rotation.ts'
import { createMailAuth } from './mail-auth/mail-auth.ts'
import type { ExtractText } from './extract/types.ts'
import { openMailstore, type Mailstore } from './mailstore/mailstore.ts'
import { mailPasses } from './mailstore/rewrap.ts'
import { guestPass } from './portal/rewrap.ts'
import { createFallBack } from './queue/fall-back.ts'
import { createNotices } from './queue/notices.ts'
import { createOutcomes } from './queue/outcomes.ts'
import { createQueueDesk, type QueueDesk } from './queue/desk.ts'
import { createQueue, type Queue } from './queue/queue.ts'
import type { WayParts } from './queue/next-hops.ts'
import type { Nta7516Way } from './queue/nta7516-way.ts'
import { createRemoteDelivery, groupOf } from './queue/remote.ts'
import type { Deliver } from './queue/worker.ts'
import { createSmtpClient, type SmtpClient } from './smtp-client/client.ts'
import { fetchPolicy } from './smtp-client/mta-sts-fetch.ts'
import { openBlobs } from './storage/blobs/open.ts'
import { openStore } from './storage/open.ts'
import type { BlobStore, Store } from './storage/store.ts'
import { createMtaStsPolicies } from './submission/abilities-mta-sts.ts'
import { createSpamParts } from './spam-wiring.ts'
import { createTeaching } from './spam/teaching.ts'
import { rememberedPeople } from './submission/correspondence.ts'
import { loadGuardWeights } from './submission/guard-weights.ts'
import { guestsOf } from './submission/portal-guests.ts'
import { createSending, type Sending, type SendingSettings } from './submission/sending.ts'
import type { Submission } from './submission/types.ts'
import { createHouseBans, throttleLimits } from './doors-wiring.ts'
import { createTenants, type Tenants } from './tenants/tenants.ts'
import type { Bans } from './throttle/bans.ts'
import { createThrottle, type Throttle } from './throttle/throttle.ts'
import { createHouseBimi } from './bimi-wiring.ts'
import { createHouseReports } from './reports-wiring.ts'
import { createHouseReputation, type HouseReputation } from './reputation-wiring.ts'
import type { Reports } from './reports/reports.ts'
import { loadClientTls, type ClientTls } from './tls/client-tls.ts'
import { loadTls, type ServerTls } from './tls/server-tls.ts'

export interface House extends GuestSide {
  readonly home: Home
  readonly clock: Clock
  readonly log: Log
  readonly store: Store
  readonly blobs: BlobStore
  readonly keyring: AccountKeyring
  readonly serviceKey: ServiceKey
  readonly tenants: Tenants
  readonly accounts: Accounts
  readonly throttle: Throttle
  readonly bans: Bans
  readonly ledger: Ledger
  readonly mailstore: Mailstore
  readonly queue: Queue
  readonly queueDesk: QueueDesk
  readonly bounces: HouseBounces
  readonly submission: Submission
  readonly sending: Sending
  readonly delivery: Delivery
  readonly mailUse: MailUse
  readonly quarantine: Quarantine
  readonly tls: ServerTls
  readonly resolver: Resolver
  readonly dkim: DkimKeys
  readonly dkimRotation: DkimRotation
  readonly nta7516: Nta7516Way
  readonly reports: Reports
  readonly reputation: HouseReputation
  health(): Promise<readonly HealthCheck[]>
  close(): Promise<void>
}

/** Opens what lies in the home. Nothing listens and nothing is delivered yet. */
export async function openHouse({ home, log, clock }: {
  readonly home: Home, readonly log: Log, readonly clock: Clock,
}): Promise<House> {
  const { config } = home
  const serviceKey = await openServiceKey({
    file: home.path(config['service.keyFile']), credentialsDirectory: process.env['CREDENTIALS_DIRECTORY'],
  })
  const store = await openStore({ url: storageUrl(home), log, clock })
  const folder = home.path(config['blobs.url'].slice('file:'.length))
  const blobs = await openBlobs(`file:${join(folder, 'mail')}`)
  const queueBlobs = await openBlobs(`file:${join(folder, 'queue')}`)
  const portalBlobs = await openBlobs(`file:${join(folder, 'portal')}`)
  const keyring = createKeyring()
  const throttle = createThrottle({ clock, limits: throttleLimits(home) })
  const ledger = createLedger({ store, serviceKey, headsFile: home.path('heads.jsonl'), clock, log })
  const mailUse = createMailUse({ ledger, scope: config['ledger.mailUse'], clock, log })
  const tenants = createTenants({ store, clock })
  const bans = createHouseBans({ home, store, serviceKey, ledger, tenants, clock, log })
  const accounts = createAccounts({
    store, serviceKey, keyring, tenants, throttle, clock, log, ledger, door: bans, quotaBytes: config['account.quotaBytes'],
    endAppPasswords: config['account.passwordChangeEnds'] === 'sessions-and-app-passwords',
    closingTimes: { waitMs: config['account.closingDays'] * day, restMs: config['account.addressRestDays'] * day },
    receiptOf: (tenant, kind, account) => receiptAbout({ store, serviceKey, ledger, tenant, kind, account }),
    sessionTimes: { idleMs: config['session.idleMinutes'] * minute, ageMs: config['session.maxHours'] * hour },
  })
  const sealer = createSealer({ serviceKey, clock })
  const opener: { read: ExtractText } = { read: () => Promise.resolve({ unread: 'unknown-format' }) }
  const { spam, rspamd, spamHealth } = await createSpamParts({ home, clock, log })
  const teaching = createTeaching({ store, mailstore: () => mailstore, clock, log })
  const mailstore: Mailstore = openMailstore({
    store, blobs, keyring, sealer, bodyCipher, clock, log,
    // Accounts open after the start, when there is what opens files.
    readFile: (file) => opener.read(file),
    lookAtArrival: createArrival({
      contactsOf: (open) => rememberedPeople(store, open), spam, teaching, clock,
      arrivals: { turnedOut: (standing, seen) => reputation.arrivals.turnedOut(standing, seen) },
    }),
    onSetAside: (what) => {
      void ledger.record({
        tenant: what.tenant, at: clock.now(), kind: 'mail.set-aside', facts: { reason: what.reason }, personal: {},
      }).catch((error: unknown) => log.error('ledger.record-failed', error))
    },
  })
  const resolver = createResolver({
    servers: config['dns.servers'], validating: config['dns.validating'], clock,
    selfTest: { signed: config['dns.selfTest.signed'], bogus: config['dns.selfTest.bogus'] },
  })
  const tls = await loadTls({
    certificateFile: home.path(config['tls.certificateFile']), keyFile: home.path(config['tls.keyFile']), log,
  })
  const bimi = await createHouseBimi({ home, resolver, clock, log })
  const mailAuth = createMailAuth({ resolver, hostname: config['hostname'], clock, log, ...bimi === undefined ? {} : { bimi } })
  const reputation = createHouseReputation({
    home, store, serviceKey, accounts, tenants, ledger, resolver, mailAuth, spam, clock, log,
    prepareOutgoing: (mail) => queue.prepare(mail),
  })
  const { inspection, quarantine } = createMalware({
    home, store, blobs: await openBlobs(`file:${join(folder, 'quarantine')}`), serviceKey, bodyCipher, accounts, mailstore, ledger, clock, log,
  })
  const reports = createHouseReports({
    home, store, serviceKey, tenants, resolver, ledger, clock, log,
    queue: { enqueue: (mail, records) => queue.enqueue(mail, records) },
  })
  const delivery = createDelivery({
    reports, arrivals: reputation.arrivals,
    store, blobs: queueBlobs, accounts, tenants, mailstore, mailAuth, ledger, inspection, quarantine, rspamd, clock,
    log,
    claims: nta7516Claims({ config, resolver, clock }),
    successNotices: createSuccessNotices({
      hostname: config['hostname'], accounts, clock, prepareOutgoing: (mail) => queue.prepare(mail),
    }),
  })
  const { queue, queueDesk, bounces, sending, client, guestSide, dkim, dkimRotation, nta7516 } = await createWayOut({
    home, store, queueBlobs, serviceKey, keyring, accounts, tenants, mailstore, delivery, ledger, reports, reputation,
    resolver, clock, log,
    portalParts: { home, store, blobs: portalBlobs, serviceKey, sealer, accounts, tenants, mailstore, ledger, clock,
      log },
  })

  accounts.closings.use({ mail: blobs, queue: queueBlobs })
  accounts.rotations.add([...mailPasses({ store, mailstore, clock }), guestPass({ store, sealer, accounts })])
  const { submission } = sending
  let isClosing = false
  opener.read = async (file) => {
    const found = await sending.extractor.extract(file)
    // What was cut off by our own end counts as never opened.
    if (isClosing) throw new Temporary('closing', 'the service ends')
    return found
  }
  return {
    home, clock, log, store, blobs, keyring, serviceKey, tenants, accounts, throttle, bans, ledger, mailstore, queue,
    queueDesk, bounces,
    submission, sending,
    delivery, mailUse, quarantine, tls, resolver, dkim, dkimRotation, nta7516, reports, reputation, ...guestSide,
    health: () => lookAtHealth({
      store, folder: home.folder, tls, resolver, hostname: config['hostname'], clock, log,
      brokenPolicies: () => sending.policies.broken(), impaired: () => sending.impaired(), spam: spamHealth,
      reputation: () => reputation.health(),
    }),
    async close() {
      client.close()
      isClosing = true
      sending.extractor.close()
      await sending.abilities.settled()
      mailstore.close()
      accounts.close()
      tenants.close()
      keyring.close()
      await mailUse.write({ isLast: true })
      await reports.close()
      await reputation.close()
      resolver.close()
      tls.close()
      await store.close()
    },
  }
}

/** Queue, its three ways to deliver, and submission over it. */
async function createWayOut(parts: {
  readonly home: Home, readonly store: Store, readonly queueBlobs: BlobStore, readonly serviceKey: ServiceKey,
  readonly keyring: AccountKeyring, readonly accounts: Accounts, readonly tenants: Tenants,
  readonly mailstore: Mailstore,
  readonly delivery: Delivery, readonly ledger: Ledger, readonly reports: Reports,
  readonly reputation: HouseReputation, readonly resolver: Resolver, readonly clock: Clock,
  readonly log: Log, readonly portalParts: Omit<Parameters<typeof createGuestSide>[0], 'queue'>,
}): Promise<{
  readonly queue: Queue, readonly queueDesk: QueueDesk, readonly bounces: HouseBounces, readonly sending: Sending,
  readonly client: SmtpClient, readonly guestSide: GuestSide,
  readonly dkim: DkimKeys, readonly dkimRotation: DkimRotation, readonly nta7516: Nta7516Way,
}> {
  const { home, store, queueBlobs, serviceKey, accounts, delivery, ledger, resolver, clock, log } = parts
  const { config } = home
  const hostname = config['hostname']
  const trustedFile = config['tls.trustedFile']
  const clientTls = await loadClientTls({ trustedFile: trustedFile === '' ? '' : home.path(trustedFile) })
  const client = createSmtpClient({ hostname, log, tls: clientTls })
  const { dkim, dkimRotation } = createHouseDkim(parts)
  let deliver: Deliver = () => Promise.reject(new Error('the queue was started before it was wired'))
  const queue = createQueue({
    store, blobs: queueBlobs, serviceKey, bodyCipher, clock, log, groupOf, deliver: (job) => deliver(job),
    expiryHours: config['delivery.expiryHours'], concurrency: config['delivery.concurrency'],
    windowMax: config['delivery.destinationConcurrency'], delayNoticeMinutes: config['delivery.delayNoticeMinutes'],
    giveBack: (tried, raw) => outcomes.write(tried, raw), delayNotice: (tried, raw) => outcomes.delayNotice(tried, raw),
  })
  const { secrets } = queue
  const notices = createNotices({ hostname, clock, prepareOutgoing: (mail) => queue.prepare(mail) })
  const outcomes = parts.reputation.watching(createOutcomes({
    store, blobs: queueBlobs, secrets, ledger, notices, clock, log,
  }))
  const bounces = createHouseBounces({ ...parts, secrets, notices })
  const queueDesk = createQueueDesk({
    store, blobs: queueBlobs, secrets, worker: queue.worker, ledger, clock,
    giveBack: (tried, raw, { isQuiet }) => outcomes.write(tried, raw, { records: [], notices: [], isQuiet }),
  })
  const internal = createInternalDelivery({ accounts, delivery, outcomes, secrets, clock })
  const way = wayOut({ home, store, serviceKey, resolver, clientTls, clock, log })
  const nta7516 = createNta7516({ config, resolver, dkim, way, clock })
  const remote = createRemoteDelivery({
    senderOf: (due) => bounces.senderOf(due),
    client, way, nta7516, outcomes, sign: async (mail) => dkim.sign({
      ...mail, raw: await parts.reputation.marked(mail),
    }),
    onSession: (of, seen) => parts.reports.session({ ...of, policy: way.mtaSts(of.domain) }, seen),
    fallBack: createFallBack({
      queue, outcomes, ledger, clock, log, forget: (domain) => sending.abilities.forget(domain),
      tell: async ({ tenant, account, envelope: { mailFrom, messageId, language, isNotice }, recipient }, route) => mailFrom === '' || isNotice
        ? undefined
        : sending.senderMails.rerouted({
          account: { tenant, account, language }, mailFrom, messageId, recipient: recipient.address, route,
        }),
    }),
  })
  const guestSide = createGuestSide({ ...parts.portalParts, queue })
  const toPortal = createPortalDelivery({
    portal: guestSide.portal, accounts, store, queueBlobs, secrets, outcomes, clock, log,
  })
  deliver = parts.reputation.guarded((job) => {
    const route = job.due[0]?.recipient.route
    return route === 'internal' ? internal(job) : route === 'portal' ? toPortal(job) : remote(job)
  })
  const weights = await loadGuardWeights()
  if (weights === undefined) log.warn('guard.impaired', { parts: 'models' })
  const sending = createSending({
    ...parts, settings: sendingSettings(home), watch: parts.reputation.watch, queue, way, nta7516, clientTls,
    guests: guestsOf(guestSide.portal),
      weights,
  })
  return { queue, queueDesk, bounces, sending, client, guestSide, dkim, dkimRotation, nta7516 }
}

/** How mail for other domains finds its servers, and what proves them. */
function wayOut({ home: { config }, store, serviceKey, resolver, clientTls, clock, log }: {
  readonly home: Home, readonly store: Store, readonly serviceKey: ServiceKey, readonly resolver: Resolver,
  readonly clientTls: ClientTls, readonly clock: Clock, readonly log: Log,
}): WayParts {
  const allowed = inNetworks(config['delivery.reachable'])
  const policies = createMtaStsPolicies({
    store, serviceKey, resolver, clock, log,
    fetch: (domain) => fetchPolicy({
      resolver, tls: clientTls, port: config['delivery.policyPort'], mayConnect: (address) => isPublicAddress(address) || allowed(address),
    }, domain),
  })
  const unpinned = new Set(config['delivery.unverifiedRoutes'])
  return {
    resolver, routes: config['delivery.routes'], mtaSts: (domain) => policies.policy(domain),
    isPinned: (domain) => config['delivery.fixedRouteTls'] === 'verified' && !unpinned.has(domain),
    port: config['delivery.port'], mayConnect: (address) => isReachable(address) || allowed(address),
  }
}

function sendingSettings({ config, folder }: Home): SendingSettings {
  const hostname = config['hostname']
  return {
    hostname, url: config['portal.url'] === '' ? `https://${hostname}` : config['portal.url'],
    policyFolder: folder, codeFolder: join(folder, 'cache', 'code'), routes: config['delivery.routes'],
    fixedRoutesVerified: config['delivery.fixedRouteTls'] === 'verified',
    verifiedAlways: config['delivery.tls'] === 'verified',
    unverifiedRoutes: config['delivery.unverifiedRoutes'],
    holdMs: { jmap: config['hold.webSeconds'] * second, submission: config['hold.submissionSeconds'] * second },
    keepSentCopy: config['submission.keepSentCopy'],
  }
}

function storageUrl(home: Home): string {
  const url = home.config['storage.url']
  return url.startsWith('sqlite:') ? `sqlite:${home.path(url.slice('sqlite:'.length))}` : url
}
