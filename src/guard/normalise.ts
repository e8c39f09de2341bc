/**
 * Text as the guard reads it: hidden characters gone, digits of every script as `0` to `9`, wide letters as ordinary
 * ones, every kind of blank as a blank. So a zero-width space inside a BSN hides nothing (Unicode TR36 §2.5, TR39).
 *
 * Offsets of findings are given in the text as it was written: `original` leads back.
 */

/** Text without hidden characters, and the way back to the text as it was written. */
export interface Normalised {
  readonly text: string
  /** Where the character at `index` stood in the original; `text.length` gives the original's length. */
  original(index: number): number
}

/** Characters that change nothing a reader sees, or whose digit, letter or blank has another code. */
const UNUSUAL = new RegExp('[\\u0000\\u00a0\\u00ad\\u034f\\u061c\\u0660-\\u0669\\u06f0-\\u06f9\\u07c0-\\u07c9\\u0966-\\u096f'
  + '\\u09e6-\\u09ef\\u0a66-\\u0a6f\\u0ae6-\\u0aef\\u0b66-\\u0b6f\\u0be6-\\u0bef\\u0c66-\\u0c6f\\u0ce6-\\u0cef\\u0d66-\\u0d6f\\u0e50-\\u0e59\\u0ed0-\\u0ed9\\u0f20-\\u0f29\\u1040-\\u1049\\u17e0-\\u17e9\\u1810-\\u1819\\u0391-\\u03a7\\u0405\\u0406\\u0408\\u0410-\\u0425\\u0430-\\u0445\\u0455-\\u0458\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180e\\u2000-\\u200f\\u2010-\\u2012'
  + '\\u2028-\\u202f\\u205f-\\u206f\\u2212\\u3000\\ufe00-\\ufe0f\\ufeff\\uff01-\\uff5e\\ufff9-\\ufffb\\u1946-\\u194f\\u19d0-\\u19d9\\u1a80-\\u1a99\\u1b50-\\u1b59\\u1bb0-\\u1bb9\\u1c40-\\u1c59\\ua620-\\ua629\\ua8d0-\\ua8d9\\ua900-\\ua909\\ua9d0-\\ua9f9\\uaa50-\\uaa59\\uabf0-\\uabf9'
  + '\\ud801\\ud803-\\ud807\\ud81a\\ud835\\ud838\\ud83a\\udb40]|\\ud83e[\\udff0-\\udff9]'
  + '|(?<=\\d)(?:[\\u0300-\\u036f\\u20d0-\\u20f0]|[\\u00b7\\u2013\\u2014\\u2024\\u2027\\u2044\\u2215\\u2219\\u22c5](?=\\d))'
  + '|[\\u00b2\\u00b3\\u00b9\\u2070-\\u2089\\u2460-\\u2468\\u2474-\\u247c\\u24ea\\u24f5-\\u24ff\\u2776-\\u277e\\u2780-\\u2788\\u278a-\\u2792]{2}')

/** First digit of the decimal digits of other scripts. Unicode, general category Nd. */
const DIGIT_STARTS = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
  0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0,
  0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10]
/** The same beyond the first 65,536 characters. */
const FAR_DIGIT_STARTS = [0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0,
  0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1e140, 0x1e2f0,
  0x1e4f0, 0x1e950, 0x1fbf0]

/** Digits raised, lowered or in circles: a footnote when alone, a number when there are several. By their code. */
const SHAPED = new Map(['⁰¹²³⁴⁵⁶⁷⁸⁹', '₀₁₂₃₄₅₆₇₈₉', '⓪①②③④⑤⑥⑦⑧⑨', '⓿❶❷❸❹❺❻❼❽❾', '⓪⑴⑵⑶⑷⑸⑹⑺⑻⑼', '⓪➀➁➂➃➄➅➆➇➈', '⓪➊➋➌➍➎➏➐➑➒', '⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽']
  .flatMap((digits) => [...digits].map((digit, value) => [digit.charCodeAt(0), 48 + value] as const)))
/** From so many on they are a number. */
const SHAPED_MIN = 4

/** Cyrillic and Greek letters that look like Latin ones; none of the guard's languages writes them. Unicode TR39 */
const LOOKALIKES = new Map([...'АВЕКМНОРСТХаеорсухіјѕЅІЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'].map((letter, index) =>
  [letter.charCodeAt(0), 'ABEKMHOPCTXaeopcyxijsSIJABEZHIKMNOPTYX'.charCodeAt(index)]))

/** Characters an override of direction turns around at most; a longer one is read as it stands. Unicode TR9 §2.2 */
export const REVERSED_MAX = 400

/** The text without hidden characters. Linear; text without unusual characters is given back as it is. */
export function normalise(written: string): Normalised {
  if (!UNUSUAL.test(written)) return { text: written, original: (index) => index }
  const reader = new Reader(asSeen(written))
  while (!reader.isAtEnd) reader.step()
  return reader.result()
}

/**
 * Stretches that are shown from right to left (U+202E) in the order a reader sees. Their characters keep to the places of the
 * stretch, so that what is found in one is marked within it.
 */
function asSeen(written: string): string {
  let seen = ''
  let kept = 0
  for (let at = written.indexOf('\u202e'); at >= 0;) {
    let end = at + 1
    while (end < written.length && end - at <= REVERSED_MAX && !/[\u202a-\u202d\u2066-\u2069\n]/.test(written[end] ?? '')) end += 1
    const stretch = written.slice(at + 1, end)
    // Overrides within overrides around words hide something from programs, and are read as they stand.
    if (end - at <= REVERSED_MAX && (!stretch.includes('\u202e') || !/\p{L}/u.test(stretch))) {
      seen += written.slice(kept, at + 1) + [...stretch].toReversed().join('')
      kept = end
    }
    at = written.indexOf('\u202e', end)
  }
  return kept === 0 ? written : seen + written.slice(kept)
}

/** Reads a text character by character, with the way back for each that is kept. */
class Reader {
  readonly #written: string
  readonly #places: Int32Array
  readonly #pieces: string[] = []
  #length = 0
  /** Up to here the text stands in the pieces. */
  #kept = 0
  #at = 0
  /** The code that was kept last. */
  #last = 0

  constructor(written: string) {
    this.#written = written
    this.#places = new Int32Array(written.length + 1)
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#written.length
  }

  /** The ordinary form of what follows. */
  get #next(): number {
    return plainCode(this.#written.charCodeAt(this.#at + 1))
  }

  step(): void {
    const code = this.#written.charCodeAt(this.#at)
    if (code >= 0xd800 && code <= 0xdbff) this.#pair(code)
    else if (SHAPED.has(code)) this.#shaped()
    else if (code === HAIR_SPACE && (isDigit(this.#last) || isDigit(this.#next))) this.#take(1, 0, code)
    else this.#take(1, plainCode(code) === code ? this.#besideDigit(code) : plainCode(code), code)
  }

  result(): Normalised {
    const written = this.#written
    if (this.#kept < written.length) this.#pieces.push(written.slice(this.#kept))
    const [places, length] = [this.#places, this.#length]
    places[length] = written.length
    return { text: this.#pieces.join(''), original: (index) => places[Math.min(index, length)] ?? written.length }
  }

  /** Takes `units` of the text as one character, or as none when it is 0. */
  #take(units: number, plain: number, code: number): void {
    if (plain === 0 || plain !== code || units > 1) {
      if (this.#at > this.#kept) this.#pieces.push(this.#written.slice(this.#kept, this.#at))
      if (plain !== 0) this.#pieces.push(String.fromCharCode(plain))
      this.#kept = this.#at + units
    }
    if (plain !== 0) {
      this.#places[this.#length++] = this.#at
      this.#last = plain
    }
    this.#at += units
  }

  /** Two units of one character: digits and letters of mathematics, digits of far scripts, tags that nobody sees. */
  #pair(code: number): void {
    const point = this.#written.codePointAt(this.#at) ?? code
    if (point < 0x10000) { this.#take(1, code === 0xdb40 ? 0 : code, code); return }
    if (point >= 0xe0000 && point <= 0xe01ef) { this.#take(2, 0, code); return }
    const plain = mathematical(point) ?? farDigit(point)
    if (plain !== undefined) this.#take(2, plain, code)
    else {
      for (let unit = 0; unit < 2; unit += 1) {
        const half = this.#written.charCodeAt(this.#at)
        this.#take(1, half, half)
      }
    }
  }

  #shaped(): void {
    const written = this.#written
    let end = this.#at
    let digits = 0
    // One blank or mark may stand between them.
    for (; SHAPED.has(written.charCodeAt(end)) || (/[ .-]/.test(written[end] ?? '') && SHAPED.has(written.charCodeAt(end + 1))); end += 1) {
      if (SHAPED.has(written.charCodeAt(end))) digits += 1
    }
    while (this.#at < end) {
      const code = written.charCodeAt(this.#at)
      this.#take(1, digits >= SHAPED_MIN ? SHAPED.get(code) ?? code : code, code)
    }
  }

  /** What stands on or between digits: strokes and frames, and dots, dashes and strokes of another code. */
  #besideDigit(code: number): number {
    if (code < 0xb7 || !isDigit(this.#last)) return code
    if ((code >= 0x300 && code <= 0x36f) || (code >= 0x20d0 && code <= 0x20f0)) return 0
    const between = BETWEEN_DIGITS.get(code)
    return between === undefined || !isDigit(this.#next) ? code : between
  }
}

/** Marks between digits and how they are mostly written. */
const BETWEEN_DIGITS: ReadonlyMap<number, number> = new Map([
  [0xb7, 0x2e], [0x2024, 0x2e], [0x2027, 0x2e], [0x2219, 0x2e], [0x22c5, 0x2e], [0x2013, 0x2d], [0x2014, 0x2d],
  [0x2044, 0x2f], [0x2215, 0x2f],
])

const HAIR_SPACE = 0x200a

const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** The ordinary form of one UTF-16 unit; 0 for what a reader does not see. */
function plainCode(code: number): number {
  if (code > 0 && code < 0xa0) return code
  if (code === 0xa0 || code === 0x1680 || code === 0x202f || code === 0x205f || code === 0x3000) return 0x20
  if (code >= 0x2000 && code <= 0x200a) return 0x20
  if (code === 0x2028 || code === 0x2029) return 0x0a
  if (isHidden(code)) return 0
  if ((code >= 0x2010 && code <= 0x2012) || code === 0x2212) return 0x2d
  if (code >= 0x660) for (const start of DIGIT_STARTS) if (code >= start
    && code <= start + 9) return 0x30 + code - start
  if (code >= 0xff01 && code <= 0xff5e) return code - 0xfee0
  if (code >= 0x391 && code <= 0x458) return LOOKALIKES.get(code) ?? code
  return code
}

function isHidden(code: number): boolean {
  return code === 0 || code === 0xad || code === 0x34f || code === 0x61c || code === 0x115f || code === 0x1160
    || code === 0x17b4 || code === 0x17b5 || (code >= 0x180b && code <= 0x180e) || (code >= 0x200b && code <= 0x200f)
    || (code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || (code >= 0xfe00 && code <= 0xfe0f)
    || code === 0xfeff || (code >= 0xfff9 && code <= 0xfffb) || code === 0xdb40
}

/** Bold, script, double-struck and other letters and digits of mathematics. Unicode block 1D400-1D7FF */
function mathematical(point: number): number | undefined {
  if (point >= 0x1d7ce && point <= 0x1d7ff) return 48 + (point - 0x1d7ce) % 10
  if (point < 0x1d400 || point > 0x1d6a3) return undefined
  const letter = (point - 0x1d400) % 52
  return letter < 26 ? 65 + letter : 97 + letter - 26
}

function farDigit(point: number): number | undefined {
  const start = FAR_DIGIT_STARTS.find((first) => point >= first && point <= first + 9)
  return start === undefined ? undefined : 48 + point - start
}
