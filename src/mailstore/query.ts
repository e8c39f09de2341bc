import { setImmediate as nextTurn } from 'node:timers/promises'
import { NumberSet } from '../search/number-set.ts'
import type { AccountState } from './account.ts'
import { filesReached } from './file-indexing.ts'
import { checkFilter, compileFilter, indexedConditions, type Known, type Placed } from './filter.ts'
import { gather, type RuledOut } from './query-gather.ts'
import { scan } from './query-scan.ts'
import { NEWEST_FIRST, sortFound, type Found } from './query-sort.ts'
import type { LookUp, MessagesLeft } from './search-index.ts'
import type { EmailFilter, EmailQuery } from './types.ts'
import type { ViewEntry } from './view.ts'

/**
 * Email/query: structure from the live views, texts from the search index; what it cannot settle from list records
 * and bodies. The answer is that of a full scan. Memory stays bounded (a few hundred records, one body at a time)
 * and the event loop gets its turn between them.
 */

/** Answers kept per account while nothing changes: the next page of a list is the same answer again. */
const ANSWERS_MAX = 4

/** The last answers of one account. */
export class QueryCache {
  #version = ''
  readonly #answers = new Map<string, Promise<readonly number[]>>()

  /** The answer at this version of the account, made when it is not there. */
  get(version: string, key: string, make: () => Promise<readonly number[]>): Promise<readonly number[]> {
    if (version !== this.#version) this.#answers.clear()
    this.#version = version
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
  // Without a look at flags an answer stays right while only flags change: somebody reads on in what was found.
  const [queries, version] = usesFlags(wanted) ? [state.queries, `${state.number}/${state.membership}`]
    : [state.lasting, String(state.membership)]
  return queries.get(version, JSON.stringify(wanted) + files, () => answer(state, wanted))
}

function usesFlags({ filter, sort }: EmailQuery): boolean {
  return sort.some(({ by }) => by === 'hasKeyword') || asksForKeyword(filter)
}

function asksForKeyword({ hasKeyword, notKeyword, allOf, anyOf, noneOf }: EmailFilter): boolean {
  return hasKeyword !== undefined || notKeyword !== undefined
    || [...allOf ?? [], ...anyOf ?? [], ...noneOf ?? []].some(asksForKeyword)
}

async function answer(state: AccountState, wanted: EmailQuery): Promise<readonly number[]> {
  return await listing(state, wanted) ?? search(state, wanted)
}

/** The list of one mailbox by date, which every client shows first; undefined when more is asked. */
async function listing(
  state: AccountState, { filter, sort, collapseThreads }: EmailQuery,
): Promise<readonly number[] | undefined> {
  const { inMailbox, ...others } = filter
  const [by = NEWEST_FIRST, ...more] = sort
  const isPlain = Object.values(others).every((condition) => condition === undefined)
  if (inMailbox === undefined || !isPlain || by.by !== 'receivedAt' || by.ascending || more.length > 0) return undefined
  return (await state.views.get(inMailbox))?.newestFirst(collapseThreads ? 'threads' : 'all') ?? []
}

async function search(
  state: AccountState, { filter, sort, collapseThreads }: EmailQuery,
): Promise<readonly number[]> {
  const index = await indexOf(state, filter)
  const test = compileFilter(filter, {
    lookUp: index.of, hasAttachment: (message) => state.facts.hasAttachment(message),
  })
  const gathered = await gather(state, filter, index)
  const found: Found[] = []
  const open: Found[] = []
  let looked = 0
  for (const { mailbox, entries } of gathered.mailboxes) {
    // One place for all messages that have no other.
    const place: { mailbox: number, entry: ViewEntry | undefined } = { mailbox, entry: undefined }
    const probe: { message: number, places: readonly Placed[] } = { message: 0, places: [place as Placed] }
    const alone = probe.places
    for (const entry of entries) {
      const further = gathered.further.get(entry.message)
      place.entry = entry
      probe.message = entry.message
      probe.places = further === undefined ? alone : [{ mailbox, entry }, ...further]
      const answer = test(probe)
      if (answer !== false) (answer === true ? found : open).push({ mailbox, entry, further })
      if (++looked % LOOKED_A_TURN === 0) await nextTurn()
    }
  }
  if (open.length > 0) found.push(...await scan(state, filter, { test, open }))
  const sorted = await sortFound(state, found, sort)
  return collapseThreads ? firstOfThreads(sorted) : sorted.map(({ entry }) => entry.message)
}

/** Messages that entries and the index decide between two turns of the event loop. */
const LOOKED_A_TURN = 50_000

/** Whether a text of the filter may stand in an attached file. */
function looksInFiles(filter: EmailFilter): boolean {
  return filter.text !== undefined || filter.body !== undefined
    || [...filter.allOf ?? [], ...filter.anyOf ?? [], ...filter.noneOf ?? []].some(looksInFiles)
}

interface Indexed extends RuledOut {
  readonly of: Known['lookUp']
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
    of: (where, text) => answers.get(`${where}/${text}`),
    rulesOut: (message) => needed.some((lookUp) => lookUp(message) === false),
    left: fewest(needed),
  }
}

function fewest(lookUps: readonly LookUp[]): MessagesLeft | undefined {
  let least: MessagesLeft | undefined
  for (const { left } of lookUps) {
    if (left !== undefined && left.messages.size < (least?.messages.size ?? Infinity)) least = left
  }
  return least
}

/** Texts without which nothing matches: those of the filter itself and of all that it joins by AND. */
function neededTexts(filter: EmailFilter): string[] {
  const own = indexedConditions.flatMap((where) => filter[where] === undefined ? [] : [`${where}/${filter[where]}`])
  return [...own, ...(filter.allOf ?? []).flatMap(neededTexts)]
}

function firstOfThreads(sorted: readonly Found[]): number[] {
  const seen = new NumberSet()
  const first: number[] = []
  for (const { entry: { thread, message } } of sorted) if (seen.add(thread)) first.push(message)
  return first
}
