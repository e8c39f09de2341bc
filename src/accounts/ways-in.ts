import { Refusal } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { toBase64Url } from '../base/bytes.ts'
import { ARGON2_COST, type Argon2Cost, type PasswordHash } from '../crypto/password-hash.ts'
import { randomBytes } from '../crypto/hash.ts'
import { dummyWrap, newWay, SALT_BYTES, sealToWay, unwrapDataKey, wrapPlace, wrapWay } from '../keys/account-keys.ts'
import type { AccountRef, Place, ServiceKey } from '../keys/keys.ts'
import type { OpenAccountKeys } from '../keys/open-account.ts'
import { placeBytes } from '../keys/place.ts'
import { dataKeyOf } from './opened.ts'
import type { WayColumns, WrapRow } from './scripts.ts'

type CodeKind = 'app-password' | 'recovery'

/** What is tried when there is no account or no such way in: the same work, and nothing opens. */
const nobody: AccountRef = { tenant: 0, account: 0 }

/**
 * The ways in to an account data key: makes and opens the rows of `account_wrap`. A password goes through Argon2id and
 * then HKDF; a code of 120 bits or more through HKDF only.
 */
export class WaysIn {
  readonly #hash: PasswordHash
  readonly #service: ServiceKey
  readonly #dummyBox = dummyWrap()
  readonly #dummySalt = randomBytes(SALT_BYTES)

  constructor({ passwordHash, serviceKey }: { readonly passwordHash: PasswordHash, readonly serviceKey: ServiceKey }) {
    this.#hash = passwordHash
    this.#service = serviceKey
  }

  /** A way in by password, for an open account. */
  async passwordWrap({ open, password, lane, at }: {
    readonly open: OpenAccountKeys, readonly password: string, readonly lane: string, readonly at: number,
  }): Promise<WrapRow> {
    const id = randomId()
    const place = wrapPlace(open, 'password', id)
    const salt = randomBytes(SALT_BYTES)
    const cost = this.#hash.cost
    const secret = await this.#derive({ password, salt, place, lane, cost })
    const way = wayIn({ open, secret, salt, place })
    secret.fill(0)
    return {
      id, kind: 'password', salt, parameters: JSON.stringify(cost), label: null, created_at: at, last_used_at: null, ...way,
    }
  }

  /** A way in by a code this service made. */
  codeWrap({ open, kind, code, label, at }: {
    readonly open: OpenAccountKeys, readonly kind: CodeKind, readonly code: string, readonly label: string | null,
    readonly at: number,
  }): WrapRow {
    const id = randomId()
    const salt = randomBytes(SALT_BYTES)
    const way = wayIn({ open, secret: codeBytes(code), salt, place: wrapPlace(open, kind, id) })
    const labelBox = label === null
      ? null
      : this.#service.encrypt(labelPlace(open, id), new TextEncoder().encode(label))
    return { id, kind, salt, parameters: '', label: labelBox, created_at: at, last_used_at: null, ...way }
  }

  /** The label an app password was given. */
  label(account: AccountRef, row: Pick<WrapRow, 'id' | 'label'>): string {
    return row.label === null ? '' : new TextDecoder().decode(this.#service.decrypt(labelPlace(account, row.id), row.label))
  }

  /**
   * The account data key, or undefined. Always one Argon2id of the same cost and one unwrapping, also when there is no
   * account or no such way in.
   */
  async openWithPassword({ account, row, password, lane }: {
    readonly account: AccountRef | undefined, readonly row: WrapRow | undefined, readonly password: string,
    readonly lane: string,
  }): Promise<Uint8Array | undefined> {
    const place = wrapPlace(account ?? nobody, 'password', row?.id ?? 'nobody')
    const salt = row?.salt ?? this.#dummySalt
    const cost = row === undefined ? this.#hash.cost : readCost(row.parameters)
    const secret = await this.#derive({ password, salt, place, lane, cost })
    const held = unwrapped({ box: row?.box ?? this.#dummyBox, secret, salt, place })
    secret.fill(0)
    if (held === undefined || row === undefined || account === undefined) return undefined
    try {
      return dataKeyOf(account, { ...row, kind: 'password' }, held)
    } finally {
      held.fill(0)
    }
  }

  /** The account data key by one of these codes' rows, or undefined. */
  openWithCode({ account, rows, kind, code }: {
    readonly account: AccountRef, readonly rows: readonly WrapRow[], readonly kind: CodeKind, readonly code: string,
  }): { readonly id: string, readonly dataKey: Uint8Array } | undefined {
    const secret = codeBytes(code)
    for (const row of rows) {
      if (row.kind !== kind) continue
      const { id, salt, box } = row
      const held = unwrapped({ box, secret, salt, place: wrapPlace(account, kind, id) })
      if (held === undefined) continue
      const dataKey = dataKeyOf(account, { ...row, kind }, held)
      held.fill(0)
      return { id, dataKey }
    }
    return undefined
  }

  #derive({ password, salt, place, lane, cost }: {
    readonly password: string, readonly salt: Uint8Array, readonly place: Place, readonly lane: string,
    readonly cost: Argon2Cost,
  }): Promise<Uint8Array> {
    // One spelling of composed letters, whatever keyboard it was typed on (RFC 8265 §4.2).
    return this.#hash.derive({ password: password.normalize('NFC'), salt, context: placeBytes(place), lane, cost })
  }
}

/** The columns of a new way in that its secret opens. */
export function wayIn({ open, secret, salt, place }: {
  readonly open: OpenAccountKeys, readonly secret: Uint8Array, readonly salt: Uint8Array, readonly place: Place,
}): WayColumns & { readonly box: Uint8Array } {
  const { seed, wayPublic } = newWay()
  const box = wrapWay({ seed, secret, salt, place })
  seed.fill(0)
  return { box, way_public: wayPublic, way_box: sealToWay({ open, place, wayPublic }), key_version: open.keyVersion }
}

function unwrapped(args: Parameters<typeof unwrapDataKey>[0]): Uint8Array | undefined {
  try {
    return unwrapDataKey(args)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

function codeBytes(code: string): Uint8Array {
  return new TextEncoder().encode(code)
}

function labelPlace({ tenant, account }: AccountRef, id: string): Place {
  return { tenant, account, kind: 'app-password-label', id }
}

function readCost(parameters: string): Argon2Cost {
  const { memoryKiB, passes } = JSON.parse(parameters) as Partial<Argon2Cost>
  return { memoryKiB: memoryKiB ?? ARGON2_COST.memoryKiB, passes: passes ?? ARGON2_COST.passes }
}

/** A fresh half of a session or a pending sign-in: 256 bits as text. */
export function randomSecret(): string {
  return toBase64Url(randomBytes(32))
}
