import { concatBytes, fromBase64Url, toBase64Url } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import { Refusal, Temporary } from '../base/errors.ts'
import { equalConstantTime, randomBytes, sha256 } from '../crypto/hash.ts'
import { unwrapDataKey, wrapPlace } from '../keys/account-keys.ts'
import type { AccountKeyring } from '../keys/keyring.ts'
import type { AccountRef, OpenAccount, Place, ServiceKey } from '../keys/keys.ts'
import type { OpenAccountKeys } from '../keys/open-account.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'
import { deviceOf } from './device.ts'
import type { Directory, KnownAccount } from './directory.ts'
import { SEEN_EVERY_MS, SESSION_AGE_MS, SESSION_IDLE_MS, SESSION_OPEN_MS, SESSIONS_OPEN_MAX } from './limits.ts'
import { dataKeyOf, openKnown } from './opened.ts'
import { sessionColumns, touchSession, type SessionRow } from './scripts.ts'
import type { Account, SessionInfo } from './types.ts'
import { wayIn } from './ways-in.ts'

const REF_BYTES = 12
const ID_BYTES = REF_BYTES + 16
const SECRET_BYTES = 32
/** Both parts of a cookie in base64url, with the dot. */
export const COOKIE_LENGTH = Math.ceil(ID_BYTES * 4 / 3) + 1 + Math.ceil(SECRET_BYTES * 4 / 3)

interface OpenSession extends AccountRef {
  readonly id: string
  readonly secretDigest: Uint8Array
  readonly open: OpenAccount
  readonly release: () => void
  readonly endsAt: number
  lastSeenAt: number
}

/** How long sessions live. */
export interface SessionTimes {
  readonly idleMs: number
  readonly ageMs: number
}

export const sessionTimes: SessionTimes = { idleMs: SESSION_IDLE_MS, ageMs: SESSION_AGE_MS }

/**
 * Web sessions. The cookie holds one half of what opens the account, the row the other: after a sign-out the row is
 * gone and the cookie opens nothing; a stolen database opens nothing without the cookie. The id says which account it
 * is of, so that a look-up stays within one tenant.
 */
export class Sessions {
  readonly #parts: SessionParts
  readonly #open: BoundedMap<string, OpenSession>

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#open = new BoundedMap({
      max: SESSIONS_OPEN_MAX, ageMs: SESSION_OPEN_MS, now: () => parts.clock.now(), dropped: ({ release }) => release(),
    })
  }

  /** Makes both halves: the cookie for the browser and the row for the table. */
  make(open: OpenAccountKeys, userAgent: string): { readonly cookie: string, readonly row: SessionRow } {
    const now = this.#parts.clock.now()
    const id = toBase64Url(concatBytes([refBytes(open), randomBytes(ID_BYTES - REF_BYTES)]))
    const secret = randomBytes(SECRET_BYTES)
    const half = randomBytes(SECRET_BYTES)
    const way = wayIn({ open, secret, salt: half, place: wrapPlace(open, 'session', id) })
    const device = this.#parts.serviceKey.encrypt(devicePlace(open, id), new TextEncoder().encode(deviceOf(userAgent)))
    const row = {
      id, half, device, ...way, created_at: now, last_seen_at: now, expires_at: now + this.#parts.times.ageMs,
    }
    return { cookie: `${id}.${toBase64Url(secret)}`, row }
  }

  /** Opens the account from the cookie; undefined when it is wrong, over or ended. */
  async resume(cookie: string):
  Promise<{ readonly account: Account, readonly open: OpenAccount, readonly session: string } | undefined> {
    const parts = readCookie(cookie)
    if (parts === undefined) return undefined
    const known = await this.#parts.directory.byRef(parts.ref)
    if (known === undefined || known.account.state !== 'active') return undefined
    const session = this.#again(parts) ?? await this.#fromRow(parts, known)
    return session === undefined ? undefined : { account: known.account, open: session.open, session: session.id }
  }

  async list({ tenant, account }: AccountRef, current: string): Promise<readonly SessionInfo[]> {
    const now = this.#parts.clock.now()
    const rows = await this.#parts.store.all<SessionRow>(sql`select ${sessionColumns} from session where tenant = ${tenant} and account = ${account} and expires_at > ${now}
      and last_seen_at > ${now - this.#parts.times.idleMs} order by last_seen_at desc, id`)
    const device = (row: SessionRow): string => new TextDecoder().decode(
      this.#parts.serviceKey.decrypt(devicePlace({ tenant, account }, row.id), row.device))
    return rows.map((row) => ({
      id: row.id, createdAt: row.created_at, lastSeenAt: row.last_seen_at, expiresAt: row.expires_at,
      device: device(row), current: row.id === current,
    }))
  }

  /** Drops what is kept open: of one session, or of all of an account. */
  forget({ tenant, account }: AccountRef, id?: string): void {
    if (id !== undefined) this.#open.delete(id)
    else this.#open.deleteWhere((session) => session.tenant === tenant && session.account === account)
  }

  sweep(): void {
    this.#open.sweep()
  }

  close(): void {
    this.#open.clear()
  }

  /** A session that is open in this process. */
  #again({ id, secret }: CookieParts): OpenSession | undefined {
    const session = this.#open.get(id)
    if (session === undefined || !equalConstantTime(sha256(secret), session.secretDigest)) return undefined
    const now = this.#parts.clock.now()
    if (session.endsAt <= now || session.lastSeenAt + this.#parts.times.idleMs <= now) {
      this.#open.delete(id)
      return undefined
    }
    if (now - session.lastSeenAt >= SEEN_EVERY_MS) {
      session.lastSeenAt = now
      this.#touch(session)
      // Used again, so kept open anew.
      this.#open.take(id)
      this.#open.set(id, session)
    }
    return session
  }

  async #fromRow(
    parts: CookieParts, known: KnownAccount, isAgain: boolean = false,
  ): Promise<OpenSession | undefined> {
    const { ref, id, secret } = parts
    const { store, clock, times, keyring, serviceKey, directory } = this.#parts
    const row = await store.maybe<SessionRow>(sql`select ${sessionColumns}
      from session where tenant = ${ref.tenant} and account = ${ref.account} and id = ${id}`)
    const now = clock.now()
    if (row === undefined || row.expires_at <= now || row.last_seen_at + times.idleMs <= now) return undefined
    const dataKey = sessionDataKey(ref, row, secret)
    if (dataKey === undefined) return undefined
    const fresh = openKnown(known, dataKey, serviceKey)
    if (fresh === undefined) {
      if (isAgain) throw new Temporary('account-changing', 'the account changed at this moment; try again')
      directory.forget()
      const now = await directory.byRef(ref)
      return now === undefined ? undefined : await this.#fromRow(parts, now, true)
    }
    const open = keyring.handOver(fresh)
    const session = {
      ...ref, id, secretDigest: sha256(secret), open, release: keyring.hold(open), endsAt: row.expires_at,
      lastSeenAt: row.last_seen_at,
    }
    if (now - row.last_seen_at >= SEEN_EVERY_MS) {
      session.lastSeenAt = now
      this.#touch(session)
    }
    this.#open.set(id, session)
    return session
  }

  /** Written in the background: a reader never waits for a write. A session that is gone is dropped here too. */
  #touch({ tenant, account, id, lastSeenAt }: OpenSession): void {
    this.#parts.store.write(touchSession, { tenant, account, id, at: lastSeenAt }).then(
      (there) => {
        if (!there) this.#open.delete(id)
      },
      (error: unknown) => this.#parts.failed(error),
    )
  }
}

export interface SessionParts {
  readonly store: Store
  readonly serviceKey: ServiceKey
  readonly keyring: AccountKeyring
  readonly clock: Clock
  readonly directory: Directory
  readonly times: SessionTimes
  /** A write in the background failed. */
  readonly failed: (error: unknown) => void
}

interface CookieParts {
  readonly ref: AccountRef
  readonly id: string
  readonly secret: Uint8Array
}

function sessionDataKey(ref: AccountRef, row: SessionRow, secret: Uint8Array): Uint8Array | undefined {
  try {
    const held = unwrapDataKey({ box: row.box, secret, salt: row.half, place: wrapPlace(ref, 'session', row.id) })
    const dataKey = dataKeyOf(ref, { ...row, kind: 'session' }, held)
    held.fill(0)
    return dataKey
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

function readCookie(cookie: string): CookieParts | undefined {
  if (cookie.length !== COOKIE_LENGTH) return undefined
  const dot = cookie.indexOf('.')
  const id = cookie.slice(0, dot)
  const idBytes = fromBase64Url(id)
  const secret = fromBase64Url(cookie.slice(dot + 1))
  if (idBytes?.length !== ID_BYTES || secret?.length !== SECRET_BYTES) return undefined
  const view = new DataView(idBytes.buffer, idBytes.byteOffset)
  const key = (at: number): number => view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2)
  return { ref: { tenant: key(0), account: key(6) }, id, secret }
}

/** Tenant and account keys are below 2^48 (`randomKey`): six bytes each. */
function refBytes({ tenant, account }: AccountRef): Uint8Array {
  const view = new DataView(new ArrayBuffer(REF_BYTES))
  for (const [at, key] of [[0, tenant], [6, account]] as const) {
    view.setUint16(at, Math.floor(key / 2 ** 32))
    view.setUint32(at + 2, key % 2 ** 32)
  }
  return new Uint8Array(view.buffer)
}

function devicePlace({ tenant, account }: AccountRef, id: string): Place {
  return { tenant, account, kind: 'session-device', id }
}
