/** Octets and text as IMAP needs them: ASCII in, ASCII out, UTF-8 where the session or the string allows it. */

const utf8Strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const utf8Lenient = new TextDecoder('utf-8', { ignoreBOM: true })
const utf8 = new TextEncoder()

export const CR = 13
export const LF = 10
export const SPACE = 32
export const DQUOTE = 34
export const LPAREN = 40
export const RPAREN = 41
export const STAR = 42
export const PLUS = 43
export const COMMA = 44
export const MINUS = 45
export const DOT = 46
export const ZERO = 48
export const NINE = 57
export const COLON = 58
export const LESS = 60
export const GREATER = 62
export const LBRACKET = 91
export const BACKSLASH = 92
export const RBRACKET = 93
export const LBRACE = 123
export const RBRACE = 125
export const TILDE = 126

/** The octets as text, one character each. For octets that the grammar already limits to ASCII. */
export function asciiText(octets: Uint8Array): string {
  let text = ''
  for (let at = 0; at < octets.length; at += 8192) text += String.fromCharCode(...octets.subarray(at, at + 8192))
  return text
}

/** UTF-8 as text; undefined when the octets are not UTF-8. */
export function utf8Text(octets: Uint8Array): string | undefined {
  try {
    return utf8Strict.decode(octets)
  } catch {
    return undefined
  }
}

/** UTF-8 as text, with U+FFFD for what is not UTF-8. For showing, never for deciding. */
export function utf8TextLenient(octets: Uint8Array): string {
  return utf8Lenient.decode(octets)
}

export function utf8Bytes(text: string): Uint8Array {
  return utf8.encode(text)
}

export function isDigit(octet: number): boolean {
  return octet >= ZERO && octet <= NINE
}

/** True when every octet is below 128. */
export function isAscii(octets: Uint8Array): boolean {
  for (let at = 0; at < octets.length; at++) if ((octets[at] as number) > 127) return false
  return true
}
