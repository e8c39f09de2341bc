/** A next hop on 127.0.0.1 that does as it is told, and counts what it got to see. */
import { createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'

export interface KeyPair {
  readonly certificate: string
  readonly key: string
}

export interface TakenMail {
  readonly mailFrom: string
  readonly rcptTo: readonly string[]
  readonly text: string
  readonly isTls: boolean
}

/**
 * What it does wrong. `strip`: does not offer STARTTLS. `refuse`: offers it and says 454. `inject`: puts replies of its
 * own behind the 220, in the clear. `no-handshake`: says 220 and then nonsense. `silent`: never greets.
 */
export type Misbehaviour = 'strip' | 'refuse' | 'inject' | 'no-handshake' | 'silent'

/** One SMTP server for what leaves a house. */
export class NextHop {
  misbehaviour: Misbehaviour | undefined
  /** Offered besides the usual, under TLS. */
  extensions: readonly string[] = []
  /** Addresses that nobody has there. */
  readonly unknown = new Set<string>()
  /** Commands, in the clear or under TLS. */
  readonly commands: string[] = []
  readonly mails: TakenMail[] = []
  /** Everything that was said to it, in the clear or under TLS. */
  seen = ''
  connections = 0
  pair: KeyPair | null
  #server: Server
  #sockets = new Set<Socket>()
  port = 0

  constructor(pair: KeyPair | null) {
    this.pair = pair
    this.#server = createServer((socket) => {
      this.connections += 1
      this.#sockets.add(socket)
      socket.on('error', () => socket.destroy())
      this.#serve(socket, true)
    })
  }

  async listen(port = 0, host = '127.0.0.1'): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(port, host, resolve))
    const address = this.#server.address()
    this.port = typeof address === 'object' && address !== null ? address.port : 0
    return this
  }

  /** Ends what is open, so that the next mail meets the server as it is now. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }

  async close(): Promise<void> {
    this.hangUp()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #serve(socket: Socket, greets: boolean): void {
    let input = ''
    let text: string | null = null
    let mailFrom = ''
    let rcptTo: string[] = []
    const isTls = socket instanceof TLSSocket
    const say = (line: string): void => void socket.write(`${line}\r\n`)
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      input += bytes.toString('latin1')
      this.seen += bytes.toString('latin1')
      for (;;) {
        const end = text === null ? input.indexOf('\r\n') : input.indexOf('\r\n.\r\n')
        if (end < 0) return
        const line = input.slice(0, end)
        input = input.slice(end + (text === null ? 2 : 5))
        if (text === null) this.commands.push(line)
        if (text !== null) {
          this.mails.push({ mailFrom, rcptTo, text: line, isTls })
          text = null
          rcptTo = []
          say('250 2.0.0 taken')
        } else if (line.startsWith('EHLO')) {
          say(['250-hop.test', '250-PIPELINING', '250-8BITMIME', ...this.#offered(isTls).map((word) => `250-${word}`), '250 HELP'].join('\r\n'))
        } else if (line === 'STARTTLS' && this.misbehaviour === 'refuse') {
          say('454 4.7.0 not now')
        } else if (line === 'STARTTLS' && this.misbehaviour === 'no-handshake') {
          say('220 go')
          say('250 nonsense')
        } else if (line === 'STARTTLS' && this.pair !== null) {
          say(this.misbehaviour === 'inject' ? '220 go\r\n250-hop.test\r\n250 HELP\r\n250 ok\r\n250 ok\r\n354 go' : '220 go')
          socket.removeAllListeners('data')
          const { certificate: cert, key } = this.pair
          this.#serve(new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) }),
            false)
          return
        } else if (line === 'DATA' && this.unknown.size > 0 && rcptTo.length === 0) {
          say('554 5.5.1 no recipients')
        } else if (line === 'DATA') {
          text = ''
          say('354 go')
        } else if (line === 'QUIT') {
          say('221 bye')
          socket.end()
        } else {
          if (line.startsWith('MAIL')) mailFrom = /<([^>]*)>/.exec(line)?.[1] ?? ''
          const recipient = line.startsWith('RCPT') ? /<([^>]*)>/.exec(line)?.[1] ?? '' : undefined
          const isUnknown = recipient !== undefined && this.unknown.has(recipient)
          if (recipient !== undefined && !isUnknown) rcptTo.push(recipient)
          say(isUnknown ? '550 5.1.1 nobody here' : '250 2.0.0 ok')
        }
      }
    })
    if (greets && this.misbehaviour !== 'silent') say('220 hop.test')
  }

  #offered(isTls: boolean): readonly string[] {
    if (isTls) return this.extensions
    return this.pair !== null && this.misbehaviour !== 'strip' ? ['STARTTLS'] : []
  }
}
