import { CR, LBRACE, LF, PLUS, RBRACE, TILDE, asciiText, isDigit } from './bytes.ts'

/**
 * Cuts the octets of a connection into commands: lines, and the literals that hang between them (RFC 9051 §2.2.1, §4.3;
 * non-synchronising literals RFC 7888; literal8 RFC 9051 §4.3). It looks at no grammar beyond the tag and the literal's
 * head at the end of a line. What it promises: octets of a literal are never read as a command, also when the literal
 * is refused; memory stays below the limits; work is linear in the octets pushed. It fails by giving `refused`, which
 * says what to answer and whether the connection can still be trusted.
 */
export interface FramerLimits {
  /** Most octets of text of one command, over all its lines, without its literals. */
  readonly textSizeMax: number
  /** Most octets of all literals of one command together. */
  readonly literalsSizeMax: number
  /** Most literals in one command. */
  readonly literalCountMax: number
  /** A refused line or literal is read and dropped up to this many octets; longer ends the connection. */
  readonly dropSizeMax: number
}

/** Before sign-in everything is small: an attacker with 50 connections holds less than 2 MiB of ours. */
export const FRAMER_LIMITS_BEFORE_LOGIN: FramerLimits = {
  textSizeMax: 8 * 1024, literalsSizeMax: 8 * 1024, literalCountMax: 4, dropSizeMax: 0,
}

/** After sign-in: lines as RFC 7162 §4 wants them (64 KiB and more), APPEND is judged by the caller. */
export const FRAMER_LIMITS: FramerLimits = {
  textSizeMax: 128 * 1024, literalsSizeMax: 64 * 1024 * 1024, literalCountMax: 2048, dropSizeMax: 128 * 1024 * 1024,
}

/** One line of a command and the literal that ended it; the last line has none. The head `{12}` is not in the text. */
export interface CommandPiece {
  readonly text: Uint8Array
  readonly literal: Uint8Array | null
  /** The literal was sent as literal8: `~{12}`. */
  readonly binary: boolean
}

/** A literal that the client wants to send: its head was read, its octets not yet. */
export interface AnnouncedLiteral {
  /** The command so far; the last piece is the text before this literal, with an empty one in its place. */
  readonly pieces: readonly CommandPiece[]
  readonly sizeBytes: number
  /** The client waits for our `+` before it sends. */
  readonly synchronising: boolean
}

export type Framed =
  | { readonly kind: 'command', readonly pieces: readonly CommandPiece[] }
  /** Write `+ ` and wait: the client wants to send a literal. */
  | { readonly kind: 'continue' }
  /** `code` and `text` are for the answer; `end` means: say BYE and close, what follows cannot be trusted. */
  | { readonly kind: 'refused', readonly tag: string | null, readonly status: 'NO' | 'BAD',
    readonly code: string | null,
      readonly text: string, readonly end: boolean }

export interface LiteralRefusal {
  readonly status: 'NO' | 'BAD'
  readonly code: string | null
  readonly text: string
}

type Mode =
  | { readonly at: 'text' }
  | { readonly at: 'literal', readonly into: Uint8Array, filled: number, readonly binary: boolean }
  | { readonly at: 'drop line', left: number, beforeLast: number, last: number,
    readonly refusal: Framed & { kind: 'refused' } }
  | { readonly at: 'drop literal', left: number, budget: number }

const NOTHING = new Uint8Array(0)
/** Tags longer than this are not given back. RFC 9051 says 1*<tag-char> and clients use less than 20. */
export const TAG_SIZE_MAX = 128
/** First size of the buffer a line grows in. */
const LINE_SIZE_FIRST = 256

export class Framer {
  #limits: FramerLimits
  #queue: Uint8Array[] = []
  #at = 0
  #unread = 0
  #line: Uint8Array = NOTHING
  #lineSize = 0
  #textSize = 0
  #literalsSize = 0
  #pieces: CommandPiece[] = []
  #mode: Mode = { at: 'text' }

  constructor(limits: FramerLimits) {
    this.#limits = limits
  }

  /** Octets given with `push` that no command has taken yet. */
  get unread(): number {
    return this.#unread + this.#lineSize
  }

  /** True between commands: nothing of the next command has been read. */
  get idle(): boolean {
    return this.#mode.at === 'text' && this.#pieces.length === 0 && this.#lineSize === 0
  }

  /** Other limits from the next line on: the client has signed in. */
  limit(limits: FramerLimits): void {
    this.#limits = limits
  }

  push(octets: Uint8Array): void {
    if (octets.length === 0) return
    this.#queue.push(octets)
    this.#unread += octets.length
  }

  /** The next thing to do, or undefined when more octets are needed. `judge` may refuse an announced literal. */
  next(judge: (literal: AnnouncedLiteral) => LiteralRefusal | undefined): Framed | undefined {
    for (;;) {
      const mode = this.#mode
      if (mode.at === 'text') {
        const line = this.#readLine()
        if (line === undefined) return undefined
        const framed = line === 'too long' ? this.#dropLongLine() : this.#takeLine(line, judge)
        if (framed) return framed
      } else if (mode.at === 'literal') {
        if (!this.#fill(mode)) return undefined
      } else {
        const framed = mode.at === 'drop line' ? this.#dropLine(mode) : this.#dropLiteral(mode)
        if (framed === undefined) return undefined
        if (framed !== 'go on') return framed
      }
    }
  }

  /** One bare line for IDLE and AUTHENTICATE, without its line end; undefined when more octets are needed. */
  nextLine(sizeMax: number): Uint8Array | 'too long' | 'bad line end' | undefined {
    const line = this.#readLine()
    if (line === undefined) return this.#lineSize > sizeMax ? 'too long' : undefined
    if (line === 'too long' || line.length > sizeMax + 1) return 'too long'
    this.#reset()
    return line.at(-1) === CR ? line.subarray(0, -1) : 'bad line end'
  }

  #reset(): void {
    this.#pieces = []
    this.#textSize = 0
    this.#literalsSize = 0
    this.#mode = { at: 'text' }
  }

  /** Octets up to LF (without it), gathered over pushes; each octet is looked at once. */
  #readLine(): Uint8Array | 'too long' | undefined {
    while (this.#queue.length > 0) {
      const chunk = this.#queue[0] as Uint8Array
      const lf = chunk.indexOf(LF, this.#at)
      const end = lf < 0 ? chunk.length : lf
      const size = end - this.#at
      if (this.#textSize + this.#lineSize + size > this.#limits.textSizeMax + 1) return 'too long'
      this.#gather(chunk.subarray(this.#at, end))
      this.#consume(size + (lf < 0 ? 0 : 1))
      if (lf < 0) continue
      const line = this.#line.subarray(0, this.#lineSize)
      this.#line = NOTHING
      this.#lineSize = 0
      return line
    }
    return undefined
  }

  #gather(octets: Uint8Array): void {
    const needed = this.#lineSize + octets.length
    if (needed > this.#line.length) {
      const grown = new Uint8Array(Math.max(needed, this.#line.length * 2, LINE_SIZE_FIRST))
      grown.set(this.#line.subarray(0, this.#lineSize))
      this.#line = grown
    }
    this.#line.set(octets, this.#lineSize)
    this.#lineSize = needed
  }

  #consume(size: number): void {
    this.#at += size
    this.#unread -= size
    const chunk = this.#queue[0]
    if (chunk && this.#at >= chunk.length) {
      this.#queue.shift()
      this.#at = 0
    }
  }

  #takeLine(line: Uint8Array, judge: (literal: AnnouncedLiteral) => LiteralRefusal | undefined): Framed | undefined {
    if (line.at(-1) !== CR) {
      const tag = tagOf(this.#pieces[0]?.text ?? line)
      // Inside a command nobody knows what the client took for its end, so nothing after this can be trusted.
      const end = this.#pieces.length > 0
      this.#reset()
      return { kind: 'refused', tag, status: 'BAD', code: null, text: 'a line must end with CRLF', end }
    }
    const text = line.subarray(0, -1)
    const head = literalHead(text)
    if (head === null) {
      const pieces = [...this.#pieces, { text, literal: null, binary: false }]
      this.#reset()
      return { kind: 'command', pieces }
    }
    const before = text.subarray(0, head.start)
    const pieces = [...this.#pieces, { text: before, literal: NOTHING, binary: head.binary }]
    const refusal = this.#overLimit(head.sizeBytes)
      ?? judge({ pieces, sizeBytes: head.sizeBytes, synchronising: head.synchronising })
    if (refusal) return this.#refuseLiteral(head, tagOf(pieces[0]?.text ?? before), refusal)
    this.#textSize += text.length
    this.#literalsSize += head.sizeBytes
    // The array is zero pages until octets arrive, so announcing alone costs next to nothing.
    const into = new Uint8Array(head.sizeBytes)
    this.#pieces.push({ text: before, literal: into, binary: head.binary })
    this.#mode = { at: 'literal', into, filled: 0, binary: head.binary }
    return head.synchronising ? { kind: 'continue' } : undefined
  }

  #overLimit(sizeBytes: number): LiteralRefusal | undefined {
    if (this.#literalsSize + sizeBytes > this.#limits.literalsSizeMax) {
      return { status: 'NO', code: 'TOOBIG',
        text: `literals of a command may hold ${this.#limits.literalsSizeMax} octets` }
    }
    if (this.#pieces.length >= this.#limits.literalCountMax) {
      return { status: 'BAD', code: null, text: `a command may hold ${this.#limits.literalCountMax} literals` }
    }
    return undefined
  }

  #refuseLiteral(head: LiteralHead, tag: string | null, refusal: LiteralRefusal): Framed | undefined {
    this.#reset()
    const answer = { kind: 'refused', tag, ...refusal, end: false } as const
    if (head.synchronising) {
      // A client that waits has sent nothing yet. Octets that are here already are the literal of a client that did
      // not wait: they must not be taken for commands.
      return this.#unread > 0 ? { ...answer, end: true } : answer
    }
    // Behind bad syntax nobody knows whether these octets will come, and guessing wrong makes them commands or commands
    // them: RFC 7888 §4 lets us close.
    if (refusal.status === 'BAD' || head.sizeBytes > this.#limits.dropSizeMax) return { ...answer, end: true }
    // The answer goes out at once; the octets that are on their way are dropped in silence.
    this.#mode = { at: 'drop literal', left: head.sizeBytes, budget: this.#limits.dropSizeMax }
    return answer
  }

  #fill(mode: Mode & { at: 'literal' }): boolean {
    while (mode.filled < mode.into.length) {
      const chunk = this.#queue[0]
      if (!chunk) return false
      const size = Math.min(chunk.length - this.#at, mode.into.length - mode.filled)
      mode.into.set(chunk.subarray(this.#at, this.#at + size), mode.filled)
      mode.filled += size
      this.#consume(size)
    }
    this.#mode = { at: 'text' }
    return true
  }

  #dropLongLine(): Framed | undefined {
    const first = this.#pieces[0]?.text ?? this.#line.subarray(0, this.#lineSize)
    const tag = tagOf(first.length > 0 ? first
      : (this.#queue[0] ?? NOTHING).subarray(this.#at, this.#at + TAG_SIZE_MAX + 1))
    const refusal = { kind: 'refused', tag, status: 'BAD', code: null, end: false,
      text: `a command line may hold ${this.#limits.textSizeMax} octets` } as const
    this.#line = NOTHING
    this.#lineSize = 0
    this.#reset()
    if (this.#limits.dropSizeMax === 0) return { ...refusal, end: true }
    this.#mode = { at: 'drop line', left: this.#limits.dropSizeMax, beforeLast: 0, last: 0, refusal }
    return undefined
  }

  #dropLine(mode: Mode & { at: 'drop line' }): Framed | undefined {
    while (this.#queue.length > 0) {
      const chunk = this.#queue[0] as Uint8Array
      const lf = chunk.indexOf(LF, this.#at)
      const end = lf < 0 ? chunk.length : lf
      mode.left -= end - this.#at
      if (mode.left < 0) return { ...mode.refusal, end: true }
      if (end > this.#at) {
        const before = end - 1 > this.#at ? chunk[end - 2] as number : mode.last
        mode.beforeLast = before
        mode.last = chunk[end - 1] as number
      }
      this.#consume(end - this.#at + (lf < 0 ? 0 : 1))
      if (lf < 0) continue
      this.#reset()
      // A long line that may announce a literal: its octets would come next, and nobody may read them as commands.
      return mode.beforeLast === RBRACE && mode.last === CR ? { ...mode.refusal, end: true } : mode.refusal
    }
    return undefined
  }

  #dropLiteral(mode: Mode & { at: 'drop literal' }): Framed | 'go on' | undefined {
    while (mode.left > 0) {
      const chunk = this.#queue[0]
      if (!chunk) return undefined
      const size = Math.min(chunk.length - this.#at, mode.left)
      mode.left -= size
      mode.budget -= size
      this.#consume(size)
    }
    // The rest of the refused command follows: it may announce further literals, which are dropped as well.
    const line = this.#readLine()
    if (line === undefined) return undefined
    const head = line === 'too long' ? null : literalHead(line.at(-1) === CR ? line.subarray(0, -1) : line)
    if (line === 'too long' || (head !== null && head.sizeBytes > mode.budget)) {
      return { kind: 'refused', tag: null, status: 'BAD', code: null, text: 'too much to drop', end: true }
    }
    // One that waits for our `+` has its answer already and sends no more.
    if (head !== null && !head.synchronising) mode.left = head.sizeBytes
    else this.#reset()
    return 'go on'
  }
}

interface LiteralHead {
  readonly start: number
  readonly sizeBytes: number
  readonly synchronising: boolean
  readonly binary: boolean
}

/**
 * `{12}`, `{12+}`, `~{12}` at the end of a line, or null. A number too large for anything is a head all the same: its
 * octets may follow.
 */
function literalHead(text: Uint8Array): LiteralHead | null {
  let at = text.length - 1
  if (text[at] !== RBRACE) return null
  at--
  const synchronising = text[at] !== PLUS
  if (!synchronising) at--
  const last = at
  while (at >= 0 && isDigit(text[at] as number)) at--
  if (at === last || text[at] !== LBRACE) return null
  const sizeBytes = Number(asciiText(text.subarray(at + 1, last + 1)))
  const binary = text[at - 1] === TILDE
  return { start: binary ? at - 1 : at, sizeBytes, synchronising, binary }
}

/** The tag a line begins with, or null when it begins with none that can be given back. RFC 9051 §9: tag. */
export function tagOf(line: Uint8Array): string | null {
  let size = 0
  while (size < line.length && size <= TAG_SIZE_MAX && isTagChar(line[size] as number)) size++
  if (size === 0 || size > TAG_SIZE_MAX || (size < line.length && line[size] !== 32 && line[size] !== CR)) return null
  return asciiText(line.subarray(0, size))
}

/** tag-char: any ASTRING-CHAR except `+`. RFC 9051 §9 */
export function isTagChar(octet: number): boolean {
  return octet > 32 && octet < 127 && octet !== 40 && octet !== 41 && octet !== LBRACE && octet !== 37 && octet !== 42
    && octet !== 34 && octet !== 92 && octet !== PLUS
}
