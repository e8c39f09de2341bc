import { foldCode, foldedWords } from './fold.ts'

/**
 * The word lists, compiled: one look-up per word by two rolling hashes, no strings made. A list is plain text: entries
 * parted by commas; `stem*` begins with, `*stem` ends with (compounds such as `*kanker`), a blank makes a
 * phrase, a slash alternatives within it (`hoort/hoorde stemmen`).
 *
 * Promises: the work per word is bounded by `STEM_LENGTH_MAX`, whatever the word; two words are mixed up once in 2^52.
 */

/** What a word tells. At most 64: the scanner keeps two words of 32 flags for each. */
export const CLASSES = [
  // About whom
  'first-name', 'family-name', 'title', 'kin', 'client', 'pronoun3', 'your', 'my', 'particle', 'role', 'company', 'month',
  // Health
  'disease', 'symptom', 'care', 'medicine', 'dose', 'measure', 'health-word',
  // Texts about nobody
  'animal', 'statistics', 'general', 'fiction', 'test', 'vacancy', 'public', 'technical',
  // Money
  'income', 'debt', 'money', 'invoice', 'business',
  // Personal situations
  'criminal', 'special', 'family-matter', 'child-protection', 'personal',
  // Files, secrets
  'dossier', 'id-document', 'credential', 'secret-word', 'secrecy', 'deal', 'publicity', 'not-public',
  // Words before numbers
  'bsn-word', 'order-word', 'card-word', 'birth-word', 'phone-word', 'address-word', 'client-number', 'plate-word', 'tax-word',
  // Actions
  'attach', 'internal-only', 'street', 'not', 'nl', 'en', 'de', 'fr', 'list', 'greeting',
] as const

export type WordClass = typeof CLASSES[number]

/** Flags of a word: two times 32. */
export interface Flags { low: number, high: number }

/** Longest stem that is looked for at the begin or end of a word. */
export const STEM_LENGTH_MAX = 18
/** Shortest stem, so that `*ei` in a list fails at once instead of matching half the language. */
export const STEM_LENGTH_MIN = 3
/** Most words of a phrase. */
export const PHRASE_WORDS_MAX = 5
/** Longest word that is looked up; longer ones are no words. */
export const WORD_LENGTH_MAX = 48

/** Answers that are kept, one per place: the same word always has the same answer. */
const KEPT_MASK = 32_767

const A = 0x01000193 | 0
const B = 0x2c1b3c6d | 0

/** Hashes of the first letters of the word that is looked up: `prefixA[n]` of its first `n`. */
const prefixA = new Int32Array(WORD_LENGTH_MAX + 1)
const prefixB = new Int32Array(WORD_LENGTH_MAX + 1)

function hashPrefixes(text: string, from: number, to: number): number {
  const length = Math.min(to - from, WORD_LENGTH_MAX)
  for (let at = 0; at < length; at += 1) {
    const code = foldCode(text.charCodeAt(from + at))
    prefixA[at + 1] = stepA(prefixA[at] ?? 0, code)
    prefixB[at + 1] = stepB(prefixB[at] ?? 0, code)
  }
  return length
}

/** Powers of the two bases, for the hash of a word's end. */
const powersA = powers(A)
const powersB = powers(B)

function powers(base: number): Int32Array {
  const made = new Int32Array(WORD_LENGTH_MAX + 1).fill(1)
  for (let at = 1; at < made.length; at += 1) made[at] = Math.imul(made[at - 1] ?? 1, base)
  return made
}

/** Hash of a folded word, as the scanner builds it letter by letter. */
export function hashWord(folded: string): { a: number, b: number } {
  let a = 0
  let b = 0
  for (let at = 0; at < folded.length; at += 1) {
    a = stepA(a, folded.charCodeAt(at))
    b = stepB(b, folded.charCodeAt(at))
  }
  return { a, b }
}

export const stepA = (hash: number, code: number): number => (Math.imul(hash, A) + code + 1) | 0
export const stepB = (hash: number, code: number): number => (Math.imul(hash, B) + code + 7) | 0
/** One hash over a phrase: the words' hashes in order. */
export const stepPhrase = (hash: number, word: number): number => (Math.imul(hash ^ (hash >>> 15), 0x5bd1e995)
  + word) | 0

/** Open addressing over pairs of hashes. */
class Table {
  #a: Int32Array = new Int32Array(1024)
  #b: Int32Array = new Int32Array(1024)
  #slot: Int32Array = new Int32Array(1024)
  #mask = 1023
  readonly low: number[] = [0]
  readonly high: number[] = [0]

  /** Index of the entry; 0 when there is none. */
  find(a: number, b: number): number {
    for (let at = (a ^ (a >>> 16)) & this.#mask; ; at = (at + 1) & this.#mask) {
      const slot = this.#slot[at] ?? 0
      if (slot === 0 || (this.#a[at] === a && this.#b[at] === b)) return slot
    }
  }

  add(a: number, b: number, index: number): void {
    let slot = this.find(a, b)
    if (slot === 0) {
      if (this.low.length * 3 > this.#mask) this.#grow()
      slot = this.low.push(0) - 1
      this.high.push(0)
      this.#put(a, b, slot)
    }
    if (index < 32) this.low[slot] = (this.low[slot] ?? 0) | (1 << index)
    else this.high[slot] = (this.high[slot] ?? 0) | (1 << (index - 32))
  }

  #put(a: number, b: number, slot: number): void {
    let at = (a ^ (a >>> 16)) & this.#mask
    while (this.#slot[at] !== 0) at = (at + 1) & this.#mask
    this.#a[at] = a
    this.#b[at] = b
    this.#slot[at] = slot
  }

  #grow(): void {
    const [oldA, oldB, oldSlot] = [this.#a, this.#b, this.#slot]
    const size = oldA.length * 4
    this.#a = new Int32Array(size)
    this.#b = new Int32Array(size)
    this.#slot = new Int32Array(size)
    this.#mask = size - 1
    oldSlot.forEach((slot, at) => {
      if (slot !== 0) this.#put(oldA[at] ?? 0, oldB[at] ?? 0, slot)
    })
  }
}

/** A compiled set of lists. */
export class Lexicon {
  readonly #whole = new Table()
  readonly #begins = new Table()
  readonly #ends = new Table()
  readonly #phrases = new Table()
  /** First words of phrases, with the most words that can follow. */
  readonly #phraseWords = new Map<number, number>()
  /** One place per 16-bit hash: most words begin no phrase, and a place is cheaper to ask than a map. */
  readonly phraseStarts = new Uint8Array(65_536)
  /** Both hashes and both flags of each, side by side. */
  readonly #kept = new Int32Array((KEPT_MASK + 1) * 4)
  #beginLengths = 0
  #endLengths = 0

  constructor(lists: Partial<Record<WordClass, readonly string[]>>) {
    for (const [name, texts] of Object.entries(lists)) {
      const index = CLASSES.findIndex((known) => known === name)
      for (const text of texts) for (const entry of text.split(',')) this.#addEntry(entry.trim(), index)
    }
  }

  #addEntry(entry: string, index: number): void {
    if (entry === '') return
    if (entry.startsWith('*') || entry.endsWith('*')) {
      const stem = foldedWords(entry)[0] ?? ''
      if (stem.length < STEM_LENGTH_MIN || stem.length > STEM_LENGTH_MAX) throw new Error(`stem too short or long: ${entry}`)
      const { a, b } = hashWord(stem)
      if (entry.startsWith('*')) this.#endLengths |= 1 << stem.length
      else this.#beginLengths |= 1 << stem.length
      ;(entry.startsWith('*') ? this.#ends : this.#begins).add(a, b, index)
      if (entry.startsWith('*') && entry.endsWith('*')) {
        this.#beginLengths |= 1 << stem.length
        this.#begins.add(a, b, index)
      }
      return
    }
    for (const words of alternatives(entry)) this.#addWords(words, index)
  }

  #addWords(words: readonly string[], index: number): void {
    const hashes = words.map(hashWord)
    const [first] = hashes
    if (first === undefined) return
    if (hashes.length === 1) {
      this.#whole.add(first.a, first.b, index)
      return
    }
    if (hashes.length > PHRASE_WORDS_MAX) throw new Error(`phrase too long: ${words.join(' ')}`)
    this.phraseStarts[first.a & 0xffff] = 1
    this.#phraseWords.set(first.a, Math.max(this.#phraseWords.get(first.a) ?? 0, hashes.length))
    const [a, b] = [hashes.reduce((hash, word) => stepPhrase(hash, word.a), 0),
      hashes.reduce((hash, word) => stepPhrase(hash, word.b), 0)]
    this.#phrases.add(a, b, index)
  }

  /** Flags of one word of a text by its hashes. Words repeat: the answers are kept. */
  look(text: string, word: { readonly from: number, readonly to: number, readonly a: number, readonly b: number },
    into: Flags): void {
    const { a, b } = word
    const kept = this.#kept
    const place = ((a ^ (a >>> 15)) & KEPT_MASK) * 4
    if (kept[place] === a && kept[place + 1] === b) {
      into.low = kept[place + 2] as number
      into.high = kept[place + 3] as number
      return
    }
    this.#lookUp(prefixA, prefixB, hashPrefixes(text, word.from, word.to), into)
    kept[place] = a
    kept[place + 1] = b
    kept[place + 2] = into.low
    kept[place + 3] = into.high
  }

  #lookUp(prefixA: Int32Array, prefixB: Int32Array, length: number, into: Flags): void {
    const a = prefixA[length] ?? 0
    const b = prefixB[length] ?? 0
    const whole = this.#whole.find(a, b)
    into.low = this.#whole.low[whole] ?? 0
    into.high = this.#whole.high[whole] ?? 0
    for (let size = STEM_LENGTH_MIN; size <= STEM_LENGTH_MAX && size <= length; size += 1) {
      if ((this.#beginLengths & (1 << size)) !== 0) {
        const slot = this.#begins.find(prefixA[size] ?? 0, prefixB[size] ?? 0)
        if (slot !== 0) add(into, this.#begins, slot)
      }
      if ((this.#endLengths & (1 << size)) !== 0) {
        const endA = (a - Math.imul(prefixA[length - size] ?? 0, powersA[size] ?? 1)) | 0
        const endB = (b - Math.imul(prefixB[length - size] ?? 0, powersB[size] ?? 1)) | 0
        const slot = this.#ends.find(endA, endB)
        if (slot !== 0) add(into, this.#ends, slot)
      }
    }
  }

  /** Most words of a phrase that begins with this word; 0 when none does. */
  phraseWords(a: number): number {
    return this.#phraseWords.get(a) ?? 0
  }

  /** Flags of a phrase; false when it is none. */
  lookPhrase(a: number, b: number, into: Flags): boolean {
    const slot = this.#phrases.find(a, b)
    if (slot === 0) return false
    into.low = this.#phrases.low[slot] ?? 0
    into.high = this.#phrases.high[slot] ?? 0
    return true
  }
}

function add(into: Flags, table: Table, slot: number): void {
  into.low |= table.low[slot] ?? 0
  into.high |= table.high[slot] ?? 0
}

/** Every reading of a phrase with slashes: `hoort/hoorde stemmen` gives two. */
function alternatives(entry: string): string[][] {
  let readings: string[][] = [[]]
  for (const place of entry.split(/\s+/)) {
    const words = place.split('/').map((word) => foldedWords(word))
    readings = readings.flatMap((before) => words.map((word) => [...before, ...word]))
  }
  return readings
}
