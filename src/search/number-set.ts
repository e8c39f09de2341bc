/** Whole numbers from 0 up as bits: what a search says of a hundred thousand messages takes 12 KiB. */
export class NumberSet {
  #bits: Uint32Array
  #size = 0

  /** Room for numbers below `end`; larger ones make more. */
  constructor(end = 0) {
    this.#bits = new Uint32Array((end >>> 5) + 1)
  }

  get size(): number {
    return this.#size
  }

  has(number: number): boolean {
    return ((this.#bits[number >>> 5] ?? 0) >>> (number & 31) & 1) === 1
  }

  /** True when it was not there. */
  add(number: number): boolean {
    const at = number >>> 5
    if (at >= this.#bits.length) this.#grow(at + 1)
    const before = this.#bits[at] ?? 0
    const bit = 1 << (number & 31)
    if ((before & bit) !== 0) return false
    this.#bits[at] = before | bit
    this.#size++
    return true
  }

  /** Ascending. */
  * [Symbol.iterator](): Generator<number> {
    for (let at = 0; at < this.#bits.length; at++) {
      for (let left = this.#bits[at] ?? 0; left !== 0; left &= left - 1) yield at * 32 + 31 - Math.clz32(left & -left)
    }
  }

  #grow(length: number): void {
    const grown = new Uint32Array(Math.max(length, this.#bits.length * 2))
    grown.set(this.#bits)
    this.#bits = grown
  }
}
