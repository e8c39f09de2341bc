import { FITS, type Fit, type Slot } from './fit.ts'

/**
 * From fits to one number for each recipient: how likely it is that this one came there by a slip. A slip takes somebody
 * known, either anybody or somebody whose name is like that of one who belongs there (Carvalho & Cohen 2007 make their
 * leaks so); Bayes' rule weighs that against the chance that the recipient was meant. At most one slip in a mail is
 * assumed, so a recipient is strange only beside the others: in a mail to strangers nobody is.
 */

/** The learnt numbers, see `weights.ts`. */
export interface RecipientWeights {
  /** Log odds that a contact with this fit is meant, not one taken at random. */
  readonly fits: Readonly<Record<typeof FITS[number], number>>
  readonly fitBias: number
  /** From the measures below to log odds of a slip. */
  readonly slip: number
  readonly rank: number
  readonly beside: number
  readonly named: number
  readonly greeted: number
  readonly best: number
  readonly size: number
  readonly twin: number
  readonly bias: number
}

/** How slips come about: anybody known, a namesake beside the one meant, a namesake in the place of the one meant. */
const SLIPS = { anybody: 0.65, besideTwin: 0.175, forTwin: 0.175 } as const
/** Fits are only known roughly: this is how far they are trusted. */
const TRUST = 0.8
/** How far a slot's fits are laid beside the mean of its rivals, and the chance that nobody known is meant. */
const NORMALISED = 0.6
const SOMEBODY_NEW = 0.3
/** Log odds of a place that nobody else could stand in. */
const NO_RIVAL = -9
/** Exponents are cut here, so that one sure fit does not drown the sum. */
const FIT_MAX = 12

/** What the slip weights are applied to; undefined for who is not judged. */
export interface Measures {
  readonly slip: number
  readonly rank: number
  /** How much better this one fits than the mail's other recipients do on average; 0 for one alone. */
  readonly beside: number
  /**
   * Said in the mail, as one who took part or is greeted. The slip already counts this; a name that stands there
   * counts more.
   */
  readonly named: number
  readonly greeted: number
  /** How much better this one fits than the best contact that could stand here. */
  readonly best: number
  /** Log of the mail's recipients. */
  readonly size: number
  /** How much better the best namesake would fit; 0 when none does. */
  readonly twin: number
}
/** What the slip weights are learnt for, in their order. */
export const MEASURES = ['slip', 'rank', 'beside', 'named', 'greeted', 'best', 'size',
  'twin'] as const satisfies readonly (keyof Measures)[]

/** Log odds by which a contact fits a slot. */
export function fitOdds(fit: Fit, { fits, fitBias }: Pick<RecipientWeights, 'fits' | 'fitBias'>): number {
  let sum = fitBias
  for (const name of FITS) sum += fit[name] * fits[name]
  return sum
}

/** The measures of every slot, in order. */
export function measures(slots: readonly Slot[],
  weights: Pick<RecipientWeights, 'fits' | 'fitBias'>): (Measures | undefined)[] {
  const own = slots.map(({ fit }) => fit === undefined ? undefined : fitOdds(fit, weights))
  const odds = slots.map((slot, index) => {
    const fit = own[index]
    return fit === undefined ? undefined : slotOdds(slot, fit, weights)
  })
  const total = odds.reduce((sum, one) => sum + (one === undefined ? 0 : Math.exp(one.slip)), slots.length)
  const fitting = own.filter((one) => one !== undefined)
  const sum = fitting.reduce((all, one) => all + one, 0)
  return odds.map((one, index): Measures | undefined => {
    const { fit } = slots[index] ?? {}
    const level = own[index]
    if (one === undefined || fit === undefined || level === undefined) return undefined
    return {
      rank: one.rank, slip: one.slip - Math.log(total - Math.exp(one.slip)), best: one.best, twin: one.twin,
      size: Math.log(slots.length),
      beside: fitting.length <= 1 ? 0 : level - (sum - level) / (fitting.length - 1),
      named: Math.max(fit.heads, fit.mentioned, fit.written), greeted: fit.greeted,
    }
  })
}

/** Log odds of a slip in this slot by itself, how many rivals fit better, and by how much the best of them does. */
function slotOdds({ rivals, twins }: Slot, fit: number,
  weights: Pick<RecipientWeights, 'fits' | 'fitBias'>): Pick<Measures, 'slip' | 'rank' | 'best' | 'twin'> {
  const known = rivals.length + 1
  let alike = 0
  let better = 0.5
  let mass = Math.exp(Math.min(FIT_MAX, fit))
  let meantTwin = 0
  let best = NO_RIVAL
  let bestTwin = NO_RIVAL
  for (const { fit: rivalFit, like } of rivals) {
    const odds = fitOdds(rivalFit, weights)
    const weight = Math.exp(Math.min(FIT_MAX, odds))
    alike += like
    best = Math.max(best, odds)
    if (like > 0) bestTwin = Math.max(bestTwin, odds)
    mass += weight
    meantTwin += weight * like
    if (odds >= fit) better += 1
  }
  const beside = twins.filter((like) => like > 0).length
  const namesakes = Math.max(1, alike + beside)
  const level = NORMALISED * Math.log(mass / known + SOMEBODY_NEW)
  const slipped = SLIPS.anybody + SLIPS.besideTwin * Math.max(0, ...twins) * known / namesakes
    + SLIPS.forTwin * meantTwin * Math.exp(-level) / namesakes
  const share = better / known
  return { slip: TRUST * (Math.log(slipped) - fit + level), rank: Math.log(share / (1.02 - share)),
    best: fit - best, twin: bestTwin === NO_RIVAL ? 0 : Math.max(0, bestTwin - fit) }
}

/** From 0 (belongs there) to 1 (came there by a slip). */
export const slipScore = (measure: Measures, weights: RecipientWeights): number =>
  1 / (1 + Math.exp(-MEASURES.reduce((sum, name) => sum + measure[name] * weights[name], weights.bias)))
