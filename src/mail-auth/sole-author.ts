/**
 * The one author of a message, or why there is none. Readers of mail disagree on anything unusual in From, and that is
 * what forgers live on: so the field is taken only in a form that everybody reads alike, and everything else is
 * refused.
 * RFC 5322 §3.6.2, RFC 7489 §6.6.1, RFC 9989 §5.3.1; the tricks: Chen, Paxson and Jiang, "Composition Kills" (2020).
 */
import { parseAddress } from '../address/address.ts'
import { domainToAscii } from '../address/domain.ts'
import { byteCharacters } from '../base/byte-characters.ts'
import { asText, unfold } from '../message/header.ts'
import type { OuterHeader } from '../message/rewrite.ts'
import type { HeaderField } from '../message/types.ts'
import type { Author } from './types.ts'

/** Characters of a From field that are read; a longer one is nobody's. */
export const FROM_LENGTH_MAX = 2000

/** The author, when there is one From field that everybody reads as one address; `raw` is the message of the header. */
export function soleAuthor(header: OuterHeader, raw: Uint8Array): Author | undefined {
  const froms = header.fields.filter(isFrom)
  const [from] = froms
  if (from === undefined || froms.length > 1 || hasHiddenFrom(header, raw)) return undefined
  // `From :` is a field for some and no field for others.
  if (raw[from.start + from.name.length] !== COLON) return undefined
  const value = unfold(from.value)
  if (value.length > FROM_LENGTH_MAX || CONTROLS.test(value)) return undefined
  const mailbox = soleMailbox(value)
  if (mailbox === undefined) return undefined
  const address = parseAddress(mailbox.email)
  const domain = address === undefined ? undefined : domainToAscii(address.domain)
  if (address === undefined || domain === undefined || isMisleading(address.local)) return undefined
  const name = asText(mailbox.name)
  return { email: `${address.local}@${address.domain}`, domain, name: name === '' ? null : name }
}

const COLON = 0x3a
/** What may not stand in a field once it is on one line; a tab may. */
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f]/

function isFrom({ name }: HeaderField): boolean {
  return name.length === 4 && name.toLowerCase() === 'from'
}

/**
 * Lines that are no field for us (a blank or a control in front of the name or the colon) but look like From to a
 * reader who is less strict. They stand in the gaps between the fields, so a clean header costs nothing.
 */
function hasHiddenFrom({ fields, bodyStart }: OuterHeader, raw: Uint8Array): boolean {
  let at = 0
  for (const { start, end } of fields) {
    if (start > at && isLikeFrom(raw, at, start)) return true
    at = end
  }
  return bodyStart > at && isLikeFrom(raw, at, bodyStart)
}

function isLikeFrom(raw: Uint8Array, from: number, to: number): boolean {
  return to - from > GAP_BYTES_MAX || LIKE_FROM.test(byteCharacters(raw.subarray(from, to)))
}

/** Octets between two fields that are looked at; more than that between them is no honest header. */
export const GAP_BYTES_MAX = 16 * 1024

/** Signs and controls that some readers leave out of a name. */
const JUNK = String.raw`[^a-z0-9\r\n:]`
const LIKE_FROM = new RegExp(String.raw`(?:^|[\r\n])${JUNK}{0,20}${[...'from'].join(`${JUNK}{0,5}`)}${JUNK}{0,20}:`, 'i')

/** A quoted local part that holds an address or brackets, so that it is read as another one. */
function isMisleading(local: string): boolean {
  return local.startsWith('"') && /[@<>,;:\\()]|=\?/.test(local)
}

/**
 * Phrase and address of `phrase <address>` or `address (comment)`; undefined for a list, a group, a route and the
 * rest.
 */
export function soleMailbox(value: string): { readonly name: string, readonly email: string } | undefined {
  let [phrase, email, note, at] = ['', undefined as string | undefined, '', 0]
  while (at < value.length) {
    const character = value.charAt(at)
    const end = character === '"' ? quotedEnd(value, at) : character === '(' ? commentEnd(value, at)
      : character === '<' ? angleEnd(value, at) : at + 1
    if (end === undefined || ',;:>)'.includes(character)) return undefined
    const taken = value.slice(at, end)
    if (character === '<') {
      if (email !== undefined) return undefined
      email = taken.slice(1, -1)
    } else if (character === '(') {
      note = taken.slice(1, -1)
      phrase += ' '
    } else if (email !== undefined && taken.trim() !== '') return undefined
    else phrase += taken
    at = end
  }
  if (email === undefined) {
    // Alone it must be one word with an address in it.
    email = phrase.trim()
    return isAddressWord(email) ? { name: note, email } : undefined
  }
  return isAddressWord(email) ? { name: unquoted(phrase.trim()) || note, email } : undefined
}

/** One `@` outside quotes, no blanks outside quotes, no route, nothing encoded. */
function isAddressWord(text: string): boolean {
  const bare = text.startsWith('"') ? text.slice(quotedEnd(text, 0) ?? text.length) : text
  return !text.endsWith('.') && bare.indexOf('@') === bare.lastIndexOf('@') && bare.includes('@') && !/[\s"<>(),;:\\[]|=\?/.test(bare.replace(/@\[[^\]\s]{0,60}\]$/, '@'))
}

function unquoted(phrase: string): string {
  if (!phrase.includes('"')) return phrase
  return phrase.replace(/"((?:[^"\\]|\\.)*)"/gs, (_, inside: string) => inside.replace(/\\(.)/gs, '$1'))
}

/** Just past the closing quote; undefined when there is none. */
function quotedEnd(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return undefined
}

/** Just past the closing bracket of a comment; a comment inside a comment is nobody's honest name. */
function commentEnd(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '(') return undefined
    else if (text[at] === ')') return at + 1
  }
  return undefined
}

/** Just past the `>`, quotes inside respected. */
function angleEnd(text: string, from: number): number | undefined {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '"') at = (quotedEnd(text, at) ?? text.length) - 1
    else if (text[at] === '>') return at + 1
    else if (text[at] === '<') return undefined
  }
  return undefined
}
