/** Logistic regression by Newton's method, with weights per row and a ridge on standardised columns. Small problems only. */

export interface Row { readonly columns: readonly number[], readonly isTrue: boolean, readonly weight: number }

export interface Fitted { readonly weights: readonly number[], readonly bias: number }

/** Newton steps; ten are enough for these sizes. */
const STEPS = 15
/** No odds beyond e^30: keeps the arithmetic finite. */
const ODDS_MAX = 30

/** Fits rows; weights are brought to the sum `total`, against which the ridge stands. */
export function fit(rows: readonly Row[], { total, ridge }: { readonly total: number,
  readonly ridge: number }): Fitted {
  const width = rows[0]?.columns.length ?? 0
  const scale = total / rows.reduce((sum, { weight }) => sum + weight, 0)
  const mean = column(width, (at) => scale / total * rows.reduce((sum, { columns, weight }) =>
    sum + weight * (columns[at] ?? 0), 0))
  const spread = column(width, (at) => Math.sqrt(scale / total
    * rows.reduce((sum, { columns, weight }) => sum + weight * ((columns[at] ?? 0) - (mean[at] ?? 0)) ** 2, 0)) || 1)
  const standard = rows.map(({ columns, isTrue, weight }) => ({
    values: Float64Array.from([...columns.map((value, at) => (value - (mean[at] ?? 0)) / (spread[at] ?? 1)), 1]),
    truth: isTrue ? 1 : 0, weight: weight * scale,
  }))
  const size = width + 1
  let found = column(size, () => 0)
  for (let step = 0; step < STEPS; step += 1) {
    const against = (at: number): number => at < width ? ridge : 1e-6
    const slope = Float64Array.from(found, (value, at) => against(at) * value)
    // One flat square, of which only the part up to the diagonal is summed: this loop is all the time training takes.
    const curve = new Float64Array(size * size)
    for (const { values, truth, weight } of standard) {
      let odds = 0
      for (let at = 0; at < size; at += 1) odds += (values[at] ?? 0) * (found[at] ?? 0)
      const chance = 1 / (1 + Math.exp(-Math.max(-ODDS_MAX, Math.min(ODDS_MAX, odds))))
      const pull = weight * chance * (1 - chance)
      for (let row = 0; row < size; row += 1) {
        const value = values[row] ?? 0
        slope[row] = (slope[row] ?? 0) + weight * (chance - truth) * value
        for (let at = 0; at <= row; at += 1) {
          const place = row * size + at
          curve[place] = (curve[place] ?? 0) + pull * value * (values[at] ?? 0)
        }
      }
    }
    const whole = column(size, (row) => row).map((row) => column(size, (at) =>
      (curve[Math.max(row, at) * size + Math.min(row, at)] ?? 0) + (at === row ? against(at) : 0)))
    const change = solve(whole, [...slope])
    found = found.map((value, at) => value - (change[at] ?? 0))
  }
  const weights = column(width, (at) => (found[at] ?? 0) / (spread[at] ?? 1))
  return { weights, bias: (found[width] ?? 0) - weights.reduce((sum, weight, at) => sum + weight * (mean[at] ?? 0), 0) }
}

const column = (length: number, value: (at: number) => number): number[] => Array.from({ length }, (_, at) => value(at))

/** Gauss-Jordan with row swaps. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0])
  const size = rows.length
  for (let at = 0; at < size; at += 1) {
    const best = rows.reduce((found, row, index) => index > at
      && Math.abs(row[at] ?? 0) > Math.abs(rows[found]?.[at] ?? 0) ? index : found, at)
    const pivot = rows[best] ?? []
    rows[best] = rows[at] ?? []
    rows[at] = pivot
    for (const [index, row] of rows.entries()) {
      if (index === at) continue
      const factor = (row[at] ?? 0) / (pivot[at] ?? 1)
      for (let place = at; place <= size; place += 1) row[place] = (row[place] ?? 0) - factor * (pivot[place] ?? 0)
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1))
}
