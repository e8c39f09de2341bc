/**
 * Makes the search index of an open account and keeps it: messages that are new go into small segments, many small segments
 * into one, messages that are gone leave it. In the background, a little at a time, one account at a time in this process; a
 * search never waits for it, for what is not indexed yet is looked at.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Refusal, Temporary } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { KiB, MiB, minute, second } from '../base/sizes.ts'
import type { ExtractText } from '../extract/types.ts'
import type { OpenAccount } from '../keys/keys.ts'
import { underNewestKey } from '../keys/newest-key.ts'
import type { Log } from '../log/log.ts'
import { merge } from '../search/merge.ts'
import { PART_BYTES, Segment, type SegmentParts } from '../search/segment.ts'
import type { Store } from '../storage/store.ts'
import type { Bodies } from './bodies.ts'
import { filesReached, filesReadUpTo, filesSegmentName, readFiles } from './file-indexing.ts'
import { gatherMail, MESSAGES_AT_ONCE } from './gather-mail.ts'
import type { IndexThread, SegmentBytes } from './index-thread.ts'
import type { IndexingGate } from './indexing-gate.ts'
import type { Records } from './records.ts'
import { dropIndex, keepSegment, nextMessages, type SegmentRow } from './scripts/search.ts'
import { cacheKey, partPlace, type SearchIndex } from './search-index.ts'
import type { SegmentCache } from './segment-cache.ts'

/** How long after new mail indexing begins: a burst costs one segment. */
export const INDEX_DELAY_MS = 2 * second
/** How long after mail was indexed, and after each pass, files are opened. */
export const FILES_DELAY_MS = 10 * second
/** How long after a deletion messages leave the index. */
export const PURGE_DELAY_MS = minute / 2
/** Smaller segments are merged here. */
const THREAD_MERGE_BYTES_MIN = 256 * KiB
/** This many segments are merged into one, the smallest first. */
const MERGE_SEGMENTS = 8
/** A merge that would be larger is not made: the writer would be kept too long. */
const MERGE_BYTES_MAX = 24 * MiB
/** The event loop is given back at least this often. */
const SLICE_MS = 4

export interface IndexingParts {
  readonly store: Store
  readonly bodies: Bodies
  readonly cache: SegmentCache
  readonly log: Log
  /** One indexing at a time in this process. */
  readonly gate: IndexingGate
  readonly thread: IndexThread
  /** Opens attached files; without it only their names are searched. */
  readonly readFile: ExtractText | undefined
  /** One reading of files at a time in this process. */
  readonly filesGate: IndexingGate
}

export class Indexing {
  readonly #parts: IndexingParts
  readonly #account: () => OpenAccount
  readonly #index: SearchIndex
  readonly #records: Records
  #timer: NodeJS.Timeout | undefined
  #purgeTimer: NodeJS.Timeout | undefined
  #filesTimer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #rebuilding: Promise<void> | undefined
  #closed = false
  #turn = 0
  /** Up to which message it is known that no file is to be read, though no segment says so. */
  #filesSeen = 0
  /** Messages were deleted, maybe before the account was opened, and may stand in the index still. */
  #mayHoldGone = true

  constructor(parts: IndexingParts, { account, index, records }: {
    readonly account: () => OpenAccount, readonly index: SearchIndex, readonly records: Records,
  }) {
    this.#parts = parts
    this.#account = account
    this.#index = index
    this.#records = records
  }

  /** New mail, or the account was opened. */
  soon(): void {
    if (this.#closed || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#start('mail')
    }, INDEX_DELAY_MS).unref()
  }

  /** Mail was deleted. */
  purgeSoon(): void {
    this.#mayHoldGone = true
    if (this.#closed || this.#purgeTimer !== undefined) return
    this.#purgeTimer = setTimeout(() => {
      this.#purgeTimer = undefined
      this.#start('mail')
    }, PURGE_DELAY_MS).unref()
  }

  /** Files wait for a quiet moment, and for each other: opening them is work that nobody waits for. */
  #filesSoon(): void {
    if (this.#closed || this.#filesTimer !== undefined || this.#parts.readFile === undefined) return
    this.#filesTimer = setTimeout(() => {
      this.#filesTimer = undefined
      this.#start('files')
    }, FILES_DELAY_MS).unref()
  }

  /** Does now all that is to be done, with one pass over files. */
  async run(): Promise<void> {
    await this.#alone(() => this.#mail())
    await this.#alone(() => this.#files())
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    // What others began may end badly; that is theirs.
    while (this.#running !== undefined) await this.#running.catch(() => undefined)
    this.#running = work().finally(() => { this.#running = undefined })
    await this.#running
  }

  async #mail(): Promise<void> {
    await this.#parts.gate.through(() => underNewestKey(() => this.#work()))
  }

  /** Through a gate of its own: files take their time, in which other accounts have theirs for mail. */
  async #files(): Promise<void> {
    const isMore = await this.#parts.filesGate.through(() => underNewestKey(() => this.#readSome(this.#filesSeen)))
    if (isMore) this.#filesSoon()
  }

  /** Forgets the index and makes it anew; who asks while that is done waits for the same. */
  rebuild(): Promise<void> {
    this.#rebuilding ??= this.#rebuild().finally(() => { this.#rebuilding = undefined })
    return this.#rebuilding
  }

  /** It is being made anew now. */
  get isRebuilding(): boolean {
    return this.#rebuilding !== undefined
  }

  /** What is under way would keep its words of files in an index that was forgotten meanwhile, so it ends first. */
  async #rebuild(): Promise<void> {
    await this.#alone(() => this.#drop())
    await this.run()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    clearTimeout(this.#purgeTimer)
    clearTimeout(this.#filesTimer)
    this.#parts.cache.forget(cacheKey(this.#account()))
  }

  #start(what: 'mail' | 'files'): void {
    const work = this.#alone(() => what === 'mail' ? this.#mail() : this.#files())
    work.then(() => { if (what === 'mail') this.#filesSoon() }).catch((error: unknown) => {
      if (error instanceof Temporary || (error instanceof Refusal && error.reason === 'closed')) return
      this.#parts.log.error('search.index', error)
    })
  }

  async #work(): Promise<void> {
    this.#turn = performance.now()
    // Mail came and went since the list of segments was read.
    this.#index.changed()
    try {
      if (this.#index.isBroken) await this.#rebuildBroken()
      await this.#purge()
      while (!this.#closed && await this.#next()) await this.#mergeSmall()
      await this.#mergeSmall()
    } catch (error) {
      if (!(error instanceof Refusal && error.reason === 'wrong-key') && !(error instanceof RangeError)) throw error
      await this.#rebuildBroken()
      this.soon()
    }
  }

  /** Somebody changed it, or the disk did: mail is whole, so the index is made anew. */
  async #rebuildBroken(): Promise<void> {
    this.#parts.log.warn('search.index-broken', {})
    await this.#drop()
  }

  async #drop(): Promise<void> {
    const { tenant, account } = this.#account()
    await this.#parts.store.write(dropIndex, { tenant, account })
    this.#parts.cache.forget(cacheKey({ tenant, account }))
    this.#filesSeen = 0
    this.#index.mended()
  }

  /** One segment of messages that are not indexed yet; false when there were none. */
  async #next(): Promise<boolean> {
    const { tenant, account } = this.#account()
    const segments = await this.#index.segments()
    const after = Math.max(0, ...segments.map(({ lastMessage }) => lastMessage))
    const first = await this.#parts.store.read(nextMessages, { tenant, account, after, limit: MESSAGES_AT_ONCE })
    if (first.length === 0) return false
    const made = await gatherMail({
      ...this.#parts, records: this.#records, account: this.#account, isOver: () => this.#closed,
      breathe: () => this.#breathe(),
    }, first)
    if (made === undefined || this.#closed) return false
    await this.#keep(made.parts, { lastMessage: made.last, replaces: [], after })
    return true
  }

  /** The words of a few files; true when there are more to read. */
  async #readSome(seen: number): Promise<boolean> {
    const { readFile, store, bodies } = this.#parts
    const segments = await this.#index.segments()
    const last = Math.max(0, ...segments.map(({ lastMessage }) => lastMessage))
    const after = Math.max(filesReached(segments), seen)
    if (readFile === undefined || this.#closed || after >= last) return false
    this.#turn = performance.now()
    const { parts, reached, isWorthKeeping } = await readFiles({ read: readFile, store, bodies, records: this.#records,
      account: this.#account, after, last, isOver: () => this.#closed })
    if (this.#closed) return false
    if (isWorthKeeping) {
      await this.#keep(parts, { lastMessage: reached, replaces: [], after: last, filesUpTo: reached })
      await this.#mergeSmall({ files: true })
    }
    this.#filesSeen = reached
    return reached < last
  }

  /** The smallest segments become one, those of mail or those of files. */
  async #mergeSmall({ files }: { readonly files: boolean } = { files: false }): Promise<void> {
    for (;;) {
      const segments = (await this.#index.segments()).filter((row) => (filesReadUpTo(row) !== undefined) === files)
      const small = segments.filter(({ sizeBytes }) => sizeBytes < MERGE_BYTES_MAX / 2)
        .toSorted((a, b) => a.sizeBytes - b.sizeBytes).slice(0, MERGE_SEGMENTS)
      const size = small.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
      if (this.#closed || small.length < MERGE_SEGMENTS || size > MERGE_BYTES_MAX) return
      await this.#replace(small)
    }
  }

  /** Segments that hold messages which are gone are written again without them. */
  async #purge(): Promise<void> {
    if (!this.#mayHoldGone) return
    // Set again at once when something is deleted meanwhile.
    this.#mayHoldGone = false
    const { live } = await this.#index.figures()
    const segments = await this.#index.segments()
    const [ofFiles, ofMail] = [segments.filter((row) => filesReadUpTo(row) !== undefined),
      segments.filter((row) => filesReadUpTo(row) === undefined)]
    const held = ofMail.reduce((sum, { messages }) => sum + messages, 0)
    if (held <= live) return
    // Files first: the count of mail says whether everything is done.
    for (const row of [...ofFiles, ...ofMail]) {
      const segment = this.#closed ? undefined : await this.#index.segment(row)
      if (segment === undefined) {
        this.#mayHoldGone = true
        return
      }
      if (segment.messages.length > (await this.#live(segment.messages)).size) await this.#replace([row])
    }
  }

  /** Those of some messages that still exist. */
  async #live(messages: readonly number[]): Promise<ReadonlySet<number>> {
    const { tenant, account } = this.#account()
    const live = new Set<number>()
    const end = messages.at(-1) ?? 0
    for (let after = (messages[0] ?? 1) - 1; after < end;) {
      const next = await this.#parts.store.read(nextMessages, { tenant, account, after, limit: 5000 })
      if (next.length === 0) break
      for (const message of next) live.add(message)
      after = next.at(-1) ?? end
      await this.#breathe()
    }
    return new Set(messages.filter((message) => live.has(message)))
  }

  async #replace(rows: readonly SegmentRow[]): Promise<void> {
    const whole: SegmentBytes[] = []
    const live = new Set<number>()
    for (const row of rows) {
      const [segment, bytes] = [await this.#index.segment(row), await this.#index.whole(row)]
      if (segment === undefined || bytes === undefined) return this.#index.changed()
      whole.push(bytes)
      for (const message of await this.#live(segment.messages)) live.add(message)
    }
    const merged = await this.#merged(whole, live)
    const upTo = rows.map(filesReadUpTo).filter((one) => one !== undefined)
    await this.#keep(merged, {
      ...(upTo.length === 0 ? {} : { filesUpTo: Math.max(...upTo) }),
      lastMessage: Math.max(...rows.map(({ lastMessage }) => lastMessage)),
      replaces: rows.map(({ segment }) => segment), after: 0,
    })
    const { tenant, account } = this.#account()
    for (const { segment } of rows) this.#parts.cache.forget(`${cacheKey({ tenant, account })}${segment}`)
  }

  async #merged(whole: readonly SegmentBytes[], live: ReadonlySet<number>): Promise<SegmentParts> {
    const bytes = whole.reduce((sum, { head, postings }) => sum + head.length + postings.length, 0)
    if (bytes >= THREAD_MERGE_BYTES_MIN) return this.#parts.thread.merge(whole, [...live])
    const parts = whole.map(({ head, postings }) => ({ segment: new Segment(head), postings }))
    return merge(parts, { isGone: (message) => !live.has(message), breathe: () => this.#breathe() })
  }

  async #keep({ messages, head, postings }: SegmentParts, { lastMessage, replaces, after, filesUpTo }: {
    readonly lastMessage: number, readonly replaces: readonly string[], readonly after: number,
    /** Set for words of files: up to which message they were read. */
    readonly filesUpTo?: number,
  }): Promise<void> {
    const open = this.#account()
    const { keyVersion } = open
    const segment = filesUpTo === undefined ? randomId() : filesSegmentName(filesUpTo, randomId())
    const [heads, tails] = [pieces(head), pieces(postings)]
    const sealed: Uint8Array[] = []
    for (const [part, plain] of [...heads, ...tails].entries()) {
      sealed.push(open.encrypt(partPlace(open, segment, part), plain))
      await this.#breathe()
    }
    await this.#parts.store.write(keepSegment, {
      tenant: open.tenant, account: open.account, segment, lastMessage, messages: messages.length,
        headParts: heads.length,
      parts: sealed.length, sizeBytes: head.length + postings.length, sealed, keyVersion, replaces, after,
    })
    // Kept or not: another node may have been faster, so the list is read again.
    this.#index.changed()
  }

  async #breathe(): Promise<void> {
    if (performance.now() - this.#turn < SLICE_MS) return
    await nextTurn()
    this.#turn = performance.now()
  }
}

/** Cut to parts; at least one, so that a segment without postings has a place. */
function pieces(bytes: Uint8Array): Uint8Array[] {
  const list: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += PART_BYTES) list.push(bytes.subarray(at, at + PART_BYTES))
  return list
}
