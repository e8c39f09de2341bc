/** Marks are numbers: what a mail says is hashed into places of one table. Pure; scratch memory of its own. */

/** More places make the table miss the processor's cache and find no more spam: 2^18 and 2^17 judge alike. */
const PLACE_BITS = 17
/** Places of words, signs and forms. */
export const PLACES = 1 << PLACE_BITS
/** Places of runs of letters; they follow those of words. */
export const GRAM_PLACES = 1 << PLACE_BITS
/** Weights of all marks. */
export const WEIGHTS = PLACES + GRAM_PLACES
/** Marks of one kind in one message; the first ones count. */
export const MARKS_MAX = 8_000

/** Hashes that are gathered before they get their places: many at once cost half of what each by itself does. */
export const GATHERED_MAX = 1024

/** Marks of one kind, each once, in the order they were met. The same memory for every mail. */
export class MarkSet {
  /** One bit a place: a whole octet would not stay in the processor's cache. */
  readonly #seen = new Uint32Array(PLACES >>> 5)
  /** One more than count: the next place is written there before it is known whether it is a new one. */
  readonly #found = new Uint32Array(MARKS_MAX + 1)
  readonly #first: number
  #count = 0

  /** `first` is the place from which its marks are numbered: 0 for words, `PLACES` for runs of letters. */
  constructor(first: number) {
    this.#first = first
  }

  clear(): void {
    this.#seen.fill(0)
    this.#count = 0
  }

  /** Valid until it is cleared. */
  found(): Uint32Array {
    return this.#found.subarray(0, this.#count)
  }

  /** Adds so many marks by their hashes. Without a branch on which of them are new: nothing could foresee it. */
  add(hashes: Int32Array, length: number): void {
    const [seen, found, first] = [this.#seen, this.#found, this.#first]
    let count = this.#count
    for (let at = 0; at < length && count < MARKS_MAX; at++) {
      const hash = hashes[at] as number
      const place = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> (32 - PLACE_BITS)
      const bits = seen[place >>> 5] as number
      seen[place >>> 5] = bits | (1 << (place & 31))
      found[count] = first + place
      count += (~bits >>> (place & 31)) & 1
    }
    this.#count = count
  }
}

/** Facts by name: what a zone says, as one mark. */
export class Notes {
  readonly #marks: MarkSet
  readonly #gathered = new Int32Array(GATHERED_MAX)
  #length = 0
  /** Each zone is hashed once. */
  readonly #zones = new Map<string, number>()

  constructor(marks: MarkSet) {
    this.#marks = marks
  }

  note(zone: string, text: string): void {
    this.#add(hashOf(text, this.#startOf(zone)))
  }

  /** The form of a text: its letters as `a` or `A`, its digits as `0`, each run once; so much of it and of the text. */
  noteForm(zone: string, text: string, { textLengthMax, lengthMax }: {
    readonly textLengthMax: number, readonly lengthMax: number,
  }): void {
    let [hash, length, last] = [this.#startOf(zone), 0, 0]
    const end = Math.min(text.length, textLengthMax)
    for (let at = 0; at < end && length < lengthMax; at++) {
      const unit = formOf(text.charCodeAt(at))
      if (unit === last && (unit === 0x61 || unit === 0x41 || unit === 0x30)) continue
      hash = Math.imul(hash ^ unit, 0x01000193)
      length++
      last = unit
    }
    this.#add(hash)
  }

  #startOf(zone: string): number {
    let start = this.#zones.get(zone)
    if (start === undefined) this.#zones.set(zone, start = hashOf(zone))
    return start
  }

  #add(hash: number): void {
    if (this.#length === GATHERED_MAX) this.end()
    this.#gathered[this.#length++] = hash
  }

  /** What was noted so far becomes marks. */
  end(): void {
    this.#marks.add(this.#gathered, this.#length)
    this.#length = 0
  }
}

const formOf = (unit: number): number => unit >= 0x61 && unit <= 0x7a ? 0x61 : unit >= 0x41 && unit <= 0x5a ? 0x41
  : unit >= 0x30 && unit <= 0x39 ? 0x30 : unit

/** FNV-1a over UTF-16 units. */
export function hashOf(text: string, start = 0x811c9dc5): number {
  let hash = start
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}
