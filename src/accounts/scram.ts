import { toBase64Url } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { equalConstantTime, hmacSha256, randomBytes, sha256 } from '../crypto/hash.ts'
import { clientKeyOf, SCRAM_ITERATIONS, scramKeys } from '../crypto/scram.ts'
import { dummyWrap, SALT_BYTES, unwrapDataKey, wrapPlace, wrapWay } from '../keys/account-keys.ts'
import type { AccountRef, Place, ServiceKey } from '../keys/keys.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { APP_PASSWORDS_MAX } from './limits.ts'
import { dataKeyOf } from './opened.ts'
import type { WayColumns } from './scripts.ts'

/**
 * App passwords by SCRAM-SHA-256 (RFC 5802, RFC 7677): the password itself never comes. The keys of SCRAM hang on password,
 * salt and rounds, never on the name; but the salt is told to whoever says a name, before anybody knows which password it
 * is. So the whole service has one salt. Every address of an account then goes with the same keys, also one that it gets
 * later; and the answer to a name needs no look into the database: neither its content nor its time can tell whether
 * somebody has that name, nor that two names are of one person. A salt for each would hinder tables made beforehand of
 * passwords that people think of; these are random codes of 120 bits, and only codes have SCRAM keys.
 *
 * A right proof gives the client key, and only that opens the second wrap of the account data key: who has the database
 * and the service key can check proofs, and opens nothing.
 */

/** The columns of `account_wrap` that belong to SCRAM. */
export interface ScramRow {
  /** Stored key and server key under the service key. */
  readonly scram_keys: Uint8Array
  /** What the row's own box holds, under a key that is derived from the client key. */
  readonly scram_box: Uint8Array
}

/** Which app password a row is about: the box binds it, so that a row whose key changed has no SCRAM keys any more. */
interface Wrapped extends AccountRef {
  readonly id: string
  readonly box: Uint8Array
}

interface FoundRow extends ScramRow, WayColumns {
  readonly id: string
  readonly box: Uint8Array
}

/** The account data key by a proof, which app password it was, and what proves us to the client. */
export interface ScramOpened {
  readonly wrap: string
  readonly dataKey: Uint8Array
  readonly serverSignature: Uint8Array
}

const nobody: AccountRef = { tenant: 0, account: 0 }

/** Makes and checks the SCRAM keys of app passwords. */
export class ScramWays {
  readonly #service: ServiceKey
  readonly #dummyKeys = randomBytes(64)
  readonly #dummyBox = dummyWrap()

  /** The salt that this service gives to every name, at every try. */
  readonly salt: Uint8Array

  constructor(service: ServiceKey) {
    this.#service = service
    this.salt = service.mac('scram-salt', new TextEncoder().encode('every name')).slice(0, SALT_BYTES)
  }

  /** The SCRAM keys of an app password whose way in is `box`: `code` without hyphens. */
  async make({ account, code, id, salt: ownSalt, box }: {
    readonly account: AccountRef, readonly code: string, readonly id: string,
    readonly salt: Uint8Array, readonly box: Uint8Array,
  }): Promise<ScramRow> {
    const { tenant, account: number } = account
    const { salt } = this
    const { clientKey, storedKey, serverKey } = await scramKeys({ password: asShown(code), salt })
    const place = scramPlace({ tenant, account: number, id, box })
    const seed = unwrapDataKey({
      box, secret: new TextEncoder().encode(code), salt: ownSalt, place: wrapPlace(account, 'app-password', id),
    })
    const both = new Uint8Array(64)
    both.set(storedKey)
    both.set(serverKey, 32)
    const row = {
      scram_keys: this.#service.encrypt(place, both),
      scram_box: wrapWay({ seed, secret: clientKey, salt, place }),
    }
    seed.fill(0)
    clientKey.fill(0)
    both.fill(0)
    return row
  }

  /** Whether a row's keys were made for the wrap as it stands now. */
  fits(wrap: Wrapped, keys: Uint8Array | null | undefined): boolean {
    return keys !== null && keys !== undefined && this.#readKeys(scramPlace(wrap), keys) !== undefined
  }

  /**
   * The account data key, when the proof is that of one of the account's app passwords. Looks at as many rows as an
   * account may have, true ones or not, so that the time tells neither whether there is an account nor how many.
   */
  async openWithProof(store: Store, { account, proof, authMessage }: {
    readonly account: AccountRef | undefined, readonly proof: Uint8Array, readonly authMessage: string,
  }): Promise<ScramOpened | undefined> {
    const ref = account ?? nobody
    const rows = await store.all<FoundRow>(sql`select id, box, scram_keys, scram_box, way_public, way_box, key_version
      from account_wrap
      where tenant = ${ref.tenant} and account = ${ref.account} and kind = 'app-password' and scram_keys is not null
      order by created_at, id limit ${APP_PASSWORDS_MAX}`)
    const { salt } = this
    let opened: ScramOpened | undefined
    for (let at = 0; at < APP_PASSWORDS_MAX; at++) {
      const row = rows[at]
      const place = scramPlace({ ...ref, id: row?.id ?? 'nobody', box: row?.box ?? this.#dummyBox })
      const keys = this.#readKeys(place, row?.scram_keys ?? this.#dummyKeys) ?? this.#dummyKeys
      const storedKey = keys.subarray(0, 32)
      const clientKey = clientKeyOf({ storedKey, proof, authMessage })
      const right = equalConstantTime(sha256(clientKey), storedKey) && row !== undefined && keys !== this.#dummyKeys
      if (right) {
        const held = unwrapped({ box: row.scram_box, secret: clientKey, salt, place })
        if (held !== undefined) {
          const dataKey = dataKeyOf(ref, { ...row, kind: 'app-password' }, held)
          held.fill(0)
          opened = { wrap: row.id, dataKey, serverSignature: hmacSha256(keys.subarray(32), authMessage) }
        }
      }
      clientKey.fill(0)
    }
    return opened
  }

  #readKeys(place: Place, keys: Uint8Array): Uint8Array | undefined {
    try {
      return this.#service.decrypt(place, keys)
    } catch (error) {
      if (error instanceof Refusal) return undefined
      throw error
    }
  }
}

/** How often the client hashes; one number for all, so that it tells nothing. */
export const iterations = SCRAM_ITERATIONS

/** `one-salt`: keys of before there was one for all fit nothing, and are made anew when their code is seen in the clear. */
function scramPlace({ tenant, account, id, box }: Wrapped): Place {
  return wrapPlace({ tenant, account }, 'scram', `${id}.one-salt.${toBase64Url(sha256(box)).slice(0, 22)}`)
}

/** The code as people see and copy it: groups of four with hyphens. */
function asShown(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? ''
}

function unwrapped(args: Parameters<typeof unwrapDataKey>[0]): Uint8Array | undefined {
  try {
    return unwrapDataKey(args)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
