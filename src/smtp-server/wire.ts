import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { giveBack } from '../base/bytes.ts'
import { channelOf, noChannel, type BindChannel } from '../tls/channel-binding.ts'
import type { ServerTls } from '../tls/server-tls.ts'
import { PENDING_OCTETS_MAX, REPLY_OCTETS_MAX } from './limits.ts'

/** The function that ends a turn, now or later; undefined when there is none to be had. */
export type Turn = (() => void) | Promise<() => void> | undefined

/** What the owner of a wire hears. */
export interface WireEvents {
  /** There is something new in `pending`. */
  onInput(): void
  /** The client took what was written; there is room again. */
  onDrain(): void
  onSecure(): void
  /** Once, for whatever reason. */
  onClose(): void
}

/**
 * The bytes of one connection, before and after STARTTLS: unread input, replies collected into one write, no-delay.
 * Knows nothing of SMTP.
 */
export class Wire {
  /** Input that was not used yet, from `at` on. */
  pending: Uint8Array = empty
  at = 0
  #socket: Socket
  #secure: TLSSocket | undefined
  readonly #events: WireEvents
  #out = ''
  #blocked = false
  #closed = false
  #paused = false
  #ended = false

  constructor(socket: Socket, events: WireEvents) {
    this.#socket = socket
    this.#events = events
    socket.setNoDelay(true)
    socket.on('error', () => this.destroy())
    socket.on('close', () => this.#close())
  }

  /** Begins to read plain text. */
  start(): void {
    this.#listen(this.#socket)
  }

  /**
   * Hands the connection over to TLS. Only with no unread plain text (`unread`): that would be somebody putting commands
   * in front of the handshake (CVE-2011-0411). What still arrives as plain text fails in the handshake. `turn` is asked
   * for when the client begins.
   */
  startTls(tls: ServerTls, turn: () => Turn): void {
    const raw = this.#socket
    raw.removeAllListeners('data')
    raw.removeAllListeners('drain')
    raw.removeAllListeners('end')
    this.flush()
    this.pending = empty
    this.at = 0
    // Only a client that began its handshake gets a turn: one that just sits there holds nobody up.
    raw.once('readable', () => {
      const got = this.#closed ? undefined : turn()
      if (got === undefined) return this.destroy()
      if (got instanceof Promise) void got.then((end) => this.#secureIt(raw, tls, end))
      else this.#secureIt(raw, tls, got)
    })
  }

  /** The first message of the client, the costly one, is worked off before the turn ends. */
  #secureIt(raw: Socket, tls: ServerTls, endTurn: () => void): void {
    setImmediate(() => setImmediate(endTurn))
    if (this.#closed) return
    const secure = new TLSSocket(raw, { isServer: true, secureContext: tls.secureContext() })
    secure.disableRenegotiation()
    secure.on('error', () => this.destroy())
    secure.on('_tlsError', () => this.destroy())
    secure.on('close', () => this.#close())
    secure.once('secure', () => {
      this.#secure = secure
      this.#events.onSecure()
    })
    this.#socket = secure
    this.#listen(secure)
  }

  /** Octets that came and were not used yet. */
  get unread(): number {
    return this.pending.length - this.at + this.#socket.readableLength
  }

  /** The client closed its side: what it sent is still answered, then we close too. */
  get ended(): boolean {
    return this.#ended
  }

  /** Protocol and suite once the handshake is done. */
  get tls(): { readonly protocol: string, readonly cipher: string } | null {
    if (this.#secure === undefined) return null
    return { protocol: this.#secure.getProtocol() ?? 'TLS', cipher: this.#secure.getCipher().standardName }
  }

  /** What binds a sign-in to this connection. */
  get channel(): BindChannel {
    return this.#secure === undefined ? noChannel : channelOf(this.#secure)
  }

  get secure(): boolean {
    return this.#secure !== undefined
  }

  get closed(): boolean {
    return this.#closed
  }

  /** The client does not read: run nothing more of it until `onDrain`. */
  get blocked(): boolean {
    return this.#blocked
  }

  /** Adds to the next write. */
  say(text: string): void {
    this.#out += text
    if (this.#out.length > REPLY_OCTETS_MAX) this.flush()
  }

  /** Everything said since the last write, in one write. */
  flush(): void {
    if (this.#out === '' || this.#closed) return
    const out = this.#out
    this.#out = ''
    if (!this.#socket.write(out, 'latin1')) this.#blocked = true
  }

  /** Writes what was said, then closes our side; the rest of what the client sends is dropped. */
  end(): void {
    if (this.#closed) return
    this.flush()
    this.#socket.removeAllListeners('data')
    this.#socket.resume()
    this.#socket.end()
    // A client that does not close its half is not waited for.
    const raw = this.#socket
    setTimeout(() => raw.destroy(), END_MS).unref()
  }

  destroy(): void {
    this.#socket.destroy()
    this.#close()
  }

  /** Stops reading while a command is being answered and enough is waiting. */
  hold(): void {
    if (this.#paused || this.pending.length - this.at < PENDING_OCTETS_MAX) return
    this.#paused = true
    this.#socket.pause()
  }

  /** Reads again, and lets go of memory that was used up. */
  letGo(): void {
    if (this.at >= this.pending.length) {
      giveBack(this.pending)
      this.pending = empty
      this.at = 0
    }
    if (!this.#paused) return
    this.#paused = false
    this.#socket.resume()
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Uint8Array) => {
      if (this.at >= this.pending.length) this.pending = chunk
      else this.pending = Buffer.concat([this.pending.subarray(this.at), chunk])
      this.at = 0
      this.#events.onInput()
    })
    socket.on('drain', () => {
      this.#blocked = false
      this.#events.onDrain()
    })
    socket.on('end', () => {
      this.#ended = true
      this.#events.onInput()
    })
  }

  #close(): void {
    if (this.#closed) return
    this.#closed = true
    this.pending = empty
    this.at = 0
    this.#events.onClose()
  }
}

const empty = new Uint8Array(0)

/** How long a connection may linger after our side was closed. */
const END_MS = 2000
