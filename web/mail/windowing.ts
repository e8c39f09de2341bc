/**
 * Arithmetic of a long list of which only a window is in the page. All rows have one height, and some rows carry a heading
 * of another height above them. Pure.
 */

export interface Measures {
  readonly rowPx: number
  readonly headPx: number
  readonly count: number
  /** Rows that carry a heading, ascending. */
  readonly heads: readonly number[]
}

/** Rows kept in the page above and below what is seen. */
export const overscan = 8
/** Most rows in the page at once, whatever the screen says its height is. */
export const windowRowsMax = 200

/** How many of the ascending numbers are below `limit`. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** Pixels above row `index` (above its heading, when it has one). */
export function offsetOf(index: number, measures: Measures): number {
  return index * measures.rowPx + countBelow(measures.heads, index) * measures.headPx
}

/** The first row that reaches below `px`. */
export function rowAt(px: number, measures: Measures): number {
  let low = 0
  let high = Math.max(0, measures.count - 1)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (offsetOf(middle, measures) <= px) low = middle
    else high = middle - 1
  }
  return low
}

/** Which rows belong in the page when pixels `top` to `bottom` of the list are seen; `end` is exclusive. */
export function windowOf(top: number, bottom: number, measures: Measures): { readonly start: number, readonly end: number } {
  if (measures.count === 0 || measures.rowPx <= 0) return { start: 0, end: Math.min(measures.count, 40) }
  const start = Math.max(0, rowAt(top, measures) - overscan)
  const end = Math.min(measures.count, rowAt(Math.max(top, bottom), measures) + 1 + overscan)
  return { start, end: Math.min(end, start + windowRowsMax) }
}
