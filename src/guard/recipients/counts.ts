/**
 * How often pairs of things were seen together: a word and a contact, two contacts, a subject and a contact. Open
 * addressing in typed arrays, so that a hundred thousand mails stay a few megabytes. Pairs are known by a 32-bit mark: of
 * two million questions about pairs that were never seen about a hundred get the count of another one (524,288 marks of
 * 2^32), which no score notices.
 */

/** Most pairs that are kept. When they are full all counts are halved: what was seen once, long ago, goes first. */
export const PAIRS_MAX = 393_216
/** Largest count of a pair; more is as good as this. */
export const PAIR_COUNT_MAX = 65_535

const SLOTS_MIN = 1024
/** Bytes of one pair as it is written. */
const WRITTEN_BYTES = 6

export class Counts {
  #marks = new Uint32Array(SLOTS_MIN)
  #counts = new Uint16Array(SLOTS_MIN)
  #size = 0

  get size(): number { return this.#size }

  /** How often the pair was seen; 0 when never. */
  of(mark: number): number {
    return this.#counts[this.#slot(mark)] ?? 0
  }

  /** Counts the pair once more. True when everything was halved to make room. */
  add(mark: number): boolean {
    let at = this.#slot(mark)
    const count = this.#counts[at] ?? 0
    if (count > 0) {
      this.#counts[at] = Math.min(PAIR_COUNT_MAX, count + 1)
      return false
    }
    let isHalved = false
    if (this.#size >= PAIRS_MAX) {
      // Ends: after sixteen halvings nothing is left of the largest count.
      while (this.#size >= PAIRS_MAX) this.#rebuild(this.#marks.length, 1)
      isHalved = true
      at = this.#slot(mark)
    } else if ((this.#size + 1) * 4 > this.#marks.length * 3) {
      this.#rebuild(this.#marks.length * 2, 0)
      at = this.#slot(mark)
    }
    this.#marks[at] = mark
    this.#counts[at] = 1
    this.#size += 1
    return isHalved
  }

  /** Six bytes for each pair: the mark, big-endian, and its count. */
  bytes(): Uint8Array {
    const written = new Uint8Array(this.#size * WRITTEN_BYTES)
    const view = new DataView(written.buffer)
    let place = 0
    for (const [at, count] of this.#counts.entries()) {
      if (count === 0) continue
      view.setUint32(place, this.#marks[at] ?? 0)
      view.setUint16(place + 4, count)
      place += WRITTEN_BYTES
    }
    return written
  }

  /** Reads what `bytes` wrote; anything beyond the maximum is left out. */
  static from(written: Uint8Array): Counts {
    const counts = new Counts()
    const view = new DataView(written.buffer, written.byteOffset, written.byteLength)
    const pairs = Math.min(Math.floor(written.byteLength / WRITTEN_BYTES), PAIRS_MAX)
    let slots = SLOTS_MIN
    while (slots * 3 < pairs * 4) slots *= 2
    counts.#marks = new Uint32Array(slots)
    counts.#counts = new Uint16Array(slots)
    for (let index = 0; index < pairs; index += 1) {
      const count = view.getUint16(index * WRITTEN_BYTES + 4)
      if (count > 0) counts.#put(view.getUint32(index * WRITTEN_BYTES), count)
    }
    return counts
  }

  #put(mark: number, count: number): void {
    const at = this.#slot(mark)
    if ((this.#counts[at] ?? 0) === 0) this.#size += 1
    this.#marks[at] = mark
    this.#counts[at] = count
  }

  /** Where the mark stands, or the free slot where it would. The table is never full, so this ends. */
  #slot(mark: number): number {
    const last = this.#marks.length - 1
    let at = mark & last
    while ((this.#counts[at] ?? 0) > 0 && this.#marks[at] !== mark) at = (at + 1) & last
    return at
  }

  #rebuild(slots: number, halvings: 0 | 1): void {
    const [marks, counts] = [this.#marks, this.#counts]
    this.#marks = new Uint32Array(slots)
    this.#counts = new Uint16Array(slots)
    this.#size = 0
    for (const [at, count] of counts.entries()) {
      const kept = count >> halvings
      if (kept > 0) this.#put(marks[at] ?? 0, kept)
    }
  }
}

/** A mark for two or three numbers: mixed so that near numbers stand far apart. 32 bits, from 0. */
export function markOf(kind: number, a: number, b: number): number {
  let mixed = Math.imul(kind ^ 0x9e3779b9, 0x85ebca6b) ^ a
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ b, 0x846ca68b)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** A number for a word. FNV-1a over UTF-16 units, 32 bits. */
export function wordMark(word: string): number {
  let mixed = 0x811c9dc5
  for (let at = 0; at < word.length; at += 1) mixed = Math.imul(mixed ^ word.charCodeAt(at), 0x01000193)
  return mixed >>> 0
}
