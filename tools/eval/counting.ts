import { bootstrap, wilson, type Interval } from './intervals.ts'

/** Counts right and wrong answers. Pure: gold and answers go in, figures come out. */
export interface Judged {
  /** Cases of one heart stand together in the intervals. */
  readonly core: string
  readonly wanted: boolean
  readonly got: boolean
}

export interface Counts { readonly truePositive: number, readonly falsePositive: number,
  readonly falseNegative: number, readonly trueNegative: number }

/** The four counts of a two-way decision. */
export function count(judged: readonly Judged[]): Counts {
  const of = (wanted: boolean, got: boolean): number => judged
    .filter((one) => one.wanted === wanted && one.got === got).length
  return { truePositive: of(true, true), falsePositive: of(false, true), falseNegative: of(true, false),
    trueNegative: of(false, false) }
}

/** Share of alarms that were right; undefined when there was none. */
export const precision = ({ truePositive, falsePositive }: Counts): number | undefined =>
  ratio(truePositive, truePositive + falsePositive)

/** Share of what was to be found that was found; undefined when there was nothing to find. */
export const recall = ({ truePositive, falseNegative }: Counts): number | undefined =>
  ratio(truePositive, truePositive + falseNegative)

/** Harmonic mean of precision and recall; undefined when there was nothing to find and nothing was said. */
export const f1 = ({ truePositive, falsePositive, falseNegative }: Counts): number | undefined =>
  ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative)

const ratio = (part: number, whole: number): number | undefined => whole === 0 ? undefined : part / whole

export interface Figure { readonly value: number | undefined, readonly interval: Interval }
export interface Decision { readonly counts: Counts, readonly precision: Figure, readonly recall: Figure,
  readonly f1: Figure }

/** Precision, recall and F1 with bootstrap intervals over hearts. */
export function decision(judged: readonly Judged[]): Decision {
  const groups = [...Map.groupBy(judged, ({ core }) => core).values()].map((group) => count(group))
  const total = (drawn: readonly Counts[]): Counts => drawn.reduce((sum, one) => ({
    truePositive: sum.truePositive + one.truePositive, falsePositive: sum.falsePositive + one.falsePositive,
    falseNegative: sum.falseNegative + one.falseNegative, trueNegative: sum.trueNegative + one.trueNegative,
  }), { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 })
  const figure = (of: (counts: Counts) => number | undefined): Figure =>
    ({ value: of(total(groups)), interval: bootstrap(groups, (drawn) => of(total(drawn))) })
  return { counts: total(groups), precision: figure(precision), recall: figure(recall), f1: figure(f1) }
}

export interface Share { readonly right: number, readonly of: number, readonly hearts: number,
  readonly value: number | undefined, readonly interval: Interval }

/** How many answers were right, with a Wilson interval on as many observations as there are hearts. */
export function share<T extends Judged>(judged: readonly T[],
  isRight: (one: T) => boolean = ({ wanted, got }) => wanted === got): Share {
  const right = judged.filter(isRight).length
  const hearts = new Set(judged.map(({ core }) => core)).size
  const value = ratio(right, judged.length)
  return { right, of: judged.length, hearts, value, interval: value === undefined
    ? { low: 0, high: 1 } : wilson(value, hearts) }
}
