import type { KeyObject } from 'node:crypto'
import { assert } from '../base/assert.ts'
import { Refusal } from '../base/errors.ts'
import { boxKey, openBox, sealBox } from '../crypto/box.ts'
import { equalConstantTime, hkdfSha256, hmacSha256 } from '../crypto/hash.ts'
import { decapsulateXWing, expandXWing, type XWingSecret } from '../crypto/x-wing.ts'
import type { AccountRef, OpenAccount, Place, SealedHead, ServiceKey } from './keys.ts'
import { kindBytes, placeBytes } from './place.ts'
import { headKey, isOurs, sealedPlace } from './sealed.ts'

/** Kinds are words in our code; more of them in one account is a bug. */
export const KINDS_MAX = 64
/** Encapsulations whose secret is kept while absorbing: heads of one minute share one. */
export const DECAPSULATIONS_MAX = 16
/** Bytes of `token`. */
export const TOKEN_BYTES = 16

interface Decapsulated {
  readonly encapsulation: Uint8Array
  readonly secret: Uint8Array
}

/** The place of a data key of before, boxed under the newest one until nothing lies under it any more. */
export function formerKeyPlace(account: AccountRef, version: number): Place {
  return { tenant: account.tenant, account: account.account, kind: 'former-key', id: String(version) }
}

/** The place of the seed of the sealing pair, boxed under the account data key in the account's row. */
export function sealingSecretPlace(account: AccountRef): Place {
  return { tenant: account.tenant, account: account.account, kind: 'sealing-secret', id: '1' }
}

/** A data key of an account by its version, with the box of its sealing secret. */
export interface DataKey {
  readonly version: number
  readonly dataKey: Uint8Array
  readonly sealingSecret: Uint8Array
}

/** Former keys an account may have at a time: each rotation that begins before the last one ended adds one. */
export const FORMER_KEYS_MAX = 8
/** Keys under which nothing lies any more and that still open what is being read: the last ones. */
export const RETIRED_KEYS_MAX = 8

/**
 * An account that is open. Holds its data key and, while old ciphertext is brought under a new key, the former ones:
 * what
 * is written goes under the newest, what is read opens under any. The bytes given to the constructor are copied and
 * may be zeroed. After `close` everything throws.
 */
export class OpenAccountKeys implements OpenAccount {
  readonly tenant: number
  readonly account: number
  readonly #service: ServiceKey
  /** Newest first; empty when closed. */
  #keys: readonly KeyGeneration[]
  /** Keys of before under which nothing lies any more, oldest first. */
  #retired: readonly KeyGeneration[] = []

  constructor({ account, dataKey, sealingSecret, service, version = 1, former = [] }: {
    readonly account: AccountRef, readonly dataKey: Uint8Array, readonly sealingSecret: Uint8Array,
    readonly service: ServiceKey, readonly version?: number, readonly former?: readonly DataKey[],
  }) {
    this.tenant = account.tenant
    this.account = account.account
    this.#service = service
    this.#keys = [{ version, dataKey, sealingSecret }, ...former].map((key) => new KeyGeneration(this, key))
  }

  get keyVersion(): number {
    return this.#newest().version
  }

  encrypt(place: Place, plain: Uint8Array): Uint8Array {
    return sealBox(this.#newest().keyFor(this.#own(place)), placeBytes(place), plain)
  }

  decrypt(place: Place, box: Uint8Array): Uint8Array {
    const context = placeBytes(this.#own(place))
    return this.#tried((key) => openBox(key.keyFor(place), context, box))
  }

  rewrap(place: Place, box: Uint8Array): Uint8Array | undefined {
    const context = placeBytes(this.#own(place))
    return this.#isUnderNewest((key) => openBox(key.keyFor(place), context, box))
      ? undefined
      : this.encrypt(place, this.decrypt(place, box))
  }

  token(kind: string, value: string): Uint8Array {
    return this.#newest().token(kind, value)
  }

  formerTokens(kind: string, value: string): readonly Uint8Array[] {
    this.#newest()
    return this.#keys.slice(1).map((key) => key.token(kind, value))
  }

  unseal(sealed: SealedHead): Uint8Array {
    const place = placeBytes(sealedPlace(this, sealed.id))
    // The MAC first: nothing that was written past the service reaches the key exchange.
    if (!isOurs(this.#service, place, sealed)) {
      throw new Refusal('planted', 'this sealed message was not written by the service')
    }
    return this.#tried((key) => key.unseal(place, sealed))
  }

  isSealedToNewest(sealed: SealedHead): boolean {
    const place = placeBytes(sealedPlace(this, sealed.id))
    return this.#isUnderNewest((key) => key.unseal(place, sealed))
  }

  /** The account data key under another key: makes a way in (app password, session). */
  wrapFor(key: KeyObject, context: Uint8Array): Uint8Array {
    return sealBox(key, context, this.#newest().bytes)
  }

  /** Is this the data key of this account? Constant time. */
  hasDataKey(dataKey: Uint8Array): boolean {
    return equalConstantTime(this.#newest().bytes, dataKey)
  }

  /** Does this key open the sealing secret that stands beside it? Not, when the two were read around a rotation. */
  hasSealingSecret(): boolean {
    return this.#isUnderNewest((key) => key.sealingSeed())
  }

  /** From now on everything is written under this key; the ones so far still open what is there. */
  renew(next: DataKey): void {
    if (next.version <= this.keyVersion) return
    this.#keys = [new KeyGeneration(this, next), ...this.#keys]
  }

  /** Every key of before, each boxed under the newest: what a service that ends in the middle needs to go on. */
  formerBoxes(under: OpenAccountKeys): readonly { readonly version: number, readonly box: Uint8Array,
    readonly sealingSecret: Uint8Array }[] {
    this.#newest()
    return this.#keys.map((key) => ({
      version: key.version, box: under.encrypt(formerKeyPlace(this, key.version), key.bytes),
      sealingSecret: key.sealingSecretBox,
    }))
  }

  /** Keys of before that are still needed. */
  get formerKeys(): number {
    return this.#keys.length - 1
  }

  /**
   * Nothing lies under the former keys any more. What was read before the last of it was brought over may still be on
   * its way here: they go on opening it until the function that is given back is called. Nothing is written by them.
   */
  forgetFormer(): () => void {
    const [newest, ...former] = this.#keys
    this.#keys = newest === undefined ? [] : [newest]
    const all = [...this.#retired, ...former]
    for (const key of all.slice(0, -RETIRED_KEYS_MAX)) key.close()
    this.#retired = all.slice(-RETIRED_KEYS_MAX)
    return () => {
      for (const key of former) key.close()
      this.#retired = this.#retired.filter((key) => !former.includes(key))
    }
  }

  get closed(): boolean {
    return this.#keys.length === 0
  }

  /** Forgets the keys, as far as JavaScript lets us: our bytes are zeroed, OpenSSL zeroes its own when collected. */
  close(): void {
    for (const key of [...this.#keys, ...this.#retired]) key.close()
    this.#keys = []
    this.#retired = []
  }

  #newest(): KeyGeneration {
    const [newest] = this.#keys
    if (newest === undefined) throw new Refusal('closed', 'this account is not open any more')
    return newest
  }

  #own(place: Place): Place {
    assert(place.tenant === this.tenant && place.account === this.account, 'a place of this account')
    return place
  }

  /** The newest key first: after a rotation everything is under it. */
  #tried<T>(open: (key: KeyGeneration) => T): T {
    if (this.#keys.length + this.#retired.length < 2) return open(this.#newest())
    const keys = [this.#newest(), ...this.#keys.slice(1), ...this.#retired]
    for (const [index, key] of keys.entries()) {
      try {
        return open(key)
      } catch (error) {
        if (!isWrongKey(error) || index === keys.length - 1) throw error
      }
    }
    throw new Error('an account without keys')
  }

  #isUnderNewest(open: (key: KeyGeneration) => Uint8Array): boolean {
    try {
      open(this.#newest()).fill(0)
      return true
    } catch (error) {
      if (isWrongKey(error)) return false
      throw error
    }
  }
}

function isWrongKey(error: unknown): boolean {
  return error instanceof Refusal && error.reason === 'wrong-key'
}

/** One data key in memory with what was derived from it. */
class KeyGeneration {
  readonly version: number
  readonly sealingSecretBox: Uint8Array
  readonly #account: AccountRef
  #dataKey: Uint8Array | undefined
  readonly #kinds = new Map<string, KeyObject>()
  readonly #decapsulated: Decapsulated[] = []
  #sealing: XWingSecret | undefined

  constructor(account: AccountRef, { version, dataKey, sealingSecret }: DataKey) {
    assert(dataKey.length === 32, 'an account data key has 32 bytes')
    this.version = version
    this.sealingSecretBox = sealingSecret
    this.#account = { tenant: account.tenant, account: account.account }
    this.#dataKey = dataKey.slice()
  }

  get bytes(): Uint8Array {
    if (this.#dataKey === undefined) throw new Refusal('closed', 'this account is not open any more')
    return this.#dataKey
  }

  keyFor(place: Place): KeyObject {
    return this.#kind(place.kind)
  }

  token(kind: string, value: string): Uint8Array {
    return hmacSha256(this.#kind(`token|${kind}`), value).slice(0, TOKEN_BYTES)
  }

  unseal(place: Uint8Array, sealed: SealedHead): Uint8Array {
    const key = headKey(this.#secretOf(sealed.encapsulation), place)
    try {
      return openBox(key, place, sealed.box)
    } finally {
      key.fill(0)
    }
  }

  /** The caller zeroes it. */
  sealingSeed(): Uint8Array {
    const place = sealingSecretPlace(this.#account)
    return openBox(this.keyFor(place), placeBytes(place), this.sealingSecretBox)
  }

  close(): void {
    this.#dataKey?.fill(0)
    this.#dataKey = undefined
    this.#kinds.clear()
    for (const { secret } of this.#decapsulated) secret.fill(0)
    this.#decapsulated.length = 0
    this.#sealing = undefined
  }

  #kind(kind: string): KeyObject {
    const found = this.#kinds.get(kind)
    if (found !== undefined) return found
    const dataKey = this.bytes
    assert(this.#kinds.size < KINDS_MAX, 'kinds are few')
    const bytes = hkdfSha256({ key: dataKey, info: kindBytes(this.#account, kind) })
    const key = boxKey(bytes)
    bytes.fill(0)
    this.#kinds.set(kind, key)
    return key
  }

  #secretOf(encapsulation: Uint8Array): Uint8Array {
    for (const known of this.#decapsulated) {
      if (equalConstantTime(known.encapsulation, encapsulation)) return known.secret
    }
    if (this.#sealing === undefined) {
      const seed = this.sealingSeed()
      this.#sealing = expandXWing(seed)
      seed.fill(0)
    }
    const secret = decapsulateXWing(this.#sealing, encapsulation)
    if (this.#decapsulated.length >= DECAPSULATIONS_MAX) this.#decapsulated.pop()?.secret.fill(0)
    this.#decapsulated.unshift({ encapsulation: encapsulation.slice(), secret })
    return secret
  }
}
