import { REPLY_LINES_MAX, REPLY_LINE_OCTETS_MAX } from './limits.ts'
import { isDigit } from './cursor.ts'

/** A reply as a client reads it. RFC 5321 §4.2.1; the enhanced code is that of RFC 2034, '' when there is none. */
export interface ReceivedReply {
  readonly code: number
  readonly enhanced: string
  /** Text of each line without code and enhanced code; printable ASCII, anything else as `?`. */
  readonly lines: readonly string[]
}

/** Why a server's words cannot be used. The connection has to end: what follows can no longer be told apart. */
export type ReplyProblem = 'line-too-long' | 'too-many-lines' | 'not-a-reply'

/**
 * Collects replies out of bytes. Lines end with LF here, CR before it is dropped: a reply is never content, and being
 * strict would only lose mail to old servers. Everything is bounded.
 */
export class ReplyParser {
  #rest: Uint8Array = new Uint8Array(0)
  #code = 0
  #enhanced = ''
  #lines: string[] = []

  /** Octets that came and belong to no whole reply yet. */
  get unread(): number {
    return this.#rest.length + this.#lines.length
  }

  /** Adds bytes and gives every reply that is whole now, or what is wrong. */
  push(bytes: Uint8Array): readonly ReceivedReply[] | ReplyProblem {
    const input = this.#rest.length === 0 ? bytes : join(this.#rest, bytes)
    const replies: ReceivedReply[] = []
    let at = 0
    for (;;) {
      const lf = input.indexOf(10, at)
      if ((lf < 0 ? input.length : lf) - at > REPLY_LINE_OCTETS_MAX) return 'line-too-long'
      if (lf < 0) break
      const end = lf > at && input[lf - 1] === 13 ? lf - 1 : lf
      const problem = this.#line(input.subarray(at, end), replies)
      if (problem !== undefined) return problem
      at = lf + 1
    }
    this.#rest = input.slice(at)
    return replies
  }

  /** Reply-line = 3DIGIT ( "-" / SP ) text, all lines of one reply with the same code. */
  #line(line: Uint8Array, replies: ReceivedReply[]): ReplyProblem | undefined {
    const mark = line[3] ?? 0x20
    for (let index = 0; index < 3; index += 1) if (!isDigit(line[index] ?? 0)) return 'not-a-reply'
    if (mark !== 0x20 && mark !== 0x2d) return 'not-a-reply'
    const text = printable(line.subarray(4))
    const code = Number(printable(line.subarray(0, 3)))
    if (code < 200 || code > 599 || this.#lines.length > 0 && code !== this.#code) return 'not-a-reply'
    if (this.#lines.length >= REPLY_LINES_MAX) return 'too-many-lines'
    const enhanced = /^([245]\.\d{1,3}\.\d{1,3})(?: |$)/.exec(text)
    this.#code = code
    this.#enhanced ||= enhanced?.[1] ?? ''
    this.#lines.push(enhanced === null ? text : text.slice(enhanced[0].length))
    if (mark === 0x2d) return undefined
    replies.push({ code, enhanced: this.#enhanced, lines: this.#lines })
    this.#lines = []
    this.#enhanced = ''
    return undefined
  }
}

function printable(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?'
  return text
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}
