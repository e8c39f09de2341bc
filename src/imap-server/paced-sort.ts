import type { Pace } from './pace.ts'

/** Members sorted in one go; between such runs, and while runs are merged, the event loop gets its turn. */
export const SORT_RUN = 1024

/** The list in order, equal members as they stood. Work is that of a merge sort. */
export async function sortPaced<T>(
  list: readonly T[], compare: (left: T, right: T) => number, pace: Pace,
): Promise<readonly T[]> {
  let runs: T[][] = []
  for (let from = 0; from < list.length; from += SORT_RUN) {
    runs.push(list.slice(from, from + SORT_RUN).sort(compare))
    await pace.breathe()
  }
  while (runs.length > 1) {
    const merged: T[][] = []
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], { compare, pace }))
    }
    runs = merged
  }
  return runs[0] ?? []
}

async function merge<T>(left: readonly T[], right: readonly T[], { compare, pace }: {
  readonly compare: (left: T, right: T) => number, readonly pace: Pace,
}): Promise<T[]> {
  const out: T[] = []
  let at = 0
  let other = 0
  while (at < left.length && other < right.length) {
    const isRight = compare(right[other] as T, left[at] as T) < 0
    out.push((isRight ? right[other++] : left[at++]) as T)
    if (out.length % SORT_RUN === 0) await pace.breathe()
  }
  for (; at < left.length; at++) out.push(left[at] as T)
  for (; other < right.length; other++) out.push(right[other] as T)
  return out
}
