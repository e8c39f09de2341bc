import { AUTH_OCTETS_MAX } from '../smtp/limits.ts'
import { isAuth } from './command-of.ts'

/** Unread input, from `at` on. */
export interface Input {
  readonly pending: Uint8Array
  at: number
}

/**
 * Cuts lines out of what came. A line that is longer than it may be is dropped to its end, so that what follows it is
 * still read as commands of its own. The search goes on where the last one stopped, so a line costs its length once.
 */
export class LineReader {
  readonly #input: Input
  #searched = 0

  constructor(input: Input) {
    this.#input = input
  }

  /**
   * The next line without its CRLF (AUTH may be longer than `usual`, RFC 4954 §4); `too-long` for one that was dropped,
   * `endless` when its end has not come yet and `skip` must drop the rest, undefined when more input is needed.
   */
  next(usual: number): Uint8Array | 'too-long' | 'endless' | undefined {
    const input = this.#input
    const most = AUTH_OCTETS_MAX
    const lf = input.pending.indexOf(10, input.at + this.#searched)
    const length = (lf < 0 ? input.pending.length : lf + 1) - input.at
    if (lf < 0 && length <= most) {
      this.#searched = length
      return undefined
    }
    this.#searched = 0
    const start = input.at
    if (lf < 0) {
      input.at = input.pending.length
      return 'endless'
    }
    input.at = lf + 1
    if (length > most) return 'too-long'
    // Without its CR the line keeps its LF, which the grammar refuses as a control character.
    const line = input.pending.subarray(start, lf > start && input.pending[lf - 1] === 13 ? lf - 1 : lf + 1)
    return usual < most && length > usual && !isAuth(line) ? 'too-long' : line
  }

  /** Drops input to the end of the line; false while that has not come. */
  skip(): boolean {
    const input = this.#input
    const lf = input.pending.indexOf(10, input.at)
    input.at = lf < 0 ? input.pending.length : lf + 1
    return lf >= 0
  }
}
