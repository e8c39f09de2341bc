import { randomBytes } from './hash.ts'

/** RFC 4648 §6, for authenticator apps. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
/** Digits and letters that are not mistaken for each other when read aloud or written down (no i, l, o, u). */
const READABLE = '0123456789abcdefghjkmnpqrstvwxyz'

/** Base32 without padding (RFC 4648 §6). */
export function toBase32(bytes: Uint8Array): string {
  return encode(bytes, BASE32)
}

/** A fresh code of `groups` groups of four characters, 20 bits each, such as `k7wd-2x0p-…`. */
export function randomCode(groups: number): string {
  // Five bytes make eight characters, so two groups.
  const text = encode(randomBytes(Math.ceil(groups / 2) * 5), READABLE).slice(0, groups * 4)
  const parts: string[] = []
  for (let at = 0; at < text.length; at += 4) parts.push(text.slice(at, at + 4))
  return parts.join('-')
}

/**
 * A typed code in its one spelling without hyphens: spaces and hyphens dropped, capitals lowered, o read as 0, i and l as
 * 1. Undefined when it is not a code of that many groups.
 */
export function readCode(typed: string, groups: number): string | undefined {
  // Twice the length leaves room for separators; longer is no code, and is not looked through.
  if (typed.length > groups * 8) return undefined
  let code = ''
  for (const sign of typed.toLowerCase()) {
    if (sign === '-' || sign === ' ') continue
    const read = sign === 'o' ? '0' : sign === 'i' || sign === 'l' ? '1' : sign
    if (!READABLE.includes(read)) return undefined
    code += read
  }
  return code.length === groups * 4 ? code : undefined
}

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(value >>> bits) & 31] ?? ''
    }
    value &= 0xff
  }
  if (bits > 0) text += alphabet[(value << (5 - bits)) & 31] ?? ''
  return text
}
