/** Mails, contacts and appointments as Outlook keeps them: [MS-OXMSG] over a compound file. */
import { decodeCharset } from '../message/charset.ts'
import type { CfbEntry } from './cfb.ts'
import { Unreadable, type Reading } from './reading.ts'
import { unpackRtf } from './rtf-compressed.ts'
import { readRtf } from './rtf.ts'

/** Recipients and attachments of one message that are read. */
export const MSG_STORAGES_MAX = 2000

/** Whether the file is one. */
export function isMsg(root: CfbEntry): boolean {
  return root.children.some(({ name }) => name === '__properties_version1.0')
}

/** Properties as [MS-OXPROPS] numbers them. */
const SUBJECT = 0x0037
const BODY = 0x1000
const RTF_COMPRESSED = 0x1009
const HTML = 0x1013
const HEAD = [SUBJECT, 0x0c1a, 0x5d01, 0x0c1f, 0x0e04, 0x0e03, 0x0e02] as const
const PERSON = [0x3001, 0x39fe, 0x3003] as const
const CODE_PAGE = 0x3ffd
const HTML_CODE_PAGE = 0x3fde

export async function readMsg(root: CfbEntry, reading: Reading): Promise<void> {
  await readMessage(root, 32, reading)
}

async function readMessage(storage: CfbEntry, headerBytes: number, reading: Reading): Promise<void> {
  const properties = new Properties(storage, headerBytes, reading)
  const lines = HEAD.map((id) => properties.text(id))
  reading.add(`${[...new Set(lines)].filter((line) => line !== '').join('\n')}\n`)
  readRecipients(storage, reading)
  await readBody(properties, reading)
  const others = properties.others()
  if (others.length > 0) reading.add(`${others.join('\n')}\n`)
  await readAttachments(storage, reading)
}

/** Plain, then HTML, or else RTF: usually the same words, and HTML and RTF say the same. */
async function readBody(properties: Properties, reading: Reading): Promise<void> {
  const plain = properties.text(BODY)
  reading.add(`${plain}\n`)
  const html = properties.bytes(HTML)
  if (html !== undefined && html.length > 0) {
    const label = codePage(properties.number(HTML_CODE_PAGE))
    const text = decodeCharset(html, label).text
    await reading.inside({ name: '', type: 'text/html', bytes: new TextEncoder().encode(text.includes('<') ? text : `<html>${text}`) })
    return
  }
  const rtf = properties.bytes(RTF_COMPRESSED)
  if (rtf === undefined || rtf.length === 0) return
  try {
    const unpacked = unpackRtf(rtf)
    reading.spend(unpacked.length)
    await readRtf(unpacked, reading)
  } catch (error) {
    if (!(error instanceof Unreadable) || error.isFinal) throw error
    reading.miss(error.why)
  }
}

function readRecipients(storage: CfbEntry, reading: Reading): void {
  const recipients = storage.children.filter(({ name }) => name.startsWith('__recip_version1.0_'))
  if (recipients.length > MSG_STORAGES_MAX) reading.miss('over-limit')
  for (const recipient of recipients.slice(0, MSG_STORAGES_MAX)) {
    const properties = new Properties(recipient, 8, reading)
    const words = new Set(PERSON.map((id) => properties.text(id)).filter((word) => word !== '' && !word.startsWith('/o=')))
    reading.add(`${[...words].join(' ')}\n`)
  }
}

async function readAttachments(storage: CfbEntry, reading: Reading): Promise<void> {
  const attachments = storage.children.filter(({ name }) => name.startsWith('__attach_version1.0_'))
  if (attachments.length > MSG_STORAGES_MAX) reading.miss('over-limit')
  for (const attachment of attachments.slice(0, MSG_STORAGES_MAX)) {
    const properties = new Properties(attachment, 8, reading)
    const name = properties.text(0x3707) || properties.text(0x3704) || properties.text(0x3001)
    const inner = attachment.children.find((child) => child.name === '__substg1.0_3701000D')
    if (inner !== undefined) {
      reading.add(`${name}\n`)
      reading.place('file', name)
      if (isMsg(inner)) await readMessage(inner, 24, reading)
      else reading.miss('unknown-format')
      continue
    }
    const bytes = properties.bytes(0x3701)
    if (bytes === undefined) reading.miss('broken')
    else await reading.inside({ name, type: properties.text(0x370e), bytes })
  }
}

/** The properties of one storage: short values in one stream, texts and bytes each in its own. */
class Properties {
  readonly #streams = new Map<string, CfbEntry>()
  readonly #numbers = new Map<number, number>()
  readonly #reading: Reading
  readonly #used = new Set<number>()

  constructor(storage: CfbEntry, headerBytes: number, reading: Reading) {
    this.#reading = reading
    for (const child of storage.children) {
      if (child.name.startsWith('__substg1.0_')) this.#streams.set(child.name.slice(12).toUpperCase(), child)
      if (child.name === '__properties_version1.0') this.#readNumbers(child.read(), headerBytes)
    }
  }

  #readNumbers(bytes: Uint8Array, headerBytes: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    for (let at = headerBytes; at + 16 <= bytes.length; at += 16) {
      if (view.getUint16(at, true) === 3) this.#numbers.set(view.getUint16(at + 2, true), view.getUint32(at + 8, true))
    }
  }

  number(id: number): number | undefined {
    return this.#numbers.get(id)
  }

  text(id: number): string {
    this.#used.add(id)
    const wide = this.#streams.get(`${hex(id)}001F`)
    if (wide !== undefined) return new TextDecoder('utf-16le').decode(this.#read(wide)).replace(/\0+$/, '')
    const narrow = this.#streams.get(`${hex(id)}001E`)
    return narrow === undefined ? '' : decodeCharset(this.#read(narrow), codePage(this.#numbers.get(CODE_PAGE))).text.replace(/\0+$/, '')
  }

  bytes(id: number): Uint8Array | undefined {
    this.#used.add(id)
    const stream = this.#streams.get(`${hex(id)}0102`) ?? this.#streams.get(`${hex(id)}001F`) ?? this.#streams.get(`${hex(id)}001E`)
    return stream === undefined ? undefined : this.#read(stream)
  }

  /** Texts of contacts and appointments: fields of people, and fields that have names instead of numbers. */
  others(): string[] {
    const lines: string[] = []
    for (const key of this.#streams.keys()) {
      const id = Number.parseInt(key.slice(0, 4), 16)
      const isTold = (id >= 0x3a00 && id <= 0x3aff) || id >= 0x8000
      if (!isTold || this.#used.has(id) || !/^....001[EF]$/.test(key)) continue
      const text = this.text(id)
      if (text.length > 1 && text.length < 100_000) lines.push(text)
    }
    return lines
  }

  #read(stream: CfbEntry): Uint8Array {
    const bytes = stream.read()
    this.#reading.spend(bytes.length)
    return bytes
  }
}

const hex = (id: number): string => id.toString(16).toUpperCase().padStart(4, '0')

/** Windows numbers of code pages; UTF-8 is 65001. */
function codePage(number: number | undefined): string {
  if (number === 65_001) return 'utf-8'
  if (number === 28_591 || number === undefined || number === 20_127) return 'windows-1252'
  return number >= 28_592 && number <= 28_606 ? `iso-8859-${number - 28_590}` : `windows-${number}`
}
