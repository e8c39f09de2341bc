import { Refusal } from '../base/errors.ts'
import { BACKSLASH, DQUOTE, LPAREN, RPAREN, SPACE, asciiText, isDigit, utf8Text } from './bytes.ts'
import type { CommandPiece } from './framer.ts'

/**
 * A cursor over one command, with functions named after the ABNF of RFC 9051 §9 (which also reads RFC 3501). Grammar
 * of one subject stands in its own file (`sequence-set.ts`, `fetch.ts`, `search.ts` ...) and takes a cursor. It fails
 * by throwing `BadSyntax`, which says what was expected and where; nothing of what the client sent is repeated in it.
 */
export class BadSyntax extends Refusal {
  override name = 'BadSyntax'
  constructor(expected: string, at: number) {
    // Its stack would be ten times the work of everything else in a bad command, and strangers send those for nothing.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super('bad-syntax', `expected ${expected} at octet ${at + 1}`)
    Error.stackTraceLimit = stackTraceLimit
  }
}

/**
 * Thrown by a cursor over a command whose last literal has not come yet, when that literal is next. One for all: every
 * APPEND throws it once, and a stack would cost more than the rest of its parsing.
 */
export const literalAwaited = new Error('the literal has not come yet')

/** What the session's ENABLE says about text (RFC 9051 §5.1, RFC 6855). */
export interface Dialect {
  /** Mailbox names are UTF-8 on the wire: after ENABLE UTF8=ACCEPT or ENABLE IMAP4rev2. */
  readonly utf8: boolean
  /** The command was prefixed with UID. */
  readonly uid: boolean
}

/** Longest atom or quoted string, in octets; a literal is limited by the framer. */
export const STRING_SIZE_MAX = 16 * 1024

const UINT32_MAX = 0xffffffff
const NUMBER64_MAX = '9223372036854775807'

export class Cursor {
  readonly #pieces: readonly CommandPiece[]
  readonly dialect: Dialect
  readonly #awaiting: boolean
  #piece = 0
  #text: Uint8Array
  #at = 0
  #before = 0

  /**
   * `before` octets of the command stand before these pieces: they count in places that errors name. With `awaiting`
   * the last literal has not come: whoever reaches it gets `literalAwaited`, so all before it is right.
   */
  constructor(
    pieces: readonly CommandPiece[], dialect: Dialect,
      from: { readonly before?: number, readonly awaiting?: boolean } = {},
  ) {
    this.#before = from.before ?? 0
    this.#awaiting = from.awaiting ?? false
    this.#pieces = pieces
    this.#text = pieces[0]?.text ?? new Uint8Array(0)
    this.dialect = dialect
  }

  /** The next octet of text, or -1 where the text ends (also where a literal stands). */
  peek(ahead = 0): number {
    return this.#text[this.#at + ahead] ?? -1
  }

  /** Is a literal next? */
  get atLiteral(): boolean {
    return this.#at === this.#text.length && this.#pieces[this.#piece]?.literal != null
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length && !this.atLiteral
  }

  /** Throws: what should have stood here. */
  expected(what: string): never {
    throw new BadSyntax(what, this.#before + this.#at)
  }

  /** Steps over this octet if it is next. */
  skip(octet: number): boolean {
    if (this.peek() !== octet) return false
    this.#at++
    return true
  }

  /** Takes this octet or says that it was expected. */
  take(octet: number): void {
    if (!this.skip(octet)) this.expected(octet === SPACE ? 'a space' : `"${String.fromCharCode(octet)}"`)
  }

  sp(): void {
    this.take(SPACE)
  }

  /** Steps over everything that is left: its grammar cannot be judged. */
  skipAll(): void {
    if (this.#awaiting) throw literalAwaited
    this.#piece = Math.max(0, this.#pieces.length - 1)
    this.#text = this.#pieces[this.#piece]?.text ?? new Uint8Array(0)
    this.#at = this.#text.length
  }

  /** Nothing may follow. */
  end(): void {
    if (!this.atEnd) this.expected('the end of the command')
  }

  /** Octets while `accept` says so, as ASCII text; may be empty. */
  run(accept: (octet: number) => boolean): string {
    return asciiText(this.octets(accept))
  }

  /** Octets while `accept` says so; may be empty. */
  octets(accept: (octet: number) => boolean): Uint8Array {
    const start = this.#at
    while (this.#at < this.#text.length && accept(this.#text[this.#at] as number)) this.#at++
    if (this.#at - start > STRING_SIZE_MAX) this.expected(`at most ${STRING_SIZE_MAX} octets`)
    return this.#text.subarray(start, this.#at)
  }

  /** atom: 1*ATOM-CHAR. RFC 9051 §9 */
  atom(what = 'an atom'): string {
    const text = this.run(isAtomChar)
    if (text === '') this.expected(what)
    return text
  }

  /** A word of letters, digits, `-`, `.`, `=` and `_`, in upper case: command names, keywords, fetch items. */
  word(what = 'a word'): string {
    const text = this.run(isWordChar)
    if (text === '') this.expected(what)
    return text.toUpperCase()
  }

  /** Is this word next (any case), followed by something that is not part of a word? Steps over it. */
  skipWord(word: string): boolean {
    for (let at = 0; at < word.length; at++) {
      const octet = this.peek(at)
      if (octet < 0 || String.fromCharCode(octet).toUpperCase() !== word[at]) return false
    }
    if (isWordChar(this.peek(word.length))) return false
    this.#at += word.length
    return true
  }

  /** number: unsigned 32 bits. RFC 9051 §9 */
  number(what = 'a number'): number {
    return this.#digits(what, UINT32_MAX)
  }

  /**
   * number64, mod-sequence-value: up to 2^63 - 1 is taken (RFC 9051 §9, RFC 7162 §7), for a client may know figures of
   * another server. Nothing we count comes near 2^53: what is above stands for that.
   */
  number64(what = 'a number'): number {
    const start = this.#at
    while (this.peek() === 48 && isDigit(this.peek(1))) this.#at++
    let digits = ''
    while (digits.length <= NUMBER64_MAX.length && isDigit(this.peek())) {
      digits += String.fromCharCode(this.peek())
      this.#at++
    }
    const isOver = digits.length > NUMBER64_MAX.length || digits.length === NUMBER64_MAX.length && digits > NUMBER64_MAX
    if (digits !== '' && !isOver) return Math.min(Number(digits), Number.MAX_SAFE_INTEGER)
    this.#at = start
    return this.expected(digits === '' ? what : `${what} of at most ${NUMBER64_MAX}`)
  }

  /** nz-number: non-zero, unsigned 32 bits. */
  nzNumber(what = 'a number above 0'): number {
    const start = this.#at
    const value = this.#digits(what, UINT32_MAX)
    if (value === 0) {
      this.#at = start
      this.expected(what)
    }
    return value
  }

  #digits(what: string, max: number): number {
    const start = this.#at
    let value = 0
    while (isDigit(this.peek())) {
      value = value * 10 + (this.peek() - 48)
      if (value > max) {
        this.#at = start
        this.expected(`${what} of at most ${max}`)
      }
      this.#at++
    }
    if (this.#at === start) this.expected(what)
    return value
  }

  /** quoted: its octets with the escapes resolved. UTF-8 inside is accepted in every dialect; RFC 9051 §4.3. */
  quoted(): Uint8Array {
    this.take(DQUOTE)
    const start = this.#at
    let escapes = 0
    for (;;) {
      const octet = this.peek()
      if (octet === DQUOTE) break
      const over = this.#at - start > STRING_SIZE_MAX
      if (over || octet <= 0 || octet === 13) this.expected('a closing quote')
      if (octet === BACKSLASH) {
        const escaped = this.peek(1)
        if (escaped !== DQUOTE && escaped !== BACKSLASH) this.expected('\\" or \\\\')
        escapes++
        this.#at++
      }
      this.#at++
    }
    const raw = this.#text.subarray(start, this.#at)
    this.#at++
    return escapes === 0 ? raw : unescaped(raw, escapes)
  }

  /** literal: its octets. NUL is refused unless it came as literal8. */
  literal(options: { readonly binary?: boolean } = {}): Uint8Array {
    const piece = this.#pieces[this.#piece]
    if (!piece?.literal || this.#at !== this.#text.length) this.expected('a literal')
    const literal = piece.literal
    if (piece.binary && !options.binary) this.expected('a literal without "~"')
    if (this.#awaiting && this.#piece === this.#pieces.length - 1) throw literalAwaited
    this.#before += this.#text.length + literal.length
    this.#piece++
    this.#text = this.#pieces[this.#piece]?.text ?? new Uint8Array(0)
    this.#at = 0
    return literal
  }

  /** string: quoted or literal. */
  string(what = 'a string'): Uint8Array {
    if (this.peek() === DQUOTE) return this.quoted()
    if (!this.atLiteral) this.expected(what)
    const octets = this.literal()
    if (octets.includes(0)) this.expected('a literal without NUL')
    return octets
  }

  /** astring: 1*ASTRING-CHAR (ATOM-CHAR and `]`) or string. */
  astring(what = 'a string'): Uint8Array {
    const octet = this.peek()
    if (octet === DQUOTE || this.atLiteral) return this.string(what)
    const start = this.#at
    while (isAstringChar(this.peek())) this.#at++
    if (this.#at === start || this.#at - start > STRING_SIZE_MAX) this.expected(what)
    return this.#text.subarray(start, this.#at)
  }

  /** nstring: string or NIL. */
  nstring(what = 'a string or NIL'): Uint8Array | null {
    if (this.peek() !== DQUOTE && !this.atLiteral && this.skipWord('NIL')) return null
    return this.string(what)
  }

  /** astring as text; must be UTF-8. */
  astringText(what = 'a string'): string {
    const text = utf8Text(this.astring(what))
    return text ?? this.expected(`${what} in UTF-8`)
  }

  /** `(` item *(SP item) `)`, at most `countMax`; an empty list only where `empty` allows it. */
  list<T>(item: () => T, limit: { readonly what: string, readonly countMax: number, readonly empty?: boolean }): T[] {
    this.take(LPAREN)
    const items: T[] = []
    if (limit.empty && this.skip(RPAREN)) return items
    for (;;) {
      if (items.length >= limit.countMax) this.expected(`at most ${limit.countMax} ${limit.what}`)
      items.push(item())
      if (this.skip(RPAREN)) return items
      this.sp()
    }
  }
}

function unescaped(raw: Uint8Array, escapes: number): Uint8Array {
  const plain = new Uint8Array(raw.length - escapes)
  let to = 0
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === BACKSLASH) at++
    plain[to++] = raw[at] as number
  }
  return plain
}

/** ATOM-CHAR: any CHAR but `(` `)` `{` SP CTL `%` `*` `"` `\` `]`. RFC 9051 §9 */
export function isAtomChar(octet: number): boolean {
  return isAstringChar(octet) && octet !== 93
}

/** ASTRING-CHAR: ATOM-CHAR or `]`. */
export function isAstringChar(octet: number): boolean {
  return octet > SPACE && octet < 127 && octet !== LPAREN && octet !== RPAREN && octet !== 123 && octet !== 37
    && octet !== 42 && octet !== DQUOTE && octet !== BACKSLASH
}

function isWordChar(octet: number): boolean {
  return (octet >= 65 && octet <= 90) || (octet >= 97 && octet <= 122) || isDigit(octet) || octet === 45 || octet === 46
    || octet === 61 || octet === 95
}
