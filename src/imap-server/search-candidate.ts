import type { Entry, ListRecord } from '../mailstore/types.ts'
import { decodedText } from '../message/body.ts'
import { asText, unfold } from '../message/header.ts'
import { htmlToText } from '../message/html-text.ts'
import { headerFields } from '../message/rewrite.ts'
import { LISTING_FIELDS } from '../message/summary.ts'
import type { Part } from '../message/types.ts'
import type { MessageBytes } from './message-bytes.ts'

/** HTML up to this many characters is also searched as what a reader sees; longer only as its source. */
export const HTML_LENGTH_MAX = 2 * 1024 * 1024

/** A header field as it is searched: name in lower case, value decoded and folded to one case. */
export interface SearchedField {
  readonly name: string
  readonly value: string
}

/** One message while a search looks at it. What was decoded once is kept until the message is decided. */
export class Candidate {
  readonly seq: number
  readonly entry: Entry
  readonly bytes: MessageBytes
  record: ListRecord | undefined
  #listed: readonly SearchedField[] | null = null
  #header: readonly SearchedField[] | null = null
  #texts: readonly string[] | null = null

  constructor(seq: number, entry: Entry, bytes: MessageBytes) {
    this.seq = seq
    this.entry = entry
    this.bytes = bytes
  }

  /** Fields that the record holds; null when this one is not among them. */
  listedFields(name: string): readonly SearchedField[] | null {
    if (!this.record || this.record.headers.length === 0 || !LISTING_FIELDS.has(name)) return null
    return this.#listed ??= searchedFields(this.record.headers)
  }

  /** All header fields; none when the message is gone. */
  async header(): Promise<readonly SearchedField[]> {
    const range = await this.bytes.range(0, this.record?.summary.headerEnd ?? 0)
    return this.#header ??= searchedFields(range ?? new Uint8Array(0))
  }

  /** Every text part decoded, HTML as source and as what a reader sees, headers of inner messages. */
  async texts(): Promise<readonly string[]> {
    if (this.#texts) return this.#texts
    const raw = await this.bytes.whole()
    const texts: string[] = []
    if (raw && this.record) gatherTexts(this.record.summary.structure, raw, texts)
    return this.#texts = texts
  }
}

function searchedFields(header: Uint8Array): readonly SearchedField[] {
  return headerFields(header).fields.map(({ name, value }) =>
    ({ name: name.toLowerCase(), value: searchedText(asText(unfold(value))) }))
}

/** Bounded by the depth that parsing allows. */
function gatherTexts(part: Part, raw: Uint8Array, into: string[]): void {
  for (const child of part.children) gatherTexts(child, raw, into)
  if (part.message) {
    const inner = raw.subarray(part.message.root.headerStart, part.message.headerEnd)
    for (const { name, value } of searchedFields(inner)) into.push(`${name}: ${value}`)
    gatherTexts(part.message.root, raw, into)
  }
  if (part.type !== 'text') return
  const { value } = decodedText(part, raw)
  into.push(searchedText(value))
  if (part.subtype === 'html' && value.length <= HTML_LENGTH_MAX) {
    into.push(searchedText(htmlToText(value, { charactersMax: HTML_LENGTH_MAX })))
  }
}

/**
 * One case and one form for the text searched and the text searched for; accents stay. After i;unicode-casemap, RFC
 * 5051.
 */
export function searchedText(text: string): string {
  return NOT_ASCII.test(text) ? text.normalize('NFKC').toLowerCase() : text.toLowerCase()
}

const NOT_ASCII = /[^\x00-\x7f]/
