import { concatBytes } from '../base/bytes.ts'
import { boxKey, openBox, sealBox } from '../crypto/box.ts'
import { hkdfExpand32, hkdfSha256, randomBytes } from '../crypto/hash.ts'
import {
  decapsulateXWing, encapsulateXWing, expandXWing, generateXWing, readXWingPublic, X_WING_CIPHERTEXT_BYTES,
} from '../crypto/x-wing.ts'
import type { AccountRef, Place, ServiceKey } from './keys.ts'
import { OpenAccountKeys, sealingSecretPlace, type DataKey } from './open-account.ts'
import { kindBytes, placeBytes } from './place.ts'

/** The ways in to an account data key. The key itself is stored under none of them alone in the clear. */
export type WrapKind = 'password' | 'app-password' | 'scram' | 'recovery' | 'session'

/** Salt of a way in, in bytes (RFC 9106 §3.1 recommends 16). */
export const SALT_BYTES = 16

/** What a new account stores (`sealingPublic`, `sealingSecret`) and, open, what wraps its data key. */
export interface NewAccountKeys {
  readonly open: OpenAccountKeys
  readonly sealingPublic: Uint8Array
  readonly sealingSecret: Uint8Array
}

/** A fresh data key and sealing pair for one account. */
export function createAccountKeys(account: AccountRef, service: ServiceKey): NewAccountKeys {
  const { next, ...made } = nextAccountKey({ account, service, version: 1 })
  next.dataKey.fill(0)
  return made
}

/** The keys that come after these; with their bytes, for the account that is open and goes on under them. */
export function nextAccountKey({ account, service, version }: {
  readonly account: AccountRef, readonly service: ServiceKey, readonly version: number,
}): NewAccountKeys & { readonly next: DataKey } {
  const dataKey = randomBytes(32)
  const pair = generateXWing()
  const first = new OpenAccountKeys({ account, dataKey, sealingSecret: new Uint8Array(), service })
  const sealingSecret = first.encrypt(sealingSecretPlace(account), pair.seed)
  first.close()
  pair.seed.fill(0)
  const open = new OpenAccountKeys({ account, dataKey, sealingSecret, service, version })
  return { open, sealingPublic: pair.publicBytes, sealingSecret, next: { version, dataKey, sealingSecret } }
}

/** Where a wrap belongs: bound in, so that a wrap copied to another account or kind opens nothing. */
export function wrapPlace(account: AccountRef, kind: WrapKind, id: string): Place {
  return { tenant: account.tenant, account: account.account, kind: `wrap-${kind}`, id }
}

/**
 * The key of a way in that is itself random (app password, recovery code, session): HKDF with the row's salt. A code of
 * 120 bits needs no Argon2; a password goes through it first and comes here with its 32 bytes.
 */
function wrapKey(secret: Uint8Array, salt: Uint8Array, place: Place): Uint8Array {
  return hkdfSha256({ key: secret, salt, info: kindBytes(place, `${place.kind}|${place.id}`) })
}

/** Makes a way in to an open account. */
export function wrapDataKey({ open, secret, salt, place }: {
  readonly open: OpenAccountKeys, readonly secret: Uint8Array, readonly salt: Uint8Array, readonly place: Place,
}): Uint8Array {
  const bytes = wrapKey(secret, salt, place)
  const box = open.wrapFor(boxKey(bytes), placeBytes(place))
  bytes.fill(0)
  return box
}

/** The account data key, or `Refusal('wrong-key')`. The caller zeroes it after use. */
export function unwrapDataKey({ box, secret, salt, place }: {
  readonly box: Uint8Array, readonly secret: Uint8Array, readonly salt: Uint8Array, readonly place: Place,
}): Uint8Array {
  const bytes = wrapKey(secret, salt, place)
  try {
    return openBox(bytes, placeBytes(place), box)
  } finally {
    bytes.fill(0)
  }
}

/**
 * A way in has a key pair of its own: its secret (password, code, cookie) opens the seed of the pair, and the data
 * key is sealed to the public half. So a new data key reaches every way in, although nobody has its secret at that
 * moment.
 */
export interface Way {
  readonly seed: Uint8Array
  readonly wayPublic: Uint8Array
}

/** A new pair for a way in. The caller zeroes the seed after use. */
export function newWay(): Way {
  const { seed, publicBytes } = generateXWing()
  return { seed, wayPublic: publicBytes }
}

/** The seed of a way in under its secret, as `unwrapDataKey` opens it. */
export function wrapWay({ seed, secret, salt, place }: {
  readonly seed: Uint8Array, readonly secret: Uint8Array, readonly salt: Uint8Array, readonly place: Place,
}): Uint8Array {
  const bytes = wrapKey(secret, salt, place)
  const box = sealBox(bytes, placeBytes(place), seed)
  bytes.fill(0)
  return box
}

/** Seals the newest data key of an account to a way in: encapsulation ‖ box. */
export function sealToWay({ open, place, wayPublic }: {
  readonly open: OpenAccountKeys, readonly place: Place, readonly wayPublic: Uint8Array,
}): Uint8Array {
  const { secret, ciphertext } = encapsulateXWing(readXWingPublic(wayPublic))
  const context = wayContext(place, open.keyVersion)
  const key = hkdfExpand32(secret, context)
  secret.fill(0)
  const box = open.wrapFor(boxKey(key), context)
  key.fill(0)
  return concatBytes([ciphertext, box])
}

/** The data key that was sealed to a way in, or `Refusal('wrong-key')`. The caller zeroes it after use. */
export function unsealWithWay({ seed, place, sealed, version }: {
  readonly seed: Uint8Array, readonly place: Place, readonly sealed: Uint8Array, readonly version: number,
}): Uint8Array {
  const secret = decapsulateXWing(expandXWing(seed), sealed.slice(0, X_WING_CIPHERTEXT_BYTES))
  const context = wayContext(place, version)
  const key = hkdfExpand32(secret, context)
  secret.fill(0)
  try {
    return openBox(key, context, sealed.subarray(X_WING_CIPHERTEXT_BYTES))
  } finally {
    key.fill(0)
  }
}

/** The version is bound in, so that an older key that was put back is noticed. */
function wayContext(place: Place, version: number): Uint8Array {
  return placeBytes({ ...place, kind: `way-${place.kind}`, id: `${place.id}.${version}` })
}

/** A box of the right size that no key opens: for doing the same work when there is no account. */
export function dummyWrap(): Uint8Array {
  return sealBox(randomBytes(32), new Uint8Array(), new Uint8Array(32))
}
