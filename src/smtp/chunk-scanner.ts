import { DATA_LINE_OCTETS_MAX } from './limits.ts'
import { isBare, type DataProblem } from './scanner.ts'

const LF = 10, CR = 13

/**
 * Watches text that comes in counted chunks (BDAT, RFC 3030): no dots and no end to look for, but a CR or LF alone is
 * refused here as well, because the next hop may get the message by DATA. BINARYMIME is not offered.
 */
export class ChunkScanner {
  problem: DataProblem | undefined
  sizeBytes = 0
  readonly #sizeBytesMax: number
  #afterCr = false
  #lineOctets = 0

  constructor({ sizeBytesMax }: { readonly sizeBytesMax: number }) {
    this.#sizeBytesMax = sizeBytesMax
  }

  /** Looks at the bytes from `start` up to `end`; they may be kept when `problem` is still undefined. */
  push(piece: Uint8Array, start: number, end: number): void {
    this.sizeBytes += end - start
    if (this.sizeBytes > this.#sizeBytesMax) this.problem ??= 'too-large'
    const part = start === 0 && end === piece.length ? piece : piece.subarray(start, end)
    let at = 0
    if (this.#afterCr && part.length > 0) {
      this.#afterCr = false
      if (part[0] !== LF) this.problem ??= 'bare-line-end'
      else {
        at = 1
        if (this.#lineOctets >= DATA_LINE_OCTETS_MAX) this.problem ??= 'line-too-long'
        this.#lineOctets = 0
      }
    }
    while (this.problem === undefined && at < part.length) {
      const lf = part.indexOf(LF, at)
      const stop = lf < 0 ? part.length : lf
      const cr = part.indexOf(CR, at)
      if (isBare(cr, lf, stop)) this.problem = 'bare-line-end'
      this.#lineOctets += stop - at + (lf < 0 ? 0 : 1)
      if (this.#lineOctets > DATA_LINE_OCTETS_MAX) this.problem ??= 'line-too-long'
      if (lf < 0) {
        this.#afterCr = cr >= 0
        return
      }
      this.#lineOctets = 0
      at = lf + 1
    }
  }

  /** Call after the last chunk: a CR at the very end is bare too. */
  end(): void {
    if (this.#afterCr) this.problem ??= 'bare-line-end'
  }
}
