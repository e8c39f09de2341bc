import type { ByteText } from './byte-text.ts'

/**
 * Counts lines between places that only go forward, so that every byte is looked at once however deep messages lie
 * inside each other.
 */
export class LineCounter {
  readonly #text: ByteText
  #place = 0
  #count = 0

  constructor(text: ByteText) {
    this.#text = text
  }

  /** Line ends passed so far, up to `place`. With `skip` the bytes since the last place are not looked at. */
  to(place: number, { skip }: { skip: boolean }): number {
    if (place <= this.#place) return this.#count
    if (!skip) this.#count += this.#text.linesIn(this.#place, place)
    this.#place = place
    return this.#count
  }
}
