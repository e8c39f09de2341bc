import { classFlags, is, SHAPE, type Scan } from '../scan.ts'
import { Bag, fieldFeatures, foldInto, LETTERS_MAX, pairBucket, PIECES_MAX, shapeBucket, skipBucket, WHO, wordFeatures } from './features.ts'
import { FIELD_INTS, type Fields } from './fields.ts'
import { LABELS } from './labels.ts'
import type { PassageModel } from './passage-model.ts'
import type { Person } from '../persons.ts'
import type { Sentence } from '../sentences.ts'

/**
 * Sentences read by the models: each becomes one number per label, and windows of one to three sentences are sums of
 * those. The names of people are left out, so that nothing is learned about a name.
 */

/** Most sentences of a window. */
export const WINDOW_MAX = 3
/** Words of a sentence that are read; the rest adds nothing. */
export const SENTENCE_WORDS_MAX = 200

const LABEL_COUNT = LABELS.length

/** How much a sum over so many words counts: long passages do not drown in their many small weights. */
export const share = (words: number): number => 4 / Math.sqrt(words + 8)

/** Takes the features of a sentence one by one. */
export interface FeatureSink {
  /** A word of the text; adds its fields of meaning to `fields`. */
  word(scan: Scan, at: number, fields: Int32Array): void
  feature(bucket: number, value: number): void
  /** The fields of the whole sentence, and whom it is about. */
  fields(fields: Int32Array, who: number): void
}

const keptWords = classFlags('title', 'kin', 'client', 'role')
const myWords = classFlags('my')
const sentenceFields = new Int32Array(FIELD_INTS)

const NAME_HASH = 0x4e414d45
const NUMBER_HASH = 0x4e554d00
const EDGE_HASH = 0x45444745

/** Gives every feature of one sentence to `sink`. `persons` are those of the block, in order. */
export function readSentence(scan: Scan, sentence: Sentence, { persons, who }: {
  readonly persons: readonly Person[], readonly who: number,
}, sink: FeatureSink): void {
  sentenceFields.fill(0)
  let person = firstFrom(persons, sentence.first)
  let before = EDGE_HASH
  let beforeThat = EDGE_HASH
  const last = Math.min(sentence.last, sentence.first + SENTENCE_WORDS_MAX - 1)
  for (let at = sentence.first; at <= last; at += 1) {
    while (person < persons.length && (persons[person]?.last ?? 0) < at) person += 1
    const shape = scan.shape[at] ?? 0
    const isName = (persons[person]?.first ?? Infinity) <= at && (shape & SHAPE.capital) !== 0 && !is(scan, at,
      keptWords)
    let hash = scan.hash[at] ?? 0
    if (isName) {
      hash = NAME_HASH
      if (before !== NAME_HASH) sink.feature(shapeBucket(1), 1)
    } else if ((shape & SHAPE.digit) !== 0) {
      hash = NUMBER_HASH + numberShape(scan, at)
      sink.feature(shapeBucket(hash), 0.7)
    } else sink.word(scan, at, sentenceFields)
    sink.feature(pairBucket(before, hash), 1)
    if (beforeThat !== EDGE_HASH) sink.feature(skipBucket(beforeThat, hash), 0.6)
    beforeThat = before
    before = hash
  }
  sink.feature(pairBucket(before, EDGE_HASH), 0.6)
  if (sentence.amounts > 0) sink.feature(shapeBucket(2), 1)
  sink.fields(sentenceFields, who)
}

function firstFrom(persons: readonly Person[], token: number): number {
  let low = 0
  let high = persons.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((persons[middle]?.last ?? 0) < token) low = middle + 1
    else high = middle
  }
  return low
}

/** How many digits, whether letters stand among them, whether a per cent sign follows. */
function numberShape(scan: Scan, at: number): number {
  const end = scan.end[at] ?? 0
  const length = Math.min(15, end - (scan.start[at] ?? 0))
  const isPerCent = scan.text.charCodeAt(end) === 37 || (scan.text.charCodeAt(end) === 32
    && scan.text.charCodeAt(end + 1) === 37)
  return length + (((scan.shape[at] ?? 0) & SHAPE.mixed) !== 0 ? 16 : 0) + (isPerCent ? 32 : 0)
}

/** Whom each sentence is about, as the features see it. */
export function whoOf(sentences: readonly Sentence[], index: number): number {
  const sentence = sentences[index]
  if (sentence === undefined) return WHO.nobody
  if (sentence.person >= 0.5) return WHO.named
  for (let back = 1; back <= 2; back += 1) if ((sentences[index - back]?.person ?? 0) >= 0.5) return WHO.carried
  if (sentence.toReader) return WHO.reader
  return sentence.person > 0 ? WHO.weak : WHO.nobody
}

/** Words whose sums are kept: most words of a text come again. */
const KEPT = 8192

/** Scores sentences with one model. Keeps sums of words it has seen; holds no text. */
export class PassageScorer implements FeatureSink {
  readonly #model: PassageModel
  readonly #fieldsOf: Fields
  readonly #keptHash = new Int32Array(KEPT)
  readonly #isKept = new Uint8Array(KEPT)
  readonly #keptSums = new Float32Array(KEPT * LABEL_COUNT)
  readonly #keptFields = new Int32Array(KEPT * FIELD_INTS)
  readonly #codes = new Uint16Array(LETTERS_MAX)
  readonly #bag = new Bag(Math.max(PIECES_MAX, 256))
  readonly #sum = new Float32Array(LABEL_COUNT)

  constructor(model: PassageModel, fields: Fields) {
    this.#model = model
    this.#fieldsOf = fields
  }

  /** Sums of a sentence, one per label, into `into` from `offset` on. */
  score(scan: Scan, sentence: Sentence, about: { readonly persons: readonly Person[], readonly who: number },
    into: Float32Array, offset: number): void {
    this.#sum.fill(0)
    readSentence(scan, sentence, about, this)
    const { unit } = this.#model
    for (let label = 0; label < LABEL_COUNT; label += 1) into[offset
      + label] = (this.#sum[label] as number) * (unit[label] as number)
  }

  word(scan: Scan, at: number, fields: Int32Array): void {
    const hash = scan.hash[at] ?? 0
    const place = (hash ^ (hash >>> 13)) & (KEPT - 1)
    if (this.#isKept[place] === 0 || this.#keptHash[place] !== hash) this.#keep(scan, at, place, hash)
    const sums = this.#keptSums
    const sum = this.#sum
    const from = place * LABEL_COUNT
    for (let label = 0; label < LABEL_COUNT; label += 1) {
      sum[label] = (sum[label] as number) + (sums[from + label] as number)
    }
    const set = this.#keptFields
    const first = place * FIELD_INTS
    for (let int = 0; int < FIELD_INTS; int += 1) fields[int] = (fields[int] as number) | (set[first + int] as number)
  }

  #keep(scan: Scan, at: number, place: number, hash: number): void {
    const length = foldInto(scan.text, scan.start[at] ?? 0, scan.end[at] ?? 0, this.#codes)
    const bag = this.#bag
    bag.count = 0
    wordFeatures(this.#codes, length, bag)
    const from = place * LABEL_COUNT
    this.#keptSums.fill(0, from, from + LABEL_COUNT)
    for (let index = 0; index < bag.count; index += 1) this.#add(bag.buckets[index] ?? 0, bag.values[index] ?? 0,
      this.#keptSums, from)
    this.#fieldsOf.look(this.#codes, length, this.#keptFields, place * FIELD_INTS)
    this.#keptHash[place] = hash
    this.#isKept[place] = 1
  }

  feature(bucket: number, value: number): void {
    this.#add(bucket, value, this.#sum, 0)
  }

  fields(fields: Int32Array, who: number): void {
    const bag = this.#bag
    bag.count = 0
    fieldFeatures(fields, who, bag)
    for (let index = 0; index < bag.count; index += 1) this.#add(bag.buckets[index] as number,
      bag.values[index] as number, this.#sum, 0)
  }

  #add(bucket: number, value: number, into: Float32Array, offset: number): void {
    const row = this.#model.rows.row(bucket)
    if (row < 0) return
    const { cells } = this.#model
    for (let label = 0, from = row * LABEL_COUNT; label < LABEL_COUNT; label += 1) {
      into[offset + label] = (into[offset + label] as number) + (cells[from + label] as number) * value
    }
  }
}

/** Whether the writer speaks of something of their own. */
export const hasMine = (scan: Scan, sentence: Pick<Sentence, 'first' | 'last'>): boolean => {
  for (let at = sentence.first; at <= sentence.last; at += 1) if (is(scan, at, myWords)) return true
  return false
}
