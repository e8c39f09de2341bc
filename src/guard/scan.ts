import { foldCode, UNIT, unitOf } from './fold.ts'
import { CLASSES, PHRASE_WORDS_MAX, stepA, stepB, stepPhrase, WORD_LENGTH_MAX, type Flags, type Lexicon, type WordClass } from './lexicon.ts'

/**
 * One pass over a text: words and numbers with what the lists know of them, sentences and lines. Everything after it
 * works on these tokens. Linear, no regular expression, no string made.
 */

/** Longest text that is scanned in one piece; longer ones are cut at a blank (`blocks`). */
export const BLOCK_LENGTH_MAX = 64 * 1024

/** Shape of a token, as bits. */
export const SHAPE = { capital: 1, allCapitals: 2, digit: 4, letter: 8, sentenceStart: 16, mixed: 32 } as const

/** The tokens of one block. Parallel arrays, `count` long. */
export interface Scan {
  readonly text: string
  readonly count: number
  readonly start: Int32Array
  readonly end: Int32Array
  readonly low: Int32Array
  readonly high: Int32Array
  readonly shape: Uint8Array
  /** Rolling hash of the folded word, as `hashWord` gives it in `a`. */
  readonly hash: Int32Array
  readonly sentence: Int32Array
  readonly line: Int32Array
  /** Last token of a phrase that begins here; the token itself otherwise. */
  readonly last: Int32Array
  readonly sentences: number
  /** Which classes occur at all: lets a reader skip a block. */
  readonly seen: Flags
  /** Tokens that hold a digit, in order: where detectors of numbers begin. */
  readonly numbers: Int32Array
  /** For each of those, how many digits stand in it and in what is joined to it, as far as a number can reach. */
  readonly digits: Uint16Array
  /** The second hash of each folded word; with `hash` it knows words of lists other than the lexicon. */
  readonly hashB: Int32Array
}

const indexOf = new Map(CLASSES.map((name, index) => [name, index]))

/** Flags of a set of classes, for `is`. Made once per question, at module level. */
export function classFlags(...names: readonly WordClass[]): Flags {
  const flags = { low: 0, high: 0 }
  for (const name of names) {
    const index = indexOf.get(name) ?? 0
    if (index < 32) flags.low |= 1 << index
    else flags.high |= 1 << (index - 32)
  }
  return flags
}

/** Whether token `at` has one of the classes. */
export function is(scan: Scan, at: number, flags: Flags): boolean {
  return (((scan.low[at] ?? 0) & flags.low) | ((scan.high[at] ?? 0) & flags.high)) !== 0
}

/** Whether any token of the block has one of the classes. */
export function has(scan: Scan, flags: Flags): boolean {
  return ((scan.seen.low & flags.low) | (scan.seen.high & flags.high)) !== 0
}

/** The words of token `at`. */
export const wordAt = (scan: Scan, at: number): string => scan.text.slice(scan.start[at] ?? 0, scan.end[at] ?? 0)

/** Most tokens of a block: a word and a blank are two characters. */
const TOKENS_MAX = Math.floor(BLOCK_LENGTH_MAX / 2) + 2
/** Where tokens are written while a block is scanned; what is kept is copied. Scanning is never interrupted. */
const room = {
  start: new Int32Array(TOKENS_MAX), end: new Int32Array(TOKENS_MAX), low: new Int32Array(TOKENS_MAX),
    high: new Int32Array(TOKENS_MAX), shape: new Uint8Array(TOKENS_MAX),
  sentence: new Int32Array(TOKENS_MAX), line: new Int32Array(TOKENS_MAX), hashA: new Int32Array(TOKENS_MAX),
    hashB: new Int32Array(TOKENS_MAX), numbers: new Int32Array(TOKENS_MAX), last: new Int32Array(TOKENS_MAX),
  /** Tokens with which a phrase may begin. */
  phrases: new Int32Array(TOKENS_MAX),
}

/** The word that is looked up; one for all, because there are millions. */
const word = { from: 0, to: 0, a: 0, b: 0 }

/** Scans one block of at most `BLOCK_LENGTH_MAX` characters: a whole text, or the stretch of it that `window` names. */
export function scan(whole: string, lexicon: Lexicon, window: { readonly start: number, readonly end: number } =
  { start: 0, end: whole.length }): Scan {
  const { start, end, low, high, shape, sentence, line, hashA, hashB, numbers, last, phrases } = room
  const phraseStarts = lexicon.phraseStarts
  const flags: Flags = { low: 0, high: 0 }
  const seen: Flags = { low: 0, high: 0 }
  const base = window.start
  const stop = window.end
  let count = 0
  let numberCount = 0
  let phraseCount = 0
  let sentenceNow = 0
  let lineNow = 0
  let isFresh = true
  for (let at = base; at < stop;) {
    const code = whole.charCodeAt(at)
    let unit = unitOf(code)
    if (unit === 0) {
      if (code === 10) {
        lineNow += 1
        // A line that ends without a full stop still ends a sentence when an empty line or a list follows.
        if (!isFresh && endsSentence(whole, at, stop)) { sentenceNow += 1; isFresh = true }
      } else if (!isFresh && (code === 46 || code === 33 || code === 63) && isFullStop(whole, at, base, stop)) {
        sentenceNow += 1
        isFresh = true
      }
      at += 1
      continue
    }
    const from = at
    const first = unit
    let any = 0
    let all = -1
    let a = 0
    let b = 0
    do {
      any |= unit
      all &= unit
      a = stepA(a, unit & UNIT.code)
      b = stepB(b, unit & UNIT.code)
      at += 1
      unit = at < stop ? unitOf(whole.charCodeAt(at)) : 0
    } while (unit !== 0)
    const length = at - from
    const bits = bitsOf({ first, any, all, length }) | (isFresh ? SHAPE.sentenceStart : 0)
    isFresh = false
    start[count] = from - base
    end[count] = at - base
    shape[count] = bits
    sentence[count] = sentenceNow
    line[count] = lineNow
    hashA[count] = a
    hashB[count] = b
    last[count] = count
    if ((bits & SHAPE.digit) !== 0) numbers[numberCount++] = count
    if (phraseStarts[a & 0xffff] !== 0) phrases[phraseCount++] = count
    const before = from === base ? 0 : whole.charCodeAt(from - 1)
    if ((bits & SHAPE.letter) !== 0 && length <= WORD_LENGTH_MAX && !((before === 64 || before === 46)
      && isInsideAddress(whole, from))) {
      word.from = from
      word.to = at
      word.a = a
      word.b = b
      lexicon.look(whole, word, flags)
      low[count] = flags.low
      high[count] = flags.high
      seen.low |= flags.low
      seen.high |= flags.high
    } else {
      low[count] = 0
      high[count] = 0
    }
    count += 1
  }
  markPhrases(lexicon, { count, phraseCount, seen })
  return {
    text: base === 0 && stop === whole.length ? whole : whole.slice(base, stop),
    count, sentences: sentenceNow + 1, seen,
    start: start.slice(0, count), end: end.slice(0, count), low: low.slice(0, count), high: high.slice(0, count),
    shape: shape.slice(0, count), hash: hashA.slice(0, count), hashB: hashB.slice(0, count), last: last.slice(0, count),
    sentence: sentence.slice(0, count), line: line.slice(0, count), numbers: numbers.slice(0, numberCount),
    digits: digitsAhead(whole, base, numberCount),
  }
}

/** The shape of a token from what its first unit is, what any is, and what all are. */
function bitsOf({ first, any, all, length }: {
  readonly first: number, readonly any: number, readonly all: number, readonly length: number,
}): number {
  const bits = ((first & UNIT.upper) === 0 ? 0 : SHAPE.capital) | ((any & UNIT.digit) === 0 ? 0 : SHAPE.digit)
    | ((any & UNIT.letter) === 0 ? 0 : SHAPE.letter)
  const isAllCapitals = (all & UNIT.notLower) !== 0 && (any & UNIT.letter) !== 0 && length > 1
  return bits | (isAllCapitals ? SHAPE.allCapitals : 0) | ((bits & 12) === 12 ? SHAPE.mixed : 0)
}

/** Most characters between two groups of one number: `06 - 12`, `NL91 ABNA 0417`, `(0) 6`. */
const GAP_MAX = 6

/**
 * Digits of each number with those that follow it, from the last to the first. A short word in lower case parts
 * numbers.
 */
function digitsAhead(whole: string, base: number, count: number): Uint16Array {
  const digits = new Uint16Array(count)
  for (let index = count - 1; index >= 0; index -= 1) {
    const token = room.numbers[index] as number
    const from = base + (room.start[token] as number)
    const to = base + (room.end[token] as number)
    let sum = 0
    for (let at = from; at < to; at += 1) {
      const code = whole.charCodeAt(at)
      if (code >= 48 && code <= 57) sum += 1
    }
    if (index + 1 < count) {
      const next = base + (room.start[room.numbers[index + 1] as number] as number)
      if (next - to <= GAP_MAX && isJoint(whole, to, next)) sum += digits[index + 1] as number
    }
    digits[index] = sum > 0xffff ? 0xffff : sum
  }
  return digits
}

function isJoint(whole: string, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const code = whole.charCodeAt(at)
    if (code === 10 || (code >= 97 && code <= 122 && to - from > 3)) return false
  }
  return true
}

/** Phrases get their flags on their first word; `last` says where each ends. */
function markPhrases(lexicon: Lexicon, { count, phraseCount, seen }: {
  readonly count: number, readonly phraseCount: number, readonly seen: Flags,
}): void {
  const { hashA, hashB, low, high, sentence, last, phrases } = room
  const flags: Flags = { low: 0, high: 0 }
  for (let index = 0; index < phraseCount; index += 1) {
    const at = phrases[index] ?? 0
    const words = Math.min(lexicon.phraseWords(hashA[at] ?? 0), PHRASE_WORDS_MAX)
    let a = stepPhrase(0, hashA[at] ?? 0)
    let b = stepPhrase(0, hashB[at] ?? 0)
    for (let next = at + 1; next < at + words && next < count && sentence[next] === sentence[at]; next += 1) {
      a = stepPhrase(a, hashA[next] ?? 0)
      b = stepPhrase(b, hashB[next] ?? 0)
      if (!lexicon.lookPhrase(a, b, flags)) continue
      low[at] = (low[at] ?? 0) | flags.low
      high[at] = (high[at] ?? 0) | flags.high
      seen.low |= flags.low
      seen.high |= flags.high
      last[at] = next
    }
  }
}

/** The words of a mail address or a host name say nothing about the text: `iemand@voorbeeld.example`. */
function isInsideAddress(text: string, from: number): boolean {
  const before = text.charCodeAt(from - 1)
  return before === 64 || (before === 46 && foldCode(text.charCodeAt(from - 2)) !== 0
    && !isUpper(text.charCodeAt(from)))
}

function isUpper(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 0xc0 && code <= 0xde && code !== 0xd7)
    || (code >= 0x100 && code <= 0x17f && (code & 1) === 0)
}

/** A full stop that ends a sentence: followed by a blank or the end, and not after an initial or an abbreviation. */
function isFullStop(text: string, at: number, base: number, stop: number): boolean {
  const next = text.charCodeAt(at + 1)
  if (at + 1 < stop && next !== 32 && next !== 10 && next !== 13 && next !== 9 && next !== 34
    && next !== 41) return false
  if (text.charCodeAt(at) !== 46) return true
  let begin = at
  while (begin > base && at - begin < 8 && foldCode(text.charCodeAt(begin - 1)) !== 0) begin -= 1
  const length = at - begin
  if (length === 0 || length > 6) return true
  const word = text.slice(begin, at).toLowerCase()
  if (length === 1 && !/[0-9]/.test(word)) return false
  return !ABBREVIATIONS.has(word)
}

/** Short forms whose dot ends nothing. */
const ABBREVIATIONS = new Set(('mw mevr dhr hr drs ing ir mr mrs ms dr prof st jr sr fam resp nr nrs tel geb gebd evt incl excl bijv bv '
  + 'ca vgl zgn art lid jl nl wd frl hrn dipl str abt inkl ggf usw bzw mme mlle rdv env no vs eg ie approx dept ref acct etc').split(' '))

/** Whether the line end at `at` ends a sentence: an empty line, a list mark, a long enough break in a short line. */
function endsSentence(text: string, at: number, stop: number): boolean {
  let next = at + 1
  while (next < stop && (text.charCodeAt(next) === 32 || text.charCodeAt(next) === 13
    || text.charCodeAt(next) === 9)) next += 1
  const code = text.charCodeAt(next)
  if (next >= stop || code === 10 || code === 45 || code === 42 || code === 0x2022 || code === 62) return true
  // A line that goes on in lower case was wrapped; any other line stands by itself.
  return !(code >= 97 && code <= 122)
}

/** Cuts a text into blocks at line ends or blanks; a run without either is cut hard. Offsets are in the whole text. */
export function* blocks(text: string): Generator<{ readonly start: number, readonly end: number }> {
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + BLOCK_LENGTH_MAX)
    if (end < text.length) end = cut(text, start, end)
    yield { start, end }
    start = end
  }
  if (text.length === 0) yield { start: 0, end: 0 }
}

/** A place to cut near `end`: behind a line end, else behind a blank that no digit follows, else right there. */
function cut(text: string, start: number, end: number): number {
  const lineEnd = text.lastIndexOf('\n', end - 1)
  if (lineEnd > start + BLOCK_LENGTH_MAX / 2) return lineEnd + 1
  for (let at = end - 1; at > end - 4096 && at > start; at -= 1) {
    if (text.charCodeAt(at) === 32 && !isDigit(text.charCodeAt(at + 1))
      && !isDigit(text.charCodeAt(at - 1))) return at + 1
  }
  // Only digits and the like: cut where no digit stands, so that no number is parted.
  for (let at = end - 1; at > end - 4096 && at > start; at -= 1) {
    if (!isDigit(text.charCodeAt(at)) && !isDigit(text.charCodeAt(at - 1))) return at
  }
  return end
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57
