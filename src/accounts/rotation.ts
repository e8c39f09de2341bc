/**
 * A new data key for an account, and everything of before brought under it.
 *
 * Promises: from the moment `begin` resolves new mail and everything that is written is under the new key; every way in
 * opens it; what is there stays readable throughout. The rest follows in the background while the account is open
 * and goes on after a stop where it was. At its end the keys of before are destroyed.
 * Fails: an account that closes meanwhile stops the work until it is open again; a full disk likewise.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { assert } from '../base/assert.ts'
import { Refusal, Temporary } from '../base/errors.ts'
import { second } from '../base/sizes.ts'
import { nextAccountKey, sealToWay, wrapPlace, type WrapKind } from '../keys/account-keys.ts'
import { boxPasses } from '../keys/account-boxes.ts'
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import { FORMER_KEYS_MAX, OpenAccountKeys } from '../keys/open-account.ts'
import type { RewrapPass } from '../keys/rewrap.ts'
import { keyOf, ownKeys, type AccountsParts } from './parts.ts'
import {
  askRotation, beginRotation, endRotation, noteRotation, readRotation, readWays, type RotationReason, type WayRow,
} from './rotation-scripts.ts'

/** How often a beginning is planned anew because a way in came or went. */
const ATTEMPTS_MAX = 5
/** How long after a failure of the disk or the database the work goes on. */
const AGAIN_MS = 5 * second
/** Longer than any read of the database takes: what was read before the end of a rotation has been opened by then. */
const READ_WITHIN_MS = 60 * second

/** How far the last rotation of an account is. */
export interface Rotation {
  /** Version of the key that it leads to. */
  readonly version: number
  readonly reason: RotationReason
  /** `asked`: it begins when the account is open next. */
  readonly state: 'asked' | 'running' | 'done'
  readonly askedAt: number
  readonly begunAt: number | null
  readonly endedAt: number | null
  /** What is being brought over now; null when nothing is. */
  readonly step: string | null
  readonly rowsDone: number
  readonly rowsAll: number
}

/** A way in that somebody else may have: it ends as the new key begins. */
export interface CompromisedWay {
  readonly kind: 'app-password' | 'session'
  readonly id: string
}

export class Rotations {
  readonly #parts: AccountsParts
  #passes: readonly RewrapPass[]
  readonly #running = new Map<string, Promise<void>>()
  readonly #timers = new Set<NodeJS.Timeout>()
  readonly #stop: () => void
  #isClosed = false

  constructor(parts: AccountsParts) {
    this.#parts = parts
    this.#passes = boxPasses(parts.store)
    this.#stop = parts.keyring.onOpen((account) => this.#goOn(account))
  }

  /** What other domains keep under account keys; told once, before the first account opens. */
  add(passes: readonly RewrapPass[]): void {
    this.#passes = [...passes, ...this.#passes]
  }

  /**
   * Gives an open account a new key now. `password-first`: the password was set before there was key rotation, and must
   * be set once more before a new key can reach it.
   */
  async begin(open: OpenAccount, { reason, compromised = [] }: {
    readonly reason: RotationReason, readonly compromised?: readonly CompromisedWay[],
  }): Promise<'begun' | 'password-first'> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const outcome = await this.#begin(ownKeys(open), { reason, compromised })
      if (outcome === 'changed meanwhile') continue
      if (outcome === 'begun') this.#goOn(open)
      return outcome
    }
    throw new Temporary('account-changing', 'the ways in of this account are changing; try again')
  }

  /** Wants a new key for an account that may be closed: it comes when its owner opens it next. */
  async ask(account: AccountRef, { reason, compromised = [] }: {
    readonly reason: RotationReason, readonly compromised?: readonly CompromisedWay[],
  }): Promise<void> {
    const { store, clock, keyring } = this.#parts
    const { tenant, account: number } = account
    const records = this.#parts.records('key.rotation-asked', account, { reason }, {})
    await store.write(askRotation, { tenant, account: number, reason, at: clock.now(), records, ended: compromised })
    const open = keyring.current(account)
    if (open !== undefined) this.#goOn(open)
  }

  async state({ tenant, account }: AccountRef): Promise<Rotation | undefined> {
    const row = await this.#parts.store.read(readRotation, { tenant, account })
    if (row === undefined) return undefined
    const { step, after: _after, ...shown } = row
    const state = row.endedAt !== null ? 'done' : row.begunAt !== null ? 'running' : 'asked'
    return { ...shown, state, step: state === 'running' ? this.#passes[step]?.name ?? null : null }
  }

  /** Resolves when no work of this account is under way in this process. */
  async settled(account: AccountRef): Promise<void> {
    for (;;) {
      const running = this.#running.get(keyOf(account))
      if (running === undefined) return
      await running
    }
  }

  close(): void {
    this.#isClosed = true
    this.#stop()
    for (const timer of this.#timers) clearTimeout(timer)
  }

  async #begin(open: OpenAccountKeys, { reason, compromised }: {
    readonly reason: RotationReason, readonly compromised: readonly CompromisedWay[],
  }): Promise<'begun' | 'password-first' | 'changed meanwhile'> {
    const { store, clock, serviceKey, rotating, records } = this.#parts
    const ref = { tenant: open.tenant, account: open.account }
    const ways = await store.read(readWays, ref)
    const isEnded = ({ id, way_public }: WayRow): boolean =>
      way_public === null || compromised.some((one) => one.id === id)
    if (ways.some((way) => way.kind === 'password' && isEnded(way))) return 'password-first'
    const rowsAll = await this.#count(ref)
    const from = open.keyVersion
    if (open.formerKeys >= FORMER_KEYS_MAX) {
      throw new Temporary('key-changing', 'a new key comes when the last one is in use everywhere')
    }
    const made = nextAccountKey({ account: ref, service: serviceKey, version: from + 1 })
    const ended = ways.filter(isEnded).map(({ id, kind }) => ({ id, kind }))
    const sealed = ways.flatMap(({ id, kind, way_public: wayPublic }) => wayPublic === null
      || ended.some((one) => one.id === id)
      ? []
      : [{ id, kind, box: sealToWay({ open: made.open, place: wrapPlace(ref, kind as WrapKind, id), wayPublic }) }])
    try {
      // Taken into use when the change is told, which is before anybody hears that their write was refused.
      rotating.set(keyOf(ref), () => open.renew(made.next))
      return await store.write(beginRotation, {
        ...ref, from, reason, at: clock.now(), sealed, ended, sealingPublic: made.sealingPublic,
        sealingSecret: made.sealingSecret, former: open.formerBoxes(made.open), rowsAll,
        records: records(
          'key.rotation-begun', ref, { reason, version: from + 1, ways: sealed.length, ended: ended.length }, {},
        ),
      })
    } finally {
      rotating.delete(keyOf(ref))
      made.open.close()
      made.next.dataKey.fill(0)
    }
  }

  async #count(account: AccountRef): Promise<number> {
    let rows = 0
    for (const pass of this.#passes) rows += await pass.count(account)
    return rows
  }

  /** An account opened, or its rotation began: what is left to do is done. */
  #goOn(account: OpenAccount): void {
    const key = keyOf(account)
    if (this.#isClosed || !(account instanceof OpenAccountKeys)) return
    const before = this.#running.get(key) ?? Promise.resolve()
    const running: Promise<void> = before.then(() => this.#work(account))
      .catch((error: unknown) => this.#failed(account, error))
      .finally(() => {
        if (this.#running.get(key) === running) this.#running.delete(key)
      })
    this.#running.set(key, running)
  }

  #failed(account: OpenAccountKeys, error: unknown): void {
    const isClosed = error instanceof Refusal && error.reason === 'closed'
    if (isClosed || this.#isClosed) return
    if (!(error instanceof Temporary)) this.#parts.log.error('key.rotation', error)
    this.#later(AGAIN_MS, () => { if (!account.closed) this.#goOn(account) })
  }

  async #work(account: OpenAccountKeys): Promise<void> {
    if (account.closed) return
    const ref = { tenant: account.tenant, account: account.account }
    const row = await this.#parts.store.read(readRotation, ref)
    if (row === undefined || row.endedAt !== null) return
    if (row.begunAt === null) {
      const outcome = await this.begin(account, { reason: row.reason })
      if (outcome === 'password-first') this.#parts.log.warn('key.rotation-waits', { reason: outcome })
      return
    }
    // Open until the work is done, whoever leaves meanwhile: the sooner the keys of before are gone, the better.
    const release = this.#parts.keyring.hold(account)
    try {
      await this.#bringOver(account, row)
    } finally {
      release()
    }
  }

  async #bringOver(
    account: OpenAccountKeys, from: { readonly version: number, readonly step: number, readonly after: string },
  ):
  Promise<void> {
    const { store, clock, records } = this.#parts
    const ref = { tenant: account.tenant, account: account.account }
    const { version } = from
    assert(account.keyVersion >= version, 'an account that knows its newest key')
    for (let step = from.step, after = from.after; step < this.#passes.length;) {
      // A newer rotation began: its own work does all this again.
      if (this.#isClosed || account.keyVersion !== version) return
      const done = await this.#passes[step]?.next(account, after)
      step = done === undefined || done.after === null ? step + 1 : step
      after = done?.after ?? ''
      await store.write(noteRotation, { ...ref, version, step, after, rows: done?.rows ?? 0 })
      await nextTurn()
    }
    const last = await store.read(readRotation, ref)
    const ended = await store.write(endRotation, {
      ...ref, version, at: clock.now(), records: records(
        'key.rotation-ended', ref, { version, rows: last?.rowsDone ?? 0 }, {},
      ),
    })
    if (!ended || account.keyVersion !== version) return
    this.#later(READ_WITHIN_MS, account.forgetFormer())
  }

  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      work()
    }, ms).unref()
    this.#timers.add(timer)
  }
}
