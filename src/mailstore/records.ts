import type { OpenAccount, Place } from '../keys/keys.ts'
import type { Store } from '../storage/store.ts'
import { RECORD_OVERHEAD_BYTES, type CachedPage, type PageCache, type PageOwner } from './page-cache.ts'
import { decodePage } from './page.ts'
import { StoredRecord } from './record.ts'
import { readPages, recordPlaces, type PageRow } from './scripts/pages.ts'

/** Messages looked up in one read. */
const LOOKUP_MAX = 5000
/** Pages read at once: 32 full pages are about 8 MiB. */
const PAGES_AT_ONCE = 32
/** A page may be folded into another between two reads; then its messages are looked up again. */
const ATTEMPTS_MAX = 5

export function pagePlace({ tenant, account }: OpenAccount, page: number): Place {
  return { tenant, account, kind: 'record-page', id: String(page) }
}

/**
 * The list records of one open account. Pages are decrypted whole and kept in the cache shared by all accounts. What a
 * record says never changes, so a cached page stays right when its records are moved to another page.
 */
export class Records implements PageOwner {
  readonly #store: Store
  readonly #cache: PageCache
  readonly #account: () => OpenAccount
  /** Reads under way, and what was deleted since the first of them began: they may have seen it still. */
  #reading = 0
  readonly #goneMeanwhile = new Set<number>()
  readonly #cached = new Map<number, { readonly page: CachedPage, readonly record: StoredRecord }>()

  constructor({ store, cache, account }: {
    readonly store: Store, readonly cache: PageCache, readonly account: () => OpenAccount,
  }) {
    this.#store = store
    this.#cache = cache
    this.#account = account
  }

  /** Records in the order asked; undefined where the message is gone. */
  async get(messages: readonly number[]): Promise<(StoredRecord | undefined)[]> {
    const found = new Map<number, StoredRecord>()
    let missing = this.#fromCache(messages, found)
    this.#reading++
    try {
      for (let attempt = 0; missing.length > 0 && attempt < ATTEMPTS_MAX; attempt++) {
        missing = await this.#read(missing, found)
      }
    } finally {
      if (--this.#reading === 0) this.#goneMeanwhile.clear()
    }
    return messages.map((message) => found.get(message))
  }

  /** Forgets a message that was deleted; the page itself goes with the next write of it or by age. */
  forgetMessages(messages: readonly number[]): void {
    for (const message of messages) {
      this.#cached.delete(message)
      if (this.#reading > 0) this.#goneMeanwhile.add(message)
    }
  }

  forget(page: CachedPage): void {
    for (const record of page.records) {
      if (this.#cached.get(record.message)?.page === page) this.#cached.delete(record.message)
    }
  }

  /** Forgets everything that is kept. */
  forgetAll(): void {
    this.#cache.dropOwner(this)
    this.#cached.clear()
  }

  #fromCache(messages: readonly number[], found: Map<number, StoredRecord>): number[] {
    const missing: number[] = []
    const used = new Set<CachedPage>()
    for (const message of messages) {
      const known = this.#cached.get(message)
      if (known === undefined) {
        missing.push(message)
      } else {
        found.set(message, known.record)
        used.add(known.page)
      }
    }
    for (const page of used) this.#cache.touch(page)
    return missing
  }

  /** Reads pages of messages; gives those whose page was replaced meanwhile. */
  async #read(messages: readonly number[], found: Map<number, StoredRecord>): Promise<number[]> {
    const { tenant, account } = this.#account()
    const again: number[] = []
    for (let at = 0; at < messages.length; at += LOOKUP_MAX) {
      const looked = messages.slice(at, at + LOOKUP_MAX)
      const places = await this.#store.read(recordPlaces, { tenant, account, messages: looked })
      const byPage = Map.groupBy(places, ({ page }) => page)
      const pages = [...byPage.keys()]
      for (let first = 0; first < pages.length; first += PAGES_AT_ONCE) {
        const wanted = pages.slice(first, first + PAGES_AT_ONCE)
        const rows = await this.#store.read(readPages, { tenant, account, pages: wanted })
        const open = new Map(rows.map((row) => [row.page, this.#open(row)]))
        for (const page of wanted) {
          const records = open.get(page)
          for (const { message } of byPage.get(page) ?? []) {
            const record = records?.get(message)
            if (record === undefined) again.push(message)
            else found.set(message, record)
          }
        }
      }
    }
    return again
  }

  #open(row: PageRow): Map<number, StoredRecord> {
    const records = openPage(this.#account(), row)
    const bytes = row.sealed.length + records.length * RECORD_OVERHEAD_BYTES
    const page: CachedPage = { owner: this, page: row.page, records, bytes }
    if (this.#cache.keep(page)) {
      for (const record of records) {
        if (!this.#goneMeanwhile.has(record.message)) this.#cached.set(record.message, { page, record })
      }
    }
    return new Map(records.map((record) => [record.message, record]))
  }
}

/** Decrypts a page and gives its records under their message numbers. */
export function openPage(account: OpenAccount, row: PageRow): StoredRecord[] {
  const plain = account.decrypt(pagePlace(account, row.page), row.sealed)
  return decodePage(row.firstMessage, plain)
    .map(({ offset, sections }) => new StoredRecord(row.firstMessage + offset, sections))
}
