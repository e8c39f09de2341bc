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

type Kind = keyof Weighed
/** How a learner begins, what it learns from, and what it takes for a mistake. */
interface Learner {
  readonly kinds: readonly Kind[]
  readonly mistake: (margin: number) => number
  /** Begins with the ratio of how often spam and honest mail have a mark, in log-odds times this. */
  readonly ratio?: number
}

const ALL: readonly Kind[] = ['facts', 'words', 'grams', 'hand']
/** Margins that a mail must be right by; `margin` is the score, above 0 where it is right. */
const MARGIN = 3
const logistic = (margin: number): number => 1 / (1 + Math.exp(margin))
const logisticByMargin = (margin: number): number => 1 / (1 + Math.exp(margin - MARGIN))
const squaredHinge = (margin: number): number => Math.max(0, MARGIN - margin) / 4

/**
 * Learners of the kinds apart, of two together and of all, and of three opinions of what a mistake is. Their mean is less at the
 * mercy of one odd mail than each of them, and costs no more to judge by: all of them are sums of the same marks.
 */
const LEARNERS: readonly Learner[] = [
  ...[...ALL.map((kind) => [kind]), ALL].flatMap((kinds) => [
    { kinds, mistake: squaredHinge }, { kinds, mistake: logisticByMargin }, { kinds, mistake: logistic, ratio: 0.3 },
  ]),
  ...([['facts', 'words'], ['facts', 'grams'], ['words', 'grams'], ['facts', 'hand'], ALL] as const).map((kinds) => ({ kinds, mistake: logistic })),
]

/** Weights of all kinds. */
export function learn(examples: readonly Example[], rounds: number): Learned {
  const weights = new Float64Array(WEIGHTS)
  let bias = 0
  for (const learner of LEARNERS) {
    const learned = learnOne(examples, learner, rounds)
    for (let place = 0; place < WEIGHTS; place++) {
      weights[place] = (weights[place] ?? 0) + (learned.weights[place] ?? 0) / LEARNERS.length
    }
    bias += learned.bias / LEARNERS.length
  }
  return { weights, bias }
}

/** The order of examples is drawn anew for each round from a fixed beginning; the mean of the later rounds counts. */
function learnOne(examples: readonly Example[], { kinds, mistake, ratio }: Learner, rounds: number): Learned {
  const weights = ratio === undefined ? new Float64Array(WEIGHTS) : ratios(examples, kinds, ratio)
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
      const sign = example.isSpam ? 1 : -1
      let score = bias
      for (const kind of kinds) score += shareOf(weights, example[kind])
      const error = -sign * mistake(sign * score) * (example.isSpam ? 1 : HAM_COST) * (example.weight ?? 1)
      // What is sure already moves nothing.
      if (Math.abs(error) < 1e-4) continue
      biasSteps += error * error
      bias -= RATE * error / Math.sqrt(biasSteps)
      for (const kind of kinds) step(weights, steps, example[kind], error)
    }
    if (round < rounds - later) continue
    for (let place = 0; place < WEIGHTS; place++) mean[place] = (mean[place] ?? 0) + (weights[place] ?? 0) / later
    meanBias += bias / later
  }
  return { weights: mean, bias: meanBias }
}

/** How much more often spam has a mark than honest mail, in log-odds; half a mail of each is assumed. */
function ratios(examples: readonly Example[], kinds: readonly Kind[], share: number): Float64Array {
  const [spam, honest] = [new Float64Array(WEIGHTS).fill(0.5), new Float64Array(WEIGHTS).fill(0.5)]
  const mails = { spam: 1, honest: 1 }
  for (const example of examples) {
    const counts = example.isSpam ? spam : honest
    mails[example.isSpam ? 'spam' : 'honest']++
    for (const kind of kinds) for (const place of example[kind]) counts[place] = (counts[place] ?? 0) + 1
  }
  return Float64Array.from(spam, (count, place) => count === 0.5 && honest[place] === 0.5 ? 0
    : share * Math.log(count / mails.spam * mails.honest / (honest[place] ?? 1)))
}

function step(weights: Float64Array, steps: Float64Array, marks: Uint32Array, error: number): void {
  const share = error / Math.sqrt(Math.max(1, marks.length))
  for (const place of marks) {
    const slope = share + SHRINK * (weights[place] ?? 0)
    steps[place] = (steps[place] ?? 0) + slope * slope
    weights[place] = (weights[place] ?? 0) - RATE * slope / Math.sqrt(steps[place] ?? 1)
  }
}

export function scored({ weights, bias }: Learned, { facts, words, grams, hand }: Weighed): number {
  return bias + shareOf(weights, facts) + shareOf(weights, words) + shareOf(weights, grams) + shareOf(weights, hand)
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
