import { concatBytes } from '../base/bytes.ts'
import { utf8Bytes } from './charset.ts'

/** Longest encoded-word, RFC 2047 §2. */
export const ENCODED_WORD_MAX = 75
const START = '=?UTF-8?Q?'
const START_B = '=?UTF-8?B?'

/** Letters, digits and signs that may stand in an encoded-word of a phrase. RFC 2047 §5 (3) */
const PLAIN_IN_PHRASE = /^[A-Za-z0-9!*+\-/]$/

/**
 * Text as encoded-words of UTF-8, whole characters in each, separated by one blank; whichever of Q and B is shorter.
 * Safe at every place where RFC 2047 allows an encoded-word. Text outside ASCII has to go through here or be UTF-8 by
 * SMTPUTF8.
 */
export function encodeWords(text: string): string {
  const bytes = utf8Bytes(text)
  let plain = 0
  for (const byte of bytes) if (byte === 0x20 || PLAIN_IN_PHRASE.test(String.fromCharCode(byte))) plain++
  const asQ = plain + (bytes.length - plain) * 3
  const asB = Math.ceil(bytes.length / 3) * 4
  return asQ <= asB ? encodeQ(text) : encodeB(text)
}

function encodeQ(text: string): string {
  const words: string[] = []
  let word = START
  for (const character of text) {
    const piece = qPiece(character)
    if (word.length + piece.length + 2 > ENCODED_WORD_MAX) {
      words.push(`${word}?=`)
      word = START
    }
    word += piece
  }
  words.push(`${word}?=`)
  return words.join(' ')
}

function qPiece(character: string): string {
  if (character === ' ') return '_'
  if (PLAIN_IN_PHRASE.test(character)) return character
  let piece = ''
  for (const byte of utf8Bytes(character)) piece += `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
  return piece
}

/** Bytes whose base64 fits into one encoded-word. */
const B_BYTES_MAX = Math.floor((ENCODED_WORD_MAX - START_B.length - 2) / 4) * 3

function encodeB(text: string): string {
  const words: string[] = []
  let run: Uint8Array[] = []
  let length = 0
  for (const character of text) {
    const bytes = utf8Bytes(character)
    if (length + bytes.length > B_BYTES_MAX) {
      words.push(`${START_B}${concatBytes(run).toBase64()}?=`)
      run = []
      length = 0
    }
    run.push(bytes)
    length += bytes.length
  }
  words.push(`${START_B}${concatBytes(run).toBase64()}?=`)
  return words.join(' ')
}

/** Everything but ASCII: what needs encoding. */
export function needsEncoding(text: string): boolean {
  return /[^\x20-\x7e\t]/.test(text)
}
