/** What a mail says to its reader, gathered in one array of UTF-16 units that is used again for every mail. Pure. */
import { textOf } from './units.ts'

/** Units of one message that are looked at. */
export const TEXT_LENGTH_MAX = 20 * 1024
/** Of one part, so that one form of an alternative leaves room for the other. */
export const PART_LENGTH_MAX = 8 * 1024

/**
 * A word of letters, digits and the signs of base64 with so many units and a digit among them was written by no hand.
 */
export const CIPHER_LENGTH_MIN = 20

const [OTHER, BLANK, DIGIT, LETTER] = [0, 1, 2, 3] as const
const KINDS = Uint8Array.from({ length: 0x80 }, (_, unit) => unit <= 0x20 ? BLANK : unit >= 0x30 && unit <= 0x39 ? DIGIT
  : /[A-Za-z+/=_-]/.test(String.fromCharCode(unit)) ? LETTER : OTHER)
const kindOf = (unit: number): number => unit < 0x80 ? KINDS[unit] as number : OTHER

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
    if (this.length < this.#end && (unit < 0xad || !isInvisible(unit))) this.units[this.length++] = unit
  }

  addText(text: string): void {
    for (let at = 0; at < text.length; at++) this.add(text.charCodeAt(at))
  }

  /**
   * Blanks instead of words that are keys, sums or files in letters, from that place on: nobody reads them, and by chance
   * they look like anything.
   */
  blankCiphers(from: number): void {
    let [start, isCipher, digits] = [from, true, 0]
    for (let at = from; at <= this.length; at++) {
      const kind = at < this.length ? kindOf(this.units[at] as number) : BLANK
      if (kind !== BLANK) {
        if (kind === DIGIT) digits++
        else if (kind === OTHER) isCipher = false
        continue
      }
      if (isCipher && digits > 0 && at - start >= CIPHER_LENGTH_MIN) this.units.fill(0x20, start, at)
      start = at + 1
      isCipher = true
      digits = 0
    }
  }

  /** A few units as text. */
  text(start: number, end: number): string {
    return textOf(this.units, start, Math.min(end, this.length))
  }
}

/** Units that a reader does not see and that break a word for a filter. */
export function isInvisible(unit: number): boolean {
  if (unit < 0x200b) return unit === 0xad || unit === 0x34f || unit === 0x61c || unit === 0x115f || unit === 0x1160
    || unit === 0x17b4 || unit === 0x17b5 || (unit >= 0x180b && unit <= 0x180e)
  return unit <= 0x200f || (unit >= 0x202a && unit <= 0x202e) || (unit >= 0x2060 && unit <= 0x206f) || unit === 0x3164
    || (unit >= 0xfe00 && unit <= 0xfe0f) || unit === 0xfeff
}
