/**
 * Learning of the spam weights: logistic regression with a step of its own for each weight (AdaGrad), the same every
 * time.
 */
import { PLACES } from '../../src/spam/tokens.ts'
import type { SpamWeights } from '../../src/spam/model.ts'

export interface Example {
  readonly id: string
  readonly isSpam: boolean
  readonly places: Uint32Array
}

export interface Learned {
  readonly weights: Float64Array
  readonly bias: number
}

const RATE = 1.5
const SHRINK = 1e-6
/** An honest mail in Junk costs so much more than spam in the inbox. */
const HAM_COST = 4

/** The order of examples is drawn anew for each round from a fixed beginning. */
export function learn(examples: readonly Example[], rounds: number): Learned {
  const weights = new Float64Array(PLACES)
  const steps = new Float64Array(PLACES).fill(1e-3)
  let [bias, biasSteps, state] = [0, 1, 12_345]
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const order = examples.map((_, index) => index)
  for (let round = 0; round < rounds; round++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(random() * (at + 1))
      ;[order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0]
    }
    for (const index of order) {
      const example = examples[index]
      if (example === undefined) continue
      const { places, isSpam } = example
      const share = 1 / Math.sqrt(Math.max(1, places.length))
      const error = (1 / (1 + Math.exp(-scored({ weights, bias }, places))) - (isSpam ? 1 : 0)) * (isSpam ? 1 :
        HAM_COST)
      biasSteps += error * error
      bias -= RATE * error / Math.sqrt(biasSteps)
      for (const place of places) {
        const slope = error * share + SHRINK * (weights[place] ?? 0)
        steps[place] = (steps[place] ?? 0) + slope * slope
        weights[place] = (weights[place] ?? 0) - RATE * slope / Math.sqrt(steps[place] ?? 1)
      }
    }
  }
  return { weights, bias }
}

export function scored({ weights, bias }: Learned, places: Uint32Array): number {
  let sum = 0
  for (const place of places) sum += weights[place] ?? 0
  return bias + sum / Math.sqrt(Math.max(1, places.length))
}

/** As bytes: the largest weights are cut off at 127 steps, the smallest fall away. */
export function packable({ weights, bias }: Learned, { version, threshold }: { readonly version: string,
  readonly threshold: number }): SpamWeights {
  const sizes = Float64Array.from(weights, Math.abs).sort()
  const scale = Math.max(1e-6, (sizes[Math.floor(sizes.length * 0.9995)] ?? 1) / 127)
  const bytes = Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / scale))))
  return { version, bias, scale, threshold, bytes }
}
