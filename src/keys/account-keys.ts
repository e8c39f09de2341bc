import { boxKey, openBox, sealBox } from '../crypto/box.ts'
import { hkdfSha256, randomBytes } from '../crypto/hash.ts'
import { generateXWing } from '../crypto/x-wing.ts'
import type { AccountRef, Place, ServiceKey } from './keys.ts'
import { OpenAccountKeys, sealingSecretPlace } from './open-account.ts'
import { kindBytes, placeBytes } from './place.ts'

/** The ways in to an account data key. The key itself is stored under none of them alone in the clear. */
export type WrapKind = 'password' | 'app-password' | 'recovery' | 'session'

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
  const dataKey = randomBytes(32)
  const pair = generateXWing()
  const first = new OpenAccountKeys({ account, dataKey, sealingSecret: new Uint8Array(), service })
  const sealingSecret = first.encrypt(sealingSecretPlace(account), pair.seed)
  first.close()
  pair.seed.fill(0)
  const open = new OpenAccountKeys({ account, dataKey, sealingSecret, service })
  dataKey.fill(0)
  return { open, sealingPublic: pair.publicBytes, sealingSecret }
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

/** A box of the right size that no key opens: for doing the same work when there is no account. */
export function dummyWrap(): Uint8Array {
  return sealBox(randomBytes(32), new Uint8Array(), new Uint8Array(32))
}
