import { asciiText, isAscii, utf8Bytes, utf8Text } from './bytes.ts'
import type { Cursor } from './cursor.ts'

/**
 * Mailbox names between the wire and text: modified UTF-7 (RFC 3501 §5.1.3) until the client enables UTF-8, plain
 * UTF-8 in Net-Unicode after that (RFC 9051 §5.1, RFC 6855 §3). `INBOX` in any case is the inbox.
 */

/** Longest mailbox name on the wire, in octets. */
export const MAILBOX_NAME_SIZE_MAX = 1024

/** mailbox: astring, decoded. RFC 9051 §9 */
export function mailbox(cursor: Cursor): string {
  const octets = cursor.astring('a mailbox name')
  const name = decodeMailboxName(octets, cursor.dialect)
  return name ?? cursor.expected('a valid mailbox name before')
}

/** Text of a mailbox name, or undefined when the octets are no valid one. An empty name is given as ''. */
export function decodeMailboxName(octets: Uint8Array, dialect: { readonly utf8: boolean }): string | undefined {
  if (octets.length > MAILBOX_NAME_SIZE_MAX) return undefined
  // A rev1 client may not send 8 bits, but those that do mean UTF-8, and modified UTF-7 has no 8-bit octets.
  const text = dialect.utf8 || !isAscii(octets) ? utf8Text(octets) : decodeModifiedUtf7(asciiText(octets))
  if (text === undefined || hasControl(text)) return undefined
  return withInbox(text).normalize('NFC')
}

/**
 * `INBOX` in any case as a whole name or as the first level of one. In its own letters: the i without a dot has the same
 * capital, and is another letter. RFC 9051 §5.1
 */
export function withInbox(name: string): string {
  return name.replace(/^inbox(?=\/|$)/i, 'INBOX')
}

/** The name as wire octets in the session's dialect, not yet quoted. */
export function encodeMailboxName(name: string, dialect: { readonly utf8: boolean }): Uint8Array {
  // A name with control characters came in by another door; shifted it cannot end a line.
  return utf8Bytes(dialect.utf8 && !hasControl(name) ? name : encodeModifiedUtf7(name))
}

/** C0, DEL, C1, LINE SEPARATOR and PARAGRAPH SEPARATOR have no place in names. RFC 9051 §5.1 */
function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 32 || (unit >= 127 && unit < 160) || unit === 0x2028 || unit === 0x2029) return true
  }
  return false
}

/**
 * Modified UTF-7 to text; undefined when broken: an unended shift, bits left over, a surrogate without its other half,
 * printable ASCII that was shifted, or one shift right behind another (two spellings of one name would be two mailboxes to
 * some clients). RFC 3501 §5.1.3
 */
export function decodeModifiedUtf7(wire: string): string | undefined {
  let text = ''
  let at = 0
  let shiftEnd = -1
  while (at < wire.length) {
    const shift = wire.indexOf('&', at)
    if (shift < 0) return text + wire.slice(at)
    text += wire.slice(at, shift)
    const end = wire.indexOf('-', shift)
    if (end < 0) return undefined
    if (end === shift + 1) text += '&'
    else {
      const decoded = decodeShifted(wire.slice(shift + 1, end))
      if (decoded === undefined || shift === shiftEnd) return undefined
      text += decoded
      shiftEnd = end + 1
    }
    at = end + 1
  }
  return text
}

function decodeShifted(base64: string): string | undefined {
  let units = ''
  let bits = 0
  let held = 0
  for (const character of base64) {
    const value = MODIFIED_BASE64.indexOf(character)
    if (value < 0) return undefined
    bits = ((bits << 6) | value) & 0x3fffff
    held += 6
    if (held >= 16) {
      held -= 16
      const unit = (bits >> held) & 0xffff
      if (unit >= 32 && unit < 127) return undefined
      units += String.fromCharCode(unit)
    }
  }
  const left = bits & ((1 << held) - 1)
  return held >= 6 || left !== 0 || units === '' || !units.isWellFormed() ? undefined : units
}

/** Text to modified UTF-7. */
export function encodeModifiedUtf7(text: string): string {
  let wire = ''
  let shifted = ''
  for (let at = 0; at <= text.length; at++) {
    const unit = at < text.length ? text.charCodeAt(at) : 32
    if (unit < 32 || unit > 126) {
      shifted += text[at]
      continue
    }
    if (shifted !== '') {
      wire += `&${shift(shifted)}-`
      shifted = ''
    }
    if (at < text.length) wire += text[at] === '&' ? '&-' : text[at]
  }
  return wire
}

function shift(units: string): string {
  let base64 = ''
  let bits = 0
  let held = 0
  for (let at = 0; at < units.length; at++) {
    bits = ((bits & 0x3f) << 16) | units.charCodeAt(at)
    held += 16
    while (held >= 6) {
      held -= 6
      base64 += MODIFIED_BASE64[(bits >> held) & 63]
    }
  }
  return held === 0 ? base64 : base64 + MODIFIED_BASE64[(bits << (6 - held)) & 63]
}

const MODIFIED_BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,'
