/**
 * The cryptographic primitives of the service, all from `node:crypto` (OpenSSL); nothing is invented here.
 *
 * This folder knows keys and bytes, no accounts. It promises: one box format, one key derivation, one password hash, one
 * KEM, each with its standard named and its sizes checked. It fails with `Refusal('wrong-key')` when a ciphertext does
 * not fit, and with an assertion when the caller is at fault.
 * Standards: FIPS 180-4, RFC 2104 (HMAC), RFC 5869 (HKDF), NIST SP 800-38D (GCM), RFC 9106 (Argon2), FIPS 203 (ML-KEM),
 * RFC 7748 (X25519), draft-connolly-cfrg-xwing-kem-10.
 */
import { createHmac, hash, hkdfSync, randomFillSync, timingSafeEqual, type KeyObject } from 'node:crypto'

/** SHA-256. */
export function sha256(bytes: Uint8Array | string): Uint8Array {
  return plain(hash('sha256', bytes, 'buffer'))
}

/** HMAC-SHA-256 (RFC 2104), 32 bytes. */
export function hmacSha256(key: Uint8Array | KeyObject, bytes: Uint8Array | string): Uint8Array {
  return plain(createHmac('sha256', key).update(bytes).digest())
}

/** HKDF-SHA-256 (RFC 5869) extract and expand; 32 bytes unless said otherwise. */
export function hkdfSha256({ key, salt = '', info, lengthBytes = 32 }: {
  readonly key: Uint8Array, readonly salt?: Uint8Array | string, readonly info: Uint8Array | string,
  readonly lengthBytes?: number,
}): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, info, lengthBytes))
}

/**
 * One block of HKDF expand (RFC 5869 §2.3) from a key that is already uniform: T(1) = HMAC(key, info ‖ 0x01). Half the
 * cost of `hkdfSha256`, for keys that are derived per message.
 */
export function hkdfExpand32(key: Uint8Array | KeyObject, info: Uint8Array): Uint8Array {
  const block = new Uint8Array(info.length + 1)
  block.set(info)
  block[info.length] = 1
  return plain(createHmac('sha256', key).update(block).digest())
}

/** True when both are equal; takes the same time wherever they differ. Different lengths are told at once. */
export function equalConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Fresh random bytes in memory of their own (not in Node's shared pool), so that they can be zeroed alone. */
export function randomBytes(lengthBytes: number): Uint8Array {
  return randomFillSync(new Uint8Array(lengthBytes))
}

/** The same bytes without Node's Buffer around them, whose `slice` would share memory instead of copying. */
export function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}
