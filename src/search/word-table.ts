/**
 * The words of one segment while it is gathered: a table in flat arrays, so that a word met again costs no string and
 * the collector has nothing to walk through. Words are what `wordsOf` gives (`words.ts`); a test holds both together.
 */
import { randomOctets } from '../base/random.ts'
import { WINDOW_OVERLAP, WORD_LENGTH_MAX } from './words.ts'

/** Of one word: places of messages in the order they came, and the fields it stands in there. */
export interface Gathered {
  readonly word: string
  readonly places: readonly number[]
  readonly masks: readonly number[]
}

/** Of this process alone, so that nobody can write words that all fall into one slot. */
const [hashStart = 0, hashFactor = 0] = new Int32Array(randomOctets(8).slice().buffer)
const hashStep = hashFactor | 1

/** A code unit that belongs to words, one that does not; 0 where nobody asked yet. */
const IN_WORD = 1
const BETWEEN = 2
const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]/u

const kinds = new Uint8Array(0x10000)

/** Whether the character at a place belongs to words, and how many code units it has: `2 * units + kind`. */
function kindAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  const isHigh = (unit & 0xfc00) === 0xd800
  if (isHigh && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
    return WORD_CHARACTER.test(text.slice(at, at + 2)) ? PAIR_IN_WORD : PAIR_BETWEEN
  }
  const kind = WORD_CHARACTER.test(text.charAt(at)) ? IN_WORD : BETWEEN
  // Half a pair alone is no letter; it is not noted, for with its other half it may be one.
  if ((unit & 0xf800) !== 0xd800) kinds[unit] = kind
  return kind
}

const PAIR_IN_WORD = 3
const PAIR_BETWEEN = 4

export class WordTable {
  /** Code units of all words, one after the other; behind them those of the run that is read just now. */
  #units = new Uint16Array(64 * 1024)
  #unitsUsed = 0
  #words = new Numbers(Uint32Array)
  #lengths = new Numbers(Uint8Array)
  #hashes = new Numbers(Uint32Array)
  /** The newest posting of each word, plus one. */
  #newest = new Numbers(Uint32Array)
  #slots = new Uint32Array(16 * 1024)
  #places = new Numbers(Uint32Array)
  #masks = new Numbers(Uint8Array)
  /** The posting of the same word before this one, plus one. */
  #earlier = new Numbers(Uint32Array)

  /** Different words in different messages. */
  get postings(): number {
    return this.#places.length
  }

  /** Notes every word of a text for the message at that place. Places come in ascending order. */
  text(text: string, place: number, mask: number): void {
    const { length } = text
    let units = this.#units
    let used = this.#unitsUsed
    let end = used
    let hash = hashStart
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at)
      const kind = kinds[unit] || kindAt(text, at)
      if (kind === IN_WORD || kind === PAIR_IN_WORD) {
        if (end + 2 > units.length) units = this.#growUnits()
        units[end++] = unit
        hash = Math.imul(hash ^ unit, hashStep)
        if (kind === IN_WORD) continue
        const low = text.charCodeAt(++at)
        units[end++] = low
        hash = Math.imul(hash ^ low, hashStep)
      } else {
        if (end > used) {
          this.#run(end - used, hash, place, mask)
          units = this.#units
          end = used = this.#unitsUsed
          hash = hashStart
        }
        if (kind === PAIR_BETWEEN) at++
      }
    }
    if (end > used) this.#run(end - used, hash, place, mask)
  }

  /** Notes one word as it is, whatever it holds. At most `WORD_LENGTH_MAX` code units. */
  word(word: string, place: number, mask: number): void {
    while (this.#unitsUsed + word.length > this.#units.length) this.#growUnits()
    for (let at = 0; at < word.length; at++) this.#units[this.#unitsUsed + at] = word.charCodeAt(at)
    this.#note(this.#unitsUsed, word.length, this.#hash(word.length), place, mask)
  }

  /** All words in ascending order of their code units. */
  * sorted(): Generator<Gathered> {
    const words: { readonly word: string, readonly index: number }[] = []
    for (let index = 0; index < this.#words.length; index++) words.push({ word: this.#wordAt(index), index })
    words.sort((a, b) => a.word < b.word ? -1 : 1)
    for (const { word, index } of words) {
      const places: number[] = []
      const masks: number[] = []
      for (let posting = this.#newest.at(index); posting !== 0; posting = this.#earlier.at(posting - 1)) {
        places.push(this.#places.at(posting - 1))
        masks.push(this.#masks.at(posting - 1))
      }
      yield { word, places: places.reverse(), masks: masks.reverse() }
    }
  }

  /** The run of so many units that was just read: one word, or the windows of a long one. */
  #run(count: number, hash: number, place: number, mask: number): void {
    const start = this.#unitsUsed
    if (count <= WORD_LENGTH_MAX) return this.#note(start, count, hash, place, mask)
    const run = this.#units.slice(start, start + count)
    for (let at = 0; at + WINDOW_OVERLAP < count; at += WORD_LENGTH_MAX - WINDOW_OVERLAP) {
      const window = run.subarray(at, at + WORD_LENGTH_MAX)
      while (this.#unitsUsed + window.length > this.#units.length) this.#growUnits()
      this.#units.set(window, this.#unitsUsed)
      this.#note(this.#unitsUsed, window.length, this.#hash(window.length), place, mask)
    }
  }

  /** Of so many units behind those that are used. */
  #hash(count: number): number {
    let hash = hashStart
    for (let at = this.#unitsUsed; at < this.#unitsUsed + count; at++) {
      hash = Math.imul(hash ^ (this.#units[at] ?? 0), hashStep)
    }
    return hash
  }

  /** The units stand at the end of what is used; they stay there when the word is new. */
  #note(start: number, count: number, unmixed: number, place: number, mask: number): void {
    const hash = (unmixed ^ (unmixed >>> 15)) >>> 0
    const mark = this.#slots.length - 1
    let slot = hash & mark
    for (let found = this.#slots[slot] ?? 0; found !== 0; found = this.#slots[slot] ?? 0) {
      const word = found - 1
      const isAlike = this.#hashes.at(word) === hash && this.#lengths.at(word) === count
      if (isAlike && this.#same(this.#words.at(word), start, count)) return this.#posting(word, place, mask)
      slot = (slot + 1) & mark
    }
    this.#words.push(start)
    this.#lengths.push(count)
    this.#hashes.push(hash)
    this.#newest.push(0)
    this.#unitsUsed = start + count
    this.#slots[slot] = this.#words.length
    if (this.#words.length * 2 > this.#slots.length) this.#growSlots()
    this.#posting(this.#words.length - 1, place, mask)
  }

  #posting(word: number, place: number, mask: number): void {
    const newest = this.#newest.at(word)
    if (newest !== 0 && this.#places.at(newest - 1) === place) {
      this.#masks.set(newest - 1, this.#masks.at(newest - 1) | mask)
      return
    }
    this.#places.push(place)
    this.#masks.push(mask)
    this.#earlier.push(newest)
    this.#newest.set(word, this.#places.length)
  }

  #same(one: number, other: number, count: number): boolean {
    const units = this.#units
    for (let at = 0; at < count; at++) if (units[one + at] !== units[other + at]) return false
    return true
  }

  #wordAt(index: number): string {
    const start = this.#words.at(index)
    return String.fromCharCode(...this.#units.subarray(start, start + this.#lengths.at(index)))
  }

  #growUnits(): Uint16Array<ArrayBuffer> {
    const bigger = new Uint16Array(this.#units.length * 2)
    bigger.set(this.#units)
    return this.#units = bigger
  }

  #growSlots(): void {
    const slots = new Uint32Array(this.#slots.length * 2)
    for (let word = 0; word < this.#words.length; word++) {
      let slot = this.#hashes.at(word) & (slots.length - 1)
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = word + 1
    }
    this.#slots = slots
  }
}

type NumberArray = Uint8Array | Uint32Array

/** A list of small numbers that grows. */
class Numbers {
  readonly #kind: new (length: number) => NumberArray
  #values: NumberArray
  length = 0

  constructor(kind: new (length: number) => NumberArray) {
    this.#kind = kind
    this.#values = new kind(16 * 1024)
  }

  at(index: number): number {
    return this.#values[index] ?? 0
  }

  set(index: number, value: number): void {
    this.#values[index] = value
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const bigger = new this.#kind(this.length * 2)
      bigger.set(this.#values)
      this.#values = bigger
    }
    this.#values[this.length++] = value
  }
}
