import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { constants, createDeflateRaw, createInflateRaw } from 'node:zlib'

/**
 * What one command brought: untagged answers, and the tagged one without its tag. Literals stand in the text as they
 * came.
 */
export interface Answered {
  readonly untagged: readonly string[]
  readonly tagged: string
}

/** A client that says exactly what the test wants and reads answers whole, literals included. */
export class TestClient {
  #socket: Socket
  #buffer = ''
  #wake: (() => void) | null = null
  #ended = false
  #tag = 0
  #write = (octets: Uint8Array): void => void this.#socket.write(octets)
  greeting = ''

  constructor(socket: Socket) {
    this.#socket = socket
    this.#listen(socket)
  }

  static async open(address: string,
    options: { readonly tls?: boolean, readonly localAddress?: string } = {}): Promise<TestClient> {
    const { host, port } = hostAndPort(address)
    const from = options.localAddress ? { localAddress: options.localAddress } : {}
    const socket = options.tls
      ? connectTls({ host, port, rejectUnauthorized: false, ...from })
      : connect({ host, port, ...from })
    const client = new TestClient(socket)
    client.greeting = await client.response()
    return client
  }

  /** Opened and signed in. */
  static async signedIn(address: string,
    who: { readonly user: string, readonly password: string }): Promise<TestClient> {
    const client = await TestClient.open(address, { tls: true })
    const { tagged } = await client.command(`LOGIN "${who.user}" "${who.password}"`)
    if (!tagged.startsWith('OK')) throw new Error(`LOGIN: ${tagged}`)
    return client
  }

  #listen(socket: Socket): void {
    socket.on('data', (octets: Buffer) => {
      this.#buffer += octets.toString('latin1')
      this.#wake?.()
    })
    const over = (): void => {
      if (socket !== this.#socket) return
      this.#ended = true
      this.#wake?.()
    }
    socket.on('end', over)
    socket.on('close', over)
    socket.on('error', over)
  }

  /** Octets as they are; text is latin1. */
  send(text: string | Uint8Array): void {
    this.#write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text)
  }

  /** One answer with its literals; '' when the server has closed. */
  async response(): Promise<string> {
    let from = 0
    for (;;) {
      const lf = this.#buffer.indexOf('\r\n', from)
      if (lf < 0) {
        if (this.#ended) return ''
        await this.#more()
        continue
      }
      const literal = /\{(\d{1,9})\}$/.exec(this.#buffer.slice(Math.max(from, lf - 12), lf))
      if (!literal) {
        const whole = this.#buffer.slice(0, lf)
        this.#buffer = this.#buffer.slice(lf + 2)
        return whole
      }
      from = lf + 2 + Number(literal[1])
      while (this.#buffer.length < from && !this.#ended) await this.#more()
    }
  }

  async #more(): Promise<void> {
    await new Promise<void>((wake) => { this.#wake = wake })
    this.#wake = null
  }

  /** Everything until the tagged answer of this tag, a continuation, or the end. */
  async answer(tag: string): Promise<Answered> {
    const untagged: string[] = []
    for (;;) {
      const one = await this.response()
      if (one.startsWith(`${tag} `)) return { untagged, tagged: one.slice(tag.length + 1) }
      if (one === '') return { untagged, tagged: 'CLOSED' }
      untagged.push(one)
      if (one.startsWith('+')) return { untagged, tagged: '+' }
    }
  }

  async command(text: string): Promise<Answered> {
    const tag = `t${++this.#tag}`
    this.send(`${tag} ${text}\r\n`)
    return await this.answer(tag)
  }

  /** A command that ends with a literal: waits for `+`, sends the octets, reads on. */
  async commandWithLiteral(text: string, octets: string): Promise<Answered> {
    const tag = `t${++this.#tag}`
    this.send(`${tag} ${text} {${Buffer.byteLength(octets, 'latin1')}}\r\n`)
    const first = await this.answer(tag)
    if (first.tagged !== '+') return first
    this.send(`${octets}\r\n`)
    return await this.answer(tag)
  }

  async append(mailbox: string, message: string, options = ''): Promise<Answered> {
    return await this.commandWithLiteral(`APPEND ${mailbox}${options ? ` ${options}` : ''}`, message)
  }

  /** After an OK to STARTTLS. */
  async startTls(): Promise<void> {
    const plain = this.#socket
    plain.removeAllListeners('data')
    const secure = connectTls({ socket: plain, rejectUnauthorized: false })
    await new Promise<void>((resolve, reject) => {
      secure.once('secureConnect', resolve)
      secure.once('error', reject)
      secure.once('close', () => reject(new Error('closed in the handshake')))
    })
    this.#socket = secure
    this.#listen(secure)
  }

  /** After an OK to COMPRESS; the client's own window may be as large as it likes. Gives how many octets came and went. */
  startDeflate(): { readonly came: () => number, readonly went: () => number } {
    const inner = this.#socket
    for (const event of ['data', 'end', 'close']) inner.removeAllListeners(event)
    let came = 0
    let went = 0
    const inflate = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH })
    const deflate = createDeflateRaw({ flush: constants.Z_SYNC_FLUSH })
    inner.on('data', (octets: Buffer) => {
      came += octets.length
      inflate.write(octets)
    })
    inflate.on('data', (octets: Buffer) => {
      this.#buffer += octets.toString('latin1')
      this.#wake?.()
    })
    // What still lies in the inflater was said before the end.
    inner.on('close', () => inflate.end())
    inner.on('end', () => inflate.end())
    inflate.on('error', () => inner.destroy())
    inflate.on('close', () => {
      this.#ended = true
      this.#wake?.()
    })
    deflate.on('data', (octets: Buffer) => {
      went += octets.length
      inner.write(octets)
    })
    this.#write = (octets) => void deflate.write(octets)
    return { came: () => came, went: () => went }
  }

  /** Octets to the socket as they are, whatever was agreed. */
  sendRaw(octets: Uint8Array): void {
    this.#socket.write(octets)
  }

  /** What has come and was not read. */
  get unread(): string {
    return this.#buffer
  }

  /** Resolves when the server has closed. */
  async closed(): Promise<void> {
    while (!this.#ended) await this.#more()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#socket.destroy()
  }
}

export function hostAndPort(address: string): { readonly host: string, readonly port: number } {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) }
}
