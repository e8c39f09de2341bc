import { COLON, MINUS } from './bytes.ts'
import type { Cursor } from './cursor.ts'

/**
 * Some of a long list, by place: `1:100` is the first hundred, `-1:-100` the last hundred. RFC 9394 §3.1: partial-range
 */
export interface PartialRange {
  /** Places that are wanted, both included, the nearest end first; counted from 1. */
  readonly from: number
  readonly to: number
  /** Counted from the end of the list. */
  readonly fromEnd: boolean
  /** As it was written, for the answer. */
  readonly text: string
}

/** partial-range-first / partial-range-last; both ends have the same sign. */
export function partialRange(cursor: Cursor): PartialRange {
  const fromEnd = cursor.skip(MINUS)
  const one = cursor.nzNumber('a place in the list')
  cursor.take(COLON)
  if (fromEnd) cursor.take(MINUS)
  const other = cursor.nzNumber('a place in the list')
  const sign = fromEnd ? '-' : ''
  return { from: Math.min(one, other), to: Math.max(one, other), fromEnd, text: `${sign}${one}:${sign}${other}` }
}

/** The members of the list that the range names, in the list's order; places that are not there name nothing. */
export function sliceOf<T>(list: readonly T[], { from, to, fromEnd }: PartialRange): readonly T[] {
  if (fromEnd) return list.slice(Math.max(0, list.length - to), Math.max(0, list.length - from + 1))
  return list.slice(from - 1, to)
}
