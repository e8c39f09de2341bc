/**
 * XML as a row of elements and text. Reads no DTD, opens nothing outside, expands no entity but the five of XML and characters by
 * number (XML 1.0 §4.6); forgiving where office programs are. Finds its way with `indexOf`: in a child without JIT that is many
 * times faster than looking at each character.
 */
import { Unreadable } from './reading.ts'

/** Elements inside each other. */
export const XML_DEPTH_MAX = 1000
/** Characters of one tag. */
export const TAG_LENGTH_MAX = 100_000
/** Tags, comments and the like between two looks at the clock. */
const ELEMENTS_PER_CHECK = 2048

export interface XmlReader {
  /** `name` without its prefix; `tag` is what stands in the brackets, for `attributeOf`. */
  open?(name: string, tag: string): void
  close?(name: string): void
  text?(text: string): void
  /** Comments and the inside of a DOCTYPE: no text, yet something that a person with an editor sees. */
  aside?(text: string): void
  /** Called now and then; may throw to end. */
  check?(): void
  /** Characters of one text that are read; the rest of it is left out. */
  readonly textLengthMax?: number
}

/** Walks the document to its end; what is left open at the end is closed. */
export function readXml(xml: string, reader: XmlReader): void {
  for (const _ of xmlSteps(xml, reader)) reader.check?.()
}

/** The same in steps of `ELEMENTS_PER_CHECK`, for whoever must let others go first between them. */
export function* xmlSteps(xml: string, reader: XmlReader): Generator<void> {
  const opened: string[] = []
  let elements = 0
  const { textLengthMax = xml.length } = reader
  for (let at = 0; at < xml.length;) {
    const bracket = xml.indexOf('<', at)
    const text = xml.slice(at, Math.min(bracket < 0 ? xml.length : bracket, at + textLengthMax))
    if (text !== '') reader.text?.(decodeXml(text))
    if (bracket < 0) break
    elements += 1
    if (elements % ELEMENTS_PER_CHECK === 0) yield
    if (isMark(xml, bracket)) {
      at = aside(xml, bracket, reader)
      continue
    }
    const end = tagEnd(xml, bracket)
    const tag = xml.slice(bracket + 1, end)
    at = end + 1
    if (tag.startsWith('/')) {
      close(opened, nameOf(tag, 1), reader)
      continue
    }
    const name = nameOf(tag, 0)
    reader.open?.(name, tag)
    if (tag.endsWith('/')) {
      reader.close?.(name)
      continue
    }
    if (opened.length >= XML_DEPTH_MAX) throw new Unreadable('over-limit')
    opened.push(name)
  }
  for (const name of opened.reverse()) reader.close?.(name)
}

/** Closes what is still open inside,
  as an office program would by refusing the file; a close without an open is left out. */
function close(opened: string[], name: string, reader: XmlReader): void {
  if (opened.at(-1) !== name && !opened.includes(name)) return
  for (;;) {
    const last = opened.pop()
    if (last === undefined) return
    reader.close?.(last)
    if (last === name) return
  }
}

function isMark(xml: string, at: number): boolean {
  const next = xml.charCodeAt(at + 1)
  return next === 0x21 || next === 0x3f
}

/** Comments, CDATA, DOCTYPE, instructions: gives where they end. */
function aside(xml: string, at: number, reader: XmlReader): number {
  const upTo = (mark: string, from: number): number => {
    const end = xml.indexOf(mark, from)
    return end < 0 ? xml.length : end
  }
  if (xml.startsWith('<!--', at)) {
    const end = upTo('-->', at + 4)
    reader.aside?.(xml.slice(at + 4, end))
    return end + 3
  }
  if (xml.startsWith('<![CDATA[', at)) {
    const end = upTo(']]>', at + 9)
    reader.text?.(xml.slice(at + 9, end))
    return end + 3
  }
  if (xml.startsWith('<?', at)) return upTo('?>', at + 2) + 2
  const end = upTo('>', at)
  // Only as far as the mark goes: a search to the end of the document for each of a million marks takes minutes.
  const offset = xml.slice(at, end).indexOf('[')
  if (offset < 0) return end + 1
  const bracket = at + offset
  const inside = upTo(']', bracket)
  reader.aside?.(xml.slice(bracket + 1, inside))
  return upTo('>', inside) + 1
}

/** Where the tag ends: a `>` in a quoted value does not end it. */
function tagEnd(xml: string, from: number): number {
  const end = xml.indexOf('>', from)
  if (end < 0) return xml.length
  const tag = xml.slice(from, end)
  if (!tag.includes('"') && !tag.includes("'")) return end
  if (isBalanced(tag)) return end
  for (let at = from + 1, quote = ''; at < xml.length && at < from + TAG_LENGTH_MAX; at += 1) {
    const char = xml.charAt(at)
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '"' || char === "'") {
      quote = char
    } else if (char === '>') {
      return at
    }
  }
  return end
}

/** Whether every quote that opens also closes. */
function isBalanced(tag: string): boolean {
  for (let at = 0; ;) {
    const double = tag.indexOf('"', at)
    const single = tag.indexOf("'", at)
    if (double < 0 && single < 0) return true
    const opens = double < 0 || (single >= 0 && single < double) ? single : double
    const closes = tag.indexOf(tag.charAt(opens), opens + 1)
    if (closes < 0) return false
    at = closes + 1
  }
}

/** The name without prefix: up to the first blank. */
function nameOf(tag: string, from: number): string {
  const space = tag.indexOf(' ', from)
  let name = tag.slice(from, space < 0 ? tag.length : space)
  if (name.includes('\n') || name.includes('\t') || name.includes('\r')) name = /^[^\s]*/.exec(name)?.[0] ?? ''
  if (name.endsWith('/')) name = name.slice(0, -1)
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

/** The value of an attribute, by its name without prefix. */
export function attributeOf(tag: string, name: string): string | undefined {
  for (let at = tag.indexOf(name); at > 0; at = tag.indexOf(name, at + 1)) {
    const before = tag.charCodeAt(at - 1)
    if (before > 0x20 && before !== 0x3a) continue
    let from = at + name.length
    while (tag.charCodeAt(from) <= 0x20) from += 1
    if (tag.charAt(from) !== '=') continue
    from += 1
    while (tag.charCodeAt(from) <= 0x20) from += 1
    const quote = tag.charAt(from)
    if (quote !== '"' && quote !== "'") continue
    const end = tag.indexOf(quote, from + 1)
    return decodeXml(tag.slice(from + 1, end < 0 ? tag.length : end))
  }
  return undefined
}

/** Every attribute's value, in order. */
export function attributeValues(tag: string): string[] {
  const values: string[] = []
  for (let at = 0; ;) {
    const equals = tag.indexOf('=', at)
    if (equals < 0) return values
    let from = equals + 1
    while (tag.charCodeAt(from) <= 0x20) from += 1
    const quote = tag.charAt(from)
    const end = quote === '"' || quote === "'" ? tag.indexOf(quote, from + 1) : -1
    if (end < 0) {
      at = from
      continue
    }
    values.push(decodeXml(tag.slice(from + 1, end)))
    at = end + 1
  }
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The five entities of XML and characters by number; anything else stays as it is written. */
export function decodeXml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (whole, decimal?: string, hex?: string, named?: string) => {
    if (named !== undefined) return NAMED[named.toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
    return code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\uFFFD' : String.fromCodePoint(code)
  })
}
