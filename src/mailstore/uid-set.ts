/**
 * Numbers as ranges, so that `1:10000` is one condition and not ten thousand values.
 */
export interface UidSet {
  /** Inclusive, ascending, not touching each other; each holds at least `RANGE_MIN` numbers. */
  readonly ranges: readonly (readonly [number, number])[]
  /** The others, ascending. */
  readonly singles: readonly number[]
}

/** Runs shorter than this are cheaper as a list. */
const RANGE_MIN = 8

/** Sorts, drops doubles and finds the runs. Numbers that are not positive and whole are left out. */
export function uidSet(uids: readonly number[]): UidSet {
  const sorted = [...new Set(uids)].filter((uid) => Number.isSafeInteger(uid) && uid > 0).sort((a, b) => a - b)
  const ranges: [number, number][] = []
  const singles: number[] = []
  for (let start = 0; start < sorted.length;) {
    let end = start
    while (end + 1 < sorted.length && sorted[end + 1] === (sorted[end] ?? 0) + 1) end++
    if (end - start + 1 >= RANGE_MIN) ranges.push([sorted[start] ?? 0, sorted[end] ?? 0])
    else singles.push(...sorted.slice(start, end + 1))
    start = end + 1
  }
  return { ranges, singles }
}
