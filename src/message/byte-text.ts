import { byteCharacters } from '../base/byte-characters.ts'

/** Bytes seen as text at a time; a larger message is looked at in windows, so memory stays bounded. */
export const WINDOW_BYTES = 1024 * 1024

/**
 * Raw bytes that can be searched with the engine's own string search, which is many times faster than a loop over bytes
 * or `Uint8Array.indexOf`. Positions are byte offsets. Only ASCII may be compared; text outside ASCII has to be
 * decoded from the bytes. Searching must go forward to stay linear.
 */
export class ByteText {
  readonly raw: Uint8Array
  readonly #windowBytes: number
  #start = 0
  #text = ''

  constructor(raw: Uint8Array, windowBytes = WINDOW_BYTES) {
    this.raw = raw
    this.#windowBytes = windowBytes
  }

  /** First place of `needle` at or after `from` that ends at or before `end`, or -1. */
  indexOf(needle: string, from: number, end = this.raw.length): number {
    let at = from
    while (at + needle.length <= end) {
      this.#show(at, needle.length)
      const found = this.#text.indexOf(needle, at - this.#start)
      if (found !== -1) return this.#start + found + needle.length <= end ? this.#start + found : -1
      at = this.#start + this.#text.length - needle.length + 1
    }
    return -1
  }

  /** Line ends (LF) in the bytes [start, end). */
  linesIn(start: number, end: number): number {
    let count = 0
    for (let at = start; at < end;) {
      this.#show(at, 1)
      const text = this.#text
      const shownEnd = Math.min(text.length, end - this.#start)
      let lf = text.indexOf('\n', at - this.#start)
      for (; lf !== -1 && lf < shownEnd; lf = text.indexOf('\n', lf + 1)) count++
      at = this.#start + text.length
    }
    return count
  }

  /** The bytes [start, end) as text. */
  slice(start: number, end: number): string {
    const from = start - this.#start
    const to = end - this.#start
    if (from >= 0 && to <= this.#text.length) return this.#text.substring(from, to)
    return byteCharacters(this.raw.subarray(start, end))
  }

  #show(at: number, length: number): void {
    if (at >= this.#start && at + length <= this.#start + this.#text.length) return
    this.#start = at
    this.#text = byteCharacters(this.raw.subarray(at, at + Math.max(this.#windowBytes, length)))
  }
}
