/**
 * What a file is, by its bytes. Name and declared type are claims of whoever made it: they only choose between kinds of text
 * that the bytes do not tell apart. A file may be several things at once (a picture with an archive behind it): then it is
 * read as each of them.
 */
import { decodeText, looksLikeText } from './charset.ts'
import { imageTypeOf } from './picture.ts'
import { isTnef } from './tnef.ts'
import type { FileToRead } from './types.ts'

export type Kind =
  | 'pdf' | 'zip' | 'cfb' | 'tnef' | 'rtf' | 'gzip' | 'tar' | 'picture' | 'mail' | 'mbox' | 'html' | 'xml' | 'json' | 'card' | 'plain' | 'openpgp'

/** Bytes at the start in which a reader of PDF looks for its mark. */
export const PDF_MARK_WITHIN = 1024
/** Bytes at the end in which the end of a ZIP stands: its record and the longest comment. */
const ZIP_END_WITHIN = 22 + 65_535
/** Characters of text that are looked at to see what kind it is. */
const HEAD_LENGTH = 16_384

/** Every kind the bytes are, or none when they are nothing we know. */
export function kindsOf(file: FileToRead): readonly Kind[] {
  const { bytes } = file
  const kinds = binaryKinds(bytes)
  if (kinds.length > 0 && (kinds[0] !== 'pdf' || pdfAt(bytes) <= 4)) return kinds
  if (isKnownBinary(bytes)) return kinds
  // A PDF mark in a text: the text may be one that only speaks of PDF, or one that a reader of PDF opens all the same.
  const texts = bytes.length === 0 || looksLikeText(bytes) ? textKinds(file) : []
  return texts.includes('mail') ? texts : [...texts, ...kinds]
}

/**
 * Whether `kindsOf` has no answer, by marks and control characters alone: nothing of the file is interpreted, so whoever holds
 * it may ask before it costs a child.
 */
export function isUnknown({ bytes }: Pick<FileToRead, 'bytes'>): boolean {
  return binaryKinds(bytes).length === 0 && (isKnownBinary(bytes) || bytes.length > 0 && !looksLikeText(bytes))
}

/** Whether the file is this kind beyond doubt; a mark that stands somewhere in a text may mean nothing. */
export function isCertain(kind: Kind, { bytes }: FileToRead): boolean {
  return kind !== 'pdf' || pdfAt(bytes) <= 4
}

function binaryKinds(bytes: Uint8Array): Kind[] {
  const kinds: Kind[] = []
  if (starts(bytes, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) kinds.push('cfb')
  if (isTnef(bytes)) kinds.push('tnef')
  if (imageTypeOf(bytes) !== undefined) kinds.push('picture')
  if (starts(bytes, [0x1f, 0x8b, 8])) kinds.push('gzip')
  if (bytes[257] === 0x75 && latin1(bytes.subarray(257, 262)) === 'ustar') kinds.push('tar')
  if (/^(?:\xef\xbb\xbf)?\s{0,64}\{\\rt/.test(latin1(bytes.subarray(0, 64)))) kinds.push('rtf')
  if (isPdf(bytes)) kinds.push('pdf')
  // The files in these may be archives; they are opened as what they are there.
  const [first] = kinds
  if (first !== 'cfb' && first !== 'tar' && first !== 'tnef' && isZip(bytes)) kinds.push('zip')
  return kinds
}

/** RFC-less habit of readers: the mark may stand after other bytes. In an archive it is the archive's first file. */
function isPdf(bytes: Uint8Array): boolean {
  const at = pdfAt(bytes)
  if (at < 0) return false
  const firstEntryAt = starts(bytes, [0x50, 0x4b, 3, 4]) ? 30 + uint16(bytes, 26) + uint16(bytes, 28) : -1
  return at !== firstEntryAt
}

const pdfAt = (bytes: Uint8Array): number => latin1(bytes.subarray(0, PDF_MARK_WITHIN)).indexOf('%PDF-')

function isZip(bytes: Uint8Array): boolean {
  if (starts(bytes, [0x50, 0x4b, 3, 4]) || starts(bytes, [0x50, 0x4b, 5, 6])) return true
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(-ZIP_END_WITHIN).includes('PK\u0005\u0006', 'latin1')
}

/** First bytes of formats that are no text and that we do not read: archives, programs, sound, old Word. */
const unreadable: readonly (readonly number[])[] = [
  [0x52, 0x61, 0x72, 0x21], [0x37, 0x7a, 0xbc, 0xaf], [0x7f, 0x45, 0x4c, 0x46], [0x4d, 0x5a, 0x90], [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a], [0x28, 0xb5, 0x2f, 0xfd], [0x4d, 0x53, 0x43, 0x46], [0xdb, 0xa5],
  [0x4f, 0x67, 0x67, 0x53],
]

const isKnownBinary = (bytes: Uint8Array): boolean => unreadable.some((signature) => starts(bytes, signature))

const extensions: Readonly<Record<string, Kind>> = {
  html: 'html', htm: 'html', xhtml: 'html', mht: 'mail', mhtml: 'mail', json: 'json', xml: 'xml', svg: 'xml', ics: 'card',
  ical: 'card', vcf: 'card', vcard: 'card', eml: 'mail', mbox: 'mbox',
}
const mediaTypes: Readonly<Record<string, Kind>> = {
  'text/html': 'html', 'application/xhtml+xml': 'html', 'application/json': 'json', 'text/json': 'json', 'application/xml': 'xml',
  'text/xml': 'xml', 'text/calendar': 'card', 'text/vcard': 'card', 'text/x-vcard': 'card', 'message/rfc822': 'mail',
  'message/global': 'mail',
}

/** What name and type say of a text. */
function claimed({ name, type }: FileToRead): Kind | undefined {
  const extension = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (Object.hasOwn(extensions, extension)) return extensions[extension]
  const media = type.toLowerCase()
  if (Object.hasOwn(mediaTypes, media)) return mediaTypes[media]
  if (media.endsWith('+json')) return 'json'
  return media.endsWith('+xml') ? 'xml' : undefined
}

const FIELD = new RegExp(`^(${['received', 'return-path', 'from', 'to', 'cc', 'subject', 'date', 'message-id', 'mime-version', 'content-type',
  'delivered-to', 'reply-to', 'dkim-signature', 'x-[a-z0-9-]{1,40}'].join('|')}):`, 'i')
const MARKUP = new RegExp(`^\\s*(<!--[^]{0,2000}?-->\\s*)?<(${['!doctype\\s+html', 'html', 'head', 'body', 'table', 'div', 'p', 'span', 'h[1-6]',
  'ul', 'ol', 'br', 'meta', 'style', 'b', 'i', 'a'].join('|')})\\b`, 'i')

/**
 * The kinds a text is. Where a claim and the look of it differ, both are read: who opens `a.txt` sees the raw text, also of
 * what looks like HTML.
 */
function textKinds(file: FileToRead): readonly Kind[] {
  const head = decodeText(file.bytes.subarray(0, HEAD_LENGTH * 2)).slice(0, HEAD_LENGTH)
  const claim = claimed(file)
  if (head.includes('-----BEGIN PGP MESSAGE-----')) return ['openpgp']
  const look = lookOf(head)
  if (look === undefined) return [claim ?? 'plain']
  if (claim === undefined) return look === 'html' || look === 'mail' ? [look, ...look === 'html' ? ['plain' as const] : []] : [look]
  return look === claim || (look === 'html' && claim === 'xml') ? [claim] : [look, claim]
}

function lookOf(head: string): Kind | undefined {
  const text = head.replace(/^\uFEFF/, '')
  if (/^\s*BEGIN:(VCALENDAR|VCARD)\b/i.test(text)) return 'card'
  if (/^From \S+ .*\r?\n[!-9;-~]+:/.test(text)) return 'mbox'
  const lines = text.split(/\r?\n/, 3)
  if (FIELD.test(lines[0] ?? '') && (FIELD.test(lines[1] ?? '') || /^[ \t]|^$/.test(lines[1] ?? ' '))) return 'mail'
  if (/^\s*<\?xml\b/i.test(text)) return /<html[\s>]/i.test(text.slice(0, 2000)) ? 'html' : 'xml'
  if (MARKUP.test(text) || /<(html|body)[\s>]/i.test(text.slice(0, 4000))) return 'html'
  return /^\s*[{[]/.test(text) ? 'json' : undefined
}

function starts(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte)
}

const uint16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | (bytes[at + 1] ?? 0) << 8

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}
