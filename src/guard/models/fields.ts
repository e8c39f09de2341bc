import { foldedWords } from '../fold.ts'
import { stepA } from '../lexicon.ts'

/**
 * Fields of meaning: which subject a single word belongs to (a part of the body, a debt, a court, a take-over). The
 * models learn with fields beside words, so that a word no training text held still says what it is about.
 *
 * A list is plain text: words parted by blanks or commas; `stem*` begins with, `*stem` ends with, `*stem*` holds
 * it at the begin or the end of a compound.
 */
export type FieldLists = Readonly<Record<string, string>>

/** Most fields; a word's fields are so many bits. */
export const FIELDS_MAX = 192
/** 32-bit words of a set of fields. */
export const FIELD_INTS = FIELDS_MAX / 32
/** Longest and shortest stem. */
const STEM_LENGTH_MAX = 28
const STEM_LENGTH_MIN = 3

/** Compiled lists: the fields of a word from its letters. */
export class Fields {
  readonly names: readonly string[]
  readonly #whole = new Map<number, number[]>()
  readonly #begins = new Map<number, number[]>()
  readonly #ends = new Map<number, number[]>()

  constructor(lists: FieldLists) {
    this.names = Object.keys(lists)
    if (this.names.length > FIELDS_MAX) throw new RangeError('too many fields')
    for (const [index, list] of Object.values(lists).entries()) {
      for (const entry of list.split(/[\s,]+/)) if (entry !== '') this.#add(entry, index)
    }
  }

  #add(entry: string, index: number): void {
    const word = foldedWords(entry).join('')
    const [isEnd, isBegin] = [entry.startsWith('*'), entry.endsWith('*')]
    if ((isEnd || isBegin) && (word.length < STEM_LENGTH_MIN || word.length > STEM_LENGTH_MAX)) throw new RangeError(`stem too short or long: ${entry}`)
    if (isBegin) put(this.#begins, hashOf(word), index)
    if (isEnd) put(this.#ends, endHashOf(word), index)
    if (!isBegin && !isEnd) put(this.#whole, hashOf(word), index)
  }

  /** Sets the bits of a folded word's fields in `into`, from `offset` on. */
  look(codes: Uint16Array, length: number, into: Int32Array, offset: number): void {
    for (let at = 0; at < FIELD_INTS; at += 1) into[offset + at] = 0
    let hash = 0
    for (let at = 0; at < length; at += 1) {
      hash = stepA(hash, codes[at] ?? 0)
      if (at + 1 >= STEM_LENGTH_MIN && at < STEM_LENGTH_MAX) mark(this.#begins.get(hash), into, offset)
    }
    mark(this.#whole.get(hash), into, offset)
    let back = 0
    for (let size = 1; size <= length && size <= STEM_LENGTH_MAX; size += 1) {
      back = stepA(back, codes[length - size] ?? 0)
      if (size >= STEM_LENGTH_MIN) mark(this.#ends.get(back), into, offset)
    }
  }
}

function put(map: Map<number, number[]>, hash: number, index: number): void {
  const list = map.get(hash)
  if (list === undefined) map.set(hash, [index])
  else if (!list.includes(index)) list.push(index)
}

function mark(list: readonly number[] | undefined, into: Int32Array, offset: number): void {
  if (list === undefined) return
  for (const index of list) into[offset + (index >>> 5)] = (into[offset + (index >>> 5)] ?? 0) | (1 << (index & 31))
}

function hashOf(word: string): number {
  let hash = 0
  for (let at = 0; at < word.length; at += 1) hash = stepA(hash, word.charCodeAt(at))
  return hash
}

/** The same hash from the last letter to the first, for ends of words. */
function endHashOf(word: string): number {
  let hash = 0
  for (let at = word.length - 1; at >= 0; at -= 1) hash = stepA(hash, word.charCodeAt(at))
  return hash
}
