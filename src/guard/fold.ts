/**
 * Letters as the word lists know them: lower case, without accents. A table, because this runs for every character of
 * every text; letters beyond Latin Extended-A stay themselves.
 */

const TABLE_SIZE = 0x250

/** Letters that Unicode does not take apart. */
const FOLDED_SPECIALLY: Readonly<Record<string, string>> = { ø: 'o', æ: 'e', œ: 'e', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ı: 'i' }

/** For each UTF-16 unit below `TABLE_SIZE`: 0 = not part of a word, otherwise its folded code. */
const table = makeTable()

function makeTable(): Uint16Array {
  const made = new Uint16Array(TABLE_SIZE)
  for (let code = 0; code < TABLE_SIZE; code += 1) {
    const letter = String.fromCharCode(code)
    if (!/[\p{L}\p{N}]/u.test(letter) || /[ªº¹²³¼½¾]/.test(letter)) continue
    const base = letter.normalize('NFD').charAt(0).toLowerCase()
    made[code] = FOLDED_SPECIALLY[base]?.charCodeAt(0) ?? base.charCodeAt(0)
  }
  made[0xdf] = 's'.charCodeAt(0)
  return made
}

/** Bits beside the folded code in `unitOf`. */
export const UNIT = { digit: 1 << 16, letter: 1 << 17, upper: 1 << 18, notLower: 1 << 19, code: 0xffff } as const

/** For each UTF-16 unit below `TABLE_SIZE`: 0 = not part of a word, otherwise its folded code with the bits of `UNIT`. */
const units = makeUnits()

function makeUnits(): Int32Array {
  const made = new Int32Array(TABLE_SIZE)
  for (let code = 0; code < TABLE_SIZE; code += 1) {
    const folded = table[code] ?? 0
    if (folded === 0) continue
    const isDigit = code >= 48 && code <= 57
    const isUpper = (code >= 65 && code <= 90) || (code >= 0xc0 && code <= 0xde
      && code !== 0xd7) || (code >= 0x100 && code <= 0x17f && (code & 1) === 0)
    made[code] = folded | (isDigit ? UNIT.digit : UNIT.letter) | (isUpper ? UNIT.upper : 0) | (isUpper
      || isDigit ? UNIT.notLower : 0)
  }
  return made
}

/** What the scanner wants to know of one UTF-16 unit: 0 when it parts words. */
export function unitOf(code: number): number {
  if (code < TABLE_SIZE) return units[code] as number
  return (code >= 0x370 && code < 0x2000) || (code >= 0x3040 && code < 0xd800) ? code | UNIT.letter : 0
}

/** The folded code of a word character; 0 for anything that parts words. */
export function foldCode(code: number): number {
  if (code < TABLE_SIZE) return table[code] ?? 0
  // Letters of other scripts stay together as a word; punctuation, symbols and surrogates (emoji, broken text) part.
  return (code >= 0x370 && code < 0x2000) || (code >= 0x3040 && code < 0xd800) ? code : 0
}

/** A whole word folded; for lists and names, not for the scanner. */
export function foldWord(word: string): string {
  let folded = ''
  for (let at = 0; at < word.length; at += 1) {
    const code = foldCode(word.charCodeAt(at))
    if (code !== 0) folded += String.fromCharCode(code)
  }
  return folded
}

/** Folded words of a short text, parted at everything that is no letter or digit. */
export function foldedWords(text: string): string[] {
  const words: string[] = []
  let word = ''
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? foldCode(text.charCodeAt(at)) : 0
    if (code !== 0) word += String.fromCharCode(code)
    else if (word !== '') {
      words.push(word)
      word = ''
    }
  }
  return words
}
