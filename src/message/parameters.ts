import { concatBytes } from '../base/bytes.ts'
import { decodeCharset, utf8Bytes } from './charset.ts'
import { decodeWords } from './encoded-word.ts'
import { hexValue } from './transfer.ts'

/** Parameter pieces looked at in one field; the rest is left out. */
export const PARAMETERS_MAX = 500
/** Characters of one field that are looked at for parameters. */
export const PARAMETER_TEXT_MAX = 64 * 1024
/** Characters of one decoded parameter that are kept. */
export const PARAMETER_VALUE_MAX = 8 * 1024

export interface Parameterised {
  /** The text before the first `;`, without comments, lower case: `text/plain`, `attachment`. */
  readonly value: string
  /** Names in lower case, values decoded (RFC 2231 charsets and continuations, RFC 2047 as senders use it). */
  readonly parameters: Readonly<Record<string, string>>
  /** More parameters than the maximum, or text past the maximum. */
  readonly overLimit: boolean
  /** Other readers may see other values: a parameter stands there twice, or a `;` is missing. */
  readonly isAmbiguous: boolean
}

interface Piece {
  readonly name: string
  readonly value: string
}

/** Reads `value; name=value; ...` of Content-Type and Content-Disposition. RFC 2045 §5.1, RFC 2183, RFC 2231. */
export function parseParameters(field: string): Parameterised {
  const text = field.length > PARAMETER_TEXT_MAX ? field.slice(0, PARAMETER_TEXT_MAX) : field
  const cursor = { text, at: 0 }
  const { value, isLoose } = mainValue(cursor)
  const pieces: Piece[] = []
  let overLimit = field.length > PARAMETER_TEXT_MAX
  while (cursor.at < text.length) {
    const piece = parameter(cursor)
    if (piece === undefined) continue
    if (pieces.length === PARAMETERS_MAX) {
      overLimit = true
      break
    }
    pieces.push(piece)
  }
  const { parameters, isRepeated } = join(pieces)
  return { value, parameters, overLimit, isAmbiguous: isLoose || isRepeated }
}

interface Cursor {
  readonly text: string
  at: number
}

/**
 * The word in front of the parameters. A sender that forgets the `;` means what other readers take it for: parameters.
 */
function mainValue(cursor: Cursor): { readonly value: string, readonly isLoose: boolean } {
  const value = untilSemicolon(cursor).trim().toLowerCase()
  const blank = value.search(/\s/)
  if (blank === -1 || !value.includes('=', blank)) return { value, isLoose: false }
  const word = value.slice(0, blank)
  cursor.at = cursor.text.toLowerCase().indexOf(word) + word.length
  return { value: word, isLoose: true }
}

/** Text up to `;` outside quotes and comments; comments are left out. */
function untilSemicolon(cursor: Cursor): string {
  const { text } = cursor
  let out = ''
  while (cursor.at < text.length) {
    const from = cursor.at
    while (cursor.at < text.length && !endsValue(text.charCodeAt(cursor.at))) cursor.at++
    out += text.slice(from, cursor.at)
    const character = text[cursor.at]
    if (character === '(') skipComment(cursor)
    else if (character === '"') out += quoted(cursor)
    else break
  }
  return out
}

const QUOTE = 0x22
const BRACKET = 0x28
const SEMICOLON = 0x3b
const EQUALS = 0x3d
const BACKSLASH = 0x5c

function endsValue(code: number): boolean {
  return code === SEMICOLON || code === BRACKET || code === QUOTE
}

function endsName(code: number): boolean {
  return code === EQUALS || code === SEMICOLON || code === BRACKET
}

function parameter(cursor: Cursor): Piece | undefined {
  const { text } = cursor
  let name = ''
  while (cursor.at < text.length) {
    const from = cursor.at
    while (cursor.at < text.length && !endsName(text.charCodeAt(cursor.at))) cursor.at++
    name += text.slice(from, cursor.at)
    const character = text[cursor.at]
    if (character === '=') break
    if (character === ';') {
      cursor.at++
      return undefined
    }
    if (character === '(') skipComment(cursor)
  }
  if (cursor.at >= text.length) return undefined
  cursor.at++
  name = name.trim().toLowerCase()
  const value = parameterValue(cursor)
  return name === '' ? undefined : { name, value }
}

/** A quoted string, after which the next parameter may follow even without a `;`, or everything up to the `;`. */
function parameterValue(cursor: Cursor): string {
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at] as string
    if (character === '"') return quoted(cursor)
    if (character === '(') skipComment(cursor)
    else if (character === ' ' || character === '\t') cursor.at++
    else break
  }
  return untilSemicolon(cursor).trim()
}

/** Comments inside each other that are followed; deeper ones end the outer early, which costs nothing but text. */
const COMMENT_DEPTH_MAX = 50

function skipComment(cursor: Cursor): void {
  let depth = 0
  for (; cursor.at < cursor.text.length; cursor.at++) {
    const character = cursor.text[cursor.at]
    if (character === '\\') cursor.at++
    else if (character === '(' && depth < COMMENT_DEPTH_MAX) depth++
    else if (character === ')' && --depth === 0) {
      cursor.at++
      return
    }
  }
}

function quoted(cursor: Cursor): string {
  const { text } = cursor
  let out = ''
  let from = cursor.at + 1
  for (cursor.at++; cursor.at < text.length; cursor.at++) {
    const code = text.charCodeAt(cursor.at)
    if (code === QUOTE) {
      out += text.slice(from, cursor.at)
      cursor.at++
      return out
    }
    if (code !== BACKSLASH) continue
    // A backslash in front of anything but a quote or a backslash is a path that a sender forgot to escape.
    const next = text.charCodeAt(cursor.at + 1)
    if (next !== QUOTE && next !== BACKSLASH) continue
    out += text.slice(from, cursor.at)
    cursor.at++
    from = cursor.at
  }
  return out + text.slice(from)
}

/**
 * Puts RFC 2231 pieces (`name*0*`, `name*1` ...) together; an extended value wins over a plain one of the same name.
 */
function join(pieces: readonly Piece[]): { parameters: Record<string, string>, isRepeated: boolean } {
  let isRepeated = false
  const parameters: Record<string, string> = {}
  let sections: Map<string, { number: number, extended: boolean, value: string }[]> | undefined
  for (const { name, value } of pieces) {
    const split = sectionName(name)
    if (split === undefined) {
      if (Object.hasOwn(parameters, name)) isRepeated = true
      else keep(parameters, name, decodeWords(value))
      continue
    }
    sections ??= new Map()
    const list = sections.get(split.name) ?? []
    list.push({ number: split.number, extended: split.extended, value })
    sections.set(split.name, list)
  }
  for (const [name, list] of sections ?? []) keep(parameters, name, joinSections(list))
  if (Object.hasOwn(parameters, '__proto__')) Reflect.deleteProperty(parameters, '__proto__')
  return { parameters, isRepeated }
}

/** As a field of the object's own, whatever it is called. */
function keep(parameters: Record<string, string>, name: string, value: string): void {
  const kept = value.slice(0, PARAMETER_VALUE_MAX)
  if (name !== '__proto__') parameters[name] = kept
  else Object.defineProperty(parameters, name, { value: kept, enumerable: true, configurable: true, writable: true })
}

/** `name*`, `name*2`, `name*2*`; undefined for a plain name. RFC 2231 §3, §4. */
function sectionName(name: string): { name: string, number: number, extended: boolean } | undefined {
  if (!name.includes('*')) return undefined
  const extended = name.endsWith('*')
  const body = extended ? name.slice(0, -1) : name
  const star = body.lastIndexOf('*')
  const digits = body.slice(star + 1)
  if (star > 0 && digits.length <= 4 && /^\d+$/.test(digits)) {
    return { name: body.slice(0, star), number: Number(digits), extended }
  }
  return extended && body !== '' ? { name: body, number: 0, extended } : undefined
}

function joinSections(list: { number: number, extended: boolean, value: string }[]): string {
  list.sort((a, b) => a.number - b.number)
  let charset: string | null = null
  const parts: Uint8Array[] = []
  let expected = 0
  for (const { number, extended, value } of list) {
    if (number !== expected) continue
    expected++
    let text = value
    if (number === 0 && extended) {
      const first = text.indexOf("'")
      const second = first === -1 ? -1 : text.indexOf("'", first + 1)
      if (second !== -1) {
        charset = text.slice(0, first)
        text = text.slice(second + 1)
      }
    }
    parts.push(extended ? percentDecode(text) : utf8Bytes(text))
  }
  const decoded = decodeCharset(concatBytes(parts), charset).text
  return decoded.includes('=?') ? decodeWords(decoded) : decoded
}

function percentDecode(text: string): Uint8Array {
  const bytes = utf8Bytes(text)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const high = bytes[at] === 0x25 ? hexValue(bytes[at + 1]) : -1
    const low = high >= 0 ? hexValue(bytes[at + 2]) : -1
    if (low >= 0) {
      bytes[length++] = high * 16 + low
      at += 2
    } else {
      bytes[length++] = bytes[at] as number
    }
  }
  return bytes.subarray(0, length)
}
