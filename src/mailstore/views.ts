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
  #refreshing: Promise<void> | undefined
  #refreshNext: Promise<void> | undefined

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

  /** Changes came without detail: reads what happened. Resolves when the views hold what was committed at the call. */
  refresh(): Promise<void> {
    if (this.#refreshing === undefined) {
      this.#refreshing = this.#refresh().finally(() => {
        this.#refreshing = undefined
      })
      return this.#refreshing
    }
    // The one that runs may have read too early: all who ask now share the next.
    this.#refreshNext ??= this.#refreshing.catch(() => undefined).then(() => {
      this.#refreshNext = undefined
      return this.refresh()
    })
    return this.#refreshNext
  }

  /** Resolves when no refresh is under way. */
  async settled(): Promise<void> {
    await (this.#refreshNext ?? this.#refreshing)?.catch(() => undefined)
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
    // A view that is being loaded may have read too early as well.
    await Promise.allSettled([...this.#loading.values()].map(({ promise }) => promise))
    for (const [mailbox, view] of this.#views) {
      const caught = await store.read(catchUp, { ...ref, mailbox, since: view.number })
      if (caught === undefined) continue
      if (!caught.entries.every((entry) => keywords.knows(entry.keywords))) await this.#parts.reload()
      view.catchUp(caught)
    }
  }
}
