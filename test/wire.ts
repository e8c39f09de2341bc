/** Small real clients for scenarios: SMTP over a socket with STARTTLS, and imapflow with its errors heard. */
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { ImapFlow } from 'imapflow'
import type { Person, Service } from './service.ts'

export interface SmtpReply {
  readonly code: number
  readonly text: string
}

/** One SMTP conversation: send a line, await its reply. */
export class SmtpConversation {
  #socket: Socket
  #buffer = ''
  #waiting: ((reply: SmtpReply) => void)[] = []
  private constructor(socket: Socket) {
    this.#socket = socket
    this.#listen(socket)
  }

  /** `from`: the loopback address that the client seems to have; `helo`: the name that it says. */
  static async open(
    port: number, { from = '127.0.0.1', helo = 'client.example.net' }: { readonly from?: string, readonly helo?: string } = {},
  ): Promise<SmtpConversation> {
    const conversation = new SmtpConversation(connect({ port, host: '127.0.0.1', localAddress: from }))
    await conversation.#reply()
    await conversation.say(`EHLO ${helo}`)
    return conversation
  }

  #listen(socket: Socket): void {
    socket.setEncoding('latin1')
    socket.on('error', () => undefined)
    socket.on('close', () => {
      for (const answer of this.#waiting.splice(0)) answer({ code: 0, text: 'closed' })
    })
    socket.on('data', (text: string) => {
      this.#buffer += text
      for (;;) {
        const end = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(this.#buffer)
        if (end === null) return
        this.#buffer = this.#buffer.slice(end[0].length)
        this.#waiting.shift()?.({ code: Number(end[0].trim().split('\n').at(-1)?.slice(0, 3)), text: end[0].trim() })
      }
    })
  }

  #reply(): Promise<SmtpReply> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  say(line: string): Promise<SmtpReply> {
    if (this.#socket.destroyed) return Promise.resolve({ code: 0, text: 'closed' })
    const reply = this.#reply()
    this.#socket.write(`${line}\r\n`, 'utf8')
    return reply
  }

  async startTls(): Promise<void> {
    await this.say('STARTTLS')
    const plain = this.#socket
    plain.removeAllListeners('data')
    plain.removeAllListeners('close')
    this.#socket = connectTls({ socket: plain, rejectUnauthorized: false })
    await new Promise((resolve, reject) => {
      this.#socket.once('secureConnect', resolve)
      this.#socket.once('error', reject)
    })
    this.#listen(this.#socket)
    await this.say('EHLO client.example.net')
  }

  authenticate(name: string, password: string): Promise<SmtpReply> {
    return this.say(`AUTH PLAIN ${Buffer.from(`\0${name}\0${password}`).toString('base64')}`)
  }

  /** One transaction; gives the first reply that refuses, or the last one. */
  async send(from: string, to: readonly string[], message: string): Promise<SmtpReply> {
    const steps = [`MAIL FROM:<${from}>`, ...to.map((address) => `RCPT TO:<${address}>`), 'DATA']
    for (const step of steps) {
      const reply = await this.say(step)
      if (reply.code >= 400 || reply.code === 0) return reply
    }
    const stuffed = message.replace(/(^|\r\n)\./g, '$1..')
    return this.say(`${stuffed}${stuffed.endsWith('\r\n') ? '' : '\r\n'}.`)
  }

  close(): void {
    this.#socket.destroy()
  }
}

/** A message of a few lines, CRLF ends. */
export function plainMessage(args: {
  readonly from: string, readonly to: string, readonly subject: string, readonly text?: string, readonly id?: string,
}): string {
  const { from, to, subject, text = 'Dag,\r\n\r\nTot morgen.', id = `${Math.random().toString(36).slice(2)}@client.example.net` } = args
  return `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nMessage-ID: <${id}>\r\nDate: Mon, 1 Jun 2026 10:00:00 +0200\r\n\r\n${text}\r\n`
}

/** Hands a mail in as a stranger; throws when it is not taken. */
export async function deliver(service: Service, from: string, to: string, message: string): Promise<void> {
  const conversation = await SmtpConversation.open(service.ports['smtp'] ?? 0)
  const reply = await conversation.send(from, [to], message)
  conversation.close()
  if (reply.code !== 250) throw new Error(`not taken: ${reply.text}`)
}

/** Signs in over IMAP with the app password. */
export async function openImap(service: Service, person: Person, password = person.appPassword): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1', port: service.ports['imaps'] ?? 0, secure: true, auth: { user: person.address, pass: password },
    tls: { rejectUnauthorized: false }, logger: false,
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Subjects in a folder, oldest first. */
export async function subjectsIn(client: ImapFlow, folder: string): Promise<string[]> {
  const lock = await client.getMailboxLock(folder)
  try {
    // Asking for 1:* of an empty folder is a mistake of the client; NOOP brings what arrived meanwhile.
    await client.noop()
    if (client.mailbox === false || client.mailbox.exists === 0) return []
    const subjects: string[] = []
    for await (const message of client.fetch('1:*', { envelope: true })) subjects.push(message.envelope?.subject ?? '')
    return subjects
  } finally {
    lock.release()
  }
}

/** Asks again until the answer is there; fails after the limit with the last answer. */
export async function eventually<T>(
  ask: () => Promise<T>, isThere: (answer: T) => boolean, withinMs = 60_000,
): Promise<T> {
  const until = Date.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (isThere(answer)) return answer
    if (Date.now() > until) throw new Error(`not within ${withinMs} ms; last answer: ${JSON.stringify(answer)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
