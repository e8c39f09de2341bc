/** Reputation of those who send here, and watch over what our own accounts send, as the configuration asks for them. */
import type { Account, Accounts } from './accounts/types.ts'
import type { Clock } from './base/clock.ts'
import { hour, second } from './base/sizes.ts'
import type { Home } from './command-line/home.ts'
import type { HealthCheck } from './health.ts'
import { readDnsList } from './config/dns-list.ts'
import { withDoorstep } from './delivery/doorstep.ts'
import type { Receiving } from './delivery/types.ts'
import { findNta7516 } from './dns/nta7516.ts'
import { createResolver } from './dns/resolver.ts'
import type { Resolver } from './dns/types.ts'
import type { ServiceKey } from './keys/keys.ts'
import type { Ledger } from './ledger/types.ts'
import type { Log } from './log/log.ts'
import type { MailAuth } from './mail-auth/mail-auth.ts'
import { headerFields } from './message/rewrite.ts'
import type { Outcomes, Tried } from './queue/outcomes.ts'
import type { Queue } from './queue/queue.ts'
import type { Deliver } from './queue/worker.ts'
import { createBulkWatch } from './reputation/bulk.ts'
import { keepNotice } from './reputation/complaint-scripts.ts'
import { createComplaints, type ComplaintDesk } from './reputation/complaints.ts'
import type { ListFault } from './reputation/dns-list.ts'
import { createDnsLists, LIST_ANSWERS_KEPT_MAX, LIST_TIMEOUT_MS, LIST_TRIES, type DnsLists } from './reputation/dns-lists.ts'
import { createGreylist, type Greylist } from './reputation/greylist.ts'
import { createHistory, type History } from './reputation/history.ts'
import { prepareNotice, type NoticeParts } from './reputation/notices.ts'
import { createOrigins } from './reputation/origin.ts'
import { createOutbound, type Outbound } from './reputation/outbound.ts'
import { createArrivals, type Arrivals } from './reputation/reputation.ts'
import { createSendingStops, type SendingStops } from './reputation/sending-stops.ts'
import { createTraps } from './reputation/traps.ts'
import type { SpamWeights } from './spam/model.ts'
import { judgeMessage } from './spam/spam.ts'
import type { Store } from './storage/store.ts'
import type { SendingWatch } from './submission/types.ts'
import type { Tenants } from './tenants/tenants.ts'

/**
 * From this score on (log-odds above what goes to Junk) outgoing mail counts as spam. Measured with `tools/sent-spam.ts`: of
 * letters of office workers that taught the weights nothing none of 583 reaches it (of 2 already 5 do), of our own passages
 * none of 15,795; of spam sent in our own people's name 94 %.
 */
export const SENT_SPAM_SCORE = 4

/** What the rest of the house needs of it. */
export interface HouseReputation {
  readonly arrivals: Arrivals
  readonly lists: DnsLists
  readonly history: History
  readonly greylist: Greylist
  readonly complaints: ComplaintDesk
  readonly stops: SendingStops
  readonly outbound: Outbound
  readonly watch: SendingWatch
  /** The way in for strangers, with its doorstep. */
  doorstep(receiving: Receiving): Receiving
  /** The mail with an id by which complaints about it find its account. */
  marked(mail: { readonly mailFrom: string, readonly raw: Uint8Array }): Promise<Uint8Array>
  /** Keeps back what belongs to stopped accounts. */
  guarded(deliver: Deliver): Deliver
  /** The same outcomes of the queue, and what comes back is counted. */
  watching(outcomes: Outcomes): Outcomes
  /** Lists that are not believed, and traps that somebody has. */
  health(): Promise<HealthCheck>
  /** Reads what is remembered. Before it nothing is known of anybody. */
  load(): Promise<void>
  write(): Promise<void>
  tidy(): Promise<void>
  close(): Promise<void>
}

export interface HouseReputationParts {
  readonly home: Home
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly accounts: Accounts
  readonly tenants: Tenants
  readonly ledger: Ledger
  readonly resolver: Resolver
  readonly mailAuth: MailAuth
  /** The queue, which is made later. */
  readonly prepareOutgoing: Queue['prepare']
  readonly spam: SpamWeights | undefined
  readonly clock: Clock
  readonly log: Log
}

export function createHouseReputation(parts: HouseReputationParts): HouseReputation {
  const { home: { config }, store, serviceKey, accounts, tenants, ledger, clock, log } = parts
  const hostname = config['hostname']
  const lists = createDnsLists({
    lists: Object.entries(config['reputation.lists']).flatMap(([name, text]) => {
      const setting = readDnsList(text)
      return setting === undefined ? [] : [{ name, ...setting }]
    }),
    clock, log,
    resolverOf: () => createResolver({
      servers: config['dns.servers'], validating: false, clock, timeoutMs: LIST_TIMEOUT_MS, tries: LIST_TRIES,
      entriesMax: LIST_ANSWERS_KEPT_MAX,
    }),
  })
  // Names of strangers are asked apart too: servers of theirs that never answer must not close the DNS for our own mail.
  const names = createResolver({
    servers: config['dns.servers'], validating: false, clock, timeoutMs: LIST_TIMEOUT_MS, tries: LIST_TRIES, entriesMax: LIST_ANSWERS_KEPT_MAX,
  })
  const history = createHistory({ store, clock, log })
  const traps = createTraps({
    addresses: config['reputation.traps'].map((address) => address.toLowerCase()), store, serviceKey, clock, log,
  })
  const greylist = createGreylist({ store, serviceKey, delayMs: config['reputation.greylistSeconds'] * second, clock, log })
  const arrivals = createArrivals({
    history, lists, traps, resolver: names, clock, log, greylist: config['reputation.greylist'] ? greylist : undefined,
    greylistAt: config['reputation.greylistAt'], refuseAt: config['reputation.refuseAt'], exempt: config['reputation.exempt'],
    isOurName: async (name) => name === hostname || await accounts.isLocalDomain(name),
    isPartner: (domain) => isPartner(parts, domain),
  })
  const origins = createOrigins({ serviceKey })
  const noticeParts = {
    hostname, url: config['portal.url'] === '' ? `https://${hostname}` : config['portal.url'], clock,
    prepareOutgoing: parts.prepareOutgoing,
  }
  const complaints = createComplaints({ ...noticeParts, store, serviceKey, origins, accounts, ledger, log })
  const outbound = createOutbound({ store, clock, log, limits: outboundLimits(parts.home) })
  const stops = createSendingStops({
    ...noticeParts, store, serviceKey, accounts, ledger, log, factorAgeMs: config['abuse.factorHours'] * hour, onReleased: (account) => outbound.forget(account),
  })
  return {
    arrivals, lists, history, greylist, complaints, stops, outbound,
    ...watchOver(parts, { outbound, stops, noticeParts }),
    doorstep: (receiving) => withDoorstep({
      receiving, arrivals, complaints: complaintsAtDoor(parts, complaints), tenants, ledger, clock,
    }),
    async marked({ mailFrom, raw }) {
      const account = mailFrom === '' ? undefined : await accounts.findRecipient(mailFrom)
      return account === undefined ? raw : origins.marked(raw, {
        tenant: account.tenant, account: account.account, at: clock.now(),
      })
    },
    guarded: (deliver) => async (job) => {
      const [first] = job.due
      // Our own notices go: without them nobody would hear of it.
      const isKept = first !== undefined && !first.envelope.isNotice && stops.isStopped(first)
      return isKept ? stops.keepBack(job.due) : deliver(job)
    },
    health: () => healthOf(parts, lists),
    async load() {
      await Promise.all([history.load(), traps.load(), outbound.load(), stops.load()])
    },
    async write() {
      await Promise.all([history.write(), outbound.write(), stops.write(), lists.test()])
      // Another node may have stopped or released one: what it told us may have been lost on the way.
      if (store.engine !== 'sqlite') await stops.load()
    },
    async tidy() {
      await Promise.all([history.tidy(), greylist.tidy(), complaints.tidy()])
    },
    async close() {
      stops.close()
      await Promise.all([history.write(), outbound.write()])
    },
  }
}

/** What submission and queue tell of our own accounts. */
function watchOver(
  { accounts, store, ledger, home: { config }, spam, clock, log }: HouseReputationParts,
  { outbound, stops, noticeParts }: {
    readonly outbound: Outbound, readonly stops: SendingStops, readonly noticeParts: NoticeParts,
  },
): Pick<HouseReputation, 'watch' | 'watching'> {
  const lists = createBulkWatch({ clock, from: config['abuse.noUnsubscribeAt'] })
  const bulk = new Set(config['abuse.bulkSenders'].map((address) => address.toLowerCase()))

  /** Only what says that nobody is there (RFC 3463 §3.2): a full mailbox or a strict server is no sign of a thief. */
  async function countComebacks(all: readonly Tried[]): Promise<void> {
    for (const { due, attempt } of all) {
      if (attempt.outcome !== 'failed' || !/^5\.1\.[1236]/.test(attempt.status) || due.envelope.isNotice) continue
      const why = outbound.count(due, { bounced: 1 })
      if (why === undefined || stops.isStopped(due)) continue
      const account = await accounts.byRef(due)
      if (account === undefined) continue
      await stops.stop({ account, why, hour: outbound.counts(due).hour }).catch((error: unknown) => log.error('sending.not-stopped', error))
    }
  }

  /** Never in the way of the mail itself. */
  async function tellOfLeaving(account: Account, raw: Uint8Array, outside: number): Promise<void> {
    const people = lists.count({ ...account, raw, outside })
    if (people === undefined) return
    try {
      const mail = await prepareNotice(noticeParts, account, ({ noLeaving }) => ({
        subject: noLeaving.subject, paragraphs: [noLeaving.opening, `${noLeaving.about} ${people}`, noLeaving.todo],
      }))
      await store.write(keepNotice, { notice: mail, records: [ledger.prepare({
        tenant: account.tenant, at: clock.now(), kind: 'bulk.no-unsubscribe', facts: { recipients: people }, personal: { who: account.address },
      })] })
    } catch (error) {
      log.error('reputation.not-told', error)
    }
  }

  return {
    watch: {
      isStopped: (account) => stops.isStopped(account),
      async isThief({ account, raw, recipients }) {
        const outside = recipients.filter(({ isInHouse, isInternal }) => !isInHouse && !isInternal)
        if (outside.length === 0) return false
        await tellOfLeaving(account, raw, outside.length)
        const fresh = outside.filter(({ sentBefore }) => sentBefore === 0).length
        const isSpam = fresh > 0 && spam !== undefined && judgeMessage(raw, spam).score >= SENT_SPAM_SCORE
        const why = outbound.count(account, { recipients: outside.length, fresh, spam: isSpam ? 1 : 0 },
          { isBulk: bulk.has(account.address) })
        if (why === undefined) return false
        await stops.stop({ account, why, hour: outbound.counts(account).hour })
        return true
      },
    },
    watching: (outcomes) => ({
      ...outcomes,
      async write(all, raw, more) {
        await outcomes.write(all, raw, more)
        await countComebacks(all)
      },
    }),
  }
}

/** A list that is off keeps nobody's mail out, but somebody must know; a trap that is somebody's address is none. */
async function healthOf({ home: { config }, accounts }: HouseReputationParts, lists: DnsLists): Promise<HealthCheck> {
  const states = lists.states()
  const off = states.filter(({ state }) => state === 'off')
  const taken: string[] = []
  for (const address of [...config['reputation.traps'], ...config['reputation.feedback']]) {
    if (await accounts.findRecipient(address) !== undefined) taken.push(address)
  }
  const problems = [
    ...off.map(({ name, reason }) => `the list ${name} is not asked: ${listFaults[reason ?? 'silent']}`),
    ...taken.map((address) => `${address} is a trap or for complaints, but somebody has it: take it out of the configuration`),
  ]
  const isUsed = states.length > 0 || config['reputation.traps'].length > 0
  return {
    id: 'reputation', state: problems.length > 0 ? 'attention' : isUsed ? 'good' : 'off', text: problems.join('; '),
    facts: { lists: states.length, off: off.length, names: off.map(({ name }) => name).join(' '), traps: config['reputation.traps'].length, taken: taken.length },
  }
}

const listFaults: Readonly<Record<ListFault, string>> = {
  'silent': 'it does not answer; is its name right, and do the resolvers of dns.servers reach it?',
  'lists-nothing': 'it does not know its own test entry (RFC 5782 §5), so it is no list any more',
  'lists-everything': 'it lists everybody, so it is no list any more; take it out of reputation.lists',
  'answers-outside': 'it answers with addresses outside 127.0.0.0/8, so its name belongs to somebody else now',
  'refuses-us': 'it refuses our resolver (public resolver, too many questions or a mistyped name); see its terms of use',
}

/** Servers of partners: their domain has a fixed next hop with a checked certificate, or a record of NTA 7516. */
async function isPartner({ home: { config }, resolver, clock }: HouseReputationParts,
  domain: string): Promise<boolean> {
  const isPinned = Object.hasOwn(config['delivery.routes'], domain) && config['delivery.fixedRouteTls'] === 'verified'
    && !config['delivery.unverifiedRoutes'].includes(domain)
  if (isPinned) return true
  return config['nta7516.profile'] !== 'off' && (await findNta7516(resolver, domain, clock.now())).found === 'valid'
}

function complaintsAtDoor(
  { home: { config }, tenants, mailAuth }: HouseReputationParts, desk: ComplaintDesk,
): Parameters<typeof withDoorstep>[0]['complaints'] {
  const addresses = new Set(config['reputation.feedback'].map((address) => address.toLowerCase()))
  return {
    isFor: (address) => addresses.has(address.toLowerCase()),
    async take({ raw, rcptTo, session: { ip, helo }, mailFrom }) {
      const address = rcptTo.find((one) => addresses.has(one.address.toLowerCase()))?.address ?? ''
      const domain = await tenants.byDomain(address.slice(address.lastIndexOf('@') + 1))
      if (domain === undefined) return false
      const check = await mailAuth.check({ ip, helo, mailFrom, raw, header: headerFields(raw) })
      return desk.take({ raw, tenant: domain.tenant, reporter: check.alignedDomain })
    },
  }
}

function outboundLimits({ config }: Home): Parameters<typeof createOutbound>[0]['limits'] {
  return {
    minute: { recipients: config['abuse.recipientsPerMinute'], fresh: config['abuse.newRecipientsPerMinute'] },
    hour: {
      recipients: config['abuse.recipientsPerHour'], fresh: config['abuse.newRecipientsPerHour'],
      bounced: config['abuse.bouncedPerHour'], spam: config['abuse.spamPerHour'],
    },
    day: { recipients: config['abuse.recipientsPerDay'], fresh: config['abuse.newRecipientsPerDay'] },
  }
}
