import { domainToAscii, foldDomain, isAddressLiteral } from './domain.ts'

/**
 * Mail addresses: what is one, when two are the same, how one is written.
 *
 * Promises: nothing here throws, all of it is linear in its input, and what `parseAddress` accepts can stand in an SMTP
 * envelope and in a header without quoting tricks: no control characters, no line ends, no direction marks.
 * Fails by giving undefined. Lists as they stand in headers are in `list.ts` and take everything.
 *
 * Standards: RFC 5321 §4.1.2, RFC 5322 §3.4.1, RFC 6531 §3.3, RFC 6532.
 */

/** Octets of the local part, RFC 5321 §4.5.3.1.1. */
export const LOCAL_OCTETS_MAX = 64
/** Octets of a whole address, RFC 5321 §4.5.3.1.3 (a path of 256 with its brackets). */
export const ADDRESS_OCTETS_MAX = 254

export interface Address {
  /** As written; quoted when it has to be. */
  readonly local: string
  /** Lower case, as written (A-labels and U-labels kept). */
  readonly domain: string
}

/** Local part and domain, parted at the last `@` outside quotes; undefined without one. No check of either. */
export function splitAddress(text: string): Address | undefined {
  const at = text.lastIndexOf('@')
  return at <= 0 || at === text.length - 1
    ? undefined
    : { local: text.slice(0, at), domain: foldDomain(text.slice(at + 1)) }
}

/** A mailbox address by the grammar of RFC 5321 and RFC 6531; undefined when it is none. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > ADDRESS_OCTETS_MAX || hasHostileCharacter(text)) return undefined
  const parts = splitAddress(text)
  if (parts === undefined || octets(text) > ADDRESS_OCTETS_MAX) return undefined
  return isLocalPart(parts.local) && domainToAscii(parts.domain) !== undefined ? parts : undefined
}

/**
 * The form under which addresses are compared and kept: domain as A-labels in lower case, quotes only where needed,
 * NFC.
 * With `foldLocal` the local part is in lower case too, as this service does for its own mailboxes; elsewhere case may
 * matter (RFC 5321 §2.4). Undefined when it is no address.
 */
export function normaliseAddress(text: string, options: { readonly foldLocal?: boolean } = {}): string | undefined {
  const parts = parseAddress(text.trim().normalize('NFC'))
  if (parts === undefined) return undefined
  const domain = domainToAscii(parts.domain)
  if (domain === undefined) return undefined
  const plain = unquoteLocal(parts.local)
  const local = isDotString(plain) ? plain : quoteLocal(plain)
  return `${options.foldLocal === true ? local.toLowerCase() : local}@${domain}`
}

/** Whether a domain can stand behind the `@`: a host name, an international one, or an address literal. */
export function isMailDomain(domain: string): boolean {
  return isAddressLiteral(domain) || domainToAscii(domain) !== undefined
}

/** Dot-string or quoted string of at most 64 octets. RFC 5321 §4.1.2, RFC 6531 §3.3 */
export function isLocalPart(local: string): boolean {
  if (local === '' || octets(local) > LOCAL_OCTETS_MAX || hasHostileCharacter(local)) return false
  if (isDotString(local)) return true
  return local.length > 1 && local.startsWith('"') && /^"(?:[^"\\]|\\[\x20-\x7e])*"$/.test(local)
}

/** `name <local@domain>` for a header; the name quoted when it has to be. Text outside ASCII stays: encode it first. */
export function formatAddress({ name, email }: { readonly name: string | null, readonly email: string }): string {
  if (name === null || name.trim() === '') return email
  return `${quoteDisplayName(name)} <${email}>`
}

/** A phrase as it may stand in a header: atoms as they are, anything else as a quoted string. RFC 5322 §3.2.5 */
export function quoteDisplayName(name: string): string {
  const clean = name.replace(/[\x00-\x1f\x7f]+/g, ' ').trim()
  if (/^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~\u0080-\uffff ]+$/.test(clean) && !clean.includes('=?')) return clean
  return `"${clean.replace(/["\\]/g, '\\$&')}"`
}

/**
 * Characters that make a name or an address look like another: controls, direction marks and invisible characters.
 * A reader is warned, an address with one is refused. Unicode TR36 §2.5, TR39
 */
export function hasHostileCharacter(text: string): boolean {
  return /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/.test(text)
}

/** Atoms with single dots between; characters outside ASCII count as letters. RFC 5321 §4.1.2, RFC 6531 §3.3 */
function isDotString(local: string): boolean {
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return false
  return /^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.\u0080-\uffff]+$/.test(local)
}

function unquoteLocal(local: string): string {
  return local.startsWith('"') ? local.slice(1, -1).replace(/\\(.)/g, '$1') : local
}

function quoteLocal(local: string): string {
  return `"${local.replace(/["\\]/g, '\\$&')}"`
}

const encoder = new TextEncoder()

function octets(text: string): number {
  return NOT_ASCII.test(text) ? encoder.encode(text).length : text.length
}

const NOT_ASCII = /[^\x00-\x7f]/
