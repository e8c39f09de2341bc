import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import http from 'node:http'
import { openAccountsHouse, password, type AccountsHouse } from '../accounts/accounts.testing.ts'
import type { AccountRole } from '../accounts/types.ts'
import { accountId } from '../jmap/ids.ts'
import type { JmapLimits } from '../jmap/limits.ts'
import { PROTECTION } from '../jmap/session.ts'
import { bodyCipher } from '../keys/body-cipher.ts'
import { createSealer } from '../keys/sealer.ts'
import { createResolver } from '../dns/resolver.ts'
import type { ExtractText } from '../extract/types.ts'
import { createLedger } from '../ledger/ledger.ts'
import type { Ledger } from '../ledger/types.ts'
import { silentLog, type Log } from '../log/log.ts'
import { openMailstore, type Mailstore } from '../mailstore/mailstore.ts'
import { mailPasses } from '../mailstore/rewrap.ts'
import { createQueue } from '../queue/queue.ts'
import { openFolderBlobs } from '../storage/blobs/folder.ts'
import { noGuests } from '../submission/portal-guests.ts'
import { createSending, type Sending } from '../submission/sending.ts'
import { clientTls } from '../tls/client-tls.ts'
import type { ServerTls } from '../tls/server-tls.ts'
import { createWebServer, type WebServer, type WebServerConfig } from './web-server.ts'

/** A web server on real parts: accounts, mailstore, queue, submission and ledger over one SQLite file. */
export interface WebHouse extends AccountsHouse {
  readonly mailstore: Mailstore
  readonly ledger: Ledger
  readonly sending: Sending
  readonly web: WebServer
  /** `127.0.0.1:port` */
  readonly at: string
  /** A client without a cookie. */
  visitor(): Client
  /** A person who is signed in. */
  signedIn(name: string, roles?: readonly AccountRole[]): Promise<Client>
}

export interface WebHouseOptions {
  readonly limits?: Partial<JmapLimits>
  readonly log?: Log
  readonly web?: Partial<WebServerConfig>
  readonly tls?: ServerTls
  /** The database; SQLite in a folder of its own when absent. */
  readonly url?: string
  /** Opens attached files for the search index. */
  readonly readFile?: ExtractText
  /** Files of the web client by path. */
  readonly files?: Readonly<Record<string, string>>
}

/** A house with somebody who writes under the extension for protection, and the privacy officer. */
export interface GuardHouse {
  readonly house: WebHouse
  readonly anna: Client
  readonly officer: Client
}

export async function openGuardHouse(options: WebHouseOptions = {}): Promise<GuardHouse> {
  const house = await openWebHouse(options)
  const anna = await house.signedIn('anna')
  anna.using = [...USING, PROTECTION]
  return { house, anna, officer: await house.signedIn('fg', ['privacy-officer']) }
}

export async function openWebHouse(options: WebHouseOptions = {}): Promise<WebHouse> {
  const { limits = {}, log = silentLog, web: more = {}, tls, files = {}, url, readFile } = options
  const house = await openAccountsHouse(url === undefined ? {} : { url })
  const { store, serviceKey, keyring, accounts, tenants, throttle, clock, folder } = house
  const blobs = await openFolderBlobs(join(folder, 'blobs'))
  const sealer = createSealer({ serviceKey, clock })
  const mailstore = openMailstore({
    store, blobs, keyring, sealer, bodyCipher, clock, log, ...readFile === undefined ? {} : { readFile },
  })
  const ledger = createLedger({ store, serviceKey, headsFile: join(folder, 'heads.jsonl'), clock, log })
  const queueBlobs = await openFolderBlobs(join(folder, 'queue'))
  accounts.rotations.add(mailPasses({ store, mailstore, clock }))
  accounts.closings.use({ mail: blobs, queue: queueBlobs })
  const queue = createQueue({
    store, blobs: queueBlobs, serviceKey, bodyCipher, clock, log, expiryHours: 24, concurrency: 2, windowMax: 2,
    delayNoticeMinutes: 0, groupOf: () => 'all', deliver: () => Promise.reject(new Error('nothing leaves in these tests')),
    giveBack: () => Promise.resolve(), delayNotice: () => Promise.resolve(undefined),
  })
  const resolver = createResolver({ servers: [], validating: false, clock })
  const sending = createSending({
    store, serviceKey, keyring, accounts, tenants, mailstore, ledger, queue, clock, log,
    way: { resolver, routes: {}, isPinned: () => false, mtaSts: () => Promise.resolve(undefined) },
    clientTls: clientTls(), guests: noGuests,
    settings: {
      hostname: 'mail.zonnehof.test', url: 'https://mail.zonnehof.test', policyFolder: folder, codeFolder: join(folder, 'code'),
      routes: {}, fixedRoutesVerified: false, verifiedAlways: false, holdMs: { jmap: 10_000, submission: 0 },
      keepSentCopy: true,
    },
  })
  const { submission } = sending
  const staticDir = join(folder, 'web')
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(staticDir, path, '..'), { recursive: true })
    await writeFile(join(staticDir, path), text)
  }
  const web = await createWebServer({
    accounts, mailstore, keyring, serviceKey, submission, protection: sending, ledger, tenants, store, throttle,
    log, clock, staticDir,
    health: async () => ({ checks: [{ id: 'storage', state: 'good', text: '', facts: {} }] }), limits, ...more,
  })
  const at = await web.listen('127.0.0.1:0', tls)
  const client = (): Client => new Client(at)
  return {
    ...house, mailstore, ledger, sending, web, at,
    visitor: client,
    async signedIn(name, roles = ['user']) {
      await house.person(name, { roles })
      const one = client()
      await one.signIn(`${name}@zonnehof.test`)
      const known = await accounts.findRecipient(`${name}@zonnehof.test`)
      if (known !== undefined) one.accountId = accountId(known.account)
      return one
    },
    async close() {
      await web.close()
      sending.extractor.close()
      await sending.abilities.settled()
      resolver.close()
      mailstore.close()
      sealer.close()
      await house.close()
    },
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly raw: Buffer
  readonly json: ReturnType<typeof JSON.parse>
}

type Call = readonly [name: string, args: Readonly<Record<string, unknown>>]
type Response = readonly [name: string, args: ReturnType<typeof JSON.parse>, callId: string]

interface Events {
  readonly status: number
  readonly ended: Promise<void>
  next(kind: string): Promise<string>
  close(): void
}

/** One browser: keeps its cookie, sends our header. */
export class Client {
  readonly at: string
  cookie = ''
  accountId = ''
  /** Capabilities that its requests name. */
  using: readonly string[] = USING
  constructor(at: string) {
    this.at = at
  }

  get url(): string {
    return `http://${this.at}`
  }

  async ask(method: string, path: string, { body, headers = {}, type = 'application/json' }: {
    readonly body?: unknown, readonly headers?: Readonly<Record<string, string>>, readonly type?: string,
  } = {}): Promise<Answer> {
    const bytes = body instanceof Uint8Array ? body : body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>()
    const request = http.request(`${this.url}${path}`, {
      method, agent: false,
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }), 'x-zegel': '1',
        ...(bytes === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(bytes) }), ...headers,
      },
    }, resolve)
    request.on('error', reject).end(bytes)
    const response = await promise
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    const answered = new Headers()
    for (const [name, values] of Object.entries(response.headersDistinct)) {
      for (const value of values ?? []) answered.append(name, value)
    }
    const set = answered.getSetCookie()[0]
    if (set !== undefined) this.cookie = /^([^;]*)/.exec(set)?.[1] ?? ''
    const raw = Buffer.concat(chunks)
    const text = raw.toString()
    return { status: response.statusCode ?? 0, headers: answered, raw, text, json: readJson(text) }
  }

  async signIn(address: string): Promise<Answer> {
    return this.ask('POST', '/api/sign-in', { body: { address, password } })
  }

  /** One JMAP request; each call is `[name, args]`, with the account filled in. Gives the responses. */
  async jmap(...calls: readonly Call[]): Promise<readonly Response[]> {
    const methodCalls = calls.map(([name, args], index) => [name, { accountId: this.accountId, ...args }, `c${index}`])
    const answer = await this.ask('POST', '/jmap/api', { body: { using: this.using, methodCalls } })
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
    return answer.json.methodResponses
  }

  /** The answer to one call. */
  async call(name: string, args: Readonly<Record<string, unknown>> = {}): Promise<ReturnType<typeof JSON.parse>> {
    const [first] = await this.jmap([name, args])
    return first?.[0] === 'error' ? { error: first[1].type, ...first[1] } : first?.[1]
  }

  /** The id of the mailbox with this role. */
  async box(role: string): Promise<string> {
    const { list } = await this.call('Mailbox/get', { ids: null })
    return list.find((one: { role: string | null }) => one.role === role).id
  }

  async upload(bytes: Uint8Array | string, type = 'message/rfc822'): Promise<string> {
    const answer = await this.ask('POST', `/jmap/upload/${this.accountId}`, { body: bytes, type })
    if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`)
    return answer.json.blobId
  }

  /** Uploads and imports a message into the inbox; gives its email id. */
  async keep(raw: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const blobId = await this.upload(raw.replace(/\r?\n/g, '\r\n'))
    const mailboxIds = { [await this.box('inbox')]: true }
    const { created, notCreated } = await this.call('Email/import', { emails: { k: { blobId, mailboxIds, ...more } } })
    if (created === null) throw new Error(JSON.stringify(notCreated))
    return created.k.id
  }

  /** Opens an event stream; `next` gives the next event of that kind. */
  async events(query: string): Promise<Events> {
    const { promise, resolve } = Promise.withResolvers<http.IncomingMessage>()
    const request = http.get(`${this.url}/jmap/eventsource?${query}`, { headers: { cookie: this.cookie }, agent: false }, resolve)
    const response = await promise
    let text = ''
    let wake: () => void = () => undefined
    const ended = new Promise<void>((done) => response.once('close', done))
    response.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
      wake()
    })
    request.on('error', () => undefined)
    return {
      status: response.statusCode ?? 0, ended,
      close: () => request.destroy(),
      async next(kind) {
        for (;;) {
          const end = text.indexOf('\n\n')
          if (end >= 0) {
            const event = text.slice(0, end)
            text = text.slice(end + 2)
            if (event.includes(`event: ${kind}\n`)) return /^data: (.*)$/m.exec(event)?.[1] ?? ''
            continue
          }
          await new Promise<void>((more) => { wake = more })
        }
      },
    }
  }
}

function readJson(text: string): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const USING = [
  'urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:submission', 'urn:zegel:params:jmap:sender-truth',
]
