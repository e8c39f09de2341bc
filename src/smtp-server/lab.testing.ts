import { connect, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { connect as connectTls } from 'node:tls'
import type { Account } from '../accounts/types.ts'
import { scramExchange, type ScramDesk } from '../accounts/scram-exchange.ts'
import { systemClock } from '../base/clock.ts'
import { MiB } from '../base/sizes.ts'
import { hmacSha256, sha256 } from '../crypto/hash.ts'
import { clientKeyOf, scramKeys } from '../crypto/scram.ts'
import type { Accepted, IncomingMail, Receiving } from '../delivery/types.ts'
import type { OpenAccount } from '../keys/keys.ts'
import { silentLog } from '../log/log.ts'
import type { Submission, SubmittedMail, Submitted } from '../submission/types.ts'
import { createThrottle, type Throttle } from '../throttle/throttle.ts'
import { selfSigned } from '../tls/certificates.ts'
import { fixedTls } from '../tls/server-tls.ts'
import type { SmtpServerLimits } from './limits.ts'
import type { ListenerKind } from './listener.ts'
import { createSmtpShared, type SmtpSharedArgs } from './shared.ts'
import type { Room } from './room.ts'
import { createSmtpServer, type SmtpServer, type SmtpServerParts } from './server.ts'

/** A server on a free port of 127.0.0.1 and what reached the flow behind it. */
export interface Lab {
  readonly server: SmtpServer
  readonly port: number
  readonly received: IncomingMail[]
  readonly submitted: SubmittedMail[]
  readonly memory: Room
  /** How many are inside. */
  readonly connections: { readonly taken: number }
  /** What the flow behind answers; may be changed, and may wait. */
  answer: () => Promise<Accepted>
  submitAnswer: () => Promise<Submitted>
  revoke(): void
  client(): Promise<RawClient>
}

export interface LabArgs {
  readonly kind?: ListenerKind
  readonly limits?: Partial<SmtpServerLimits>
  readonly memory?: number
  readonly connections?: number
  readonly throttle?: Throttle
  readonly tls?: boolean
  readonly shared?: Partial<SmtpSharedArgs>
  readonly parts?: Partial<Pick<SmtpServerParts, 'isProxy' | 'xclientFrom' | 'refusesEarlyTalkers'>>
}

const pair = await selfSigned({ names: ['mx.a.test'], clock: systemClock })
const open = { tenant: 1, account: 7 } as OpenAccount
const account = { tenant: 1, account: 7, address: 'ann@a.test' } as Account

/** Ann's app password is `pencil`, with the salt of RFC 7677 §3. */
const salt = Uint8Array.fromBase64('W22ZaJ0SNY7soEsUEjb6gQ==')
const scramDesk: ScramDesk = {
  withDomain: (name) => Promise.resolve(name),
  salt,
  async tryProof({ name, proof, authMessage }) {
    const { storedKey, serverKey } = await scramKeys({ password: 'pencil', salt })
    const right = Buffer.from(sha256(clientKeyOf({ storedKey, proof, authMessage }))).equals(storedKey)
    if (!right || name !== 'ann@a.test') return { signIn: { outcome: 'refused' } }
    return { signIn: { outcome: 'open', account, open }, serverSignature: hmacSha256(serverKey, authMessage) }
  },
}

/** Recipients: `@a.test` is ours, with `ann`, `bob`, `postmaster`, `u1`... and non-ASCII ones; `busy@a.test` cannot be asked now. */
export async function startLab(t: TestContext, args: LabArgs = {}): Promise<Lab> {
  const { kind = 'smtp' } = args
  const received: IncomingMail[] = []
  const submitted: SubmittedMail[] = []
  let revoke: () => void = () => undefined
  const receiving: Receiving = {
    async recipient({ address }) {
      if (!address.endsWith('@a.test')) return 'not-local'
      if (address === 'busy@a.test') return 'temporary'
      return /^(ann|bob|postmaster|u\d+|[^\x00-\x7f]+)@/.test(address) ? 'ok' : 'unknown'
    },
    async accept(mail) {
      received.push(mail)
      return await lab.answer()
    },
  }
  const submission = {
    async submit(mail: SubmittedMail) {
      submitted.push(mail)
      return await lab.submitAnswer()
    },
  } as Submission
  const throttle = args.throttle ?? createThrottle({ clock: systemClock })
  const shared = createSmtpShared({
    connections: args.connections ?? 100, bufferedBytes: args.memory ?? 64 * MiB, throttle, clock: systemClock,
    ...args.shared,
  })
  const { memory } = shared
  const connections = { get taken() { return shared.entrance.inside } }
  const server = createSmtpServer({
    kind, hostname: 'mx.a.test', postmasterDomain: 'a.test', receiving, submission, shared, ...args.parts,
    ...args.tls === false ? {} : { tls: fixedTls(pair) },
    accounts: {
      async signIn({ address, password }) {
        if (password === 'slow down') return { outcome: 'too-many-tries', retryAfterMs: 1000 }
        if (password === 'half') return { outcome: 'second-factor-needed', account, pending: 'x' }
        return address === 'ann@a.test' && password === 'secret' ? { outcome: 'open', account, open } : { outcome: 'refused' }
      },
      scram: ({ mechanism, bind }) => scramExchange({ mechanism, bind, desk: scramDesk }),
      onRevoked(listener) {
        revoke = () => listener({ tenant: 1, account: 7 })
        return () => undefined
      },
    },
    throttle, clock: systemClock, log: silentLog,
    limits: { unknownDelayMs: 1, turnAwayMs: 1, stopMs: 500, ...args.limits },
  })
  const address = await server.listen('127.0.0.1:0')
  const port = Number(address.split(':')[1])
  t.after(() => server.close())
  const lab: Lab = {
    server, port, received, submitted, memory, connections,
    answer: () => Promise.resolve({ outcome: 'kept', id: 'id1' }),
    submitAnswer: () => Promise.resolve({ outcome: 'queued', submission: 's1', leavesAt: 0 }),
    revoke: () => revoke(),
    async client() {
      const client = new RawClient(kind === 'submissions' ? connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false }) : connect({ host: '127.0.0.1', port }))
      t.after(() => client.destroy())
      return client
    },
  }
  return lab
}

/** Says exactly what it is told, and shows exactly what came. */
export class RawClient {
  #socket: Socket
  #input = ''
  #ended = false
  #wake: (() => void)[] = []
  /** Number of pieces of input, to see that replies came in one write. */
  pieces = 0

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    this.#listen(socket)
  }

  #listen(socket: Socket): void {
    socket.on('data', (bytes: Buffer) => {
      this.#input += bytes.toString('utf8')
      this.pieces += 1
      this.#tell()
    })
    for (const event of ['end', 'close', 'error'] as const) {
      socket.on(event, () => {
        this.#ended = true
        this.#tell()
      })
    }
  }

  #tell(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }

  write(text: string | Uint8Array): void {
    this.#socket.write(typeof text === 'string' ? Buffer.from(text, 'utf8') : text)
  }

  /** The next whole reply without its last CRLF; 'closed' when the server closed. */
  async reply(): Promise<string> {
    for (;;) {
      const found = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(this.#input)
      if (found !== null) {
        this.#input = this.#input.slice(found[0].length)
        return found[0].trimEnd()
      }
      if (this.#ended) return 'closed'
      await new Promise<void>((resolve) => this.#wake.push(resolve))
    }
  }

  async say(line: string): Promise<string> {
    this.write(`${line}\r\n`)
    return await this.reply()
  }

  /** Replies to several lines sent in one write. */
  async batch(...lines: readonly string[]): Promise<string[]> {
    this.write(lines.map((line) => `${line}\r\n`).join(''))
    const replies: string[] = []
    for (let count = 0; count < lines.length; count += 1) replies.push(await this.reply())
    return replies
  }

  /** Greeting and EHLO. */
  async hello(): Promise<string> {
    await this.reply()
    return await this.say('EHLO client.test')
  }

  /** Up to the 354. */
  async toData({ from = 'x@y.test', to = 'ann@a.test', parameters = '' } = {}): Promise<string> {
    await this.say(`MAIL FROM:<${from}>${parameters}`)
    await this.say(`RCPT TO:<${to}>`)
    return await this.say('DATA')
  }

  async startTls(): Promise<string> {
    await this.say('STARTTLS')
    await this.shake()
    return await this.say('EHLO client.test')
  }

  async shake(options: object = {}): Promise<void> {
    const plain = this.#socket
    for (const event of ['data', 'end', 'close', 'error'] as const) plain.removeAllListeners(event)
    plain.on('error', () => undefined)
    await new Promise<void>((resolve, reject) => {
      const secure = connectTls({ socket: plain, rejectUnauthorized: false, ...options }, resolve)
      secure.once('error', reject)
      secure.once('close', () => reject(new Error('closed')))
      this.#socket = secure
    })
    this.#listen(this.#socket)
  }

  /** Resolves when the server closed; gives what it said before. */
  async closed(): Promise<string> {
    while (!this.#ended) await new Promise<void>((resolve) => this.#wake.push(resolve))
    return this.#input
  }

  halfClose(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }
}
