import { present } from '../base/assert.ts'
import type { AccountState } from './account.ts'
import { keywordTest, type Placed } from './filter.ts'
import { summaryKeys, type SummaryKeys } from './sort-keys.ts'
import type { EmailQuery } from './types.ts'
import type { ViewEntry } from './view.ts'

/** A message that matches: the place it was found at, and others if it has some. */
export interface Found {
  readonly mailbox: number
  readonly entry: ViewEntry
  readonly further: readonly Placed[] | undefined
}

type SortBy = EmailQuery['sort'][number]
type SortKey = number | string

/** How a list is sorted when nobody says it. */
export const NEWEST_FIRST: SortBy = { by: 'receivedAt', ascending: false }

export function placesOf({ mailbox, entry, further }: Found): readonly Placed[] {
  return further === undefined ? [{ mailbox, entry }] : [{ mailbox, entry }, ...further]
}

/** In the order asked; equals newest first. RFC 8621 §4.4.2 */
export async function sortFound(
  state: AccountState, found: readonly Found[], sort: EmailQuery['sort'],
): Promise<readonly Found[]> {
  const [first = NEWEST_FIRST, ...more] = sort
  if (first.by === 'receivedAt' && more.length === 0) return byDate(found, first)
  const order = [first, ...more]
  const summaries = await summariesOf(state, found, order)
  // From here on equals lie as they must: newest first.
  const newest = found.toSorted((a, b) => b.entry.message - a.entry.message)
  const ranks = order.map((by) => {
    const keyOf = sortKey(by)
    return ranksOf(newest.map((one) => keyOf(one, summaries.get(one.entry.message))), by)
  })
  return Array.from(placesInOrder(ranks), (place) => present(newest[place], 'a message that was found'))
}

/** Places in the order of their ranks, equals as they lie. */
function placesInOrder(ranks: readonly Float64Array[]): Iterable<number> {
  const [only = new Float64Array(0), ...more] = ranks
  const count = only.length
  let least = Infinity
  let most = -Infinity
  for (const rank of only) {
    least = Math.min(least, rank)
    most = Math.max(most, rank)
  }
  // Rank and place in one number: the engine sorts numbers ten times as fast as it asks us.
  if (more.length === 0 && (most - least + 1) * count < Number.MAX_SAFE_INTEGER) {
    return only.map((rank, place) => (rank - least) * count + place).sort().map((both) => both % count)
  }
  return Uint32Array.from(only.keys()).sort((a, b) => {
    for (const of of ranks) {
      const difference = (of[a] ?? 0) - (of[b] ?? 0)
      if (difference !== 0) return difference
    }
    return a - b
  })
}

/** What was found lies by date already but for a few, which the engine's sort is quick with. */
function byDate(found: readonly Found[], { ascending }: SortBy): readonly Found[] {
  const direction = ascending ? 1 : -1
  const inDirection = ascending ? found : found.toReversed()
  return inDirection.toSorted((a, b) => (a.entry.receivedAt - b.entry.receivedAt) * direction
    || b.entry.message - a.entry.message)
}

/** What the header of each says. */
async function summariesOf(
  state: AccountState, found: readonly Found[], order: readonly SortBy[],
): Promise<ReadonlyMap<number, SummaryKeys>> {
  const fields = new Set(order.flatMap(({ by }) => SORT_FIELDS[by] ?? []))
  if (fields.size === 0) return new Map()
  const wanted = { name: `sort/${[...fields].join()}`, fields, read: summaryKeys }
  return await state.headerKeys.get(found.map(({ entry }) => entry.message), wanted) ?? new Map()
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

type KeyOf = (found: Found, summary: SummaryKeys | undefined) => SortKey

function sortKey({ by, keyword = '' }: SortBy): KeyOf {
  switch (by) {
    case 'receivedAt': return ({ entry }) => entry.receivedAt
    case 'size': return ({ entry }) => entry.sizeBytes
    case 'hasKeyword': {
      const has = keywordTest(keyword)
      return (found) => has(placesOf(found)) ? 1 : 0
    }
    case 'sentAt': return (_, summary) => summary?.sentAt ?? 0
    case 'from': return (_, summary) => summary?.from ?? ''
    case 'to': return (_, summary) => summary?.to ?? ''
    case 'subject': return (_, summary) => summary?.subject ?? ''
  }
}
