/** What a mail says to its reader, gathered in one array of UTF-16 units that is used again for every mail. Pure. */
import { textOf } from './units.ts'

/** Units of one message that are looked at. */
export const TEXT_LENGTH_MAX = 20 * 1024
/** Of one part, so that one form of an alternative leaves room for the other. */
export const PART_LENGTH_MAX = 8 * 1024

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

  /** A few units as text. */
  text(start: number, end: number): string {
    return textOf(this.units, start, Math.min(end, this.length))
  }
}

/** Units that a reader does not see and that break a word for a filter. */
export function isInvisible(unit: number): boolean {
  if (unit < 0x200b) return unit === 0xad || unit === 0x34f || unit === 0x61c || unit === 0x115f || unit === 0x1160 || unit === 0x17b4 || unit === 0x17b5 || (unit >= 0x180b && unit <= 0x180e)
  return unit <= 0x200f || (unit >= 0x202a && unit <= 0x202e) || (unit >= 0x2060 && unit <= 0x206f) || unit === 0x3164 || (unit >= 0xfe00 && unit <= 0xfe0f) || unit === 0xfeff
}
