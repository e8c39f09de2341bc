/**
 * The collation i;unicode-casemap, which SORT and THREAD order texts by: letters in title case, then decomposed, then
 * compared as UTF-8. RFC 5051, RFC 5256 §2
 */

/** The text as it is compared. Texts that this collation holds to be equal give the same. */
export function casemap(text: string): string {
  const upper = isSmallAscii(text) ? text.toUpperCase() : Array.from(text, titleCase).join('')
  return upper.normalize('NFKD')
}

/** Only the simple mapping: a letter that becomes two (`ß`) stays as it is. RFC 5051 §2 */
function titleCase(character: string): string {
  const upper = character.toUpperCase()
  return Array.from(upper).length === 1 ? upper : character
}

function isSmallAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}

/** Order of two texts by code point, which is the order of their UTF-8; UTF-16 puts surrogates before U+E000. */
export function compareCodePoints(left: string, right: string): number {
  if (left === right) return 0
  const size = Math.min(left.length, right.length)
  for (let at = 0; at < size; at++) {
    const one = left.charCodeAt(at)
    const other = right.charCodeAt(at)
    if (one !== other) return weight(one) - weight(other)
  }
  return left.length - right.length
}

/** Surrogates stand for what is above U+FFFF. */
function weight(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}
