import {
  createPrivateKey, createPublicKey, decapsulate, diffieHellman, encapsulate, generateKeyPairSync, hash, type KeyObject,
} from 'node:crypto'
import { assert } from '../base/assert.ts'
import { concatBytes } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { plain, randomBytes } from './hash.ts'

/** Sizes of draft-connolly-cfrg-xwing-kem-10 §5.1. */
export const X_WING_SEED_BYTES = 32
export const X_WING_PUBLIC_BYTES = 1216
export const X_WING_CIPHERTEXT_BYTES = 1120
const ML_KEM_PUBLIC_BYTES = 1184
const ML_KEM_CIPHERTEXT_BYTES = 1088

/** `\.//^\`, the label of §5.3. Its bytes are pinned by docs/decisions/0006-x-wing.md: another label is another KEM. */
const label = new Uint8Array([0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c])

/** A public key that was read once; reading it again for every message would cost more than the encapsulation. */
export interface XWingPublic {
  readonly mlKem: KeyObject
  readonly x25519: KeyObject
  readonly x25519Bytes: Uint8Array
}

/** A key pair expanded from its seed (§5.5.1 allows to keep it). */
export interface XWingSecret extends XWingPublic {
  readonly mlKemSecret: KeyObject
  readonly x25519Secret: KeyObject
  readonly publicBytes: Uint8Array
}

/** A fresh pair: the seed is what is kept (wrapped), the public bytes are what is published. */
export function generateXWing(): { readonly seed: Uint8Array, readonly publicBytes: Uint8Array } {
  const seed = randomBytes(X_WING_SEED_BYTES)
  return { seed, publicBytes: expandXWing(seed).publicBytes }
}

/** §5.2 expandDecapsulationKey: SHAKE256 to 96 bytes, of which 64 make the ML-KEM pair and 32 the X25519 key. */
export function expandXWing(seed: Uint8Array): XWingSecret {
  assert(seed.length === X_WING_SEED_BYTES, 'an X-Wing seed has 32 bytes')
  const expanded = hash('shake256', seed, { outputEncoding: 'buffer', outputLength: 96 })
  const mlKemSecret = createPrivateKey({
    key: expanded.subarray(0, 64), format: 'raw-seed', asymmetricKeyType: 'ml-kem-768',
  })
  const x25519Secret = createPrivateKey({
    key: expanded.subarray(64), format: 'raw-private', asymmetricKeyType: 'x25519',
  })
  expanded.fill(0)
  const mlKem = createPublicKey(mlKemSecret)
  const x25519 = createPublicKey(x25519Secret)
  const x25519Bytes = x25519.export({ format: 'raw-public' })
  const publicBytes = concatBytes([mlKem.export({ format: 'raw-public' }), x25519Bytes])
  return { mlKem, x25519, x25519Bytes, mlKemSecret, x25519Secret, publicBytes }
}

/** Reads a public key; the modulus check of FIPS 203 §7.2 is OpenSSL's. `Refusal('bad-public-key')` when it is none. */
export function readXWingPublic(bytes: Uint8Array): XWingPublic {
  if (bytes.length !== X_WING_PUBLIC_BYTES) throw new Refusal('bad-public-key', 'a sealing key has 1,216 bytes')
  try {
    const x25519Bytes = bytes.slice(ML_KEM_PUBLIC_BYTES)
    return {
      mlKem: createPublicKey({
        key: bytes.slice(0, ML_KEM_PUBLIC_BYTES), format: 'raw-public', asymmetricKeyType: 'ml-kem-768',
      }),
      x25519: createPublicKey({ key: x25519Bytes, format: 'raw-public', asymmetricKeyType: 'x25519' }),
      x25519Bytes,
    }
  } catch (cause) {
    throw new Refusal('bad-public-key', 'these bytes are no sealing key', { cause })
  }
}

/** §5.4: a fresh shared secret of 32 bytes and the ciphertext that carries it. */
export function encapsulateXWing(to: XWingPublic): { readonly secret: Uint8Array, readonly ciphertext: Uint8Array } {
  const ephemeral = generateKeyPairSync('x25519')
  const ephemeralPublic = ephemeral.publicKey.export({ format: 'raw-public' })
  const fromX25519 = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: to.x25519 })
  const fromMlKem = encapsulate(to.mlKem)
  return {
    secret: combine(fromMlKem.sharedKey, fromX25519, ephemeralPublic, to.x25519Bytes),
    ciphertext: concatBytes([fromMlKem.ciphertext, ephemeralPublic]),
  }
}

/**
 * §5.5: the shared secret. A changed ML-KEM ciphertext gives another secret, not an error (implicit rejection); an X25519
 * point of small order is refused by OpenSSL and gives `Refusal('wrong-key')`.
 */
export function decapsulateXWing(own: XWingSecret, ciphertext: Uint8Array): Uint8Array {
  if (ciphertext.length !== X_WING_CIPHERTEXT_BYTES) {
    throw new Refusal('wrong-key', 'an encapsulation has 1,120 bytes')
  }
  const theirs = ciphertext.subarray(ML_KEM_CIPHERTEXT_BYTES)
  const fromMlKem = decapsulate(own.mlKemSecret, ciphertext.subarray(0, ML_KEM_CIPHERTEXT_BYTES))
  try {
    const publicKey = createPublicKey({ key: theirs, format: 'raw-public', asymmetricKeyType: 'x25519' })
    const fromX25519 = diffieHellman({ privateKey: own.x25519Secret, publicKey })
    return combine(fromMlKem, fromX25519, theirs, own.x25519Bytes)
  } catch (cause) {
    throw new Refusal('wrong-key', 'the encapsulation is no valid one', { cause })
  }
}

/** §5.3: SHA3-256 over both secrets, the X25519 ciphertext, the X25519 public key and the label. */
function combine(fromMlKem: Uint8Array, fromX25519: Uint8Array, sent: Uint8Array, own: Uint8Array): Uint8Array {
  const input = concatBytes([fromMlKem, fromX25519, sent, own, label])
  const secret = plain(hash('sha3-256', input, 'buffer'))
  input.fill(0)
  fromMlKem.fill(0)
  fromX25519.fill(0)
  return secret
}
