import { toBase64Url } from './bytes.ts'
import { randomOctets } from './random.ts'

/** A random identifier of 128 bits, 22 characters of the URL alphabet. Not guessable, not ordered. */
export function randomId(): string {
  return toBase64Url(randomOctets(16))
}

/** The URL alphabet in the order in which bytes compare. */
const ORDERED = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

let prefixMs = -1
let prefix = ''

/**
 * An identifier of 22 characters of the URL alphabet that begins with its time and ends with 84 random bits: not guessable,
 * and those made after each other stand beside each other in an index, so that rows which are written together touch
 * one page and not one each. It tells when it was made: only for rows that say so anyway.
 */
export function orderedId(nowMs: number): string {
  if (nowMs !== prefixMs) {
    prefix = ''
    for (let rest = Math.max(0, Math.floor(nowMs)), index = 0; index < 8; index++) {
      prefix = (ORDERED[rest % 64] ?? '') + prefix
      rest = Math.floor(rest / 64)
    }
    prefixMs = nowMs
  }
  return prefix + toBase64Url(randomOctets(11)).slice(0, 14)
}

/** A random positive integer below 2^48, for keys of tenants and accounts: no sequence, so any node can make one. */
export function randomKey(): number {
  const bytes = randomOctets(6)
  let key = 0
  for (const byte of bytes) key = key * 256 + byte
  return key === 0 ? 1 : key
}
