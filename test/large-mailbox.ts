/**
 * A mailbox as an office has it after years: senders that come back, threads, words as common as in a language, some
 * attachments, flags, and mail that was moved in later. The same messages each time, whoever fills it.
 */
import { connect, type TLSSocket } from 'node:tls'
import { constants, createInflateRaw, deflateRawSync, type InflateRaw } from 'node:zlib'
import type { Person, Service } from './service.ts'

/** Words of the vocabulary; the n-th occurs about 1/n as often as the first. */
const VOCABULARY = 20_000
const SENDERS = 1500
const THREAD_LENGTH = 3
const MESSAGE_EVERY_MS = 20 * 60_000
const OLDEST = Date.UTC(2022, 0, 3)
/** One of so many came later than its date says. */
const LATE_EVERY = 50
const LATE_MS = 2 * 86_400_000
const ATTACHMENT_EVERY = 10
/** Messages that hold each rare word, however large the mailbox is. */
export const RARE_HITS = 20

const SYLLABLES = ['aan', 'be', 'cli', 'den', 'een', 'ge', 'her', 'in', 'kaar', 'lo', 'men', 'na', 'om', 'plan', 'ra',
  'sta', 'ter', 'uit', 'ver', 'zorg']

/** Word `rank` of the vocabulary, 0 the commonest. */
export function vocabularyWord(rank: number): string {
  const count = SYLLABLES.length
  const [second, third] = [Math.floor(rank / count) % count, Math.floor(rank / count ** 2) % count]
  const parts = [rank % count, second, third, (rank * 7) % count]
  return parts.map((part) => SYLLABLES[part] ?? '').join('')
}

/** A word that `RARE_HITS` messages hold. */
export const rareWord = (turn: number): string => `zonnebloempit${String(turn).padStart(4, '0')}`
const RARE_WORDS = 400
const rareText = Array.from({ length: RARE_WORDS }, (_, turn) => rareWord(turn)).join(' ')

export interface LargeMail {
  readonly raw: Buffer
  readonly receivedAt: number
  /** As IMAP writes them. */
  readonly flags: string
}

/** Message `index` of a mailbox of any size. */
export function largeMail(index: number): LargeMail {
  const random = generator(index)
  const word = (): string => vocabularyWord(Math.floor(VOCABULARY ** random()) - 1)
  const words = (count: number): string => Array.from({ length: count }, word).join(' ')
  const thread = index - index % THREAD_LENGTH
  const subject = generatorWords(thread)
  const sender = Math.floor(SENDERS * random() ** 2)
  const receivedAt = OLDEST + index * MESSAGE_EVERY_MS - (index % LATE_EVERY === 0 ? LATE_MS : 0)
  const reply = index === thread ? '' : `In-Reply-To: <${thread}@groot.test>\r\nReferences: <${thread}@groot.test>\r\n`
  const lines = Array.from({ length: 6 + Math.floor(18 * random()) }, () => words(10)).join('\r\n')
  const text = `Beste collega,\r\n\r\n${lines}\r\n${index < RARE_HITS ? `${rareText}\r\n` : ''}`
  const head = `From: ${name(sender)} <m${sender}@relatie${sender % 90}.example>\r\nTo: Anna <anna@groot.test>\r\n`
    + `Subject: ${index === thread ? '' : 'RE: '}${subject}\r\nMessage-ID: <${index}@groot.test>\r\n${reply}`
    + `Date: ${new Date(receivedAt).toUTCString().replace('GMT', '+0000')}\r\nMIME-Version: 1.0\r\n`
  const isPlain = index % ATTACHMENT_EVERY !== 0
  const raw = Buffer.from(isPlain ? `${head}Content-Type: text/plain; charset=utf-8\r\n\r\n${text}` : `${head}`
    + `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`
    + `--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=stuk${index}.bin\r\n`
    + `Content-Transfer-Encoding: base64\r\n\r\n${`${'QUJD'.repeat(19)}\r\n`.repeat(20)}--b--\r\n`)
  return { raw, receivedAt, flags: `${index % 7 === 0 ? '' : '\\Seen'}${index % 97 === 0 ? ' \\Flagged' : ''}`.trim() }
}

function name(sender: number): string {
  const word = vocabularyWord(sender * 13 % VOCABULARY)
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} ${vocabularyWord(sender % VOCABULARY)}`
}

function generatorWords(seed: number): string {
  const random = generator(seed + 0x5eed)
  return Array.from({ length: 4 }, () => vocabularyWord(Math.floor(VOCABULARY ** random()) - 1)).join(' ')
}

/** Numbers from 0 to 1, the same for one seed (mulberry32). */
function generator(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  return () => {
    state = state + 0x6d2b79f5 | 0
    let mixed = Math.imul(state ^ state >>> 15, 1 | state)
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296
  }
}

/** One IMAP conversation that looks for nothing but the tagged answer, so that the client costs next to nothing. */
export class LeanImap {
  readonly #socket: TLSSocket
  #came = 0
  #tail = ''
  #awaited = /^tag (?:OK|NO|BAD)[^\r]*\r\n/m
  #line = ''
  #wake: () => void = () => undefined
  #inflate: InflateRaw | null = null

  private constructor(socket: TLSSocket) {
    this.#socket = socket
    socket.on('data', (octets: Buffer) => {
      if (this.#inflate === null) this.#hear(octets)
      else this.#inflate.write(octets)
    })
    socket.on('error', () => this.#wake())
    socket.on('close', () => this.#wake())
  }

  static async open(service: Service, person: Person): Promise<LeanImap> {
    const socket = connect({ port: service.ports['imaps'] ?? 0, host: '127.0.0.1', rejectUnauthorized: false })
    await new Promise((resolve, reject) => {
      socket.once('secureConnect', resolve)
      socket.once('error', reject)
    })
    const client = new LeanImap(socket)
    await client.say(`LOGIN ${person.address} "${person.appPassword}"`)
    return client
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed
  }

  /** Says a command, with octets behind its line; gives the octets that came. Throws when it is not OK. */
  async say(command: string, more: Buffer = Buffer.alloc(0)): Promise<number> {
    await this.#exchange(Buffer.concat([Buffer.from(`tag ${command}`), more, Buffer.from('\r\n')]),
      /^tag (?:OK|NO|BAD)[^\r]*\r\n/m)
    if (!this.#line.startsWith('tag OK')) throw new Error(this.#line === '' ? 'the connection was closed' : this.#line)
    if (command === 'COMPRESS DEFLATE') this.#inflate = createInflateRaw().on('data', (octets: Buffer) => this.#hear(octets))
    return this.#came
  }

  /** Begins IDLE. */
  async idle(): Promise<void> {
    await this.#exchange(Buffer.from('tag IDLE\r\n'), /^\+ [^\r]*\r\n/m)
  }

  close(): void {
    this.#socket.destroy()
    this.#inflate?.destroy()
  }

  #exchange(octets: Buffer, awaited: RegExp): Promise<void> {
    this.#tail = ''
    this.#came = 0
    this.#line = ''
    this.#awaited = awaited
    const heard = new Promise<void>((resolve) => { this.#wake = resolve })
    const isPlain = this.#inflate === null
    this.#socket.write(isPlain ? octets : deflateRawSync(octets, { finishFlush: constants.Z_SYNC_FLUSH }))
    return heard
  }

  #hear(octets: Buffer): void {
    this.#came += octets.length
    this.#tail = (this.#tail + octets.subarray(-TAIL).toString('latin1')).slice(-TAIL)
    const end = this.#awaited.exec(this.#tail)
    if (end === null) return
    this.#line = end[0].trim()
    this.#wake()
  }
}

/** Octets of an answer that are looked at for its end. */
const TAIL = 4000

/** Messages in one APPEND, and connections that fill side by side. */
const APPENDED_AT_ONCE = 50
const FILLERS = 4
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function imapDate(ms: number): string {
  const at = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(at.getUTCDate())}-${MONTHS[at.getUTCMonth()] ?? ''}-${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} +0000`
}

/** Fills the inbox over IMAP with messages `from` up to `to`. */
export async function fillLargeMailbox(service: Service, person: Person, { from, to }: {
  readonly from: number, readonly to: number,
}): Promise<void> {
  let next = from
  await Promise.all(Array.from({ length: FILLERS }, async () => {
    const client = await LeanImap.open(service, person)
    while (next < to) {
      const first = next
      next = Math.min(to, next + APPENDED_AT_ONCE)
      const pieces: Buffer[] = []
      for (let index = first; index < next; index++) {
        const { raw, receivedAt, flags } = largeMail(index)
        pieces.push(Buffer.from(` (${flags}) "${imapDate(receivedAt)}" {${raw.length}+}\r\n`), raw)
      }
      await client.say('APPEND INBOX', Buffer.concat(pieces))
    }
    client.close()
  }))
}
