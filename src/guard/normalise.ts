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

/** Characters that change nothing a reader sees, or whose digit or blank has another code. */
const UNUSUAL = new RegExp('[\\u0000\\u00a0\\u00ad\\u034f\\u061c\\u0660-\\u0669\\u06f0-\\u06f9\\u07c0-\\u07c9\\u0966-\\u096f'
  + '\\u09e6-\\u09ef\\u0a66-\\u0a6f\\u0ae6-\\u0aef\\u0b66-\\u0b6f\\u0be6-\\u0bef\\u0c66-\\u0c6f\\u0ce6-\\u0cef\\u0d66-\\u0d6f\\u0e50-\\u0e59\\u0ed0-\\u0ed9\\u0f20-\\u0f29\\u1040-\\u1049\\u17e0-\\u17e9\\u1810-\\u1819\\u0391-\\u03a7\\u0405\\u0406\\u0408\\u0410-\\u0425\\u0430-\\u0445\\u0455-\\u0458\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180e\\u2000-\\u200f\\u2010-\\u2012'
  + '\\u2028-\\u202f\\u205f-\\u206f\\u2212\\u3000\\ufe00-\\ufe0f\\ufeff\\uff01-\\uff5e\\ufff9-\\ufffb\\ud835\\udb40]')

/** First digit of the decimal digits of other scripts. Unicode, general category Nd. */
const DIGIT_STARTS = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
  0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xff10]

/** Cyrillic and Greek letters that look like Latin ones; none of the guard's languages writes them. Unicode TR39 */
const LOOKALIKES = new Map([...'АВЕКМНОРСТХаеорсухіјѕЅІЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ'].map((letter, index) =>
  [letter.charCodeAt(0), 'ABEKMHOPCTXaeopcyxijsSIJABEZHIKMNOPTYX'.charCodeAt(index)]))

/** The text without hidden characters. Linear; text without unusual characters is given back as it is. */
export function normalise(written: string): Normalised {
  if (!UNUSUAL.test(written)) return { text: written, original: (index) => index }
  const places = new Int32Array(written.length + 1)
  const pieces: string[] = []
  let length = 0
  let kept = 0
  const replace = (from: number, to: number, by: string): void => {
    if (from > kept) pieces.push(written.slice(kept, from))
    pieces.push(by)
    kept = to
  }
  for (let at = 0; at < written.length; at += 1) {
    const code = written.charCodeAt(at)
    if (code === 0xd835) {
      const digit = mathematicalDigit(written.codePointAt(at) ?? 0)
      if (digit !== undefined) {
        replace(at, at + 2, digit)
        places[length++] = at
        at += 1
        continue
      }
    }
    const plain = plainCode(code)
    if (plain === 0) {
      replace(at, at + 1, '')
      continue
    }
    if (plain !== code) replace(at, at + 1, String.fromCharCode(plain))
    places[length++] = at
  }
  if (kept < written.length) pieces.push(written.slice(kept))
  places[length] = written.length
  return { text: pieces.join(''), original: (index) => places[Math.min(index, length)] ?? written.length }
}

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

/** Bold, double-struck and other digits of the mathematical alphabets. Unicode block 1D400-1D7FF */
function mathematicalDigit(point: number): string | undefined {
  return point >= 0x1d7ce && point <= 0x1d7ff ? String((point - 0x1d7ce) % 10) : undefined
}
