/**
 * Text for the fonts that every PDF reader has: their letters are those of Windows-1252 (ISO 32000-1 Annex D, WinAnsiEncoding),
 * enough for Dutch, English, German and French.
 */

/** What stands between 0x80 and 0x9F; the rest is Latin-1. */
const HIGH: ReadonlyMap<string, number> = new Map([
  ['€', 0x80], ['‚', 0x82], ['ƒ', 0x83], ['„', 0x84], ['…', 0x85], ['†', 0x86], ['‡', 0x87], ['ˆ', 0x88], ['‰', 0x89], ['Š', 0x8a],
  ['‹', 0x8b], ['Œ', 0x8c], ['Ž', 0x8e], ['‘', 0x91], ['’', 0x92], ['“', 0x93], ['”', 0x94], ['•', 0x95], ['–', 0x96],
  ['—', 0x97], ['˜', 0x98], ['™', 0x99], ['š', 0x9a], ['›', 0x9b], ['œ', 0x9c], ['ž', 0x9e], ['Ÿ', 0x9f],
])
/** Signs that look the same, and may stand for each other without a word. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['\u2010', '-'], ['\u2011', '-'], ['\u2212', '-'], ['\u2015', '\u2014'], ['\u202f', '\u00a0'], ['\u2007', '\u00a0'], ['\u2009', ' '],
  ['\u200a', ' '], ['\u2002', ' '], ['\u2003', ' '], ['\u201b', '\u2018'], ['\u2032', '\''], ['\u2033', '"'], ['\u00ad', ''], ['\t', '    '],
])
/** Letters with marks, ligatures and fractions stand before this. */
const LETTERS_END = 0x2200
const LIGATURES = { first: 0xfb00, last: 0xfb06 } as const
/** Letters whose mark is no part of its own in Unicode. */
const BASES: ReadonlyMap<string, string> = new Map([
  ['Ł', 'L'], ['ł', 'l'], ['Đ', 'D'], ['đ', 'd'], ['Ħ', 'H'], ['ħ', 'h'], ['ı', 'i'], ['Ŧ', 'T'], ['ŧ', 't'], ['Ŋ', 'N'], ['ŋ', 'n'],
])
/** Stands for a sign that cannot be shown. */
export const MISSING = 0x3f

export interface Encoded {
  readonly bytes: Uint8Array
  /** Signs that stand there in another form, or as a question mark. */
  readonly changed: number
}

/** One line as bytes of the font. What it lacks becomes its base letter (`č` as `c`) or a question mark, and is counted. */
export function encodeWinAnsi(line: string): Encoded {
  const composed = line.normalize('NFC')
  const whole = bytesOf(composed)
  if (whole !== undefined) return { bytes: Uint8Array.from(whole), changed: 0 }
  const bytes: number[] = []
  let changed = 0
  // Made at first need: its tables of languages take 1 MiB and time of every start.
  segmenter ??= new Intl.Segmenter('nl', { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(composed)) {
    const known = bytesOf(segment)
    if (known !== undefined) {
      bytes.push(...known)
      continue
    }
    changed += 1
    const base = baseOf(segment)
    bytes.push(...(base === undefined || base.length === 0 ? [MISSING] : base))
  }
  return { bytes: Uint8Array.from(bytes), changed }
}

/** Nothing past the letters of Europe has a base letter here; to look for one would cost most for those texts. */
function baseOf(segment: string): readonly number[] | undefined {
  const code = segment.charCodeAt(0)
  const letter = BASES.get(segment)
  if (letter !== undefined) return bytesOf(letter)
  const mayHave = code < LETTERS_END || (code >= LIGATURES.first && code <= LIGATURES.last)
  return mayHave ? bytesOf(segment.normalize('NFKD').replace(/\p{M}/gu, '')) : undefined
}

/** What people see as one sign is one question mark, whatever it is made of. */
let segmenter: Intl.Segmenter | undefined

function bytesOf(signs: string): readonly number[] | undefined {
  const bytes: number[] = []
  for (const sign of signs) {
    const same = SAME.get(sign)
    if (same !== undefined) {
      bytes.push(...bytesOf(same) ?? [])
      continue
    }
    if (/[\p{Cc}\p{Cf}]/u.test(sign)) continue
    const code = sign.codePointAt(0) ?? MISSING
    const byte = HIGH.get(sign) ?? ((code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff) ? code : undefined)
    if (byte === undefined) return undefined
    bytes.push(byte)
  }
  return bytes
}
