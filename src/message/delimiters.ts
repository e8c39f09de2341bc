import type { ByteText } from './byte-text.ts'

/** Longest boundary that is followed; RFC 2046 §5.1.1 allows 70. */
export const BOUNDARY_MAX = 200
/** Characters of a delimiter line that are looked at: boundary, dashes and blanks. */
const LINE_MAX = BOUNDARY_MAX + 60

const LF = 0x0a
const DASH = 0x2d

/** A delimiter line of an open multipart. RFC 2046 §5.1.1 */
export interface Delimiter {
  /** Place of the multipart on the stack. */
  readonly frame: number
  readonly lineStart: number
  readonly lineEnd: number
  /** Where the part before it ends: the line end in front belongs to the delimiter. */
  readonly contentEnd: number
  readonly closing: boolean
}

/**
 * The boundaries of all multiparts that are open. One search for lines that begin with `--` serves every level, and a
 * table finds the level, so that neither depth nor a flood of such lines makes it slow. The whole line has to match.
 */
export class Delimiters {
  readonly #text: ByteText
  /** Stack places by boundary; the innermost multipart with a boundary wins. */
  readonly #frames = new Map<string, number[]>()
  active = 0

  constructor(text: ByteText) {
    this.#text = text
  }

  add(boundary: string, frame: number): void {
    const frames = this.#frames.get(boundary)
    if (frames === undefined) this.#frames.set(boundary, [frame])
    else frames.push(frame)
    this.active++
  }

  remove(boundary: string): void {
    const frames = this.#frames.get(boundary)
    if (frames === undefined) return
    frames.pop()
    this.active--
    if (frames.length === 0) this.#frames.delete(boundary)
  }

  /** The next delimiter whose preceding line end is at or after `from`. */
  next(from: number): Delimiter | undefined {
    const { raw } = this.#text
    // Dashes are rare where line ends are not: files in base64 have none.
    for (let at = this.#text.indexOf('--', from + 1); at !== -1; at = this.#text.indexOf('--', at)) {
      const delimiter = raw[at - 1] === LF ? this.at(at) : undefined
      if (delimiter !== undefined) return delimiter
      // Past all dashes that follow, so that a line of them costs one look.
      at += 2
      while (raw[at] === DASH) at++
    }
    return undefined
  }

  /** The delimiter at the line that begins at `lineStart` with `--`, if it is one. */
  at(lineStart: number): Delimiter | undefined {
    if (this.active === 0) return undefined
    const { raw } = this.#text
    const seenEnd = Math.min(raw.length, lineStart + 2 + LINE_MAX)
    const seen = this.#text.slice(lineStart + 2, seenEnd)
    const lf = seen.indexOf('\n')
    if (lf === -1 && seenEnd < raw.length) return undefined
    const token = (lf === -1 ? seen : seen.slice(0, lf)).trimEnd()
    const lineEnd = lf === -1 ? raw.length : lineStart + 2 + lf + 1
    const contentEnd = raw[lineStart - 2] === 0x0d ? lineStart - 2 : lineStart - 1
    const frame = this.#frames.get(token)?.at(-1)
    if (frame !== undefined) return { frame, lineStart, lineEnd, contentEnd, closing: false }
    if (!token.endsWith('--')) return undefined
    const closed = this.#frames.get(token.slice(0, -2))?.at(-1)
    return closed === undefined ? undefined : { frame: closed, lineStart, lineEnd, contentEnd, closing: true }
  }
}
