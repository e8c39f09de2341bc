import { utf8Bytes } from './charset.ts'

/** Columns of encoded lines, RFC 2045 §6.7, §6.8. */
const ENCODED_COLUMNS = 76

export interface EncodedText {
  readonly encoding: '7bit' | 'quoted-printable'
  /** With CRLF line ends; ends in one when the text did. */
  readonly body: string
}

/**
 * Text for a part: 7bit when every line is short ASCII that no relay touches, otherwise quoted-printable of UTF-8. A
 * line that begins with `--` is always encoded, so that no text can hold a delimiter, whatever the boundary.
 */
export function encodeText(text: string): EncodedText {
  const lines = text.replaceAll('\0', '').split(/\r\n|\r|\n/)
  const isPlain = lines.every((line) => line.length <= ENCODED_COLUMNS + 2 && /^[\x20-\x7e\t]*$/.test(line)
    && !/^(?:--|From |\.)/.test(line) && !/[ \t]$/.test(line))
  if (isPlain) return { encoding: '7bit', body: lines.join('\r\n') }
  return { encoding: 'quoted-printable', body: lines.map(quotedPrintableLine).join('\r\n') }
}

/** One line in quoted-printable, with soft line breaks. RFC 2045 §6.7 */
function quotedPrintableLine(line: string): string {
  const bytes = utf8Bytes(line)
  let out = ''
  let column = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    const isLast = at === bytes.length - 1
    const piece = isSafe(byte, { column, isLast, next: bytes[at + 1] }) ? String.fromCharCode(byte) : escaped(byte)
    // The last piece of a line needs no room for the `=` of a soft break.
    if (column + piece.length > ENCODED_COLUMNS - (isLast ? 0 : 1)) {
      out += '=\r\n'
      column = 0
      const first = isSafe(byte, { column, isLast, next: bytes[at + 1] }) ? String.fromCharCode(byte) : escaped(byte)
      out += first
      column = first.length
      continue
    }
    out += piece
    column += piece.length
  }
  return out
}

/**
 * What may stand as itself; at the start of a line not what relays change (`From `, a dot) or delimiters begin with.
 */
function isSafe(
  byte: number, { column, isLast, next }: { column: number, isLast: boolean, next: number | undefined },
): boolean {
  if (byte === 0x20 || byte === 0x09) return !isLast
  if (byte < 0x21 || byte > 0x7e || byte === 0x3d) return false
  if (column > 0) return true
  return byte !== 0x2e && !(byte === 0x2d && next === 0x2d) && !(byte === 0x46 && next === 0x72)
}

function escaped(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

/** Base64 in lines of 76 columns with CRLF. RFC 2045 §6.8 */
export function encodeBase64Lines(bytes: Uint8Array): Uint8Array {
  const text = bytes.toBase64()
  const lines: string[] = []
  for (let at = 0; at < text.length; at += ENCODED_COLUMNS) lines.push(text.slice(at, at + ENCODED_COLUMNS))
  return utf8Bytes(lines.join('\r\n'))
}
