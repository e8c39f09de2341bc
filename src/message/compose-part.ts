import { concatBytes } from '../base/bytes.ts'
import { ByteText } from './byte-text.ts'
import { utf8Bytes } from './charset.ts'
import { encodeBase64Lines, encodeText } from './encode-body.ts'
import { encodeWords, needsEncoding } from './encode-word.ts'
import { fieldValue, foldField, LINE_COLUMNS_MAX, refuseLineEnds } from './fold.ts'
import { percentEncode } from './wire.ts'

/** A part ready to be written: its MIME fields, folded with CRLF, and its body. */
export interface ComposedPart {
  readonly fields: string
  readonly body: Uint8Array
}

export interface Attachment {
  readonly name: string | null
  /** Media type such as `application/pdf`. */
  readonly type: string
  readonly bytes: Uint8Array
  readonly disposition?: 'attachment' | 'inline'
  /** Without angle brackets; needed when the HTML refers to it. */
  readonly contentId?: string
}

/** A text part of UTF-8. RFC 2046 §4.1 */
export function textPart(subtype: 'plain' | 'html', text: string): ComposedPart {
  const { encoding, body } = encodeText(text)
  return {
    fields: `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n`,
    body: utf8Bytes(body),
  }
}

/**
 * An attached file; a whole message stays readable as one when its lines allow it (RFC 2046 §5.2.1), all else is
 * base64.
 */
export function filePart(attachment: Attachment): ComposedPart {
  const isMessage = /^message\/(?:rfc822|global)$/i.test(attachment.type)
  const isWhole = isMessage && canStandAsItIs(attachment.bytes)
  const type = isMessage && !isWhole || !/^[a-z0-9!#$&^_.+-]{1,60}\/[a-z0-9!#$&^_.+-]{1,100}$/i.test(attachment.type)
    || /^multipart\//i.test(attachment.type)
    ? 'application/octet-stream'
    : attachment.type.toLowerCase()
  const disposition = attachment.disposition ?? 'attachment'
  let fields = parameterField('Content-Type', { value: type, parameter: 'name', text: attachment.name })
  fields += parameterField('Content-Disposition', { value: disposition, parameter: 'filename', text: attachment.name })
  if (attachment.contentId !== undefined) fields += contentIdField(attachment.contentId)
  if (!isWhole) {
    return { fields: `${fields}Content-Transfer-Encoding: base64\r\n`, body: encodeBase64Lines(attachment.bytes) }
  }
  const isAscii = attachment.bytes.every((byte) => byte < 0x80)
  return { fields: `${fields}Content-Transfer-Encoding: ${isAscii ? '7bit' : '8bit'}\r\n`, body: attachment.bytes }
}

/** Parts between delimiters. RFC 2046 §5.1.1 */
export function multipart(
  parts: readonly ComposedPart[], { type, boundary }: { type: string, boundary: string },
): ComposedPart {
  const pieces: Uint8Array[] = []
  for (const { fields, body } of parts) {
    // The line end in front of a delimiter belongs to the delimiter, so bodies come back byte for byte.
    pieces.push(utf8Bytes(`--${boundary}\r\n${fields}\r\n`), body, CRLF)
  }
  pieces.push(utf8Bytes(`--${boundary}--`))
  return { fields: foldField('Content-Type', `${type}; boundary="${boundary}"`), body: concatBytes(pieces) }
}

const CRLF = new Uint8Array([0x0d, 0x0a])

/** The bytes, ending with a line end: how the body of a whole message ends. */
export function endLine(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === 0x0a && bytes.at(-2) === 0x0d ? bytes : concatBytes([bytes, CRLF])
}

/** CRLF line ends only, no NUL, no overlong line, and no line that a delimiter could be. */
function canStandAsItIs(bytes: Uint8Array): boolean {
  const text = new ByteText(bytes)
  if (text.indexOf('\0', 0) !== -1 || text.indexOf('\r\n', 0) === -1 || text.indexOf('\n--', 0) !== -1) return false
  if (bytes[0] === 0x2d && bytes[1] === 0x2d) return false
  let lineStart = 0
  while (lineStart < bytes.length) {
    const lf = text.indexOf('\n', lineStart)
    const cr = text.indexOf('\r', lineStart)
    const end = lf === -1 ? bytes.length : lf
    if (lf !== -1 && cr !== lf - 1 || lf === -1 && cr !== -1 || end - lineStart > LINE_COLUMNS_MAX) return false
    lineStart = end + 1
  }
  return true
}

/** Columns of one piece of a parameter in the form of RFC 2231. */
const PIECE_COLUMNS = 60

/**
 * `value; parameter=text`: plain where ASCII allows it, otherwise in the pieces of RFC 2231, and for old readers
 * `name` as RFC 2047.
 */
function parameterField(
  field: string, { value, parameter, text }: { value: string, parameter: string, text: string | null },
): string {
  if (text === null || text.trim() === '') return `${field}: ${value}\r\n`
  refuseLineEnds(parameter, text)
  const clean = text.replace(/[\x00-\x1f\x7f]+/g, ' ').trim().slice(0, 255)
  if (!needsEncoding(clean) && clean.length <= PIECE_COLUMNS && !clean.includes('=?')) {
    return `${field}: ${value};\r\n ${parameter}="${clean.replace(/["\\]/g, '\\$&')}"\r\n`
  }
  if (parameter === 'name') return `${field}: ${value};\r\n name="${encodeWords(clean).replaceAll(' ', '\r\n ')}"\r\n`
  const encoded = percentEncode(clean)
  const pieces: string[] = []
  for (let at = 0; at < encoded.length;) {
    const wanted = Math.min(encoded.length, at + PIECE_COLUMNS)
    // Never apart inside `%XX`.
    const percent = encoded.lastIndexOf('%', wanted - 1)
    const end = wanted < encoded.length && percent > wanted - 3 ? percent : wanted
    pieces.push(encoded.slice(at, end))
    at = end
  }
  const whole = pieces.length === 1
  const lines = pieces.map((piece, index) => ` ${parameter}*${whole
    ? ''
    : `${index}*`}=${index === 0 ? "utf-8''" : ''}${piece}`)
  return `${field}: ${value};\r\n${lines.join(';\r\n')}\r\n`
}

function contentIdField(contentId: string): string {
  const id = fieldValue('Content-ID', contentId, { utf8: false })
  return foldField('Content-ID', `<${id.replace(/[<>\s]/g, '')}>`)
}
