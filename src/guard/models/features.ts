import { foldCode } from '../fold.ts'
import { stepA } from '../lexicon.ts'
import { FIELD_INTS } from './fields.ts'
import { BUCKET_BITS } from './passage-model.ts'

/**
 * What the models see of a passage, as numbers of buckets: words, pairs of words, pieces of words (so that compounds and
 * inflections are related), fields of meaning, pairs of fields, and whom the passage is about. No string is made.
 */

/** Longest word that is looked at, in letters. */
export const LETTERS_MAX = 32
/** Most pieces of one word. */
export const PIECES_MAX = LETTERS_MAX + 4
/** Most fields of one sentence that are looked at, and most of them that make pairs. */
export const FIELDS_SEEN_MAX = 14
export const PAIR_FIELDS_MAX = 7
/** Weight of a piece of a word beside the word itself, divided by the root of their number. */
const PIECE_WEIGHT = 1.2
const PIECE_LENGTH = 5

const SALT = { word: 0x1b873593, piece: 0x3c6ef372, pair: 0x5bd1e995, skip: 0x27d4eb2f, field: 0x165667b1,
  who: 0x4cf5ad43, fields: 0x2545f491, shape: 0x61c88647 } as const

/** Whom a sentence is about, as far as the features know. */
export const WHO = { nobody: 0, named: 1, carried: 2, reader: 3, weak: 4 } as const

/** Spreads a hash over the buckets. */
export function bucketOf(hash: number, salt: number): number {
  let mixed = Math.imul(hash ^ salt, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> (32 - BUCKET_BITS)
}

/** Buckets with what each weighs. Reused; `count` long. */
export class Bag {
  readonly buckets: Int32Array
  readonly values: Float32Array
  count = 0

  constructor(room: number) {
    this.buckets = new Int32Array(room)
    this.values = new Float32Array(room)
  }

  add(bucket: number, value: number): void {
    if (this.count >= this.buckets.length) return
    this.buckets[this.count] = bucket
    this.values[this.count] = value
    this.count += 1
  }
}

/** Folded letters of a word into `codes`; gives how many. */
export function foldInto(text: string, start: number, end: number, codes: Uint16Array): number {
  let length = 0
  for (let at = start; at < end && length < LETTERS_MAX; at += 1) {
    const code = foldCode(text.charCodeAt(at))
    if (code !== 0) codes[length++] = code
  }
  return length
}

/** The word itself and its pieces of five letters, edges included. */
export function wordFeatures(codes: Uint16Array, length: number, into: Bag): void {
  let hash = 0
  for (let at = 0; at < length; at += 1) hash = stepA(hash, codes[at] ?? 0)
  into.add(bucketOf(hash, SALT.word), 1)
  if (length < 4) return
  const pieces = length + 2 - PIECE_LENGTH + 1
  const value = PIECE_WEIGHT / Math.sqrt(pieces)
  for (let from = -1; from + PIECE_LENGTH <= length + 1; from += 1) {
    let piece = 0
    for (let at = from; at < from + PIECE_LENGTH; at += 1) piece = stepA(piece, at < 0 || at >= length ? 1
      : codes[at] ?? 0)
    into.add(bucketOf(piece, SALT.piece), value)
  }
}

/** Two words after each other, by their hashes. */
export const pairBucket = (left: number, right: number): number => bucketOf(Math.imul(left, 31) ^ right, SALT.pair)
/** Two words with one between. */
export const skipBucket = (left: number, right: number): number => bucketOf(Math.imul(left, 37) ^ right, SALT.skip)
/** A shape such as a number of so many digits, or a kind of value that a detector found. */
export const shapeBucket = (shape: number): number => bucketOf(shape, SALT.shape)

/** The fields of a sentence, alone, with whom it is about, and two by two. */
export function fieldFeatures(set: Int32Array, who: number, into: Bag): void {
  let count = 0
  const list = fieldList
  for (let int = 0; int < FIELD_INTS; int += 1) {
    for (let rest = set[int] ?? 0; rest !== 0; rest &= rest - 1) {
      if (count >= FIELDS_SEEN_MAX) break
      list[count++] = int * 32 + 31 - Math.clz32(rest & -rest)
    }
  }
  into.add(bucketOf(who + 1, SALT.who), 1)
  for (let left = 0; left < count; left += 1) {
    const field = list[left] ?? 0
    into.add(bucketOf(field, SALT.field), 1)
    into.add(bucketOf(field * 8 + who + 1000, SALT.who), 1)
    for (let right = left + 1; right < Math.min(count, PAIR_FIELDS_MAX); right += 1) into.add(bucketOf(field * 256
      + (list[right] ?? 0), SALT.fields), 0.7)
  }
}

const fieldList = new Int32Array(FIELDS_SEEN_MAX)
