/**
 * Bits packed by how likely each is in its place (adaptive binary range coding, as in LZMA): what the browser loads of the
 * weights is a third of the same numbers under gzip. The other half, which packs, is `tools/train/range-encoder.ts`.
 *
 * Promises: reading past the end throws a `RangeError`; every bit costs the same few steps, whatever the bytes hold.
 */

/** Packs or unpacks bits: the same walk over a model serves both, so that they cannot differ. */
export interface BitCoder {
  /** One bit in its context. The decoder gives what was packed; the encoder packs `bit` and gives it back. */
  bit(odds: Odds, context: number, bit: number): number
}

/** How often a bit was set in each context, learned along the way: a quick and a slow memory, and their mean counts. */
export class Odds {
  readonly quick: Uint16Array
  readonly slow: Uint16Array

  constructor(contexts: number) {
    this.quick = new Uint16Array(contexts).fill(ODDS_ONE / 2)
    this.slow = new Uint16Array(contexts).fill(ODDS_ONE / 2)
  }

  /** Chance of a nought, out of `ODDS_ONE`; never nought or one itself. */
  of(context: number): number {
    return ((this.quick[context] as number) + (this.slow[context] as number)) >>> 1
  }

  learn(context: number, bit: number): void {
    const [quick, slow] = [this.quick[context] as number, this.slow[context] as number]
    this.quick[context] = bit === 0 ? quick + ((ODDS_ONE - 32 - quick) >>> QUICK) : quick - ((quick - 32) >>> QUICK)
    this.slow[context] = bit === 0 ? slow + ((ODDS_ONE - 128 - slow) >>> SLOW) : slow - ((slow - 128) >>> SLOW)
  }
}

/** Chances are parts of this. */
export const ODDS_ONE = 1 << 15
const [QUICK, SLOW] = [5, 7]
/** The range is made wide again below this. */
export const RANGE_MIN = 2 ** 24

/** Unpacks. */
export class RangeDecoder implements BitCoder {
  readonly #bytes: Uint8Array
  #at = 4
  #range = 0xffffffff
  #code = 0

  constructor(bytes: Uint8Array) {
    if (bytes.length < 4) throw new RangeError('the end of the bytes')
    this.#bytes = bytes
    for (let at = 0; at < 4; at += 1) this.#code = ((this.#code << 8) | (bytes[at] ?? 0)) >>> 0
  }

  bit(odds: Odds, context: number): number {
    const bound = (this.#range >>> 15) * odds.of(context)
    const bit = this.#code < bound ? 0 : 1
    if (bit === 0) this.#range = bound
    else {
      this.#code -= bound
      this.#range -= bound
    }
    odds.learn(context, bit)
    while (this.#range < RANGE_MIN) {
      if (this.#at >= this.#bytes.length) throw new RangeError('the end of the bytes')
      this.#range = (this.#range << 8) >>> 0
      this.#code = ((this.#code << 8) | (this.#bytes[this.#at++] as number)) >>> 0
    }
    return bit
  }
}
