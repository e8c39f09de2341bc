import { createCipheriv, createDecipheriv, createSecretKey, randomFillSync, type KeyObject } from 'node:crypto'
import { assert } from '../base/assert.ts'
import { giveBack } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { plain as withoutBuffer } from './hash.ts'

/** Bytes that a box adds to its content: nonce in front, tag behind. */
export const NONCE_BYTES = 12
export const TAG_BYTES = 16
export const BOX_OVERHEAD_BYTES = NONCE_BYTES + TAG_BYTES

/** Random bytes are fetched 170 nonces at a time: one call into OpenSSL costs more than the nonce. */
const noncePool = new Uint8Array(NONCE_BYTES * 170)
let nonceAt = noncePool.length

/** A key for `sealBox`; the object is cheaper to use again than its bytes. The bytes given may be zeroed afterwards. */
export function boxKey(bytes: Uint8Array): KeyObject {
  assert(bytes.length === 32, 'a box key has 32 bytes')
  return createSecretKey(bytes)
}

/**
 * AES-256-GCM (NIST SP 800-38D): random nonce ‖ ciphertext ‖ tag. `context` is bound in and not stored. Up to 2^32 boxes
 * under one key keep the chance of a repeated nonce below 2^-32 (§8.3); keys are derived per account and kind, so no key
 * here comes near it.
 */
export function sealBox(key: KeyObject | Uint8Array, context: Uint8Array, plain: Uint8Array): Uint8Array {
  if (nonceAt === noncePool.length) {
    randomFillSync(noncePool)
    nonceAt = 0
  }
  const nonce = noncePool.subarray(nonceAt, nonceAt + NONCE_BYTES)
  nonceAt += NONCE_BYTES
  const box = new Uint8Array(plain.length + BOX_OVERHEAD_BYTES)
  box.set(nonce)
  encryptInto({ key, nonce, context, plain, into: box.subarray(NONCE_BYTES) })
  return box
}

/** Opens what `sealBox` made; `Refusal('wrong-key')` when key, context or bytes differ. */
export function openBox(key: KeyObject | Uint8Array, context: Uint8Array, box: Uint8Array): Uint8Array {
  if (box.length < BOX_OVERHEAD_BYTES) throw new Refusal('wrong-key', 'the encrypted bytes are cut off')
  return decryptBytes({ key, nonce: box.subarray(0, NONCE_BYTES), context, sealed: box.subarray(NONCE_BYTES) })
}

/** One AES-256-GCM with a nonce the caller chose and must never use again with this key: writes ciphertext ‖ tag. */
export function encryptInto({ key, nonce, context, plain, into }: {
  readonly key: KeyObject | Uint8Array, readonly nonce: Uint8Array, readonly context: Uint8Array,
  readonly plain: Uint8Array, readonly into: Uint8Array,
}): void {
  assert(into.length === plain.length + TAG_BYTES, 'room for the ciphertext and its tag')
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(context)
  const text = cipher.update(plain)
  into.set(text)
  giveBack(text)
  cipher.final()
  into.set(cipher.getAuthTag(), plain.length)
}

/** Opens ciphertext ‖ tag; `Refusal('wrong-key')` when anything differs. */
export function decryptBytes({ key, nonce, context, sealed }: {
  readonly key: KeyObject | Uint8Array, readonly nonce: Uint8Array, readonly context: Uint8Array,
  readonly sealed: Uint8Array,
}): Uint8Array {
  if (sealed.length < TAG_BYTES) throw new Refusal('wrong-key', 'the encrypted bytes are cut off')
  const textEnd = sealed.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(context)
  decipher.setAuthTag(sealed.subarray(textEnd))
  const plain = decipher.update(sealed.subarray(0, textEnd))
  try {
    decipher.final()
  } catch (cause) {
    plain.fill(0)
    throw new Refusal('wrong-key', 'the encrypted bytes do not belong to this key and place', { cause })
  }
  return withoutBuffer(plain)
}
