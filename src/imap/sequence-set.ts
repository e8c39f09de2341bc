import { COLON, COMMA, STAR } from './bytes.ts'
import type { Cursor } from './cursor.ts'

/**
 * Message numbers or UIDs, as ranges with both ends included; `*` is the largest there is. RFC 9051 §9: sequence-set
 */
export interface SequenceSet {
  readonly ranges: readonly SequenceRange[]
  /** `$`: what SEARCH RETURN (SAVE) kept. RFC 9051 §6.4.4.1 */
  readonly saved: boolean
}

export interface SequenceRange {
  readonly from: number | '*'
  readonly to: number | '*'
}

/** Most ranges in one set. A set of 10,000 ranges that client software builds by hand stays below it. */
export const RANGES_MAX = 20_000

export function sequenceSet(cursor: Cursor): SequenceSet {
  if (cursor.skip(36)) return { ranges: [], saved: true }
  const ranges: SequenceRange[] = []
  do {
    if (ranges.length >= RANGES_MAX) cursor.expected(`at most ${RANGES_MAX} ranges`)
    const from = seqNumber(cursor)
    ranges.push({ from, to: cursor.skip(COLON) ? seqNumber(cursor) : from })
  } while (cursor.skip(COMMA))
  return { ranges, saved: false }
}

/** Is a sequence-set next? */
export function atSequenceSet(cursor: Cursor): boolean {
  const octet = cursor.peek()
  return octet === STAR || octet === 36 || (octet >= 48 && octet <= 57)
}

function seqNumber(cursor: Cursor): number | '*' {
  return cursor.skip(STAR) ? '*' : cursor.nzNumber('a message number or "*"')
}

/**
 * The ranges with numbers for `*`, ascending, apart from each other. `largest` 0 means there is none: `*` names
 * nothing.
 */
export function resolveRanges(set: SequenceSet, largest: number): readonly (readonly [number, number])[] {
  const ends: (readonly [number, number])[] = []
  for (const { from, to } of set.ranges) {
    if (largest === 0 && (from === '*' || to === '*')) continue
    const a = from === '*' ? largest : from
    const b = to === '*' ? largest : to
    ends.push(a <= b ? [a, b] : [b, a])
  }
  ends.sort((left, right) => left[0] - right[0])
  const merged: [number, number][] = []
  for (const [from, to] of ends) {
    const last = merged.at(-1)
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

/** Largest number that the set names outright, without `*`. */
export function largestNamed(set: SequenceSet): number {
  let largest = 0
  for (const { from, to } of set.ranges) {
    if (from !== '*' && from > largest) largest = from
    if (to !== '*' && to > largest) largest = to
  }
  return largest
}

/** Ascending numbers as the shortest uid-set: `1:3,5`. The empty set has no spelling: ''. RFC 9051 §9: uid-set */
export function formatSet(numbers: readonly number[]): string {
  const parts: string[] = []
  for (let at = 0; at < numbers.length; at++) {
    const first = numbers[at] as number
    let last = first
    while (numbers[at + 1] === last + 1) {
      last++
      at++
    }
    parts.push(first === last ? String(first) : `${first}:${last}`)
  }
  return parts.join(',')
}
