/** A mail as the spam filter looks at it: what it says, what it links to, who says so. Pure. */
import { bodyParts } from '../message/body-parts.ts'
import { parseMessage } from '../message/parse.ts'
import type { EmailAddress, HeaderField, ParsedMessage, Part } from '../message/types.ts'
import { plainLinks, type Link } from './links.ts'
import { readPage, type Page } from './page.ts'
import { PART_LENGTH_MAX, Said } from './said.ts'
import { HEAD_BYTES_MAX, LONG_HEAD_BYTES_MAX, unitsOf, windowsOf, type Range } from './units.ts'

/** Texts of one message that are looked at. */
export const TEXTS_MAX = 6
/** A page whose beginning shows fewer units than this is followed further: it begins with style sheets. */
export const SHOWN_LENGTH_MIN = 400
/** Fields of the sender that are looked at, and characters of each. */
export const WRITTEN_MAX = 30
export const WRITTEN_LENGTH_MAX = 500

export interface Letter {
  readonly subject: string
  readonly from: EmailAddress | undefined
  readonly replyTo: EmailAddress | undefined
  readonly recipients: number
  /** The first address in To, lower case; '' without one. */
  readonly recipient: string
  /** The subject and then what the texts say. Valid until the next letter is read, as `links` and `pages` are not. */
  readonly said: Said
  /** Where the texts begin in it. */
  readonly textAt: number
  readonly links: readonly Link[]
  readonly pages: readonly Page[]
  /** Media types of all parts, `text/html`, in order. */
  readonly types: readonly string[]
  readonly charsets: readonly string[]
  readonly encodings: readonly string[]
  readonly fileNames: readonly string[]
  readonly fields: ReadonlySet<string>
  /**
   * Fields that every sender writes himself, as written and in their order; none that relays, lists or collections
   * add.
   */
  readonly written: readonly WrittenField[]
  /** The words of results that the receiving server wrote on top, in lower case; '' when there are none. */
  readonly results: string
}

export interface WrittenField {
  /** Lower case. */
  readonly field: string
  readonly name: string
  readonly value: string
}

const said = new Said()
/** What a list puts before a subject tells lists apart, and spam through a list would be taken for its own. */
const LIST_TAG = /^((?:(?:re|fwd?|aw|sv|antw)\s{0,3}:\s{0,3}){0,3})\[[^\]]{1,30}\]\s{0,3}/i
/** And the lines that it puts under every mail. */
const LIST_FOOTER = new RegExp(String.raw`\n(?:[_=-]{5,80}|-- ?)[^\n]{0,80}\n`
  + '(?=[^]{0,500}?(?:mailing list|listinfo|majordomo|list maintainer|subscription information|yahoogroups|list-))', 'i')
/** Units from a text's end in which they are looked for. */
const FOOTER_WITHIN = 900

/** Reads one message; takes every input. `parsed` is what is known of it already. */
export function letterOf(raw: Uint8Array, parsed: ParsedMessage = parseMessage(raw)): Letter {
  const parts: Part[] = []
  collect(parsed.root, parts)
  const subject = parsed.subject.slice(0, 1000)
  said.clear()
  said.addText(subject.replace(LIST_TAG, '$1'))
  const textAt = said.length
  const { links, pages } = readTexts(parsed, raw)
  said.removeCiphers(textAt)
  return {
    subject, from: firstOf(parsed.from), replyTo: firstOf(parsed.replyTo), recipients: countOf(parsed),
    recipient: firstOf(parsed.to)?.email.toLowerCase() ?? '', said, textAt, links, pages,
    types: parts.map(({ type, subtype }) => `${type}/${subtype}`.slice(0, 60)),
    charsets: parts.flatMap(({ charset }) => charset === null ? [] : [charset.slice(0, 30)]),
    encodings: parts.map(({ encoding }) => encoding.slice(0, 20)),
    fileNames: parts.flatMap(({ fileName }) => fileName === null ? [] : [fileName.slice(0, 200)]),
    ...readHeader(parsed.headers),
  }
}

const WRITTEN: ReadonlySet<string> = new Set([
  'from', 'to', 'cc', 'reply-to', 'subject', 'date', 'message-id', 'mime-version', 'content-type', 'content-transfer-encoding', 'in-reply-to', 'references',
])

function readHeader(headers: readonly HeaderField[]): Pick<Letter, 'fields' | 'written' | 'results'> {
  const fields = new Set<string>()
  const written: WrittenField[] = []
  let results: string | undefined
  for (const { name, value } of headers.slice(0, HEADERS_MAX)) {
    const field = name.toLowerCase()
    fields.add(field)
    if (field === 'authentication-results') results ??= value.slice(0, 2000).toLowerCase()
    else if (WRITTEN.has(field) && written.length < WRITTEN_MAX) written.push({ field, name, value: value.slice(0, WRITTEN_LENGTH_MAX).replaceAll('\r', '') })
  }
  return { fields, written, results: results ?? '' }
}

/** Fields of a header that are looked at. */
const HEADERS_MAX = 300

function collect(part: Part, into: Part[]): void {
  if (into.length >= 200) return
  into.push(part)
  for (const child of part.children) collect(child, into)
}

function firstOf(groups: ParsedMessage['from']): EmailAddress | undefined {
  for (const { addresses } of groups) if (addresses[0] !== undefined) return addresses[0]
  return undefined
}

function countOf({ to, cc }: ParsedMessage): number {
  let count = 0
  for (const { addresses } of to) count += addresses.length
  for (const { addresses } of cc) count += addresses.length
  return count
}

/** Both forms of an alternative: forgers write one for the filter and another one for the reader. */
function readTexts({ root }: ParsedMessage, raw: Uint8Array): Pick<Letter, 'links' | 'pages'> {
  const { textBody, htmlBody, attachments } = bodyParts(root)
  const links: Link[] = []
  const pages: Page[] = []
  const read = new Set<Part>()
  for (const part of [...textBody, ...htmlBody, ...attachments]) {
    if (part.type !== 'text' || read.has(part)) continue
    if (read.size >= TEXTS_MAX) break
    read.add(part)
    for (const window of windowsOf(part, raw, HEAD_BYTES_MAX)) readWindow({ part, raw, window }, { links, pages })
  }
  return { links, pages }
}

interface Place { readonly part: Part, readonly raw: Uint8Array, readonly window: Range }

function readWindow({ part, raw, window }: Place, { links, pages }: {
  readonly links: Link[], readonly pages: Page[],
}): void {
  const units = unitsOf(part, raw, window)
  const from = said.length
  said.begin(PART_LENGTH_MAX)
  if (part.subtype !== 'html' && !looksLikePage(units)) {
    said.addRun(units, 0, units.length)
    said.endWord()
    cutFooter(Math.max(from, said.length - FOOTER_WITHIN))
    plainLinks(said.units, { from, to: said.length }, links)
    return
  }
  const linksBefore = links.length
  let page = readPage(window.from === part.bodyStart ? units : units.subarray(tagRestEnd(units)), said, links)
  if (page.shownLength < SHOWN_LENGTH_MIN && window.from === part.bodyStart && window.to < part.bodyEnd) {
    said.length = from
    said.begin(PART_LENGTH_MAX)
    links.length = linksBefore
    const [longer] = windowsOf(part, raw, LONG_HEAD_BYTES_MAX)
    if (longer !== undefined) page = readPage(unitsOf(part, raw, longer), said, links)
  }
  if (page.linkCount === 0) plainLinks(said.units, { from, to: said.length }, links)
  pages.push(page)
}

function cutFooter(from: number): void {
  const { units, length } = said
  for (let at = from; at < length; at++) {
    if (units[at] !== 0x0a || !isRule(units[at + 1] as number)) continue
    const footer = said.text(at, length)
    said.length -= footer.length - (LIST_FOOTER.exec(footer)?.index ?? footer.length)
    return
  }
}

const isRule = (unit: number): boolean => unit === 0x5f || unit === 0x3d || unit === 0x2d

/** The end of a page may begin in the middle of a tag: behind it. */
function tagRestEnd(units: Uint16Array): number {
  const close = units.indexOf(0x3e)
  return close >= 0 && units.lastIndexOf(0x3c, close) < 0 ? close + 1 : 0
}

/** A page that calls itself plain text. */
function looksLikePage(units: Uint16Array): boolean {
  let at = 0
  while (at < 99 && (units[at] ?? 0) <= 0x20) at++
  if (units[at] !== 0x3c) return false
  const start = String.fromCharCode(...units.subarray(at + 1, at + 9)).toLowerCase()
  return start.startsWith('html') || start === '!doctype'
}
