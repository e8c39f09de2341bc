/** Marks are numbers: what a mail says is hashed into places of one table. Pure; scratch memory of its own. */

/** More places make the table miss the processor's cache and find no more spam: 2^18 and 2^17 judge alike. */
const WORD_BITS = 17
const GRAM_BITS = 17
/** Places of words, signs and forms. */
export const PLACES = 1 << WORD_BITS
/** Places of runs of letters; they follow those of words. */
export const GRAM_PLACES = 1 << GRAM_BITS
/** Weights of all marks. */
export const WEIGHTS = PLACES + GRAM_PLACES
/** Marks of one kind in one message; the first ones count. */
export const MARKS_MAX = 8_000

/** Marks of one kind, each once, in the order they were met. The same memory for every mail. */
export class MarkSet {
  /** One bit a place: a whole octet would not stay in the processor's cache. */
  readonly #seen = new Uint32Array(WEIGHTS >>> 5)
  readonly #found = new Uint32Array(MARKS_MAX)
  #count = 0

  clear(): void {
    for (let at = 0; at < this.#count; at++) this.#seen[(this.#found[at] as number) >>> 5] = 0
    this.#count = 0
  }

  /** Valid until it is cleared. */
  found(): Uint32Array {
    return this.#found.subarray(0, this.#count)
  }

  /** A mark of words. */
  word(hash: number): void {
    this.#add(Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> (32 - WORD_BITS))
  }

  /** A run of letters. */
  gram(hash: number): void {
    this.#add(PLACES + (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> (32 - GRAM_BITS)))
  }

  #add(place: number): void {
    const index = place >>> 5
    const bit = 1 << (place & 31)
    const bits = this.#seen[index] as number
    if ((bits & bit) !== 0 || this.#count >= MARKS_MAX) return
    this.#seen[index] = bits | bit
    this.#found[this.#count++] = place
  }
}

/** Facts by name: what a zone says, as one mark. */
export class Notes {
  readonly #marks: MarkSet
  /** Each zone is hashed once. */
  readonly #zones = new Map<string, number>()

  constructor(marks: MarkSet) {
    this.#marks = marks
  }

  note(zone: string, text: string): void {
    let start = this.#zones.get(zone)
    if (start === undefined) this.#zones.set(zone, start = hashOf(zone))
    this.#marks.word(hashOf(text, start))
  }
}

/** FNV-1a over UTF-16 units. */
export function hashOf(text: string, start = 0x811c9dc5): number {
  let hash = start
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}
