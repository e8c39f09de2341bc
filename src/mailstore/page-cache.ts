import type { StoredRecord } from './record.ts'

/** A decrypted page in memory, with its records. */
export interface CachedPage {
  readonly owner: PageOwner
  readonly page: number
  readonly records: readonly StoredRecord[]
  readonly bytes: number
}

/** Who is told when a page leaves memory. */
export interface PageOwner {
  forget(page: CachedPage): void
}

/** What a record costs besides its bytes: the object, its views, its place in the map. */
export const RECORD_OVERHEAD_BYTES = 400

/** Decrypted list pages of all open accounts, the least recently used leaves first. Bounded by bytes. */
export class PageCache {
  readonly #bytesMax: number
  readonly #pages = new Set<CachedPage>()
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Keeps a page; the oldest leave until it fits. A page larger than the whole cache is not kept. */
  keep(page: CachedPage): boolean {
    if (page.bytes > this.#bytesMax) return false
    this.#pages.add(page)
    this.#bytes += page.bytes
    for (const oldest of this.#pages) {
      if (this.#bytes <= this.#bytesMax) break
      this.drop(oldest)
    }
    return true
  }

  /** Marks a page as used just now. */
  touch(page: CachedPage): void {
    if (this.#pages.delete(page)) this.#pages.add(page)
  }

  drop(page: CachedPage): void {
    if (!this.#pages.delete(page)) return
    this.#bytes -= page.bytes
    page.owner.forget(page)
  }

  /** Drops everything of one account: its keys are gone. */
  dropOwner(owner: PageOwner): void {
    for (const page of this.#pages) if (page.owner === owner) this.drop(page)
  }
}
