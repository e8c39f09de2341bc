import { concatBytes } from '../base/bytes.ts'
import { decodeCharset } from './charset.ts'
import { decodeBase64, hexValue } from './transfer.ts'

/** Longest charset name (with language) that counts as an encoded-word. */
export const CHARSET_NAME_MAX = 75

interface EncodedWord {
  readonly charset: string
  readonly bytes: Uint8Array
  readonly end: number
}

/**
 * Text of a header with its encoded-words decoded, RFC 2047. White space between two encoded-words goes; adjacent
 * words of one charset are joined before decoding, because senders split characters. What is not an encoded-word stays
 * as it is. Linear in the length of the text.
 */
export function decodeWords(text: string): string {
  let start = text.indexOf('=?')
  if (start === -1) return text
  const pieces: string[] = []
  const endings = new Endings(text)
  let done = 0
  while (start !== -1) {
    let word = encodedWord(text, start, endings)
    if (word === undefined) {
      start = text.indexOf('=?', start + 2)
      continue
    }
    pieces.push(text.slice(done, start))
    let charset = word.charset
    let run: Uint8Array[] = []
    while (word !== undefined) {
      if (word.charset !== charset) {
        pieces.push(decodeCharset(concatBytes(run), charset).text)
        run = []
        charset = word.charset
      }
      run.push(word.bytes)
      done = word.end
      const next = skipBlanks(text, done)
      word = text.startsWith('=?', next) ? encodedWord(text, next, endings) : undefined
    }
    pieces.push(decodeCharset(concatBytes(run), charset).text)
    start = text.indexOf('=?', done)
  }
  pieces.push(text.slice(done))
  return pieces.join('')
}

/** Finds the `?=` after a place; remembers the last one, so that a flood of openings without an end stays linear. */
class Endings {
  readonly #text: string
  #known = 0

  constructor(text: string) {
    this.#text = text
  }

  after(at: number): number {
    if (this.#known !== -1 && this.#known < at) this.#known = this.#text.indexOf('?=', at)
    return this.#known
  }
}

function encodedWord(text: string, start: number, endings: Endings): EncodedWord | undefined {
  let at = start + 2
  while (at < text.length && at - start <= CHARSET_NAME_MAX && isCharsetCharacter(text.charCodeAt(at))) at++
  if (text[at] !== '?' || at === start + 2) return undefined
  const encoding = text[at + 1]
  if (text[at + 2] !== '?') return undefined
  const end = endings.after(at + 3)
  if (end === -1) return undefined
  const name = text.slice(start + 2, at)
  const star = name.indexOf('*')
  const charset = (star === -1 ? name : name.slice(0, star)).toLowerCase()
  const encoded = text.slice(at + 3, end)
  if (encoded.includes('?')) return undefined
  if (encoding === 'B' || encoding === 'b') return { charset, bytes: decodeBase64(encoded).bytes, end: end + 2 }
  if (encoding === 'Q' || encoding === 'q') return { charset, bytes: decodeQ(encoded), end: end + 2 }
  return undefined
}

function isCharsetCharacter(code: number): boolean {
  return code > 0x20 && code < 0x7f && code !== 0x3f && code !== 0x3d
}

function decodeQ(text: string): Uint8Array {
  const out = new Uint8Array(text.length * 3)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const high = code === 0x3d ? hexValue(text.charCodeAt(at + 1)) : -1
    const low = high >= 0 ? hexValue(text.charCodeAt(at + 2)) : -1
    if (low >= 0) {
      out[length++] = high * 16 + low
      at += 2
    } else if (code === 0x5f) {
      out[length++] = 0x20
    } else if (code < 0x80) {
      out[length++] = code
    } else {
      length += encodeInto(text, at, out.subarray(length))
      if (code >= 0xd800 && code < 0xdc00) at++
    }
  }
  return out.subarray(0, length)
}

const encoder = new TextEncoder()

/** Raw 8-bit text inside an encoded-word (not allowed, but sent): one character as UTF-8. */
function encodeInto(text: string, at: number, target: Uint8Array): number {
  return encoder.encodeInto(String.fromCodePoint(text.codePointAt(at) ?? 0xfffd), target).written
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (at < text.length && isBlank(text.charCodeAt(at))) at++
  return at
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a
}

