/** Words, pairs of words, words in capitals and runs of signs, as marks: one pass over units. Pure. */
import { GATHERED_MAX, hashOf, type MarkSet } from './places.ts'
import { TEXT_LENGTH_MAX } from './said.ts'
import type { Range } from './units.ts'

/** Words before one that it is paired with. */
const GAPS = 2
/** Letters of the longest word. */
export const WORD_LENGTH_MAX = 30

/** What a unit is in a word: its small letter in the lower 16 bits, `0` for every digit; 0 for what ends a word. Above it: */
const LETTER = 0xffff
const [DIGIT, NO_CAPITAL, SIGN, IN_WORD] = [1 << 16, 1 << 17, 1 << 18, 1 << 31] as const
const EURO = 0x20ac
/** A table of every unit there is: of it only what a text uses gets into the cache, and no unit needs a branch. */
const KINDS = Int32Array.from({ length: 0x10000 }, (_, unit) => {
  if (unit >= 0x41 && unit <= 0x5a) return unit + 32 | IN_WORD
  if (unit >= 0x30 && unit <= 0x39) return 0x30 | DIGIT | NO_CAPITAL | IN_WORD
  if (unit === EURO || '!$%*'.includes(String.fromCharCode(unit))) return SIGN
  if (unit === 0x2019 || unit === 0x2018) return 0x27 | NO_CAPITAL | IN_WORD
  return (unit >= 0x61 && unit <= 0x7a) || unit === 0x27 || unit >= 0xc0 ? unit | NO_CAPITAL | IN_WORD : 0
})
const scratch = new Uint16Array(1024)

export function wordsOf(text: string, zone: number, marks: MarkSet): void {
  const end = Math.min(text.length, scratch.length)
  for (let at = 0; at < end; at++) scratch[at] = text.charCodeAt(at)
  words(scratch, { from: 0, to: end }, zone, marks)
}

/** Where words end (lower 16 bits, with what is in them above), and their hashes: of every place that is in no word. */
const ends = new Int32Array(TEXT_LENGTH_MAX + 1)
const hashes = new Int32Array(TEXT_LENGTH_MAX + 1)

/**
 * Gives how many ends. Where words end nothing could foresee, so there is no branch on it: twice as fast. What one unit waits for of
 * the one before it is one exclusive-or and one product, and the hash is `product ^ begun`: a word begins with the zone.
 */
function findEnds(units: Uint16Array, { from, to }: Range, zone: number): number {
  let [count, kinds, product, begun] = [0, 0, 0, zone]
  for (let at = from; at < to; at++) {
    const kind = KINDS[units[at] as number] as number
    const isInWord = kind >> 31
    ends[count] = ((kinds | kind) & (DIGIT | NO_CAPITAL | SIGN)) | at
    hashes[count] = product ^ begun
    count += isInWord + 1
    kinds = (kinds | kind) & isInWord
    // A number is its length: which one it is says nothing.
    product = Math.imul(product ^ (begun ^ (kind & LETTER)), 0x01000193 & isInWord)
    begun = zone & ~isInWord
  }
  ends[count] = (kinds & (DIGIT | NO_CAPITAL)) | to
  hashes[count] = product ^ begun
  return count + 1
}

const gathered = new Int32Array(GATHERED_MAX)
/** Marks that one word and the sign behind it make at most. */
const OF_WORD_MAX = 6

export function words(units: Uint16Array, range: Range, zone: number, marks: MarkSet): void {
  const count = findEnds(units, range, zone)
  let [start, last, beforeLast, length] = [range.from, 0, 0, 0]
  for (let word = 0; word < count; word++) {
    const kinds = ends[word] as number
    const hash = hashes[word] as number
    const end = kinds & 0xffff
    const wordLength = end - start
    start = end + 1
    if (wordLength > 0 && wordLength <= WORD_LENGTH_MAX) {
      if (wordLength > 1 || (kinds & DIGIT) !== 0) gathered[length++] = hash
      if (wordLength > 2 && (kinds & NO_CAPITAL) === 0) gathered[length++] = hash ^ 0x5ca1ab1e
      // With each of the words before it, at its distance: phrases survive a word put between.
      if (last !== 0) gathered[length++] = Math.imul(last + 1, 0x9e3779b1) ^ hash
      if (beforeLast !== 0) gathered[length++] = Math.imul(beforeLast + GAPS, 0x9e3779b1) ^ hash
      beforeLast = last
      last = hash
    }
    if ((kinds & SIGN) !== 0) {
      const sign = units[end] as number
      gathered[length++] = Math.imul(zone ^ sign, start < range.to && units[start] === sign ? 7 : 3)
      if ((kinds & DIGIT) !== 0) gathered[length++] = Math.imul(zone ^ sign, 11)
    }
    if (length <= GATHERED_MAX - OF_WORD_MAX) continue
    marks.add(gathered, length)
    length = 0
  }
  marks.add(gathered, length)
}

export const BODY = hashOf('body')
export const SUBJECT = hashOf('subject')
export const NAME = hashOf('name')
