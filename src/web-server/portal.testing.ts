import { join } from 'node:path'
import { createPortalDelivery } from '../delivery/to-portal.ts'
import { createInternalDelivery } from '../delivery/from-queue.ts'
import { createDelivery } from '../delivery/delivery.ts'
import { openAccountsHouse, password, type AccountsHouse } from '../accounts/accounts.testing.ts'
import type { Account } from '../accounts/types.ts'
import { present } from '../base/assert.ts'
import { createBreaches, type Breaches } from '../compliance/breaches.ts'
import { createPasswordHash } from '../crypto/password-hash.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import type { OpenAccount } from '../keys/keys.ts'
import { createSealer } from '../keys/sealer.ts'
import { createLedger } from '../ledger/ledger.ts'
import type { Ledger } from '../ledger/types.ts'
import { silentLog } from '../log/log.ts'
import { createMailAuth } from '../mail-auth/mail-auth.ts'
import { createResolver } from '../dns/resolver.ts'
import { openMailstore, type Mailstore } from '../mailstore/mailstore.ts'
import { buildMessage, type NewMessage } from '../message/build.ts'
import { decodedText } from '../message/body.ts'
import { bodyParts } from '../message/body-parts.ts'
import { parseMessage } from '../message/parse.ts'
import { createPortal, type Portal } from '../portal/portal.ts'
import type { PortalRecipientState, PortalSettings } from '../portal/types.ts'
import { createNotices } from '../queue/notices.ts'
import { createOutcomes } from '../queue/outcomes.ts'
import { createQueue, type Queue } from '../queue/queue.ts'
import { groupOf } from '../queue/remote.ts'
import type { PortalWish } from '../queue/types.ts'
import type { Deliver } from '../queue/worker.ts'
import { createLocalSms, type LocalSms } from '../sms/local.ts'
import { createSms, type SmsDriver } from '../sms/sms.ts'
import { sql } from '../storage/script.ts'
import { openFolderBlobs } from '../storage/blobs/folder.ts'
import type { BlobStore } from '../storage/store.ts'
import type { Submission } from '../submission/types.ts'
import { Client, type Answer } from './web-server.testing.ts'
import { createWebServer, type WebServerConfig } from './web-server.ts'

/** A mail that left the house. */
export interface LeftMail {
  readonly to: string
  readonly mailFrom: string
  readonly raw: Uint8Array
  readonly text: string
  readonly html: string
  readonly subject: string
}

/** The whole road of a guest on real parts: queue, portal, mailboxes, ledger, web server; the internet is an array. */
export interface PortalLab extends AccountsHouse {
  readonly portal: Portal
  readonly breaches: Breaches
  readonly mailstore: Mailstore
  readonly queue: Queue
  readonly localSms: LocalSms
  readonly portalBlobs: BlobStore
  readonly ledgerOf: Ledger
  readonly left: LeftMail[]
  /** Addresses that do not exist out there. */
  readonly unknown: Set<string>
  readonly at: string
  readonly sender: Account
  readonly open: OpenAccount
  /** Hands in one mail for guests, and waits until everything that is due has been tried. Gives its id. */
  send(args?: {
    readonly guests?: readonly { readonly address: string, readonly portal?: PortalWish }[]
    readonly message?: Partial<NewMessage>
  }): Promise<string>
  /** Waits until nothing is due in the queue any more. */
  settled(): Promise<void>
  /** The link of the newest notice to this address. */
  linkFor(address: string): string
  /** The newest code that went to a number. */
  codeFor(phone: string): string
  visitor(): Client
  /** A guest who gave the right code. */
  guest(link: string, phone?: string): Promise<Client>
  /** Messages in the sender's inbox, as their subjects. */
  inbox(): Promise<readonly {
    readonly subject: string, readonly raw: Uint8Array, readonly truth: string | undefined,
  }[]>
  kinds(): Promise<readonly string[]>
  /** Rows of the portal, oldest first. */
  messages(): Promise<readonly Record<string, unknown>[]>
  /** Subjects of the sender's inbox, once nothing is due any more. */
  inboxSubjects(): Promise<readonly string[]>
  /** What the sender is shown of one mail. */
  stateOf(outgoing: string): Promise<PortalRecipientState>
}

export interface PortalLabOptions {
  readonly url?: string
  readonly settings?: Partial<PortalSettings>
  readonly driver?: SmsDriver
  readonly quotaBytes?: number
  /** The built pages, for a browser; without it there are none. */
  readonly staticDir?: string
}

export const anja = { address: 'anja.bakker@post.test', phone: '06 12 34 56 21' } as const
export const wish: PortalWish = { name: 'Anja Bakker', factor: { kind: 'sms', phone: anja.phone } }

export async function openPortalLab(options: PortalLabOptions = {}): Promise<PortalLab> {
  const house = await openAccountsHouse({
    ...(options.url === undefined ? {} : { url: options.url }),
    ...(options.quotaBytes === undefined ? {} : { quotaBytes: options.quotaBytes }),
  })
  const { store, serviceKey, keyring, accounts, tenants, throttle, clock, folder } = house
  const log = silentLog
  const blobs = await openFolderBlobs(join(folder, 'blobs'))
  const queueBlobs = await openFolderBlobs(join(folder, 'queue'))
  const portalBlobs = await openFolderBlobs(join(folder, 'portal'))
  const sealer = createSealer({ serviceKey, clock })
  const mailstore = openMailstore({ store, blobs, keyring, sealer, bodyCipher, clock, log })
  const ledger = createLedger({ store, serviceKey, headsFile: join(folder, 'heads.jsonl'), clock, log })
  const localSms = createLocalSms({ clock })
  const sms = createSms({ driver: options.driver ?? localSms, clock, limits: { prefixes: ['+316'], perNumberPerHour: 5, perPrefixPerHour: 20 } })
  const breaches = createBreaches({ store, serviceKey, ledger, clock })
  const resolver = createResolver({ servers: [], validating: false, clock })
  const mailAuth = createMailAuth({ resolver, hostname: 'mail.zonnehof.test', clock, log })
  const delivery = createDelivery({
    store, blobs: queueBlobs, accounts, tenants, mailstore, mailAuth, ledger, clock, log,
  })
  let deliver: Deliver = () => Promise.reject(new Error('not wired'))
  let underWay = 0
  const queue = createQueue({
    store, blobs: queueBlobs, serviceKey, bodyCipher, clock, log, expiryHours: 24, concurrency: 4, windowMax: 4,
    delayNoticeMinutes: 0, groupOf,
    deliver: (job) => {
      underWay++
      return deliver(job).finally(() => underWay--)
    },
    giveBack: () => Promise.resolve(), delayNotice: () => Promise.resolve(undefined),
  })
  const settings: PortalSettings = {
    url: 'http://zonnehof.localhost', expiryDays: 30, unreadDays: 3, replyBytes: 2 * 1024 * 1024, notice: 'link-and-code', country: '+31',
    timeZone: 'Europe/Amsterdam', serviceContact: { name: '', phone: '085 000 00 12', email: '', hours: '' }, ...options.settings,
  }
  const portal = createPortal({
    store, blobs: portalBlobs, serviceKey, bodyCipher, sealer, accounts, tenants, mailstore, ledger, sms, breaches,
    settings,
    hostname: 'mail.zonnehof.test', clock, log, prepareOutgoing: (mail) => queue.prepare(mail),
    passwordHash: createPasswordHash({ pepper: serviceKey.derive('portal-code-pepper'), cost: { memoryKiB: 8, passes: 1 } }),
  })
  const notices = createNotices({ hostname: 'mail.zonnehof.test', clock, prepareOutgoing: (mail) => queue.prepare(mail) })
  const outcomes = createOutcomes({ store, blobs: queueBlobs, secrets: queue.secrets, ledger, notices, clock, log })
  const internal = createInternalDelivery({ accounts, delivery, outcomes, secrets: queue.secrets, clock })
  const toPortal = createPortalDelivery({
    portal, accounts, store, queueBlobs, secrets: queue.secrets, outcomes, clock, log,
  })
  const left: LeftMail[] = []
  const unknown = new Set<string>()
  deliver = async (job) => {
    const route = job.due[0]?.recipient.route
    if (route === 'internal') return internal(job)
    if (route === 'portal') return toPortal(job)
    const bounced = job.due.filter(({ recipient }) => unknown.has(recipient.address))
    if (bounced.length > 0) {
      const attempt = { outcome: 'failed', status: '5.1.1', reply: '550 5.1.1 no such user' } as const
      return outcomes.write(bounced.map((due) => ({ due, attempt })), job.raw)
    }
    for (const { recipient, envelope } of job.due) left.push(leftMail(recipient.address, envelope.mailFrom, job.raw))
    const reached = { route: 'ordinary', protocol: 'TLSv1.3', cipher: null, verified: false, peer: 'mx.post.test' } as const
    await outcomes.write(job.due.map((due) => ({ due, attempt: { outcome: 'delivered', reply: '250 ok', reached } })), job.raw)
  }
  // Nobody hands in over the web here: mail comes straight from the queue.
  const submission = {} as Submission
  const protection = {} as WebServerConfig['protection']
  const web = await createWebServer({
    accounts, mailstore, keyring, serviceKey, submission, protection, ledger, tenants, store, throttle, log, clock, staticDir: options.staticDir ?? join(folder, 'web'),
    health: async () => [], portal, breaches,
  })
  const at = await web.listen('127.0.0.1:0')
  await queue.start()
  const { account: sender } = await house.person('marieke', { name: 'Marieke Hofstra', roles: ['owner', 'user'] })
  const signedIn = await accounts.signIn({ address: sender.address, password, door: 'web', ip: '127.0.0.1' })
  if (signedIn.outcome !== 'open') throw new Error('the sender could not sign in')
  const { open } = signedIn
  const release = keyring.hold(open)

  async function settled(): Promise<void> {
    for (let look = 0; look < 500; look++) {
      const row = await store.one<{ count: number }>({
        text: "select count(*) as count from outgoing_recipient where state = 'trying' or (state = 'waiting' and next_at <= ?)", values: [clock.at],
      })
      if (row.count === 0 && underWay === 0) return
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    throw new Error('the queue did not come to rest')
  }

  const client = (): Client => new Client(at)
  const lab: PortalLab = {
    ...house, portal, breaches, mailstore, queue, localSms, portalBlobs, ledgerOf: ledger, left, unknown, at,
    sender, open,
    settled,
    async send({ guests = [{ address: anja.address, portal: wish }], message = {} } = {}) {
      const raw = buildMessage({
        from: [{ name: 'Marieke Hofstra', email: sender.address }], to: guests.map(({ address, portal: one }) => ({ name: one?.name ?? null, email: address })),
        subject: 'Uitslag van het onderzoek', text: 'Uw BSN is 111222333. De uitslag is goed.', date: { ms: clock.at, offsetMinutes: 0 },
        messageId: 'uitslag-1@zonnehof.test', boundary: 'A1B2C3D4E5F6A7B8C9', ...message,
      })
      const queued = await queue.enqueue({
        tenant: house.tenant, account: sender.account, leavesAt: clock.at, raw,
        envelope: {
          mailFrom: sender.address, messageId: 'uitslag-1@zonnehof.test', isProtected: true, isNotice: false, utf8: false, language: 'nl',
          protection: { level: 'protect', reasons: ['national-id', 'health'], warnings: [], isOverridden: false },
        },
        recipients: guests.map(({ address, portal: one }) => ({ address, route: 'portal', ...(one === undefined ? {} : { portal: one }) })),
      }, [])
      await settled()
      return queued.id
    },
    linkFor(address) {
      const notice = present(left.findLast(({ to }) => to === address), `a notice to ${address}`)
      return present(/\/p#([A-Za-z0-9_-]{22})\s/.exec(notice.text)?.[1], 'a link')
    },
    codeFor(phone) {
      return present(/\b(\d{6})\b/.exec(localSms.messages(phone)[0]?.text ?? '')?.[1], 'a code')
    },
    visitor: client,
    async guest(link, phone = '+31612345621') {
      const one = client()
      await asked(one.ask('POST', '/api/guest/begin', { body: { link } }), 200)
      await asked(one.ask('POST', '/api/guest/code', { body: { link, code: lab.codeFor(phone) } }), 200)
      return one
    },
    async inbox() {
      const mail = await mailstore.open(open)
      const box = present((await mail.mailboxes()).find(({ role }) => role === 'inbox'), 'the inbox')
      const view = await mail.view(box.id)
      if (view === 'no such mailbox') throw new Error(view)
      const found = []
      for (const { message } of view.entries) {
        const raw = present(await mail.body(message), 'the bytes')
        const [record] = await mail.records([message])
        found.push({ subject: parseMessage(raw).subject, raw, truth: record?.summary.truth?.reason })
      }
      return found
    },
    messages: () => store.all<Record<string, unknown>>(sql`select * from portal_message order by created_at, id`),
    async inboxSubjects() {
      await settled()
      return (await lab.inbox()).map(({ subject }) => subject)
    },
    async stateOf(outgoing) {
      return present((await portal.stateFor({ ...lab.sender, outgoing }))[0], 'the state of the mail')
    },
    async kinds() {
      return (await ledger.list({ tenant: house.tenant, limit: 500 })).map(({ kind }) => kind).toReversed()
    },
    async close() {
      await queue.stop()
      release()
      await web.close()
      mailstore.close()
      sealer.close()
      resolver.close()
      await house.close()
    },
  }
  return lab
}

/** The answer, when it has the status that is expected. */
export async function asked(answer: Promise<Answer>, status: number): Promise<Answer> {
  const one = await answer
  if (one.status !== status) throw new Error(`expected ${status}, got ${one.status}: ${one.text}`)
  return one
}

function leftMail(to: string, mailFrom: string, raw: Uint8Array): LeftMail {
  const parsed = parseMessage(raw)
  const { textBody, htmlBody } = bodyParts(parsed.root)
  const [text] = textBody
  const [html] = htmlBody
  return {
    to, mailFrom, raw, subject: parsed.subject, text: text === undefined ? '' : decodedText(text, raw).value,
    html: html === undefined ? '' : decodedText(html, raw).value,
  }
}

/** One request of the guest's page. */
export const post = (client: Client, path: string, body: unknown) => client.ask('POST', `/api/guest/${path}`, { body })

/** Status and word of the answer to a request of the guest's page. */
export async function told(client: Client, path: string, body: unknown): Promise<string> {
  const { status, json } = await post(client, path, body)
  return `${status} ${json?.problem ?? json?.state ?? 'ok'}`
}
