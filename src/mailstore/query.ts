import { setImmediate as nextTurn } from 'node:timers/promises'
import { present } from '../base/assert.ts'
import { searchedParts } from '../message/searched-text.ts'
import { withoutAccents } from '../search/words.ts'
import type { AccountState } from './account.ts'
import { filesReached } from './file-indexing.ts'
import { fileTexts, hasFilesToRead } from './file-texts.ts'
import { checkFilter, hasKeyword, indexedConditions, matches, type Candidate, type Placed } from './filter.ts'
import type { LookUp, MessagesLeft } from './search-index.ts'
import type { StoredRecord } from './record.ts'
import { SeenLines, type SummaryKeys } from './sort-keys.ts'
import type { EmailFilter, EmailQuery } from './types.ts'
import type { LiveView, ViewEntry } from './view.ts'

/**
 * Email/query: structure from the live views, texts from the search index; what it cannot settle from list records
 * and bodies. The answer is that of a full scan. Memory stays bounded (a few hundred records, one body at a time)
 * and the event loop gets its turn between them.
 */

/** Messages whose records are looked at together. */
const RECORDS_AT_ONCE = 256

/** Answers kept per account while nothing changes: the next page of a list is the same answer again. */
const ANSWERS_MAX = 4

/** The last answers of one account. */
export class QueryCache {
  #number = -1
  readonly #answers = new Map<string, Promise<readonly number[]>>()

  /** The answer at this change number, made when it is not there. */
  get(number: number, key: string, make: () => Promise<readonly number[]>): Promise<readonly number[]> {
    if (number !== this.#number) this.#answers.clear()
    this.#number = number
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size < ANSWERS_MAX) break
      this.#answers.delete(oldest)
    }
    const answer = make()
    this.#answers.set(key, answer)
    answer.catch(() => this.#answers.delete(key))
    return answer
  }
}

/** Message numbers that match, sorted; with `collapseThreads` the first of each thread only. RFC 8621 §4.4 */
export async function query(state: AccountState, wanted: EmailQuery): Promise<readonly number[]> {
  checkFilter(wanted.filter)
  await state.views.settled()
  // Files are read in the background, and what is in them changes no message.
  const files = looksInFiles(wanted.filter) ? `/${filesReached(await state.index.segments())}` : ''
  return state.queries.get(state.number, JSON.stringify(wanted) + files, () => answer(state, wanted))
}

/** Whether a text of the filter may stand in an attached file. */
function looksInFiles(filter: EmailFilter): boolean {
  return filter.text !== undefined || filter.body !== undefined
    || [...filter.allOf ?? [], ...filter.anyOf ?? [], ...filter.noneOf ?? []].some(looksInFiles)
}

async function answer(state: AccountState, wanted: EmailQuery): Promise<readonly number[]> {
  return await listing(state, wanted) ?? search(state, wanted)
}

/**
 * The list of one mailbox by date, which every client shows first: the entries lie in that order already but for a
 * few, so a hundred thousand take milliseconds. Undefined when more is asked.
 */
async function listing(
  state: AccountState, { filter, sort, collapseThreads }: EmailQuery,
): Promise<readonly number[] | undefined> {
  const { inMailbox, ...others } = filter
  const [by = { by: 'receivedAt', ascending: false }, ...more] = sort
  const isPlain = Object.values(others).every((condition) => condition === undefined)
  if (inMailbox === undefined || !isPlain || by.by !== 'receivedAt' || more.length > 0) return undefined
  const entries = (await state.views.get(inMailbox))?.entries ?? []
  const direction = by.ascending ? -1 : 1
  const order = (a: ViewEntry, b: ViewEntry): number => a.receivedAt - b.receivedAt
    || (a.message - b.message) * direction
  const oldest = isOrdered(entries, order) ? entries : entries.toSorted(order)
  const seen = new Set<number>()
  const messages: number[] = []
  const take = ({ message, thread }: ViewEntry): void => {
    // Copies of one message lie side by side.
    if (!collapseThreads && messages.at(-1) === message) return
    if (collapseThreads && seen.size === seen.add(thread).size) return
    messages.push(message)
  }
  if (by.ascending) for (const entry of oldest) take(entry)
  else for (let at = oldest.length - 1; at >= 0; at--) take(oldest[at] as ViewEntry)
  return messages
}

function isOrdered(entries: readonly ViewEntry[], order: (a: ViewEntry, b: ViewEntry) => number): boolean {
  let last: ViewEntry | undefined
  for (const entry of entries) {
    if (last !== undefined && order(last, entry) > 0) return false
    last = entry
  }
  return true
}

async function search(
  state: AccountState, { filter, sort, collapseThreads }: EmailQuery,
): Promise<readonly number[]> {
  const found: Candidate[] = []
  let open: Candidate[] = []
  const index = await indexOf(state, filter)
  for (const placed of await gather(state, filter, index)) {
    const candidate = { ...placed, indexed: index.of(placed.message) }
    const answer = matches(filter, candidate)
    if (answer === true) found.push(candidate)
    else if (answer === undefined) open.push(candidate)
  }
  const files = { left: FILES_LOOKED_MAX, upTo: open.length === 0 ? 0 : filesReached(await state.index.segments()) }
  while (open.length > 0) {
    found.push(...await scan(state, filter, { candidates: open.slice(0, RECORDS_AT_ONCE), files }))
    open = open.slice(RECORDS_AT_ONCE)
  }
  const sorted = await sortFound(state, found, sort)
  return collapseThreads ? firstOfThreads(sorted) : sorted.map(({ message }) => message)
}

/**
 * All messages that can match by mailbox, each with all its places. What the index rules out is passed over before
 * anything is made for it: a rare word in a large mailbox leaves a few.
 */
async function gather(
  state: AccountState, filter: EmailFilter, { rulesOut, left }: Indexed,
): Promise<Iterable<Candidate>> {
  const only = filter.inMailbox
  const needsAll = only === undefined || usesKeywords(filter)
  const byMessage = new Map<number, { message: number, places: Placed[] }>()
  if (only !== undefined) {
    for (const entry of entriesOf(await state.views.get(only), left)) {
      if (!rulesOut(entry.message)) add(byMessage, { mailbox: only, entry })
    }
  }
  if (needsAll) {
    await state.reloadFolders()
    for (const { mailbox, total } of state.folders.all) {
      if (mailbox === only || total === 0) continue
      for (const entry of entriesOf(await state.views.get(mailbox), left)) {
        const isWanted = only === undefined ? !rulesOut(entry.message) : byMessage.has(entry.message)
        if (isWanted) add(byMessage, { mailbox, entry })
      }
    }
  }
  return byMessage.values()
}

/** Entries of a mailbox that may match: where the index leaves a few, those alone. */
function entriesOf(view: LiveView | undefined, left: MessagesLeft | undefined): readonly ViewEntry[] {
  return (left && view?.entriesLeft(left)) ?? view?.entries ?? []
}

function add(byMessage: Map<number, { message: number, places: Placed[] }>, placed: Placed): void {
  const { message } = placed.entry
  const known = byMessage.get(message)
  if (known === undefined) byMessage.set(message, { message, places: [placed] })
  else known.places.push(placed)
}

/** Keywords are those of all places together. */
function usesKeywords(filter: EmailFilter): boolean {
  return filter.hasKeyword !== undefined || filter.notKeyword !== undefined || filter.inMailboxOtherThan !== undefined
    || [...filter.allOf ?? [], ...filter.anyOf ?? [], ...filter.noneOf ?? []].some(usesAny)
}

function usesAny(filter: EmailFilter): boolean {
  return filter.inMailbox !== undefined || usesKeywords(filter)
}

/** Messages of one search whose files are opened once more, to see whether words that are in them stand together. */
export const FILES_LOOKED_MAX = 16

interface FilesBudget { left: number, readonly upTo: number }

async function scan(
  state: AccountState, filter: EmailFilter, { candidates, files }: {
    readonly candidates: readonly Candidate[], readonly files: FilesBudget,
  },
): Promise<Candidate[]> {
  const records = await state.records.get(candidates.map(({ message }) => message))
  const found: Candidate[] = []
  let turn = performance.now()
  for (const [index, candidate] of candidates.entries()) {
    const record = records[index]
    if (record === undefined) continue
    const listed = { ...candidate, summary: record.summary }
    const answer = matches(filter, listed) ?? matches(filter, { ...listed, texts: await textsOf(state, record, files) })
    if (answer === true) found.push(candidate)
    if (performance.now() - turn > TURN_MS) {
      await nextTurn()
      turn = performance.now()
    }
  }
  return found
}

/** How long a scan keeps the event loop. */
const TURN_MS = 10

/** What a reader sees, the names of attachments and the texts of those that are in the index, as it is searched. */
async function textsOf(state: AccountState, record: StoredRecord, files: FilesBudget): Promise<readonly string[]> {
  const raw = await state.parts.bodies.read(state.ref, record.bodyId, record.bodyKey)
  if (raw === undefined) return []
  const { readFile } = state.parts
  const { structure } = record.summary
  const isRead = readFile !== undefined && record.message <= files.upTo && files.left > 0 && hasFilesToRead(structure)
  if (isRead) files.left--
  const inside = isRead ? await fileTexts(readFile, structure, raw) : []
  const seen = [...searchedParts(structure, raw)].filter(({ isReadable, isFileName }) => isReadable || isFileName)
  return [...inside, ...seen.map(({ text }) => text)].map(withoutAccents)
}

interface Indexed {
  /** For one message, what the index says of every text of the filter. */
  readonly of: (message: number) => Candidate['indexed']
  /** Some text that every match must hold is not in this message. */
  readonly rulesOut: (message: number) => boolean
  /** What is left by the text that leaves the fewest; undefined when the index leaves all. */
  readonly left: MessagesLeft | undefined
}

/** What the index says of every text of a filter, asked once for all messages. */
async function indexOf(state: AccountState, filter: EmailFilter): Promise<Indexed> {
  const answers = new Map<string, LookUp>()
  const visit = async (one: EmailFilter): Promise<void> => {
    for (const where of indexedConditions) {
      const text = one[where]
      if (text === undefined || answers.has(`${where}/${text}`)) continue
      answers.set(`${where}/${text}`, await state.index.lookUp(text, where === 'bcc' ? 'cc' : where))
    }
    for (const inner of [...one.allOf ?? [], ...one.anyOf ?? [], ...one.noneOf ?? []]) await visit(inner)
  }
  await visit(filter)
  const needed = neededTexts(filter).map((key) => answers.get(key)).filter((lookUp) => lookUp !== undefined)
  return {
    of: (message) => (where, text) => answers.get(`${where}/${text}`)?.(message),
    rulesOut: (message) => needed.some((lookUp) => lookUp(message) === false),
    left: fewest(needed),
  }
}

function fewest(lookUps: readonly LookUp[]): MessagesLeft | undefined {
  let least: MessagesLeft | undefined
  for (const { left } of lookUps) {
    if (left !== undefined && left.messages.length < (least?.messages.length ?? Infinity)) least = left
  }
  return least
}

/** Texts without which nothing matches: those of the filter itself and of all that it joins by AND. */
function neededTexts(filter: EmailFilter): string[] {
  const own = indexedConditions.flatMap((where) => filter[where] === undefined ? [] : [`${where}/${filter[where]}`])
  return [...own, ...(filter.allOf ?? []).flatMap(neededTexts)]
}

type SortBy = EmailQuery['sort'][number]
type SortKey = number | string

async function sortFound(state: AccountState, found: readonly Candidate[], sort: EmailQuery['sort']): Promise<readonly Candidate[]> {
  const order: EmailQuery['sort'] = sort.length === 0 ? [{ by: 'receivedAt', ascending: false }] : sort
  const summaries = new Map<number, SummaryKeys>()
  const only = new Set(order.flatMap(({ by }) => SORT_FIELDS[by] ?? []))
  const seen = new SeenLines(only)
  if (only.size > 0) {
    for (let at = 0; at < found.length; at += RECORDS_AT_ONCE) {
      const messages = found.slice(at, at + RECORDS_AT_ONCE).map(({ message }) => message)
      const records = await state.records.get(messages)
      for (const record of records) if (record !== undefined) summaries.set(record.message, seen.keysOf(record))
      await nextTurn()
    }
  }
  const ranks = order.map((by) => ranksOf(found.map((one) => sortKey(one, by, summaries.get(one.message))), by))
  const places = Uint32Array.from(found.keys())
  places.sort((a, b) => {
    for (const of of ranks) {
      const difference = (of[a] ?? 0) - (of[b] ?? 0)
      if (difference !== 0) return difference
    }
    return (found[b]?.message ?? 0) - (found[a]?.message ?? 0)
  })
  return Array.from(places, (place) => present(found[place], 'a message that was found'))
}

/** Numbers that lie as the keys do, in the direction asked: a hundred thousand names are compared as numbers. */
function ranksOf(keys: readonly SortKey[], { ascending }: SortBy): Float64Array {
  const direction = ascending ? 1 : -1
  const names = [...new Set(keys.filter((key) => typeof key === 'string'))].sort()
  const rankOf = new Map(names.map((name, rank) => [name, rank]))
  return Float64Array.from(keys, (key) => direction * (typeof key === 'string' ? rankOf.get(key) ?? 0 : key))
}

/** The header field that a sort looks at. */
const SORT_FIELDS: Readonly<Partial<Record<SortBy['by'], string>>> = { sentAt: 'date', from: 'from', to: 'to', subject: 'subject' }

function sortKey({ places }: Candidate, sort: SortBy, summary: SummaryKeys | undefined): SortKey {
  const entry: ViewEntry | undefined = places[0]?.entry
  switch (sort.by) {
    case 'receivedAt': return entry?.receivedAt ?? 0
    case 'size': return entry?.sizeBytes ?? 0
    case 'hasKeyword': return hasKeyword(places, sort.keyword ?? '') ? 1 : 0
    case 'sentAt': return summary?.sentAt ?? 0
    case 'from': return summary?.from ?? ''
    case 'to': return summary?.to ?? ''
    case 'subject': return summary?.subject ?? ''
  }
}

function firstOfThreads(sorted: readonly Candidate[]): number[] {
  const seen = new Set<number>()
  const first: number[] = []
  for (const { message, places } of sorted) {
    const thread = places[0]?.entry.thread ?? 0
    if (seen.has(thread)) continue
    seen.add(thread)
    first.push(message)
  }
  return first
}
