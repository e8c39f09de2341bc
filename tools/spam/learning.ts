/**
 * Learning of the spam weights: logistic regression with a step of its own for each weight (AdaGrad), the same every
 * time.
 */
import type { SpamWeights, Weighed } from '../../src/spam/model.ts'
import { WEIGHTS } from '../../src/spam/places.ts'

export interface Example extends Weighed {
  readonly id: string
  readonly isSpam: boolean
  /** How much it counts; 1 when absent. */
  readonly weight?: number
}

export interface Learned {
  readonly weights: Float64Array
  readonly bias: number
}

const RATE = 1
const SHRINK = 1e-6
/** An honest mail in Junk costs so much more than spam in the inbox. */
const HAM_COST = 2

/** The kinds, learned apart and once all together; the mean of these four is less at the mercy of one odd mail. */
const TEAMS: readonly (readonly Kind[])[] = [['places'], ['grams'], ['hand'], ['places', 'grams', 'hand']]
type Kind = keyof Weighed

/** Weights of all kinds. */
export function learn(examples: readonly Example[], rounds: number): Learned {
  const weights = new Float64Array(WEIGHTS)
  let bias = 0
  for (const team of TEAMS) {
    const learned = learnTeam(examples, team, rounds)
    for (const [place, weight] of learned.weights.entries()) {
      weights[place] = (weights[place] ?? 0) + weight / TEAMS.length
    }
    bias += learned.bias / TEAMS.length
  }
  return { weights, bias }
}

/** The order of examples is drawn anew for each round from a fixed beginning; the mean of the later rounds counts. */
function learnTeam(examples: readonly Example[], team: readonly Kind[], rounds: number): Learned {
  const weights = new Float64Array(WEIGHTS)
  const steps = new Float64Array(WEIGHTS).fill(1e-3)
  const mean = new Float64Array(WEIGHTS)
  let [bias, biasSteps, meanBias, state] = [0, 1, 0, 12_345]
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const later = Math.ceil(rounds / 2)
  const order = examples.map((_, index) => index)
  for (let round = 0; round < rounds; round++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1))
      ;[order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0]
    }
    for (const index of order) {
      const example = examples[index]
      if (example === undefined) continue
      const { isSpam } = example
      let score = bias
      for (const kind of team) score += shareOf(weights, example[kind])
      const error = (1 / (1 + Math.exp(-score)) - (isSpam ? 1 : 0)) * (isSpam ? 1 : HAM_COST) * (example.weight ?? 1)
      // What is sure already moves nothing.
      if (Math.abs(error) < 1e-4) continue
      biasSteps += error * error
      bias -= RATE * error / Math.sqrt(biasSteps)
      for (const kind of team) step(weights, steps, example[kind], error)
    }
    if (round < rounds - later) continue
    for (let place = 0; place < WEIGHTS; place++) mean[place] = (mean[place] ?? 0) + (weights[place] ?? 0) / later
    meanBias += bias / later
  }
  return { weights: mean, bias: meanBias }
}

function step(weights: Float64Array, steps: Float64Array, marks: Uint32Array, error: number): void {
  const share = error / Math.sqrt(Math.max(1, marks.length))
  for (const place of marks) {
    const slope = share + SHRINK * (weights[place] ?? 0)
    steps[place] = (steps[place] ?? 0) + slope * slope
    weights[place] = (weights[place] ?? 0) - RATE * slope / Math.sqrt(steps[place] ?? 1)
  }
}

export function scored({ weights, bias }: Learned, { places, grams, hand }: Weighed): number {
  return bias + shareOf(weights, places) + shareOf(weights, grams) + shareOf(weights, hand)
}

function shareOf(weights: Float64Array, marks: Uint32Array): number {
  let sum = 0
  for (const place of marks) sum += weights[place] ?? 0
  return sum / Math.sqrt(Math.max(1, marks.length))
}

/** As bytes: the largest weights are cut off at 127 steps, the smallest fall away. */
export function packable(
  { weights, bias }: Learned, { version, threshold }: { readonly version: string, readonly threshold: number },
): SpamWeights {
  const sizes = Float64Array.from(weights, Math.abs).sort()
  const scale = Math.max(1e-6, (sizes[Math.floor(sizes.length * 0.9995)] ?? 1) / 127)
  const bytes = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / scale))))
  return { version, bias, scale, threshold, bytes }
}
