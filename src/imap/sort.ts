import type { Cursor } from './cursor.ts'
import { charsetKnown, searchKeys, searchReturns, type CharsetNotKnown, type SearchKeys, type SearchProgram } from './search.ts'

/** What SORT orders by. RFC 5256 §3; DISPLAYFROM and DISPLAYTO RFC 5957 §3 */
const SORT_WORDS = ['ARRIVAL', 'CC', 'DATE', 'FROM', 'SIZE', 'SUBJECT', 'TO', 'DISPLAYFROM', 'DISPLAYTO'] as const
export type SortBy = typeof SORT_WORDS[number]

export interface SortCriterion {
  readonly by: SortBy
  readonly reverse: boolean
}

/** Most criteria in one SORT. */
export const SORT_CRITERIA_MAX = 16

export interface SortProgram extends SearchProgram {
  readonly criteria: readonly SortCriterion[]
}

/** [sort-return-opts SP] sort-criteria SP search-criteria. RFC 5256 §5: sort; RFC 5267 §3 */
export function sortProgram(cursor: Cursor): SortProgram | CharsetNotKnown {
  const returns = searchReturns(cursor)
  const criteria = cursor.list(() => sortCriterion(cursor), { what: 'sort criteria', countMax: SORT_CRITERIA_MAX })
  cursor.sp()
  if (!charsetKnown(cursor)) return { ...returns, charset: 'not known' }
  cursor.sp()
  return { ...returns, criteria, ...searchKeys(cursor) }
}

function sortCriterion(cursor: Cursor): SortCriterion {
  const reverse = cursor.skipWord('REVERSE')
  if (reverse) cursor.sp()
  const word = cursor.word('a sort criterion')
  return { by: SORT_WORDS.find((known) => known === word) ?? cursor.expected('a known sort criterion before'), reverse }
}

export const THREAD_ALGORITHMS = ['ORDEREDSUBJECT', 'REFERENCES'] as const
export type ThreadAlgorithm = typeof THREAD_ALGORITHMS[number]

export interface ThreadProgram extends SearchKeys {
  readonly algorithm: ThreadAlgorithm
}

/** thread-alg SP search-criteria. RFC 5256 §5: thread */
export function threadProgram(cursor: Cursor): ThreadProgram | 'charset not known' {
  const word = cursor.word('a threading algorithm')
  const algorithm = THREAD_ALGORITHMS.find((known) => known === word)
    ?? cursor.expected(`${THREAD_ALGORITHMS.join(' or ')} before`)
  cursor.sp()
  if (!charsetKnown(cursor)) return 'charset not known'
  cursor.sp()
  return { algorithm, ...searchKeys(cursor) }
}
