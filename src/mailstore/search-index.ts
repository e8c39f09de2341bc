import { concatBytes } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import type { AccountRef, OpenAccount, Place } from '../keys/keys.ts'
import { fields } from '../search/fields.ts'
import { NumberSet } from '../search/number-set.ts'
import { PART_BYTES, Segment } from '../search/segment.ts'
import { needleOf, withoutAccents, type NeedleRun } from '../search/words.ts'
import { searchedText } from '../message/searched-text.ts'
import type { Store } from '../storage/store.ts'
import { PARTIAL_WORD } from './searched-message.ts'
import { indexFigures, loadIndex, readParts, type IndexFigures, type SegmentRow } from './scripts/search.ts'
import type { SegmentCache } from './segment-cache.ts'

/** What one text search looks at. */
export type SearchedWhere = 'imap-text' | 'imap-body' | 'header' | 'text' | 'body' | 'subject' | 'from' | 'to' | 'cc'

/** Fields of each kind of search; for `exact` ones the index alone can say yes. */
const WHERE: Readonly<Record<SearchedWhere, { readonly mask: number, readonly exact: boolean,
  readonly folded: boolean }>> = {
  'imap-text': { mask: fields.header | fields.text, exact: true, folded: false },
  'imap-body': { mask: fields.text, exact: true, folded: false },
  // One header field of many: the index only rules out.
  header: { mask: fields.header, exact: false, folded: false },
  text: { mask: fields.subject | fields.from | fields.to | fields.cc | fields.readable | fields.fileName, exact: true,
    folded: true },
  body: { mask: fields.readable | fields.fileName, exact: true, folded: true },
  subject: { mask: fields.subject, exact: true, folded: true },
  from: { mask: fields.from, exact: true, folded: true },
  to: { mask: fields.to, exact: true, folded: true },
  cc: { mask: fields.cc, exact: false, folded: true },
}

/** The index's word on one message: it holds the text, it does not, or it must be looked at. */
export interface LookUp {
  (message: number): boolean | undefined
  /** Messages that the index does not rule out; undefined when it rules out none. */
  readonly left?: MessagesLeft
}

/** Messages up to `last` that are not ruled out; behind it every message is left. */
export interface MessagesLeft {
  readonly messages: NumberSet
  readonly last: number
}

/** How often a search begins anew because segments were replaced under it. */
const ATTEMPTS_MAX = 5

/** In searched form, as the scan compares: JMAP searches do not tell accents apart. */
export function wantedForm(text: string, where: SearchedWhere): string {
  return WHERE[where].folded ? withoutAccents(searchedText(text)) : searchedText(text)
}

/** Reads the search index of one open account. Segments are decrypted when a search needs them. */
export class SearchIndex {
  readonly #store: Store
  readonly #cache: SegmentCache
  readonly #account: () => OpenAccount
  readonly #broken: () => void
  #segments: Promise<readonly SegmentRow[]> | undefined
  #isBroken = false

  /** `broken` is told when a part cannot be read: then the index must be made anew. */
  constructor({ store, cache, account, broken }: {
    readonly store: Store, readonly cache: SegmentCache, readonly account: () => OpenAccount, readonly broken: () =>
      void,
  }) {
    this.#store = store
    this.#cache = cache
    this.#account = account
    this.#broken = broken
  }

  /** Some part could not be read. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  /** Segments, oldest first; read once and again after a change of the index. */
  async segments(): Promise<readonly SegmentRow[]> {
    const { tenant, account } = this.#account()
    this.#segments ??= this.#store.read(loadIndex, { tenant, account })
    try {
      return await this.#segments
    } catch (error) {
      this.#segments = undefined
      throw error
    }
  }

  /** How many messages are indexed and how many wait. */
  figures(): Promise<IndexFigures> {
    const { tenant, account } = this.#account()
    return this.#store.read(indexFigures, { tenant, account })
  }

  /** The index was dropped: what comes is whole. */
  mended(): void {
    this.#isBroken = false
    this.changed()
  }

  /** Segments were kept, merged or dropped. */
  changed(): void {
    this.#segments = undefined
  }

  /** What the index says of a text, for every message. Messages behind its end must be looked at. */
  async lookUp(text: string, where: SearchedWhere): Promise<LookUp> {
    try {
      return await this.#lookUp(text, where)
    } catch (error) {
      if (!(error instanceof Refusal && error.reason === 'wrong-key') && !(error instanceof RangeError)) throw error
      // The mail is whole: every message is looked at until the index was made anew.
      this.#isBroken = true
      this.#broken()
      return () => undefined
    }
  }

  async #lookUp(text: string, where: SearchedWhere): Promise<LookUp> {
    const { mask, exact, folded } = WHERE[where]
    const needle = needleOf(wantedForm(text, where))
    if (needle.runs.length === 0) return () => undefined
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const segments = await this.segments()
      const last = Math.max(0, ...segments.map(({ lastMessage }) => lastMessage))
      const sure = new NumberSet(last + 1)
      const partial = new NumberSet()
      if (!await this.#search(segments, { runs: needle.runs, mask, folded, sure, partial })) {
        this.changed()
        continue
      }
      const isExact = exact && needle.isExact
      const says = (message: number): boolean | undefined => {
        if (message > last) return undefined
        if (sure.has(message)) return isExact ? true : undefined
        return partial.has(message) ? undefined : false
      }
      const messages = new NumberSet(last + 1)
      for (const some of [sure, partial]) for (const message of some) messages.add(message)
      return Object.assign(says, { left: { messages: partial.size === 0 ? sure : messages, last } })
    }
    return () => undefined
  }

  /** False when a segment was replaced meanwhile. */
  async #search(segments: readonly SegmentRow[], { runs, mask, folded, sure, partial }: {
    readonly runs: readonly NeedleRun[], readonly mask: number, readonly folded: boolean,
    readonly sure: NumberSet, readonly partial: NumberSet,
  }): Promise<boolean> {
    for (const row of segments) {
      const segment = await this.segment(row)
      if (segment === undefined) return false
      const { messages } = segment
      let here: Uint8Array | undefined
      for (const run of runs) {
        const marked = new Uint8Array(messages.length)
        const count = await this.#mark(row, segment, segment.find(run, { folded }), { mask, marked })
        if (count === undefined) return false
        here = here === undefined ? marked : marked.map((one, place) => one & (here?.[place] ?? 0))
        if (count === 0) break
      }
      addMarked(here, messages, sure)
      if (segment.count === 0 || segment.word(0) !== PARTIAL_WORD) continue
      const marked = new Uint8Array(messages.length)
      if (await this.#mark(row, segment, [0], { mask: 255, marked }) === undefined) return false
      addMarked(marked, messages, partial)
    }
    return true
  }

  /** The words of a segment; undefined when it was replaced. */
  async segment(row: SegmentRow): Promise<Segment | undefined> {
    return this.#cache.get(`${this.#key(row)}/head`, async () => {
      const parts = await this.#parts(row, range(0, row.headParts))
      if (parts === undefined) return { value: undefined, bytes: 0 }
      const value = parsed(concatBytes(parts))
      return { value, bytes: value.bytes }
    })
  }

  /** All of a segment as it was kept, for a merge; undefined when it was replaced. */
  async whole(row: SegmentRow): Promise<{ readonly head: Uint8Array, readonly postings: Uint8Array } | undefined> {
    const parts = await this.#parts(row, range(0, row.parts))
    return parts && { head: concatBytes(parts.slice(0, row.headParts)),
      postings: concatBytes(parts.slice(row.headParts)) }
  }

  /** Marks the messages of some words, which are ascending; gives how many, undefined when the segment was replaced. */
  async #mark(row: SegmentRow, segment: Segment, words: readonly number[], { mask, marked }: {
    readonly mask: number, readonly marked: Uint8Array,
  }): Promise<number | undefined> {
    let count = 0
    let part: { readonly first: number, readonly bytes: Uint8Array } | undefined
    for (const index of words) {
      // All are: more words can add none.
      if (count === marked.length) break
      const { start, end } = segment.range(index)
      if (part === undefined || end - part.first > part.bytes.length) {
        const first = Math.floor(start / PART_BYTES) * PART_BYTES
        const bytes = await this.#bytes(row, first, Math.max(end, Math.min(first + PART_BYTES, segment.postingsBytes)))
        if (bytes === undefined) return undefined
        part = { first, bytes }
      }
      const at = start - part.first
      count += segment.mark(part.bytes.subarray(at, at + end - start), mask, marked)
    }
    return count
  }

  /** Bytes of the postings, from one part or two that follow each other. */
  async #bytes(row: SegmentRow, start: number, end: number): Promise<Uint8Array | undefined> {
    const pieces: Uint8Array[] = []
    for (let part = Math.floor(start / PART_BYTES); part * PART_BYTES < end; part++) {
      const bytes = await this.#cache.get(`${this.#key(row)}/${part}`, async () => {
        const [value] = await this.#parts(row, [row.headParts + part]) ?? []
        return { value, bytes: value?.length ?? 0 }
      })
      if (bytes === undefined) return undefined
      pieces.push(bytes.subarray(Math.max(0, start - part * PART_BYTES), Math.min(bytes.length,
        end - part * PART_BYTES)))
    }
    return pieces.length === 1 ? pieces[0] : concatBytes(pieces)
  }

  async #parts(row: SegmentRow, parts: readonly number[]): Promise<Uint8Array[] | undefined> {
    const open = this.#account()
    const { tenant, account } = open
    const rows = await this.#store.read(readParts, { tenant, account, segment: row.segment, parts })
    if (rows.length !== parts.length) return undefined
    return rows.map(({ part, sealed }) => open.decrypt(partPlace(open, row.segment, part), sealed))
  }

  #key({ segment }: SegmentRow): string {
    const { tenant, account } = this.#account()
    return `${cacheKey({ tenant, account })}${segment}`
  }
}

/** What cached parts of one account begin with. */
export function cacheKey({ tenant, account }: AccountRef): string {
  return `${tenant}/${account}/`
}

export function partPlace({ tenant, account }: AccountRef, segment: string, part: number): Place {
  return { tenant, account, kind: 'search-part', id: `${segment}/${part}` }
}

function addMarked(marked: Uint8Array | undefined, messages: readonly number[], into: NumberSet): void {
  for (let place = marked?.indexOf(1) ?? -1; place >= 0; place = marked?.indexOf(1, place + 1) ?? -1) {
    into.add(messages[place] ?? 0)
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}

/** A head that was changed by somebody who has the key is as broken as one without it. */
function parsed(head: Uint8Array): Segment {
  try {
    return new Segment(head)
  } catch (error) {
    throw error instanceof RangeError ? new Refusal('wrong-key', 'a segment of a search index cannot be read') : error
  }
}
