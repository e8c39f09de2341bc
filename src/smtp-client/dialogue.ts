import { isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { ReplyParser, type ReceivedReply } from '../smtp/reply-parser.ts'
import type { ClientTls } from '../tls/client-tls.ts'
import { shortcoming, type Demand } from './demand.ts'
import { reachedBy } from './peer.ts'
import { certificateFailure, type TlsFailure } from './tls-failure.ts'
import type { NextHop, Place, ReachedTls, SmtpClientLimits } from './types.ts'

/** The dialogue cannot go on: the other side is gone, silent, or talks nonsense. */
export class DialogueBroken extends Error {
  override name = 'DialogueBroken'
  readonly at: Place
  readonly failure: TlsFailure | undefined
  constructor(at: Place, message: string, failure?: TlsFailure) {
    super(message)
    this.at = at
    this.failure = failure
  }
}

interface Waiting {
  readonly at: Place
  readonly resolve: (reply: ReceivedReply) => void
  readonly reject: (error: DialogueBroken) => void
}

/**
 * Commands out, replies in, in order. A reply that nobody asked for breaks the connection at once: that is how words
 * injected before STARTTLS, or a server that counts differently, would be taken for the answer to something else.
 */
export class Dialogue {
  #socket: Socket
  #parser = new ReplyParser()
  readonly #waiting: Waiting[] = []
  #broken: DialogueBroken | undefined
  tls: ReachedTls | null = null
  readonly ip: string

  constructor(socket: Socket) {
    this.#socket = socket
    this.ip = socket.remoteAddress ?? 'unknown'
    socket.setNoDelay(true)
    this.#listen(socket)
  }

  get broken(): boolean {
    return this.#broken !== undefined
  }

  /** The next reply, within that time. */
  reply(at: Place, withinMs: number): Promise<ReceivedReply> {
    if (this.#broken !== undefined) return Promise.reject(new DialogueBroken(at, this.#broken.message))
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#break('no reply in time'), withinMs)
      this.#waiting.push({
        at,
        resolve: (reply) => {
          clearTimeout(timer)
          resolve(reply)
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      })
    })
  }

  /** Sends commands in one write and gives the promises of their replies, in order. */
  commands(at: Place, lines: readonly string[], withinMs: number): Promise<ReceivedReply>[] {
    const replies = lines.map(() => this.reply(at, withinMs))
    // Whoever awaits them one by one must not leave the later ones unheard when the first fails.
    for (const reply of replies) reply.catch(() => undefined)
    if (this.#broken === undefined) this.#socket.write(lines.map((line) => `${line}\r\n`).join(''))
    return replies
  }

  async command(at: Place, line: string, withinMs: number): Promise<ReceivedReply> {
    const [reply] = this.commands(at, [line], withinMs)
    if (reply === undefined) throw new DialogueBroken(at, 'nothing was sent')
    return await reply
  }

  /** Sends text and waits for the reply; without progress for `blockMs` while it is being sent it breaks. */
  async text(bytes: Uint8Array, { blockMs, finalMs }: Pick<SmtpClientLimits, 'blockMs' | 'finalMs'>): Promise<ReceivedReply> {
    const answer = this.reply('text', finalMs + bytes.length / BYTES_PER_MS_MIN)
    answer.catch(() => undefined)
    for (let at = 0; at < bytes.length && this.#broken === undefined; at += BLOCK_BYTES) {
      const flushed = this.#socket.write(bytes.subarray(at, at + BLOCK_BYTES))
      if (!flushed) await this.#drained(blockMs)
    }
    return await answer
  }

  /**
   * Shakes hands. Refuses when anything came after the 220 in plain text (response injection), and when what the server
   * proves falls short of the demand: then nothing was said to it under TLS.
   */
  async startTls({ tls, hop: { host, trust }, demand, withinMs }: {
    readonly tls: ClientTls, readonly hop: NextHop, readonly demand: Demand, readonly withinMs: number,
  }): Promise<void> {
    if (this.#parser.unread > 0 || this.#socket.readableLength > 0 || this.#broken !== undefined) {
      this.#break('plain text after the reply to STARTTLS')
      throw new DialogueBroken('tls', 'plain text after the reply to STARTTLS')
    }
    // The name under which the TLSA records stand (RFC 7672 §8.1); it differs from the host's behind an alias.
    const peerName = trust?.tlsa?.names[0] ?? host
    const plain = this.#socket
    for (const event of ['data', 'end', 'close', 'error'] as const) plain.removeAllListeners(event)
    const secure = await new Promise<TLSSocket>((resolve, reject) => {
      const fail = (why: string): void => {
        clearTimeout(timer)
        plain.destroy()
        reject(new DialogueBroken('tls', why))
      }
      const timer = setTimeout(() => fail('no TLS handshake in time'), withinMs)
      const socket = connectTls({
        // Any certificate ends the handshake; what it proves is looked at below, where DANE and names have their say as
        // well.
        socket: plain, secureContext: tls.secureContext, rejectUnauthorized: false,
        checkServerIdentity: () => undefined,
        ...isIP(peerName) === 0 ? { servername: peerName } : {},
      }, () => {
        clearTimeout(timer)
        resolve(socket)
      })
      socket.on('error', (error) => fail(`TLS handshake failed: ${reasonOf(error)}`))
      socket.on('close', () => fail('closed during the TLS handshake'))
      plain.on('error', (error) => fail(reasonOf(error)))
    })
    secure.removeAllListeners('close')
    secure.removeAllListeners('error')
    const reached = reachedBy(secure, { host: peerName, trust, now: Date.now() })
    const problem = shortcoming(demand, reached.proofs, reached.protocol)
    if (problem !== undefined) {
      const failure = certificateFailure(secure, { demand, proofs: reached.proofs, reason: problem })
      secure.destroy()
      throw new DialogueBroken('tls', problem, failure)
    }
    this.#socket = secure
    this.#parser = new ReplyParser()
    this.tls = reached
    this.#listen(secure)
  }

  /** Says QUIT without waiting for the answer. */
  quit(): void {
    if (this.#broken === undefined) {
      this.#broken = new DialogueBroken('before', 'we said QUIT')
      this.#socket.end('QUIT\r\n')
      const socket = this.#socket
      socket.resume()
      setTimeout(() => socket.destroy(), 1000).unref()
    }
  }

  destroy(): void {
    this.#break('given up')
  }

  /** An idle connection in the pool must not keep the process alive. */
  unref(): void {
    this.#socket.unref()
  }

  ref(): void {
    this.#socket.ref()
  }

  #listen(socket: Socket): void {
    socket.on('data', (bytes: Uint8Array) => this.#read(bytes))
    socket.on('end', () => this.#break('the other side closed the connection'))
    socket.on('close', () => this.#break('the connection was closed'))
    socket.on('error', (error) => this.#break(reasonOf(error)))
  }

  #read(bytes: Uint8Array): void {
    if (this.#broken !== undefined) return
    const replies = this.#parser.push(bytes)
    if (typeof replies === 'string') return this.#break(`the reply cannot be read: ${replies}`)
    for (const reply of replies) {
      const waiting = this.#waiting.shift()
      if (waiting === undefined) return this.#break(reply.code === 421 ? 'the other side is closing' : 'a reply that nobody asked for')
      waiting.resolve(reply)
    }
  }

  async #drained(withinMs: number): Promise<void> {
    const socket = this.#socket
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#break('no progress while sending'), withinMs)
      const done = (): void => {
        clearTimeout(timer)
        socket.removeListener('drain', done)
        socket.removeListener('close', done)
        resolve()
      }
      socket.once('drain', done)
      socket.once('close', done)
    })
  }

  #break(why: string): void {
    if (this.#broken !== undefined) return
    this.#broken = new DialogueBroken('before', why)
    this.#socket.destroy()
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new DialogueBroken(waiting.at, why))
  }
}

/** Text is written in blocks of this size. */
const BLOCK_BYTES = 256 * 1024
/** Slowest line that is still waited for, in octets per millisecond. */
const BYTES_PER_MS_MIN = 1

function reasonOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message.slice(0, 200)
}
