/** Words, pairs of words, words in capitals and runs of signs, as marks: one pass over units. Pure. */
import { hashOf, type MarkSet } from './places.ts'
import type { Range } from './units.ts'

/** Words before one that it is paired with. */
const GAPS = 2
/** Letters of the longest word. */
const WORD_LENGTH_MAX = 30

/** What a unit below 256 is in a word: its small letter; `0` for every digit; 0 for what ends a word. */
const LETTERS = Uint8Array.from({ length: 256 }, (_, unit) => {
  if (unit >= 0x41 && unit <= 0x5a) return unit + 32
  if (unit >= 0x30 && unit <= 0x39) return 0x30
  return (unit >= 0x61 && unit <= 0x7a) || unit === 0x27 || unit >= 0xc0 ? unit : 0
})
/** Signs that are marks. */
const SIGNS = Uint8Array.from({ length: 256 }, (_, unit) => '!$%*'.includes(String.fromCharCode(unit)) ? 1 : 0)
const EURO = 0x20ac
const beyond = (unit: number): number => unit === 0x2019 || unit === 0x2018 ? 0x27 : unit === EURO ? 0 : unit
const scratch = new Uint16Array(1024)

export function wordsOf(text: string, zone: number, marks: MarkSet): void {
  const end = Math.min(text.length, scratch.length)
  for (let at = 0; at < end; at++) scratch[at] = text.charCodeAt(at)
  words(scratch, { from: 0, to: end }, zone, marks)
}

export function words(units: Uint16Array, { from, to }: Range, zone: number, marks: MarkSet): void {
  let [hash, length, upper, digits, last, beforeLast] = [zone, 0, 0, 0, 0, 0]
  for (let at = from; at <= to; at++) {
    const unit = at < to ? units[at] as number : 0x20
    const letter = unit < 256 ? LETTERS[unit] as number : beyond(unit)
    if (letter !== 0) {
      if (unit <= 0x5a) {
        if (unit >= 0x41) upper++
        else if (unit >= 0x30) digits++
      }
      // A number is its length: which one it is says nothing.
      hash = Math.imul(hash ^ letter, 0x01000193)
      length++
      continue
    }
    if (length > 0) {
      if (length <= WORD_LENGTH_MAX) {
        if (length > 1 || digits > 0) marks.word(hash)
        if (upper > 2 && upper === length) marks.word(hash ^ 0x5ca1ab1e)
        // With each of the words before it, at its distance: phrases survive a word put between.
        if (last !== 0) marks.word(Math.imul(last + 1, 0x9e3779b1) ^ hash)
        if (beforeLast !== 0) marks.word(Math.imul(beforeLast + GAPS, 0x9e3779b1) ^ hash)
        beforeLast = last
        last = hash
      }
      hash = zone
      length = 0
      upper = 0
    }
    if (unit === EURO || (unit < 256 && SIGNS[unit] === 1)) {
      marks.word(Math.imul(zone ^ unit, at + 1 < to && units[at + 1] === unit ? 7 : 3))
      if (digits > 0) marks.word(Math.imul(zone ^ unit, 11))
    }
    digits = 0
  }
}

export const BODY = hashOf('body')
export const SUBJECT = hashOf('subject')
export const NAME = hashOf('name')
