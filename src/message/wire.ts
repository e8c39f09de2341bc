import { parseAddressList, type ListedAddress } from '../address/list.ts'
import { utf8Bytes } from './charset.ts'
import { encodeWords } from './encode-word.ts'
import { unfold } from './header.ts'
import type { ParsedMessage, Part } from './types.ts'

/** Addresses of one list in an ENVELOPE; more are left out, so that a listing stays a listing. */
export const ENVELOPE_ADDRESSES_MAX = 2_000
/** Characters of one string in ENVELOPE or BODYSTRUCTURE. */
export const WIRE_TEXT_MAX = 8_000
/** Characters of all parameters in one BODYSTRUCTURE; later parameters are left out. */
export const WIRE_PARAMETERS_MAX = 64 * 1024

export interface WireOptions {
  /**
   * Text outside ASCII as UTF-8 (for a client that enabled it); otherwise as encoded-words, so that the answer is
   * ASCII.
   */
  readonly utf8?: boolean
}

/**
 * ENVELOPE with its parentheses, strings quoted, never a literal. Encoded-words stay as the sender wrote them. RFC
 * 9051 §7.5.2
 * Only the local part of an international address can be outside ASCII without `utf8`.
 */
export function envelopeWire(parsed: Pick<ParsedMessage, 'headers'>, options: WireOptions = {}): Uint8Array {
  return utf8Bytes(envelope(parsed, options))
}

/** BODYSTRUCTURE (`extended`) or BODY with its parentheses, strings quoted, never a literal. RFC 9051 §7.5.2 */
export function bodyStructureWire(part: Part, options: WireOptions & { readonly extended: boolean }): Uint8Array {
  return utf8Bytes(body(part, { ...options, budget: { left: WIRE_PARAMETERS_MAX } }))
}

const ENVELOPE_FIELDS: ReadonlySet<string> = new Set([
  'date', 'subject', 'from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'in-reply-to', 'message-id',
])

function envelope({ headers }: Pick<ParsedMessage, 'headers'>, options: WireOptions): string {
  const values = new Map<string, string[]>()
  for (const field of headers) {
    const name = field.name.toLowerCase()
    if (!ENVELOPE_FIELDS.has(name)) continue
    const list = values.get(name)
    if (list === undefined) values.set(name, [field.value])
    else list.push(field.value)
  }
  const text = (name: string): string => string(values.get(name)?.at(-1), options)
  const list = (name: string): string => addresses(values.get(name), options)
  const from = list('from')
  const or = (wire: string): string => wire === 'NIL' ? from : wire
  return `(${text('date')} ${text('subject')} ${from} ${or(list('sender'))} ${or(list('reply-to'))} `
    + `${list('to')} ${list('cc')} ${list('bcc')} ${text('in-reply-to')} ${text('message-id')})`
}

/** A header value as sent: unfolded and trimmed; NIL when absent. */
function string(value: string | undefined, options: WireOptions): string {
  return value === undefined ? 'NIL' : quoted(headerText(unfold(value).trim(), options))
}

function headerText(text: string, { utf8 }: WireOptions): string {
  const short = text.length > WIRE_TEXT_MAX ? text.slice(0, WIRE_TEXT_MAX) : text
  return utf8 === true || isAscii(short) ? short : encodeWords(short)
}

function isAscii(text: string): boolean {
  return !/[^\x00-\x7f]/.test(text)
}

/** A quoted string; what cannot stand in one (CR, LF, NUL) becomes a blank. RFC 9051 §4.3 */
function quoted(text: string): string {
  if (!/[\x00\r\n"\\]/.test(text)) return `"${text}"`
  return `"${text.replace(/[\x00\r\n]/g, ' ').replace(/["\\]/g, '\\$&')}"`
}

function addresses(values: readonly string[] | undefined, options: WireOptions): string {
  if (values === undefined) return 'NIL'
  const { groups } = parseAddressList(unfold(values.join(',')), ENVELOPE_ADDRESSES_MAX)
  let out = ''
  for (const { group, addresses: members } of groups) {
    if (group !== null) out += `(NIL NIL ${quoted(headerText(group, options))} NIL)`
    for (const member of members) out += address(member, options)
    if (group !== null) out += '(NIL NIL NIL NIL)'
  }
  return out === '' ? 'NIL' : `(${out})`
}

/** NIL as host would mean a group, so an address without a domain has an empty host. */
function address({ name, email }: ListedAddress, options: WireOptions): string {
  const at = email.lastIndexOf('@')
  const [local, host] = at === -1 ? [email, ''] : [email.slice(0, at), email.slice(at + 1)]
  const shown = name === null ? 'NIL' : quoted(headerText(name, options))
  return `(${shown} NIL ${quoted(local)} ${quoted(host)})`
}

interface BodyContext extends WireOptions {
  readonly extended: boolean
  readonly budget: { left: number }
}

function body(part: Part, context: BodyContext): string {
  if (part.type === 'multipart') return multipart(part, context)
  const size = part.bodyEnd - part.bodyStart
  let out = `(${token(part.type)} ${token(part.subtype)} ${parameters(part.parameters, context)} ${contentId(part)} `
    + `${optional(part.description, context)} ${token(part.encoding)} ${size}`
  if (part.type === 'message' && (part.subtype === 'rfc822' || part.subtype === 'global')) out += innerMessage(part,
    context)
  else if (part.type === 'text') out += ` ${part.lines}`
  if (context.extended) out += ` ${optional(part.md5, context)} ${extension(part, context)}`
  return `${out})`
}

function multipart(part: Part, context: BodyContext): string {
  const children = part.children.map((child) => body(child, context)).join('')
  const extra = context.extended ? ` ${parameters(part.parameters, context)} ${extension(part, context)}` : ''
  return `(${children} ${token(part.subtype)}${extra})`
}

/** An inner message that is not followed (too deep, encoded) gets an empty envelope, for the grammar wants one. */
function innerMessage(part: Part, context: BodyContext): string {
  if (part.message === null) {
    return ` (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 0 0) ${part.lines}`
  }
  return ` ${envelope(part.message, context)} ${body(part.message.root, context)} ${part.lines}`
}

/** Disposition, language, location: what both kinds of body end with. */
function extension(part: Part, context: BodyContext): string {
  const disposition = part.disposition === null
    ? 'NIL'
    : `(${token(part.disposition)} ${parameters(part.dispositionParameters, context)})`
  const { language } = part
  const tags = language === null || language.length === 0
    ? 'NIL'
    : `(${language.map((tag) => quoted(headerText(tag, context))).join(' ')})`
  return `${disposition} ${tags} ${optional(part.location, context)}`
}

function token(word: string): string {
  return quoted(isAscii(word) ? word.toUpperCase() : encodeWords(word))
}

function contentId({ contentId: id }: Part): string {
  return id === null ? 'NIL' : quoted(`<${id}>`)
}

function optional(text: string | null, options: WireOptions): string {
  return text === null ? 'NIL' : quoted(headerText(text, options))
}

/** Values outside ASCII go in the form of RFC 2231 (`filename*`), which clients read as they do from the header. */
function parameters(values: Readonly<Record<string, string>>, context: BodyContext): string {
  const pairs: string[] = []
  for (const [name, value] of Object.entries(values)) {
    if (!isAscii(name)) continue
    const pair = context.utf8 === true || isAscii(value)
      ? `${quoted(name.toUpperCase())} ${quoted(value)}`
      : `${quoted(`${name.toUpperCase()}*`)} ${quoted(`utf-8''${percentEncode(value)}`)}`
    context.budget.left -= pair.length
    if (context.budget.left < 0) break
    pairs.push(pair)
  }
  return pairs.length === 0 ? 'NIL' : `(${pairs.join(' ')})`
}

/** RFC 2231 §4: everything but `attribute-char` as percent and two digits. */
export function percentEncode(text: string): string {
  let out = ''
  for (const byte of utf8Bytes(text)) {
    const character = String.fromCharCode(byte)
    out += /[A-Za-z0-9!#$&+\-.^_`|~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}
