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

/** The place of the seed of the sealing pair, boxed under the account data key in the account's row. */
export function sealingSecretPlace(account: AccountRef): Place {
  return { tenant: account.tenant, account: account.account, kind: 'sealing-secret', id: '1' }
}

/**
 * An account that is open. Holds the account data key as key objects only: the bytes given to the constructor are copied
 * into them and may be zeroed. After `close` everything throws.
 */
export class OpenAccountKeys implements OpenAccount {
  readonly tenant: number
  readonly account: number
  readonly #service: ServiceKey
  readonly #sealingSecretBox: Uint8Array
  #dataKey: Uint8Array | undefined
  readonly #kinds = new Map<string, KeyObject>()
  readonly #decapsulated: Decapsulated[] = []
  #sealing: XWingSecret | undefined

  constructor({ account, dataKey, sealingSecret, service }: {
    readonly account: AccountRef, readonly dataKey: Uint8Array, readonly sealingSecret: Uint8Array,
    readonly service: ServiceKey,
  }) {
    assert(dataKey.length === 32, 'an account data key has 32 bytes')
    this.tenant = account.tenant
    this.account = account.account
    this.#service = service
    this.#sealingSecretBox = sealingSecret
    this.#dataKey = dataKey.slice()
  }

  encrypt(place: Place, plain: Uint8Array): Uint8Array {
    return sealBox(this.#keyFor(place), placeBytes(place), plain)
  }

  decrypt(place: Place, box: Uint8Array): Uint8Array {
    return openBox(this.#keyFor(place), placeBytes(place), box)
  }

  token(kind: string, value: string): Uint8Array {
    return hmacSha256(this.#kind(`token|${kind}`), value).slice(0, TOKEN_BYTES)
  }

  unseal(sealed: SealedHead): Uint8Array {
    const place = placeBytes(sealedPlace(this, sealed.id))
    // The MAC first: nothing that was written past the service reaches the key exchange.
    if (!isOurs(this.#service, place, sealed)) {
      throw new Refusal('planted', 'this sealed message was not written by the service')
    }
    const key = headKey(this.#secretOf(sealed.encapsulation), place)
    try {
      return openBox(key, place, sealed.box)
    } finally {
      key.fill(0)
    }
  }

  /** The account data key under another key: makes a way in (app password, session). */
  wrapFor(key: KeyObject, context: Uint8Array): Uint8Array {
    return sealBox(key, context, this.#key())
  }

  /** Is this the data key of this account? Constant time. */
  hasDataKey(dataKey: Uint8Array): boolean {
    return equalConstantTime(this.#key(), dataKey)
  }

  get closed(): boolean {
    return this.#dataKey === undefined
  }

  /** Forgets the key, as far as JavaScript lets us: our bytes are zeroed, OpenSSL zeroes its own when collected. */
  close(): void {
    this.#dataKey?.fill(0)
    this.#dataKey = undefined
    this.#kinds.clear()
    for (const { secret } of this.#decapsulated) secret.fill(0)
    this.#decapsulated.length = 0
    this.#sealing = undefined
  }

  #key(): Uint8Array {
    if (this.#dataKey === undefined) throw new Refusal('closed', 'this account is not open any more')
    return this.#dataKey
  }

  #keyFor(place: Place): KeyObject {
    assert(place.tenant === this.tenant && place.account === this.account, 'a place of this account')
    return this.#kind(place.kind)
  }

  #kind(kind: string): KeyObject {
    const found = this.#kinds.get(kind)
    if (found !== undefined) return found
    const dataKey = this.#key()
    assert(this.#kinds.size < KINDS_MAX, 'kinds are few')
    const bytes = hkdfSha256({ key: dataKey, info: kindBytes(this, kind) })
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
      const seed = this.decrypt(sealingSecretPlace(this), this.#sealingSecretBox)
      this.#sealing = expandXWing(seed)
      seed.fill(0)
    }
    const secret = decapsulateXWing(this.#sealing, encapsulation)
    if (this.#decapsulated.length >= DECAPSULATIONS_MAX) this.#decapsulated.pop()?.secret.fill(0)
    this.#decapsulated.unshift({ encapsulation: encapsulation.slice(), secret })
    return secret
  }
}
