import type { AccountRef } from '../keys/keys.ts'
import type { Store } from '../storage/store.ts'
import type { Keywords } from './flags.ts'
import { catchUp, loadView } from './scripts/load.ts'
import type { MailChange } from './scripts/rows.ts'
import { LiveView } from './view.ts'

export interface ViewsParts {
  readonly store: Store
  readonly ref: AccountRef
  readonly keywords: Keywords
  /** Reads mailboxes and keywords again. */
  readonly reload: () => Promise<void>
}

interface Loading {
  readonly promise: Promise<LiveView | undefined>
  /** Changes that came while the snapshot was read. */
  readonly waiting: { readonly number: number, readonly change: MailChange }[]
}

/** The live views of one account: each mailbox is loaded once, however many sessions select it. */
export class Views {
  readonly #parts: ViewsParts
  readonly #views = new Map<number, LiveView>()
  readonly #loading = new Map<number, Loading>()
  #refreshing = false
  /** A change came while a refresh was reading: it may have been too early for it. */
  #again = false

  constructor(parts: ViewsParts) {
    this.#parts = parts
  }

  /** The live view of a mailbox; undefined when there is no such mailbox. */
  get(mailbox: number): Promise<LiveView | undefined> {
    const view = this.#views.get(mailbox)
    if (view !== undefined) return Promise.resolve(view)
    const known = this.#loading.get(mailbox)
    if (known !== undefined) return known.promise
    const waiting: Loading['waiting'] = []
    const promise = this.#load(mailbox, waiting).finally(() => this.#loading.delete(mailbox))
    this.#loading.set(mailbox, { promise, waiting })
    return promise
  }

  /** Takes in one change, in commit order. */
  take(number: number, change: MailChange): void {
    for (const { waiting } of this.#loading.values()) waiting.push({ number, change })
    for (const view of this.#views.values()) view.apply(number, change)
  }

  /** Changes came without detail: reads what happened. */
  refresh(): void {
    if (this.#refreshing) {
      this.#again = true
      return
    }
    this.#refreshing = true
    // When the database is away, the next change or poll reads what this one could not.
    this.#refresh().catch(() => undefined).finally(() => {
      this.#refreshing = false
      if (this.#again) this.refresh()
    })
  }

  /** Entries of views that nobody has selected. */
  get idleEntries(): number {
    let entries = 0
    for (const view of this.#views.values()) if (view.handles === 0) entries += view.entries.length
    return entries
  }

  /** Drops views that nobody has selected; they are loaded again when asked for. */
  dropIdle(): void {
    for (const [mailbox, view] of this.#views) if (view.handles === 0) this.#views.delete(mailbox)
  }

  close(): void {
    this.#views.clear()
  }

  async #load(mailbox: number, waiting: Loading['waiting']): Promise<LiveView | undefined> {
    const { store, ref, keywords } = this.#parts
    const loaded = await store.read(loadView, { ...ref, mailbox })
    if (loaded === undefined) return undefined
    if (!loaded.keywords.every(([, list]) => keywords.knows(list))) await this.#parts.reload()
    const view = new LiveView(loaded, keywords)
    for (const { number, change } of waiting) view.apply(number, change)
    this.#views.set(mailbox, view)
    return view
  }

  async #refresh(): Promise<void> {
    const { store, ref, keywords } = this.#parts
    this.#again = false
    for (const [mailbox, view] of this.#views) {
      const caught = await store.read(catchUp, { ...ref, mailbox, since: view.number })
      if (caught === undefined) continue
      if (!caught.entries.every((entry) => keywords.knows(entry.keywords))) await this.#parts.reload()
      view.catchUp(caught)
    }
  }
}
