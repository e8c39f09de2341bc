import { RANGE_MIN, type BitCoder, type Odds } from '../../src/guard/models/range-decoder.ts'

/** Packs bits for `RangeDecoder`. */
export class RangeEncoder implements BitCoder {
  readonly #bytes: number[] = []
  #low = 0
  #range = 0xffffffff
  /** A byte that a carry may still raise, and how many bytes of 255 stand behind it. */
  #held = -1
  #full = 0

  bit(odds: Odds, context: number, bit: number): number {
    const bound = (this.#range >>> 15) * odds.of(context)
    if (bit === 0) this.#range = bound
    else {
      this.#low += bound
      this.#range -= bound
    }
    odds.learn(context, bit)
    while (this.#range < RANGE_MIN) {
      this.#range = (this.#range << 8) >>> 0
      this.#shift()
    }
    return bit
  }

  /** All bytes; nothing may be packed after this. */
  done(): Uint8Array {
    for (let at = 0; at < 5; at += 1) this.#shift()
    return Uint8Array.from(this.#bytes)
  }

  #shift(): void {
    const carry = this.#low >= 2 ** 32 ? 1 : 0
    const top = Math.floor(this.#low / 2 ** 24) & 0xff
    if (carry === 1 || top < 0xff) {
      if (this.#held >= 0) this.#bytes.push((this.#held + carry) & 0xff)
      for (; this.#full > 0; this.#full -= 1) this.#bytes.push((0xff + carry) & 0xff)
      this.#held = top
    } else this.#full += 1
    this.#low = (this.#low % 2 ** 24) * 256
  }
}
