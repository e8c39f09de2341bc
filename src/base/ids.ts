import { toBase64Url } from './bytes.ts'

/** A random identifier of 128 bits, 22 characters of the URL alphabet. Not guessable, not ordered. */
export function randomId(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(16)))
}

/** A random positive integer below 2^48, for keys of tenants and accounts: needs no sequence, so any node can make one. */
export function randomKey(): number {
  const bytes = crypto.getRandomValues(new Uint8Array(6))
  let key = 0
  for (const byte of bytes) key = key * 256 + byte
  return key === 0 ? 1 : key
}
