/**
 * The text of one file. Runs inside a locked-down child and imports only pure code: it has no file system, no network and no
 * time of its own; whoever starts it limits time and memory. Formats now: plain text, CSV, HTML, JSON, XML, calendar, contact
 * card and mail with what is inside it. Everything else is `unknown-format`.
 */
import { Parser } from 'htmlparser2'
import { bodyParts } from '../message/body-parts.ts'
import { decodedBytes, decodedText } from '../message/body.ts'
import { htmlToText } from '../message/html-text.ts'
import { parseMessage } from '../message/parse.ts'
import type { AddressGroup } from '../message/types.ts'
import type { Extracted, FileToRead, Unread } from './types.ts'

/** Mails inside mails that are opened. */
export const NESTED_MAX = 5
/** Files inside one mail that are opened. */
export const NESTED_FILES_MAX = 100
/** Characters of text that one file gives at most; more is `over-limit`. */
export const TEXT_LENGTH_MAX = 64 * 1024 * 1024
/** Values of a JSON file that are looked at. */
export const JSON_VALUES_MAX = 1_000_000

type Format = 'plain' | 'html' | 'json' | 'xml' | 'folded' | 'mail'

/** Reads it; never throws for what is in the file. */
export function readFile(file: FileToRead, depth = 0): Extracted {
  const { bytes } = file
  if (isBinary(bytes)) return { unread: 'unknown-format' }
  const format = formatOf(file, bytes)
  if (format === undefined) return { unread: 'unknown-format' }
  if (format === 'mail') return readMail(bytes, depth)
  const text = decode(bytes)
  if (text === undefined) return { unread: 'unknown-format' }
  if (/-----BEGIN PGP MESSAGE-----/.test(text.slice(0, 2000))) return { unread: 'encrypted' }
  const read = textOf(format, text)
  return read.length > TEXT_LENGTH_MAX ? { unread: 'over-limit' } : { text: read }
}

function textOf(format: Exclude<Format, 'mail'>, text: string): string {
  switch (format) {
    case 'plain': return text
    case 'html': return htmlToText(text, { charactersMax: TEXT_LENGTH_MAX })
    case 'xml': return xmlToText(text)
    case 'json': return jsonToText(text)
    case 'folded': return unfoldCard(text)
  }
}

const byExtension: Readonly<Record<string, Format>> = {
  txt: 'plain', text: 'plain', md: 'plain', csv: 'plain', tsv: 'plain', log: 'plain', html: 'html', htm: 'html', xhtml: 'html',
  json: 'json', xml: 'xml', svg: 'xml', ics: 'folded', ical: 'folded', vcf: 'folded', vcard: 'folded', eml: 'mail',
}
const byType: Readonly<Record<string, Format>> = {
  'text/html': 'html', 'application/xhtml+xml': 'html', 'application/json': 'json', 'text/json': 'json', 'application/xml': 'xml',
  'text/xml': 'xml', 'text/calendar': 'folded', 'text/vcard': 'folded', 'text/x-vcard': 'folded', 'message/rfc822': 'mail',
  'message/global': 'mail',
}

/** The extension wins over the type, for that is what the reader's machine goes by; without either, text that looks like text. */
function formatOf({ name, type }: FileToRead, bytes: Uint8Array): Format | undefined {
  const extension = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (Object.hasOwn(byExtension, extension)) return byExtension[extension]
  const media = type.toLowerCase()
  if (Object.hasOwn(byType, media)) return byType[media]
  if (media.endsWith('+json')) return 'json'
  if (media.endsWith('+xml')) return 'xml'
  if (media.startsWith('text/')) return 'plain'
  return bytes.length > 0 && decode(bytes) !== undefined && !hasControls(bytes) ? 'plain' : undefined
}

/** First bytes of formats that are no text, whatever they are called. */
const signatures: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04], [0x50, 0x4b, 0x05, 0x06], [0x25, 0x50, 0x44, 0x46], [0xd0, 0xcf, 0x11, 0xe0], [0x52, 0x61,
    0x72, 0x21],
  [0x37, 0x7a, 0xbc, 0xaf], [0x1f, 0x8b], [0x89, 0x50, 0x4e, 0x47], [0xff, 0xd8, 0xff], [0x47, 0x49, 0x46, 0x38],
    [0x7f, 0x45, 0x4c, 0x46],
]

function isBinary(bytes: Uint8Array): boolean {
  if (signatures.some((signature) => signature.every((byte, index) => bytes[index] === byte))) return true
  return byteOrder(bytes) === undefined && bytes.includes(0)
}

function hasControls(bytes: Uint8Array): boolean {
  return byteOrder(bytes) === undefined && bytes.subarray(0, 65_536).some((byte) => byte < 32 && byte !== 9
    && byte !== 10 && byte !== 13 && byte !== 12)
}

function byteOrder(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined
}

/** UTF-16 with its mark, UTF-8, or else Windows-1252; undefined for what is none of them. */
function decode(bytes: Uint8Array): string | undefined {
  const order = byteOrder(bytes)
  if (order !== undefined) return new TextDecoder(order).decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Element text and attribute values, a line each. Entities of a DTD are not expanded. */
function xmlToText(xml: string): string {
  const pieces: string[] = []
  const parser = new Parser({
    onattribute: (_name, value) => void pieces.push(value, '\n'),
    ontext: (text) => void pieces.push(text),
    onclosetag: () => void pieces.push('\n'),
  }, { xmlMode: true, decodeEntities: true })
  parser.write(xml)
  parser.end()
  return pieces.join('')
}

/** `name: value` lines, so that escapes hide nothing; what is no JSON is read as it is. */
function jsonToText(text: string): string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return text
  }
  const lines: string[] = []
  const todo: (readonly [string, unknown])[] = [['', value]]
  for (let seen = 0; todo.length > 0 && seen < JSON_VALUES_MAX; seen += 1) {
    const [name, one] = todo.pop() ?? ['', null]
    if (typeof one === 'object' && one !== null) for (const [key, inner] of Object.entries(one).reverse()) todo.push([key, inner])
    else lines.push(`${name}: ${String(one)}`)
  }
  return todo.length > 0 ? text : lines.join('\n')
}

/** RFC 5545 §3.1, §3.3.11 and RFC 6350 §3.2: long lines are folded, commas and line ends escaped. */
function unfoldCard(text: string): string {
  return text.replace(/\r?\n[ \t]/g, '').replace(/\\[nN]/g, '\n').replace(/\\([,;\\])/g, '$1')
}

/** Subject, people, text and files of a mail inside the mail. */
function readMail(raw: Uint8Array, depth: number): Extracted {
  if (depth >= NESTED_MAX) return { unread: 'over-limit' }
  const message = parseMessage(raw)
  const { textBody, htmlBody, attachments } = bodyParts(message.root)
  const pieces = [message.subject, ...[message.from, message.to, message.cc].map(people)]
  for (const part of new Set([...textBody, ...htmlBody])) {
    if (part.type !== 'text') continue
    const { value } = decodedText(part, raw)
    pieces.push(part.subtype === 'html' ? htmlToText(value, { charactersMax: TEXT_LENGTH_MAX }) : value)
  }
  let unread: Unread | undefined = attachments.length > NESTED_FILES_MAX ? 'over-limit' : undefined
  for (const part of attachments.slice(0, NESTED_FILES_MAX)) {
    const bytes = part.message === null ? decodedBytes(part, raw) : raw.subarray(part.bodyStart, part.bodyEnd)
    const inner = readFile({ name: part.fileName ?? '', type: `${part.type}/${part.subtype}`, bytes }, depth + 1)
    pieces.push(part.fileName ?? '')
    if ('text' in inner) pieces.push(inner.text)
    unread ??= inner.unread
  }
  const text = pieces.filter((piece) => piece !== '').join('\n')
  if (text.length > TEXT_LENGTH_MAX) return { unread: 'over-limit' }
  return unread === undefined ? { text } : { text, unread }
}

function people(groups: readonly AddressGroup[]): string {
  return groups.flatMap(({ addresses }) => addresses).map(({ name, email }) => name === null ? email : `${name} <${email}>`).join(', ')
}
