import type { ExtractText } from '../extract/types.ts'
import type { Clock } from '../base/clock.ts'
import { Refusal, Temporary } from '../base/errors.ts'
import { second } from '../base/sizes.ts'
import type { AccountRef, BodyCipher, OpenAccount } from '../keys/keys.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import type { Log } from '../log/log.ts'
import type { Change } from '../storage/script.ts'
import type { BlobStore, Store } from '../storage/store.ts'
import { absorbAll, type SetAside } from './absorb.ts'
import type { Bodies } from './bodies.ts'
import { Keywords } from './flags.ts'
import { EmailCounting, type EmailCounts } from './email-counts.ts'
import { Folders } from './folders.ts'
import { HeaderKeyCache } from './header-keys.ts'
import { CHANGES_MAX, type MailstoreLimits } from './limits.ts'
import type { PageCache } from './page-cache.ts'
import { MessageFacts } from './message-facts.ts'
import { QueryCache } from './query.ts'
import { Records } from './records.ts'
import { messagesGone } from './scripts/changes.ts'
import { loadAccount } from './scripts/load.ts'
import { noChange, type MailChange } from './scripts/rows.ts'
import type { IndexThread } from './index-thread.ts'
import { Indexing } from './indexing.ts'
import type { IndexingGate } from './indexing-gate.ts'
import { SearchIndex } from './search-index.ts'
import type { SegmentCache } from './segment-cache.ts'
import { Tidying } from './tidying.ts'
import type { LookAtArrival } from './types.ts'
import { Views } from './views.ts'

/** How long after a read that failed it is tried again. */
const REFRESH_AGAIN_MS = second

/** What every open account shares in this process. */
export interface MailParts {
  readonly store: Store
  readonly blobs: BlobStore
  readonly bodies: Bodies
  readonly cipher: BodyCipher
  readonly cache: PageCache
  readonly segments: SegmentCache
  readonly gate: IndexingGate
  readonly thread: IndexThread
  readonly readFile: ExtractText | undefined
  readonly filesGate: IndexingGate
  readonly clock: Clock
  readonly log: Log
  readonly limits: MailstoreLimits
  readonly pageNumber: () => number
  readonly onSetAside: (what: SetAside) => void
  readonly lookAtArrival: LookAtArrival
}

/**
 * The state of one open account in this process: its key, mailbox list, keywords, live views, cached records. Loaded once;
 * afterwards each change of the account brings it up to date, in commit order, before the writer hears that its write is
 * done. So whoever wrote something sees it in the next line.
 */
export class AccountState {
  readonly parts: MailParts
  readonly ref: AccountRef
  readonly keywords: Keywords
  readonly folders: Folders
  readonly views: Views
  readonly records: Records
  readonly headerKeys: HeaderKeyCache
  readonly tidying: Tidying
  readonly index: SearchIndex
  readonly indexing: Indexing
  /** Answers that hold until something changes, and those that hold until a message comes, moves or goes. */
  readonly queries = new QueryCache()
  readonly lasting = new QueryCache()
  readonly facts = new MessageFacts()
  readonly #counting: EmailCounting
  readonly #listeners = new Set<(change: { readonly state: number }) => void>()
  #account: OpenAccount
  /** The newest change number this process knows of, and the last one it was told. */
  #number = 0
  #heard = 0
  /** Counts changes that were not of flags alone. */
  #membership = 0
  #foldersStale = false
  #loading: Promise<void> | undefined
  #refreshTimer: NodeJS.Timeout | undefined
  #closed = false
  #absorbing: Promise<void> | undefined
  #absorbNext: Promise<void> | undefined

  constructor(parts: MailParts, account: OpenAccount) {
    this.parts = parts
    this.ref = { tenant: account.tenant, account: account.account }
    this.#account = account
    const open = (): OpenAccount => this.#account
    const { store, cache, clock, limits } = parts
    this.keywords = new Keywords(store, open)
    this.folders = new Folders({
      store, clock, mailboxesMax: limits.mailboxesMax, account: open, reload: (options) => this.reloadFolders(options),
    })
    this.views = new Views({ store, ref: this.ref, keywords: this.keywords, reload: () => this.#load() })
    this.#counting = new EmailCounting(store, this.ref)
    this.records = new Records({ store, cache, account: open })
    this.headerKeys = new HeaderKeyCache({ cache: parts.segments, records: this.records, ref: this.ref })
    this.tidying = new Tidying(parts, open)
    this.index = new SearchIndex({
      store, cache: parts.segments, account: open, broken: () => this.indexing.soon(),
    })
    this.indexing = new Indexing({ ...parts, cache: parts.segments }, { account: open, index: this.index,
      records: this.records })
  }

  /** The key as it is held now. */
  get open(): OpenAccount {
    return this.#account
  }

  /** The account was closed and opened again: the same account, a new holder of its key. */
  reopen(account: OpenAccount): void {
    this.#account = account
  }

  get number(): number {
    return this.#number
  }

  /** Changes with every change in which mailboxes messages are; flags leave it as it is. */
  get membership(): number {
    return this.#membership
  }

  /** Loads the account, and gives it its first mailboxes when it has none. */
  async load(): Promise<void> {
    await this.#load()
    if (this.folders.all.length === 0) {
      await this.folders.setUp()
      await this.#load()
    }
    this.tidying.lookAround()
    this.indexing.soon()
  }

  #load(): Promise<void> {
    const loading = this.#read().finally(() => {
      if (this.#loading === loading) this.#loading = undefined
    })
    this.#loading = loading
    return loading
  }

  /** Reads until the snapshot holds everything that was told meanwhile. */
  async #read(): Promise<void> {
    for (;;) {
      const heard = this.#heard
      this.#foldersStale = false
      const loaded = await this.parts.store.read(loadAccount, this.ref)
      // What was told is committed, and no snapshot after it is without it: the account's rows are gone.
      if (loaded.number < heard) {
        this.#foldersStale = true
        throw new Refusal('closed', 'this account is closed')
      }
      this.#number = Math.max(this.#number, loaded.number)
      this.keywords.load(loaded.keywords)
      this.folders.load(loaded.mailboxes, loaded.version)
      if (loaded.number >= this.#heard) return
    }
  }

  /** Reads the mailbox list again when it changed, or in any case. */
  async reloadFolders({ always = false }: { readonly always?: boolean } = {}): Promise<void> {
    if (always) await this.#load()
    while (this.#foldersStale) await this.#load()
    // Somebody else is reading already: what was told is known when they are done.
    await this.#loading
  }

  /** Takes in a change of this account; called in commit order. */
  take(change: Change): void {
    // A snapshot may have shown this change before it is told; views and counts know by themselves what they have.
    this.#number = Math.max(this.#number, change.number)
    const before = this.#heard
    this.#heard = change.number
    const detail = change.detail as MailChange | undefined
    if (detail === undefined) {
      // From another node: numbers only.
      this.#membership++
      this.#foldersStale = true
      this.#refreshViews()
      this.#forgetDeletedSince(before)
    } else {
      this.#takeDetail(change.number, detail)
    }
    for (const listener of this.#listeners) listener({ state: change.number })
  }

  /** Reads what another node changed; tries again while the database is away, for no other change may come. */
  #refreshViews(): void {
    if (this.#closed) return
    this.views.refresh().then(() => { this.#membership++ }).catch((error: unknown) => {
      if (error instanceof Refusal && error.reason === 'closed') return
      if (!(error instanceof Temporary)) this.parts.log.error('changes of another node could not be read', error)
      clearTimeout(this.#refreshTimer)
      this.#refreshTimer = setTimeout(() => this.#refreshViews(), REFRESH_AGAIN_MS).unref()
    })
  }

  /** What is remembered of messages goes when another node deleted them; all of it when nobody can say which. */
  #forgetDeletedSince(since: number): void {
    this.parts.store.read(messagesGone, { ...this.ref, since, limit: CHANGES_MAX }).then((gone) => {
      if (gone === undefined) return this.#forgetRemembered()
      this.records.forgetMessages(gone)
      this.headerKeys.forgetMessages(gone)
    }).catch(() => this.#forgetRemembered())
  }

  #forgetRemembered(): void {
    this.records.forgetAll()
    this.headerKeys.forgetAll()
  }

  #takeDetail(number: number, detail: MailChange): void {
    if (detail.folders) this.#foldersStale = true
    const { appeared, expunged, destroyed } = detail
    if (detail.folders || appeared.length + expunged.length + destroyed.length > 0) this.#membership++
    for (const counts of detail.mailboxes) this.folders.count(counts)
    this.records.forgetMessages(detail.destroyed)
    this.headerKeys.forgetMessages(detail.destroyed)
    this.views.take(number, { ...noChange, ...detail })
    if (detail.appeared.length > 0) this.tidying.recordsCame(detail.appeared.length)
    if (detail.appeared.length > 0) this.indexing.soon()
    if (detail.destroyed.length > 0) {
      this.tidying.recordsWent()
      this.indexing.purgeSoon()
    }
  }

  onChange(listener: (change: { readonly state: number }) => void): () => void {
    const own = (change: { readonly state: number }): void => listener(change)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  /** Resolves when everything that was sealed when it was called has been absorbed. */
  absorbed(): Promise<void> {
    if (this.#absorbing === undefined) {
      this.#absorbing = this.#absorb().finally(() => {
        this.#absorbing = undefined
      })
      return this.#absorbing
    }
    // One is running that may have looked already: all who ask now share the next.
    this.#absorbNext ??= this.#absorbing.catch(() => undefined).then(() => {
      this.#absorbNext = undefined
      return this.absorbed()
    })
    return this.#absorbNext
  }

  /** Another node may have absorbed it: then its change is read, when it was not told yet. */
  async #absorb(): Promise<void> {
    const number = await underNewestKey(() => absorbAll(this.parts, this.#account))
    if (number <= this.#heard) return
    this.#foldersStale = true
    await this.views.refresh()
    this.#membership++
  }

  /** How many Emails and Threads each mailbox has, as JMAP counts them. */
  emailCounts(): Promise<ReadonlyMap<number, EmailCounts>> {
    return this.#counting.counts({ number: this.#number, trash: this.folders.ofRole('trash')?.mailbox })
  }

  /** Forgets what was decrypted. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#refreshTimer)
    this.tidying.close()
    this.indexing.close()
    this.records.forgetAll()
    this.headerKeys.close()
    this.views.close()
  }
}
