import { concatBytes } from '../base/bytes.ts'
import { BACKSLASH, CR, DQUOTE, LF, asciiText, isAscii, utf8Bytes, utf8Text } from './bytes.ts'
import { encodeMailboxName } from './mailbox-name.ts'

/**
 * Writes values so that they can be read back: quoted where that is possible, a literal where not. Nothing a message
 * or a client put in can end the line or the string early. RFC 9051 §4.3, §7, §9
 */

/** Longest string that is written quoted; longer ones, and those with line ends or 8 bits, become literals. */
export const QUOTED_SIZE_MAX = 1000

/** string: `"..."` or `{n}CRLF...`. NUL cannot be sent in either and becomes 0x80 as RFC 6855 §3 leaves no better. */
export function string(octets: Uint8Array): Uint8Array {
  return isQuotable(octets) ? quoted(octets) : literal(octets)
}

/** nstring: NIL for null. */
export function nstring(octets: Uint8Array | null): Uint8Array {
  return octets === null ? NIL : string(octets)
}

/** literal: its head and its octets. */
export function literal(octets: Uint8Array): Uint8Array {
  return concatBytes([utf8Bytes(`{${octets.length}}\r\n`), withoutNul(octets)])
}

/** A literal may not hold NUL (only literal8 may): it becomes 0x80. The common case gives the same array back. */
export function withoutNul(octets: Uint8Array): Uint8Array {
  return octets.includes(0) ? octets.map((octet) => octet === 0 ? 0x80 : octet) : octets
}

/** A mailbox name in the session's dialect, as an atom where it can be, else quoted. */
export function mailboxName(name: string, dialect: { readonly utf8: boolean }): string {
  const octets = encodeMailboxName(name, dialect)
  const text = utf8Text(octets) ?? asciiText(octets)
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** resp-text: printable ASCII on one line, whatever went in. RFC 9051 §7.1 */
export function respText(text: string): string {
  let safe = ''
  for (const character of text) safe += character >= ' ' && character <= '~' ? character : '?'
  return safe === '' ? '-' : safe
}

const NIL = utf8Bytes('NIL')

function isQuotable(octets: Uint8Array): boolean {
  if (octets.length > QUOTED_SIZE_MAX || !isAscii(octets)) return false
  return !octets.includes(0) && !octets.includes(CR) && !octets.includes(LF)
}

function quoted(octets: Uint8Array): Uint8Array {
  const out = [DQUOTE]
  for (const octet of octets) {
    if (octet === DQUOTE || octet === BACKSLASH) out.push(BACKSLASH)
    out.push(octet)
  }
  out.push(DQUOTE)
  return Uint8Array.from(out)
}
