/** What a mail says to its reader, gathered in one array of UTF-16 units that is used again for every mail. Pure. */
import { textOf } from './units.ts'

/** Units of one message that are looked at. */
export const TEXT_LENGTH_MAX = 16 * 1024
/** Of one part, so that one form of an alternative leaves room for the other. */
export const PART_LENGTH_MAX = 6 * 1024

/**
 * A word of letters, digits and the signs of base64 with so many units and a digit among them was written by no hand.
 */
export const CIPHER_LENGTH_MIN = 20

/** Units of a word that is taken back; what is longer stays as it is. */
const CUT_WORD_MAX = 100

const [OTHER, BLANK, DIGIT, LETTER] = [0, 1, 2, 3] as const
const KINDS = Uint8Array.from({ length: 0x80 }, (_, unit) => unit <= 0x20 ? BLANK : unit >= 0x30 && unit <= 0x39 ? DIGIT
  : /[A-Za-z+/=_-]/.test(String.fromCharCode(unit)) ? LETTER : OTHER)
const kindOf = (unit: number): number => unit < 0x80 ? KINDS[unit] as number : OTHER

const LOW_INVISIBLE: ReadonlySet<number> = new Set([
  0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180c, 0x180d, 0x180e,
])

/** Units that a reader does not see and that break a word for a filter. */
export function isInvisible(unit: number): boolean {
  if (unit < 0x300) return unit === 0xad
  if (unit < 0x200b) return LOW_INVISIBLE.has(unit)
  if (unit < 0x2070) return unit <= 0x200f || (unit >= 0x202a && unit <= 0x202e) || unit >= 0x2060
  return unit === 0x3164 || (unit >= 0xfe00 && unit <= 0xfe0f) || unit === 0xfeff
}

/** 0 for units that are left out. Line ends are LF, however they came: learned and judged mail are alike in them. */
const KEPT = Uint8Array.from({ length: 0x10000 }, (_, unit) => unit === 0x0d || isInvisible(unit) ? 0 : 1)

export class Said {
  readonly units = new Uint16Array(TEXT_LENGTH_MAX)
  length = 0
  /** The part that is being read may go so far. */
  #end = TEXT_LENGTH_MAX

  clear(): void {
    this.length = 0
    this.#end = TEXT_LENGTH_MAX
  }

  /** Begins a part of at most so many units. */
  begin(lengthMax: number): void {
    this.#end = TEXT_LENGTH_MAX
    this.add(0x0a)
    this.#end = Math.min(TEXT_LENGTH_MAX, this.length + lengthMax)
  }

  get isFull(): boolean {
    return this.length >= this.#end
  }

  add(unit: number): void {
    if (this.length >= this.#end) return
    this.units[this.length] = unit
    this.length += KEPT[unit] as number
  }

  /** Adds units from one place up to another as long as there is room; gives the place up to which it looked. */
  addRun(source: Uint16Array, from: number, to: number): number {
    const { units } = this
    const end = this.#end
    let [at, length] = [from, this.length]
    for (; at < to && length < end; at++) {
      const unit = source[at] as number
      units[length] = unit
      length += KEPT[unit] as number
    }
    this.length = length
    return at
  }

  addText(text: string): void {
    for (let at = 0; at < text.length; at++) this.add(text.charCodeAt(at))
  }

  /** Takes back the word that the end of the room cut: a rest of one looks like anything. */
  endWord(): void {
    if (!this.isFull) return
    let at = this.length
    while (at > 0 && this.length - at < CUT_WORD_MAX && (this.units[at - 1] as number) > 0x20) at--
    if (this.length - at < CUT_WORD_MAX) this.length = at
  }

  /**
   * Takes out words that are keys, sums or files in letters, from that place on: nobody reads them, and by chance
   * they look like anything.
   */
  removeCiphers(from: number): void {
    const { units } = this
    let [start, kept, copied] = [from, from, from]
    // Looked at from where a word of that length would end, backwards: short words are passed without reading them.
    while (start + CIPHER_LENGTH_MIN <= this.length) {
      let at = start + CIPHER_LENGTH_MIN - 1
      while (at >= start && (units[at] as number) > 0x20) at--
      if (at >= start) {
        start = at + 1
        continue
      }
      const end = this.#wordEnd(start + CIPHER_LENGTH_MIN)
      if (this.#isCipher(start, end)) {
        if (kept !== copied) units.copyWithin(kept, copied, start)
        kept += start - copied
        copied = end
      }
      start = end + 1
    }
    if (copied === from) return
    units.copyWithin(kept, copied, this.length)
    this.length = kept + this.length - copied
  }

  #wordEnd(from: number): number {
    let at = from
    while (at < this.length && (this.units[at] as number) > 0x20) at++
    return at
  }

  #isCipher(start: number, end: number): boolean {
    let digits = 0
    for (let at = start; at < end; at++) {
      const kind = kindOf(this.units[at] as number)
      if (kind === OTHER) return false
      if (kind === DIGIT) digits++
    }
    return digits > 0
  }

  /** A few units as text. */
  text(start: number, end: number): string {
    return textOf(this.units, start, Math.min(end, this.length))
  }
}
