/**
 * The text of a message as searches see it, in one place, so that a scan and an index never differ. Pure.
 */
import { decodedText } from './body.ts'
import { asText, unfold } from './header.ts'
import { htmlToText } from './html-text.ts'
import { headerFields } from './rewrite.ts'
import type { AddressGroup, Part } from './types.ts'

/** HTML up to this many characters is also searched as what a reader sees; longer only as its source. */
export const HTML_LENGTH_MAX = 2 * 1024 * 1024

/**
 * Of a header this much is searched, and so many fields: real ones have a few KiB. Without an end a mail of half a million
 * fields held every search up for two seconds.
 */
export const SEARCHED_HEADER_BYTES_MAX = 256 * 1024
export const SEARCHED_FIELDS_MAX = 10_000

/** A header field as it is searched: name in lower case, value decoded and in searched form. */
export interface SearchedField {
  readonly name: string
  readonly value: string
}

/** One text of a message, and who searches it. */
export interface SearchedPart {
  readonly text: string
  /** What IMAP BODY looks at: text parts decoded, HTML also as its source, headers of messages inside. */
  readonly isText: boolean
  /** What a reader sees. */
  readonly isReadable: boolean
  readonly isFileName: boolean
}

const NOT_ASCII = /[^\x00-\x7f]/

/**
 * One case and one form for the text searched and the text searched for; accents stay. After i;unicode-casemap, RFC
 * 5051.
 */
export function searchedText(text: string): string {
  return NOT_ASCII.test(text) ? text.normalize('NFKC').toLowerCase() : text.toLowerCase()
}

/** The fields of a header in searched form, as many as are searched. */
export function searchedFields(header: Uint8Array): readonly SearchedField[] {
  const { fields } = headerFields(header.subarray(0, SEARCHED_HEADER_BYTES_MAX))
  return fields.slice(0, SEARCHED_FIELDS_MAX).map(({ name, value }) =>
    ({ name: name.toLowerCase(), value: searchedText(asText(unfold(value))) }))
}

/** Addresses as one searches for them: `name <address>`, names of groups. */
export function searchedAddresses(groups: readonly AddressGroup[]): readonly string[] {
  return groups.flatMap(({ group, addresses }) => [
    ...group === null ? [] : [searchedText(group)], ...addresses.map(({ name, email }) => searchedText(`${name ?? ''} <${email}>`)),
  ])
}

/** Every text of a message, in order; bounded by the depth that parsing allows. */
export function* searchedParts(part: Part, raw: Uint8Array): Generator<SearchedPart> {
  if (part.fileName !== null) yield { text: searchedText(part.fileName), isText: false, isReadable: false,
    isFileName: true }
  for (const child of part.children) yield* searchedParts(child, raw)
  if (part.message !== null) {
    const inner = raw.subarray(part.message.root.headerStart, part.message.headerEnd)
    for (const { name, value } of searchedFields(inner)) yield { text: `${name}: ${value}`, isText: true, isReadable: false, isFileName: false }
    yield* searchedParts(part.message.root, raw)
  }
  if (part.type !== 'text') return
  const { value } = decodedText(part, raw)
  const isHtml = part.subtype === 'html'
  yield { text: searchedText(value), isText: true, isReadable: !isHtml, isFileName: false }
  if (isHtml && value.length <= HTML_LENGTH_MAX) {
    yield { text: searchedText(htmlToText(value, { charactersMax: HTML_LENGTH_MAX })), isText: true, isReadable: true,
      isFileName: false }
  }
}
