/** The trace that a mail gets when it is kept: who handed it in, how, and what we found out. RFC 5321 §4.4, RFC 8601 */
import { concatBytes } from '../base/bytes.ts'
import { OWN_FIELDS } from '../mail-auth/types.ts'
import { utf8Bytes } from '../message/charset.ts'
import { formatDate } from '../message/date.ts'
import { fieldsNamed, fieldTexts, headerFields, keptPieces, strayLinesEnd, type OuterHeader } from '../message/rewrite.ts'
import type { HeaderField } from '../message/types.ts'
import type { ReceivingSession } from './types.ts'

export interface Trace {
  readonly id: string
  readonly at: number
  readonly mailFrom: string
  readonly session: ReceivingSession
  /** Value of our Authentication-Results, without the field name. */
  readonly authenticationResults: string
  /** The one recipient; left out when there are more, so that none learns of another. */
  readonly recipient: string | null
  /** A field with a claim that does not hold. */
  readonly strips?: string | undefined
}

/**
 * Without fields that only we may write (results in our name, the path that the last server sets), and without lines in
 * front that would go on with ours.
 */
export function withTrace(raw: Uint8Array, trace: Trace, header: OuterHeader = headerFields(raw)): Uint8Array {
  return traced(raw, trace, header).raw
}

/** The same, with what stands in `front` of the mail as it came, and what fields it is `without`. */
export function traced(
  raw: Uint8Array, trace: Trace, header: OuterHeader,
): { readonly raw: Uint8Array, readonly front: Uint8Array, readonly without: readonly HeaderField[] } {
  const { session, id, at, mailFrom, recipient, authenticationResults } = trace
  const hostname = session.hostname.toLowerCase()
  const always = ['return-path', ...trace.strips === undefined ? [] : [trace.strips.toLowerCase()]]
  const unwanted = (field: HeaderField): boolean =>
    always.includes(field.name.toLowerCase()) || namesUs(field.value, hostname)
  const without = fieldsNamed(header, [...always, ...OWN_FIELDS], unwanted)
  const protocol = `${session.utf8 ? 'UTF8SMTP' : 'ESMTP'}${session.tls === null ? '' : 'S'}`
  const tls = session.tls === null ? '' : ` (${session.tls.protocol} ${session.tls.cipher})`
  const forWhom = recipient === null ? '' : `\r\n\tfor <${recipient}>`
  const front = utf8Bytes(fieldTexts([
    ['Return-Path', `<${mailFrom}>`],
    ['Authentication-Results', authenticationResults],
    ['Received', `from ${safe(session.helo)} ([${safe(session.ip)}])${tls}\r\n\tby ${session.hostname} with ${protocol} id ${id}`
      + `${forWhom};\r\n\t${formatDate({ ms: at, offsetMinutes: 0 })}`],
  ]))
  const strays = strayLinesEnd(raw)
  // In one step: the mail is copied once.
  const pieces = strays === 0 ? keptPieces(raw, without) : keptPieces(raw, [{ start: 0, end: strays }, ...without])
  return { raw: concatBytes([front, ...pieces]), front, without }
}

/**
 * Whether an Authentication-Results field claims to be ours: its first word, however it was written, names this host.
 * What cannot be read safely counts as a claim. One pass, for the value is as long as a stranger likes. RFC 8601 §2.2
 */
function namesUs(value: string, hostname: string): boolean {
  let at = afterComments(value, 0)
  // ARC puts its instance in front: `i=1; host; ...` (RFC 8617 §4.1.1).
  const instance = /^i[ \t\r\n]{0,20}=[ \t\r\n]{0,20}\d{1,4}[ \t\r\n]{0,20};/i.exec(value.slice(at, at + 100))
  if (instance !== null) at = afterComments(value, at + instance[0].length)
  const name = firstWord(value.slice(at, at + NAME_LENGTH_MAX))
  return name === undefined || name.toLowerCase() === hostname
}

/** A name is at most 255 octets, a quoted one twice that; what is longer names no host. */
const NAME_LENGTH_MAX = 600

/** Where the first thing stands that is neither blank nor comment; comments nest (RFC 5322 §3.2.2). */
function afterComments(value: string, start: number): number {
  let depth = 0
  for (let at = start; at < value.length; at++) {
    const char = value.charAt(at)
    if (char === '(') depth++
    else if (char === ')' && depth > 0) depth--
    else if (char === '\\' && depth > 0) at++
    else if (depth === 0 && !' \t\r\n'.includes(char)) return at
  }
  return value.length
}

/** The name up to a blank, a comment or `;`, without its quotes; undefined for what is no host name. */
function firstWord(text: string): string | undefined {
  const quoted = /^"((?:[^"\\]|\\.)*)"/s.exec(text)?.[1]?.replace(/\\(.)/gs, '$1')
  const word = quoted ?? text.split(/[\s;(]/, 1)[0] ?? ''
  return /^[^\s"()\\;]{1,255}$/.test(word) ? word : undefined
}

/** A name from outside, for a header: no controls, no blanks, no brackets. */
function safe(value: string): string {
  const cleaned = value.replace(/[^\x21-\x7e]|[()[\]<>\\"]/g, '').slice(0, 255)
  return cleaned === '' ? 'unknown' : cleaned
}
