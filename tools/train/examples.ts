import { Bag, fieldFeatures, foldInto, LETTERS_MAX, wordFeatures } from '../../src/guard/models/features.ts'
import { columnOf, LABELS, type Label } from '../../src/guard/models/labels.ts'
import { readSentence, share, whoOf, WINDOW_MAX, type FeatureSink } from '../../src/guard/models/passages.ts'
import { persons } from '../../src/guard/persons.ts'
import { readPart, type Reading } from '../../src/guard/reading.ts'
import { sentencesOf, type Sentence } from '../../src/guard/sentences.ts'
import type { Fields } from '../../src/guard/models/fields.ts'
import type { Tagger } from '../../src/guard/models/tagger.ts'
import type { Scan } from '../../src/guard/scan.ts'
import type { MadeMail, Stretch } from './compose.ts'
import type { Random } from './random.ts'
import type { Snippet } from './snippets.ts'

/** Windows as rows of numbers that threads can share. */
export interface PackedExamples {
  readonly buckets: Int32Array
  readonly values: Float32Array
  /** Where the features of each window begin; one more at the end. */
  readonly starts: Int32Array
  readonly labels: Int32Array
  readonly families: Float64Array
}

/** Windows of sentences with their features and labels, packed: what the linear models learn from. */
export class Examples {
  #buckets = new Int32Array(1 << 20)
  #values = new Float32Array(1 << 20)
  #used = 0
  readonly starts: number[] = [0]
  readonly labels: number[] = []
  readonly families: number[] = []

  /** Adds one window; `scale` is what its length makes of every value. */
  add(bags: readonly Bag[], scale: number, labels: number, family: number): void {
    for (const bag of bags) {
      while (this.#used + bag.count > this.#buckets.length) this.#grow()
      for (let at = 0; at < bag.count; at += 1) {
        this.#buckets[this.#used] = bag.buckets[at] ?? 0
        this.#values[this.#used] = (bag.values[at] ?? 0) * scale
        this.#used += 1
      }
    }
    this.starts.push(this.#used)
    this.labels.push(labels)
    this.families.push(family)
  }

  #grow(): void {
    const [buckets, values] = [new Int32Array(this.#buckets.length * 2), new Float32Array(this.#values.length * 2)]
    buckets.set(this.#buckets)
    values.set(this.#values)
    this.#buckets = buckets
    this.#values = values
  }

  get buckets(): Int32Array { return this.#buckets }
  get values(): Float32Array { return this.#values }
  get length(): number { return this.labels.length }

  /** Copies into memory that threads share. */
  packed(): PackedExamples {
    const room = (count: number, bytes: number): SharedArrayBuffer => new SharedArrayBuffer(count * bytes)
    const packed = {
      buckets: new Int32Array(room(this.#used, 4)), values: new Float32Array(room(this.#used, 4)),
      starts: new Int32Array(room(this.starts.length, 4)), labels: new Int32Array(room(this.length, 4)),
      families: new Float64Array(room(this.length, 8)),
    }
    packed.buckets.set(this.#buckets.subarray(0, this.#used))
    packed.values.set(this.#values.subarray(0, this.#used))
    packed.starts.set(this.starts)
    packed.labels.set(this.labels)
    packed.families.set(this.families)
    return packed
  }
}

/** Collects features instead of scoring them. */
class Collector implements FeatureSink {
  bag = new Bag(6000)
  readonly #fieldsOf: Fields
  readonly #codes = new Uint16Array(LETTERS_MAX)
  readonly #set: Int32Array

  constructor(fields: Fields, ints: number) {
    this.#fieldsOf = fields
    this.#set = new Int32Array(ints)
  }

  word(scan: Scan, at: number, fields: Int32Array): void {
    const length = foldInto(scan.text, scan.start[at] ?? 0, scan.end[at] ?? 0, this.#codes)
    wordFeatures(this.#codes, length, this.bag)
    this.#fieldsOf.look(this.#codes, length, this.#set, 0)
    for (let int = 0; int < fields.length; int += 1) fields[int] = (fields[int] ?? 0) | (this.#set[int] ?? 0)
  }

  feature(bucket: number, value: number): void {
    this.bag.add(bucket, value)
  }

  fields(fields: Int32Array, who: number): void {
    fieldFeatures(fields, who, this.bag)
  }
}

/** Labels of a snippet, as bits. */
export function labelBits({ reasons, kind }: Snippet): number {
  const labels: Label[] = kind === null ? [] : [kind]
  for (const reason of reasons) if (reason !== 'national-id') labels.push(reason)
  if (reasons.length > 0) labels.push('any')
  if (reasons.some((reason) => ['criminal', 'special-category', 'children', 'national-id'].includes(reason))) labels.push('personal-data')
  return labels.reduce((bits, label) => bits | (1 << columnOf(label)), 0)
}

if (LABELS.length > 31) throw new RangeError('more labels than bits')

/** What words mean and which are names. */
export interface Reader { readonly fields: Fields, readonly tagger: Tagger }

/**
 * Share of the windows outside the mail's own passage that are kept: what stands around it comes again in hundreds of
 * mails.
 */
const AROUND_SHARE = 0.6

/** Adds the windows of a mail. */
export function addMail(mail: MadeMail, reader: Reader, random: Random, into: Examples): void {
  for (const reading of readPart('body', mail.body)) addReading(reading, { stretches: mail.stretches.filter(({ part }) => part === 'body'), main: mail.main }, reader, random, into)
  for (const { text } of mail.attachments) {
    for (const reading of readPart('attachment-text', text, '0')) addReading(reading, { stretches: mail.stretches.filter(({ part }) => part === 'attachment'), main: mail.main }, reader, random, into)
  }
}

function addReading(reading: Reading, { stretches, main }: { readonly stretches: readonly Stretch[],
  readonly main: Snippet }, { fields, tagger }: Reader, random: Random,
  into: Examples): void {
  const found = persons(reading, tagger)
  const sentences = sentencesOf(reading, found)
  const bags = sentences.map((sentence, index) => {
    const sink = new Collector(fields, 8)
    readSentence(reading.scan, sentence, { persons: found, who: whoOf(sentences, index) }, sink)
    return sink.bag
  })
  const owner = sentences.map((sentence) => stretches.find(({ start, end }) => overlaps(reading, sentence, start, end)))
  const isSecret = (index: number): boolean => (owner[index]?.snippet.reasons.length ?? 0) > 0
  const add = (from: number, to: number, snippet: Snippet | undefined): void => {
    let words = 0
    for (let at = from; at <= to; at += 1) words += sentences[at]?.words ?? 0
    into.add(bags.slice(from, to + 1), share(words), snippet === undefined ? 0 : labelBits(snippet),
      snippet?.family ?? random.between(0, 1e9))
  }
  for (let from = 0; from < sentences.length; from += 1) {
    const stretch = owner[from]
    if (isSecret(from)) {
      if (owner[from - 1] === stretch) continue
      let to = from
      while (owner[to + 1] === stretch && stretch !== undefined) to += 1
      if (to - from < WINDOW_MAX) {
        add(from, to, stretch?.snippet)
        if (to - from + 1 < WINDOW_MAX && random.chance(0.5)) {
          if (random.chance(0.5) && from > 0 && !isSecret(from - 1)) add(from - 1, to, stretch?.snippet)
          else if (to + 1 < sentences.length && !isSecret(to + 1)) add(from, to + 1, stretch?.snippet)
        }
      } else for (let at = from; at + WINDOW_MAX - 1 <= to; at += 1) add(at, at + WINDOW_MAX - 1, stretch?.snippet)
      continue
    }
    for (let size = 1; size <= WINDOW_MAX; size += 1) {
      const to = from + size - 1
      if (to >= sentences.length || isSecret(to)) break
      if (size > 1 && !random.chance(0.6)) continue
      if (stretch?.snippet !== main && !random.chance(AROUND_SHARE)) continue
      // Behind its framing sentence such a passage says nothing sure.
      if (stretch?.snippet.isFramed === true && (owner[from - 1] === stretch || to === from)) continue
      if (owner[to]?.snippet.isFramed === true && owner[to] !== stretch) break
      // A window is of the kind that its first passage has, when all of it is of that passage.
      const whole = Array.from({ length: size }, (_, at) => owner[from + at]).every((one) => one === stretch)
      add(from, to, whole ? stretch?.snippet : undefined)
    }
  }
}

function overlaps(reading: Reading, sentence: Sentence, start: number, end: number): boolean {
  return reading.original(sentence.start) < end && reading.original(Math.max(sentence.start, sentence.end - 1)) >= start
}
