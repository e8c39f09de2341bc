/**
 * An account that closes.
 *
 * Promises: it can be taken back until its time; then the keys go first, and with them every copy of what they opened,
 * wherever it is (cryptographic erasure); then rows and files; then addresses rest, so that nobody gets another's mail;
 * the ledger says what was erased, and a receipt of that record can be checked by a stranger. A stop in the middle is
 * gone on from. Mail to its addresses is refused from the moment the keys go.
 */
import { toBase64Url } from '../base/bytes.ts'
import { day } from '../base/sizes.ts'
import { sha256 } from '../crypto/hash.ts'
import type { AccountRef, Place } from '../keys/keys.ts'
import type { LedgerReceipt } from '../ledger/receipt.ts'
import type { BlobStore } from '../storage/store.ts'
import {
  askClosing, countErased, destroyKeys, dueClosings, endClosing, eraseRows, keepReceipt, listClosings, mailOnItsWay,
  nextErased, readClosing, undoClosing, type ClosingRow,
} from './closing-scripts.ts'
import { erasedTables, type ErasedTable } from './erased-tables.ts'
import type { AccountsParts } from './parts.ts'

/** Days an account waits before it closes, when nobody configured another number. */
export const WAIT_DAYS = 14
/** Days in which nobody gets an address of a closed account. */
export const REST_DAYS = 365
/** Longer than this a closing does not wait for mail that is still on its way. */
export const MAIL_AWAITED_MS = 7 * day
/** Closings worked on in one turn, and shown in one list. */
const DUE_AT_ONCE = 20
export const CLOSINGS_LISTED_MAX = 500

/** What is erased, by kind; `digest` chains the ids of everything that went. */
interface Facts {
  readonly address: string
  readonly name: string
  readonly counts: Readonly<Record<string, number>>
  readonly files: number
  readonly digest: string
}

/** How far a closing is. */
export interface Closing extends AccountRef {
  readonly state: ClosingRow['state']
  readonly address: string
  readonly name: string
  readonly askedAt: number
  /** Whether the account's owner asked, or an administrator. */
  readonly byOwner: boolean
  readonly closesAt: number
  readonly closedAt: number | null
  readonly hasReceipt: boolean
}

export interface ClosingTimes {
  readonly waitMs: number
  readonly restMs: number
}

export type AskedClosing = { readonly outcome: 'asked',
  readonly closesAt: number } | { readonly outcome: 'last owner' | 'asked already' | 'no such account' }

export class Closings {
  readonly #parts: AccountsParts
  readonly #times: ClosingTimes
  #blobs: Partial<Record<'mail' | 'queue', BlobStore>> = {}
  #running: Promise<void> | undefined

  constructor(parts: AccountsParts, times: ClosingTimes) {
    this.#parts = parts
    this.#times = times
  }

  /** Whole days between the asking and the closing. */
  get waitDays(): number {
    return Math.round(this.#times.waitMs / day)
  }

  /** Where files of accounts are; nothing is erased before it is known. */
  use(blobs: Readonly<Record<'mail' | 'queue', BlobStore>>): void {
    this.#blobs = blobs
  }

  /** Asks for it: in the name of the account itself, or of the administrator `by`. */
  async ask(account: AccountRef, by: AccountRef): Promise<AskedClosing> {
    const { store, clock, directory } = this.#parts
    const ref = { tenant: account.tenant, account: account.account }
    const known = (await directory.byRef(ref))?.account
    if (known === undefined) return { outcome: 'no such account' }
    const at = clock.now()
    const closesAt = at + this.#times.waitMs
    const facts: Facts = { address: known.address, name: known.name, counts: {}, files: 0, digest: '' }
    const records = this.#parts.records(
      'account.closing-asked', ref, { byOwner: by.account === account.account, closesAt }, { address: known.address },
    )
    const outcome = await store.write(askClosing, {
      ...ref, by: by.account, at, closesAt, facts: this.#seal(ref, facts), records,
    })
    return outcome === 'asked' ? { outcome, closesAt } : { outcome }
  }

  /** Takes it back; false when there is nothing to take back any more. */
  async undo({ tenant, account }: AccountRef): Promise<boolean> {
    const records = this.#parts.records('account.closing-undone', { tenant, account }, {}, {})
    return this.#parts.store.write(undoClosing, { tenant, account, records })
  }

  async state({ tenant, account }: AccountRef): Promise<Closing | undefined> {
    const row = await this.#parts.store.read(readClosing, { tenant, account })
    return row === undefined ? undefined : this.#shown(row)
  }

  async list(tenant: number): Promise<readonly Closing[]> {
    const rows = await this.#parts.store.read(listClosings, { tenant, limit: CLOSINGS_LISTED_MAX })
    return rows.map((row) => this.#shown(row))
  }

  /** The receipt of a closed account as JSON; undefined while there is none. */
  async receipt({ tenant, account }: AccountRef): Promise<string | undefined> {
    const row = await this.#parts.store.read(readClosing, { tenant, account })
    if (row?.receipt === null || row?.receipt === undefined) return undefined
    return new TextDecoder().decode(this.#parts.serviceKey.decrypt(receiptPlace(row), row.receipt))
  }

  /** Closes what is due, and goes on with what a stop left in the middle. One at a time in this process. */
  runDue(): Promise<void> {
    this.#running ??= this.#runDue().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #runDue(): Promise<void> {
    const { store, clock } = this.#parts
    if (this.#blobs.mail === undefined) return
    for (const row of await store.read(dueClosings, { at: clock.now(), limit: DUE_AT_ONCE })) {
      if (row.state === 'asked' && !await this.#destroyKeys(row)) continue
      if (row.state !== 'closed') await this.#erase(row)
      await this.#sign(row)
    }
  }

  /** False while mail of the account is still on its way, for its time is counted in days. */
  async #destroyKeys({ tenant, account, closesAt, facts: before }: ClosingRow): Promise<boolean> {
    const { store, clock, records } = this.#parts
    const ref = { tenant, account }
    const isAwaited = clock.now() < closesAt + MAIL_AWAITED_MS && await store.read(mailOnItsWay, ref) > 0
    if (isAwaited) return false
    const facts = { ...this.#open(ref, before), counts: await store.read(countErased, ref) }
    const { messages = 0 } = facts.counts
    // From here on nothing opens it any more.
    const removed = messages === 0 ? []
      : records('mail.removed', ref, { messages, door: 'closing' }, { who: facts.address })
    return store.write(destroyKeys, { ...ref, facts: this.#seal(ref, facts),
      records: [...records('account.keys-destroyed', ref, {}, {}), ...removed] })
  }

  async #erase(row: ClosingRow): Promise<void> {
    const { store, clock, records } = this.#parts
    const ref = { tenant: row.tenant, account: row.account }
    const current = await store.read(readClosing, ref)
    if (current === undefined) return
    let facts = this.#open(ref, current.facts)
    for (const table of erasedTables) facts = await this.#eraseTable(ref, table, facts)
    const at = clock.now()
    const restUntil = at + this.#times.restMs
    const { messages = 0, mailboxes = 0, index = 0, notes = 0 } = facts.counts
    await store.write(endClosing, {
      ...ref, at, restUntil, facts: this.#seal(ref, facts),
      records: records('account.closed', ref, {
        askedAt: row.askedAt, closedAt: at, byOwner: row.askedBy === row.account, messages, mailboxes,
          indexParts: index, notes,
        files: facts.files, keys: 'destroyed-first', digest: facts.digest, addressRestsUntil: restUntil,
      }, { address: facts.address }),
    })
  }

  async #eraseTable(ref: AccountRef, { table, blobs }: ErasedTable, from: Facts): Promise<Facts> {
    const { store } = this.#parts
    let facts = from
    for (;;) {
      const rows = await store.read(nextErased, { ...ref, table })
      if (rows.length === 0) return facts
      const files = rows.flatMap(({ blob }) => blob === null ? [] : [blob])
      const own = blobs === undefined ? undefined : this.#blobs[blobs.store]
      // Files before their rows: a stop between the two leaves rows that say what is still to go.
      for (const file of files) await own?.delete(file)
      facts = { ...facts, files: facts.files + files.length, digest: chained(facts.digest, table, rows) }
      await store.write(eraseRows, { ...ref, table, rows: rows.map(({ keys }) => keys), facts: this.#seal(ref, facts) })
    }
  }

  /** The receipt needs a place in the tree and a signed head: it is made once the record is kept. */
  async #sign({ tenant, account }: AccountRef): Promise<void> {
    const { store, serviceKey, receiptOf } = this.#parts
    const made: LedgerReceipt | undefined = await receiptOf(tenant, 'account.closed', account)
    if (made === undefined) return
    const receipt = serviceKey.encrypt(receiptPlace({ tenant, account }),
      new TextEncoder().encode(JSON.stringify(made)))
    await store.write(keepReceipt, { tenant, account, receipt })
  }

  #shown({ tenant, account, state, askedAt, askedBy, closesAt, closedAt, facts, receipt }: ClosingRow): Closing {
    const { address, name } = this.#open({ tenant, account }, facts)
    return {
      tenant, account, state, address, name, askedAt, byOwner: askedBy === account, closesAt, closedAt,
      hasReceipt: receipt !== null,
    }
  }

  #seal(ref: AccountRef, facts: Facts): Uint8Array {
    return this.#parts.serviceKey.encrypt(factsPlace(ref), new TextEncoder().encode(JSON.stringify(facts)))
  }

  #open(ref: AccountRef, facts: Uint8Array): Facts {
    return JSON.parse(new TextDecoder().decode(this.#parts.serviceKey.decrypt(factsPlace(ref), facts))) as Facts
  }
}

/** SHA-256 over the digest so far and what goes now: tables and ids, no content. */
function chained(before: string, table: string, rows: readonly { readonly keys: readonly unknown[] }[]): string {
  const ids = rows.map(({ keys }) => keys.map((key) => key instanceof Uint8Array ? toBase64Url(key)
    : String(key)).join('/'))
  return toBase64Url(sha256(new TextEncoder().encode([before, table, ...ids].join('\n'))))
}

function factsPlace({ tenant, account }: AccountRef): Place {
  return { tenant, account, kind: 'closing-facts', id: '1' }
}

function receiptPlace({ tenant, account }: AccountRef): Place {
  return { tenant, account, kind: 'closing-receipt', id: '1' }
}
