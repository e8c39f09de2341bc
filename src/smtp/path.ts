import type { Mailbox } from './command.ts'
import { isBeyondAscii, isDigit, isLetter, type Cursor } from './cursor.ts'
import { DOMAIN_OCTETS_MAX, LABEL_OCTETS_MAX, LOCAL_PART_OCTETS_MAX, PATH_OCTETS_MAX } from './limits.ts'

const LESS = 0x3c, GREATER = 0x3e, AT = 0x40, COLON = 0x3a, COMMA = 0x2c, DOT = 0x2e, QUOTE = 0x22, BACKSLASH = 0x5c
const HYPHEN = 0x2d, BRACKET = 0x5b

/** Reverse-path = Path / "<>". RFC 5321 §4.1.2, RFC 6531 §3.3. Undefined when the syntax is broken. */
export function reversePath(cursor: Cursor): Mailbox | undefined {
  if (cursor.takeWord('<>')) return { address: '', utf8: false }
  return path(cursor)
}

/** Forward-path: a Path, or `<Postmaster>` without a domain (RFC 5321 §4.1.1.3). */
export function forwardPath(cursor: Cursor): Mailbox | undefined {
  const start = cursor.at
  if (cursor.takeWord('<POSTMASTER>')) return { address: 'postmaster', utf8: false }
  cursor.at = start
  return path(cursor)
}

/** Path = "<" [ A-d-l ":" ] Mailbox ">". A source route is read and dropped (RFC 5321 §4.1.1.3, appendix C). */
function path(cursor: Cursor): Mailbox | undefined {
  const start = cursor.at
  if (!cursor.take(LESS)) return undefined
  if (cursor.peek() === AT && !sourceRoute(cursor)) return undefined
  const mailbox = mailboxOf(cursor)
  if (mailbox === undefined || !cursor.take(GREATER)) return undefined
  return cursor.at - start > PATH_OCTETS_MAX ? undefined : mailbox
}

/** A-d-l = At-domain *( "," At-domain ). Bounded by the length of the line. */
function sourceRoute(cursor: Cursor): boolean {
  do {
    if (!cursor.take(AT) || domain(cursor) === undefined) return false
  } while (cursor.take(COMMA))
  return cursor.take(COLON)
}

/** Mailbox = Local-part "@" ( Domain / address-literal ). */
function mailboxOf(cursor: Cursor): Mailbox | undefined {
  const start = cursor.at
  const local = cursor.peek() === QUOTE ? quotedString(cursor) : dotString(cursor)
  if (local === undefined || cursor.at - start > LOCAL_PART_OCTETS_MAX || !cursor.take(AT)) return undefined
  const host = cursor.peek() === BRACKET ? addressLiteral(cursor) : domain(cursor)
  if (host === undefined) return undefined
  let utf8 = false
  for (let index = start; index < cursor.at; index += 1) utf8 ||= (cursor.bytes[index] ?? 0) >= 0x80
  return { address: `${local}@${host}`, utf8 }
}

/** Dot-string = Atom *("." Atom). */
function dotString(cursor: Cursor): string | undefined {
  let local = ''
  for (;;) {
    const atom = cursor.takeWhile(isAtext)
    if (atom === '') return undefined
    local += atom
    if (!cursor.take(DOT)) return local
    local += '.'
  }
}

/**
 * Quoted-string = DQUOTE *QcontentSMTP DQUOTE. Quotes that are not needed go (RFC 5321 §4.1.2: `"a"` and `a` are the
 * same mailbox); where they are needed they stay, with escapes only before `"` and `\`.
 */
function quotedString(cursor: Cursor): string | undefined {
  cursor.take(QUOTE)
  let content = ''
  for (;;) {
    content += cursor.takeWhile((byte) => byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH && byte !== 0x7f)
    if (cursor.take(QUOTE)) break
    if (!cursor.take(BACKSLASH)) return undefined
    const escaped = cursor.peek()
    if (escaped < 0x20 || escaped > 0x7e) return undefined
    content += String.fromCharCode(escaped)
    cursor.at += 1
  }
  if (isDotString(content)) return content
  return `"${content.replace(/["\\]/g, '\\$&')}"`
}

function isDotString(content: string): boolean {
  let before = 0x2e
  for (let index = 0; index < content.length; index += 1) {
    const code = content.charCodeAt(index)
    if (code === DOT ? before === DOT : !isAtext(code)) return false
    before = code
  }
  return before !== DOT
}

/** Domain = sub-domain *("." sub-domain), with U-labels where SMTPUTF8 is in use; in lower case. Undefined when broken. */
export function domain(cursor: Cursor): string | undefined {
  const start = cursor.at
  let name = ''
  for (;;) {
    const from = cursor.at
    const label = cursor.takeWhile((byte) => isLetter(byte) || isDigit(byte) || byte === HYPHEN || isBeyondAscii(byte))
    const broken = label === '' || label.startsWith('-') || label.endsWith('-') || cursor.at - from > LABEL_OCTETS_MAX
    if (broken) return undefined
    name += label
    if (!cursor.take(DOT)) break
    name += '.'
  }
  return cursor.at - start > DOMAIN_OCTETS_MAX ? undefined : name.toLowerCase()
}

/** address-literal = "[" ... "]" (RFC 5321 §4.1.3). Only its shape is checked: nobody here has such an address. */
function addressLiteral(cursor: Cursor): string | undefined {
  const start = cursor.at
  if (!cursor.take(BRACKET)) return undefined
  const inside = cursor.takeWhile((byte) => isLetter(byte) || isDigit(byte) || literalMarks.has(byte))
  if (inside === '' || !cursor.take(0x5d) || cursor.at - start > DOMAIN_OCTETS_MAX) return undefined
  return `[${inside.toLowerCase()}]`
}

/** atext of RFC 5322 §3.2.3, extended by RFC 6531 §3.3. */
function isAtext(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || isBeyondAscii(byte) || atextMarks.has(byte)
}

const literalMarks = new Set([COLON, DOT, HYPHEN])
const atextMarks = new Set(Array.from("!#$%&'*+-/=?^_`{|}~", (mark) => mark.charCodeAt(0)))
