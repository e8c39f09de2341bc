/**
 * Finds the end of message text and takes out the dot stuffing. RFC 5321 §4.1.1.4, §4.5.2
 *
 * Only CR LF `.` CR LF ends a message. A CR or LF alone is never taken for a line's end and never silently kept:
 * programs that disagree about it let one message smuggle in a second one (CERT VU#302671), so the message is refused
 * once its true end has come, and until then nothing more of it is kept. All searching is `indexOf` per line, in text of one
 * character per byte: the engine searches that three times as fast as bytes.
 */
import { byteCharacters } from '../base/byte-characters.ts'
import { DATA_LINE_OCTETS_MAX } from './limits.ts'

const LF = 10, CR = 13, DOT = 46

/** What is wrong with the text; the first thing found stays. */
export type DataProblem = 'bare-line-end' | 'line-too-long' | 'too-large'

/** Where the scanner stands between two pieces of input: what the last bytes before were. */
type Place = 'line-start' | 'in-line' | 'after-cr' | 'after-dot' | 'after-dot-cr'

/** Takes the bytes from `start` up to `end` of a piece, which is only lent: copy or use it at once. */
export type Keep = (piece: Uint8Array, start: number, end: number) => void

export class DataScanner {
  /** Undefined as long as the text is fine. */
  problem: DataProblem | undefined
  /** Octets of the message so far, without stuffing and without the final dot. */
  sizeBytes = 0
  readonly #sizeBytesMax: number
  readonly #keep: Keep
  #place: Place = 'line-start'
  #lineOctets = 0
  /** The piece as text, from `#textStart` on, while it is being read. */
  #text = ''
  #textStart = -1

  constructor({ sizeBytesMax, keep }: { readonly sizeBytesMax: number, readonly keep: Keep }) {
    this.#sizeBytesMax = sizeBytesMax
    this.#keep = keep
  }

  /**
   * Reads `piece` from `start`. Gives the index behind the final CRLF when the message ended in this piece, else -1
   * (all of it was used). What follows the end belongs to the next command.
   */
  push(piece: Uint8Array, start: number): number {
    let at = start
    this.#textStart = -1
    while (at < piece.length) {
      if (this.#place !== 'in-line') {
        const end = this.#edge(piece, at)
        if (end.ended) return this.#read(end.at)
        at = end.at
        continue
      }
      if (this.#textStart < 0) {
        this.#text = byteCharacters(at === 0 ? piece : piece.subarray(at))
        this.#textStart = at
      }
      at = this.#lines(piece, at)
    }
    return this.#read(-1)
  }

  /** Forgets the text of the piece. */
  #read(end: number): number {
    this.#text = ''
    return end
  }

  /** The next CR or LF of the piece at or after `at`, or -1. */
  #next(what: '\r' | '\n', at: number): number {
    const found = this.#text.indexOf(what, at - this.#textStart)
    return found < 0 ? -1 : found + this.#textStart
  }

  /** One byte where a line begins or ends, so that sequences cut over two pieces are seen whole. */
  #edge(piece: Uint8Array, at: number): { readonly at: number, readonly ended: boolean } {
    const byte = piece[at] ?? 0
    switch (this.#place) {
      case 'line-start':
        if (byte === DOT) this.#place = 'after-dot'
        else this.#place = 'in-line'
        return { at: byte === DOT ? at + 1 : at, ended: false }
      case 'after-dot':
        // A dot and more: the stuffed dot is dropped, what follows is the line (also when that is another dot).
        if (byte === CR) this.#place = 'after-dot-cr'
        else this.#place = 'in-line'
        return { at: byte === CR ? at + 1 : at, ended: false }
      case 'after-dot-cr':
        if (byte === LF) return { at: at + 1, ended: true }
        // CR without LF: the line goes on, the message is refused at its end.
        this.#note('bare-line-end')
        this.#place = byte === CR ? 'after-cr' : 'in-line'
        return { at: byte === CR ? at + 1 : at, ended: false }
      case 'after-cr':
        if (byte === LF) {
          if (this.#lineOctets >= DATA_LINE_OCTETS_MAX) this.#note('line-too-long')
          this.#kept(piece, at, at + 1)
          this.#lineOctets = 0
          this.#place = 'line-start'
          return { at: at + 1, ended: false }
        }
        this.#note('bare-line-end')
        if (byte !== CR) this.#place = 'in-line'
        return { at: byte === CR ? at + 1 : at, ended: false }
      case 'in-line': return { at, ended: false }
    }
  }

  /** Whole lines while they are plain: one search for LF and one for CR each. Gives where it stopped. */
  #lines(piece: Uint8Array, from: number): number {
    let at = from
    let kept = from
    for (;;) {
      const lf = this.#next('\n', at)
      const stop = lf < 0 ? piece.length : lf
      if (this.problem !== undefined) return this.#skim(piece, at, lf)
      const cr = this.#next('\r', at)
      if (isBare(cr, lf, stop)) {
        this.#note('bare-line-end')
        continue
      }
      this.#lineOctets += stop - at + (lf < 0 ? 0 : 1)
      if (this.#lineOctets > DATA_LINE_OCTETS_MAX) {
        this.#note('line-too-long')
        continue
      }
      if (lf < 0) {
        this.#kept(piece, kept, piece.length)
        this.#place = cr >= 0 ? 'after-cr' : 'in-line'
        return piece.length
      }
      this.#lineOctets = 0
      at = lf + 1
      if (at === piece.length || piece[at] === DOT) {
        this.#kept(piece, kept, at)
        this.#place = 'line-start'
        return at
      }
      if (at - kept >= KEEP_AT_ONCE) {
        this.#kept(piece, kept, at)
        kept = at
      }
    }
  }

  /** In refused text only the true end matters: steps to the next CRLF, from `at`, with the next LF at `lf`. */
  #skim(piece: Uint8Array, at: number, lf: number): number {
    if (lf < 0) {
      this.#place = piece[piece.length - 1] === CR ? 'after-cr' : 'in-line'
      return piece.length
    }
    const before = lf > at ? piece[lf - 1] : 0
    this.#place = before === CR ? 'line-start' : 'in-line'
    return lf + 1
  }

  #kept(piece: Uint8Array, start: number, end: number): void {
    this.sizeBytes += end - start
    if (this.sizeBytes > this.#sizeBytesMax) this.#note('too-large')
    if (this.problem === undefined) this.#keep(piece, start, end)
  }

  #note(problem: DataProblem): void {
    this.problem ??= problem
  }
}

/**
 * Whether the nearest CR and LF (-1 for none) up to `stop` are anything but one CRLF. "No CR" must not be taken for a CR in
 * front of an LF that stands first: both are index -1 then.
 */
export function isBare(cr: number, lf: number, stop: number): boolean {
  if (lf < 0) return cr >= 0 && cr < stop - 1
  return cr < 0 || cr !== lf - 1
}

/** Bytes handed on at once, so that a size limit is noticed inside one large piece. */
const KEEP_AT_ONCE = 65_536
