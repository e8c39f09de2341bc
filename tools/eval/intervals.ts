import { seeded } from './random.ts'

/** 95 % intervals. */
export interface Interval { readonly low: number, readonly high: number }

/** Standard normal quantile for 95 % on two sides. */
const Z = 1.959964

/**
 * Wilson score interval of a share. `count` is how much independent evidence there is; it may be less than the cases the
 * share was counted on (cases of one heart are not independent: give the number of hearts). Nothing seen gives 0 to 1.
 */
export function wilson(share: number, count: number): Interval {
  if (count <= 0) return { low: 0, high: 1 }
  const middle = share + Z * Z / (2 * count)
  const half = Z * Math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
  const whole = 1 + Z * Z / count
  return { low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) }
}

/** How often the groups are drawn anew. */
export const BOOTSTRAP_ROUNDS = 1000

/**
 * Percentile bootstrap over groups (hearts with all their cases): draws as many groups as there are, with repeats, and
 * computes the figure each time. Seeded, so a set has one interval. Undefined outcomes of `figure` are left out.
 */
export function bootstrap<T>(groups: readonly T[], figure: (drawn: readonly T[]) => number | undefined,
  rounds = BOOTSTRAP_ROUNDS): Interval {
  const random = seeded(20261122)
  const values: number[] = []
  for (let round = 0; round < rounds && groups.length > 0; round += 1) {
    const value = figure(groups.map(() => random.pick(groups)))
    if (value !== undefined) values.push(value)
  }
  if (values.length === 0) return { low: 0, high: 1 }
  const sorted = values.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { low: at(0.025), high: at(0.975) }
}
