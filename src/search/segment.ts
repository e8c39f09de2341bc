/**
 * A segment: the words of some messages, sorted, each with the messages and fields it occurs in. Immutable; made by `Builder`
 * or `merge`, kept by the mailstore in encrypted parts, and read part by part: the words as a whole, postings only where a
 * search needs them.
 */
import { ByteReader, ByteWriter } from './varint.ts'
import { withoutAccents, type NeedleRun } from './words.ts'

/** Bytes of one part before encryption. */
export const PART_BYTES = 64 * 1024

/** A segment as it is kept. */
export interface SegmentParts {
  readonly messages: Uint32Array | readonly number[]
  /** Words and how long the postings of each are. */
  readonly head: Uint8Array
  readonly postings: Uint8Array
}

/** Postings of one word: ascending messages, with the fields it occurs in. */
export interface Posting { readonly message: number, readonly fields: number }

/** Writes head and postings, word after word, in ascending order of words. */
export class SegmentWriter {
  readonly #messages: readonly number[]
  readonly #words: string[] = []
  readonly #lengths = new ByteWriter()
  readonly #postings = new ByteWriter()

  /** Messages ascending, each once: postings name them by their place in this list. */
  constructor(messages: readonly number[]) {
    this.#messages = messages
  }

  /** `places` are positions in the list of messages, ascending. */
  word(word: string, places: readonly number[], masks: readonly number[]): void {
    const before = this.#postings.length
    let last = -1
    for (const [index, place] of places.entries()) {
      this.#postings.varint(place - last - 1)
      this.#postings.byte(masks[index] ?? 0)
      last = place
    }
    this.#words.push(word)
    this.#lengths.varint(this.#postings.length - before)
  }

  get bytes(): number {
    return this.#postings.length + this.#lengths.length
  }

  done(): SegmentParts {
    const head = new ByteWriter()
    head.varint(this.#messages.length)
    let last = 0
    for (const message of this.#messages) {
      head.varint(message - last)
      last = message
    }
    head.varint(this.#words.length)
    const words = new TextEncoder().encode(this.#words.join('\n'))
    head.varint(words.length)
    head.bytes(words)
    head.bytes(this.#lengths.done())
    return { messages: this.#messages, head: head.done(), postings: this.#postings.done() }
  }
}

/** A segment whose words are in memory. Postings come in by `read`: bytes [start, end) of them. */
export class Segment {
  readonly messages: readonly number[]
  readonly count: number
  readonly #words: string
  readonly #starts: Uint32Array
  readonly #offsets: Float64Array
  #folded: { readonly words: string, readonly starts: Uint32Array } | undefined

  constructor(head: Uint8Array) {
    const reader = new ByteReader(head)
    const messages: number[] = []
    let last = 0
    for (let left = reader.varint(); left > 0; left--) messages.push(last += reader.varint())
    this.messages = messages
    this.count = reader.varint()
    const length = reader.varint()
    this.#words = new TextDecoder().decode(head.subarray(reader.at, reader.at + length))
    reader.at += length
    this.#starts = startsOf(this.#words, this.count)
    this.#offsets = new Float64Array(this.count + 1)
    for (let index = 0; index < this.count; index++) this.#offsets[index + 1] = (this.#offsets[index] ?? 0)
      + reader.varint()
  }

  /** About what it takes in memory. */
  get bytes(): number {
    return this.#words.length * 2 + this.count * 12 + this.messages.length * 8 + (this.#folded?.words.length ?? 0) * 2
  }

  word(index: number): string {
    return this.#words.slice(this.#starts[index], (this.#starts[index + 1] ?? 0) - 1)
  }

  /** Where the postings of a word begin and end. */
  range(index: number): { readonly start: number, readonly end: number } {
    return { start: this.#offsets[index] ?? 0, end: this.#offsets[index + 1] ?? 0 }
  }

  /** How long the postings of all words are. */
  get postingsBytes(): number {
    return this.#offsets[this.count] ?? 0
  }

  /**
   * Words that hold a run, by index, ascending; those alone that begin or end with it when that is asked. With `folded`
   * accents count for nothing on either side.
   */
  find({ run, begins, ends }: NeedleRun, { folded }: { readonly folded: boolean }): readonly number[] {
    const { words, starts } = folded ? this.#fold() : { words: this.#words, starts: this.#starts }
    const found: number[] = []
    const isEdge = (index: number): boolean => {
      const word = words.slice(starts[index], (starts[index + 1] ?? 0) - 1)
      return begins && ends ? word === run : begins ? word.startsWith(run) : word.endsWith(run)
    }
    // No line end stands before the first word, and none behind the last: those two are looked at alone.
    if (begins && this.count > 0 && isEdge(0)) found.push(0)
    const before = begins ? '\n' : ''
    const sought = `${before}${run}${ends ? '\n' : ''}`
    let index = 0
    for (let at = words.indexOf(sought); at >= 0;) {
      index = wordAt(starts, at + before.length, index)
      found.push(index)
      // On to the next word, from the line end before it: one that holds the run twice is one word.
      at = words.indexOf(sought, (starts[index + 1] ?? words.length + 1) - before.length)
    }
    if (ends && this.count > 0 && found.at(-1) !== this.count - 1 && isEdge(this.count - 1)) found.push(this.count - 1)
    return found
  }

  /** Postings of a word, from its bytes. */
  decode(bytes: Uint8Array): Posting[] {
    const reader = new ByteReader(bytes)
    const postings: Posting[] = []
    for (let place = -1; reader.at < bytes.length;) {
      place += reader.varint() + 1
      const message = this.messages[place]
      if (message === undefined) throw new RangeError('a posting names no message')
      postings.push({ message, fields: reader.byte() })
    }
    return postings
  }

  /**
   * Marks the places of messages in which a word stands in one of these fields, given its postings; gives how many were
   * not marked before. What `decode` says, without an object for each: a common word stands in every message.
   */
  mark(bytes: Uint8Array, mask: number, marked: Uint8Array): number {
    let fresh = 0
    for (let place = -1, at = 0; at < bytes.length; at++) {
      let step = bytes[at++] ?? 0
      if (step >= 128) {
        step &= 127
        for (let weight = 128, more = 128; more >= 128; weight *= 128) {
          more = bytes[at++] ?? 0
          step += (more & 127) * weight
        }
      }
      place += step + 1
      if (place >= marked.length || at >= bytes.length) throw new RangeError('a posting names no message')
      if (((bytes[at] ?? 0) & mask) === 0 || marked[place] === 1) continue
      marked[place] = 1
      fresh++
    }
    return fresh
  }

  #fold(): { readonly words: string, readonly starts: Uint32Array } {
    if (this.#folded !== undefined) return this.#folded
    const words = withoutAccents(this.#words)
    const starts = words === this.#words ? this.#starts : startsOf(words, this.count)
    return this.#folded = { words, starts }
  }
}

/** Where each word begins, and one more place behind the last. */
function startsOf(words: string, count: number): Uint32Array {
  const starts = new Uint32Array(count + 1)
  let index = 1
  for (let at = words.indexOf('\n'); at >= 0; at = words.indexOf('\n', at + 1)) starts[index++] = at + 1
  starts[count] = words.length + 1
  return starts
}

/** The word in which a place stands; `from` is a word that begins before it. */
function wordAt(starts: Uint32Array, at: number, from: number): number {
  let low = from
  let high = starts.length - 2
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}
