import { BUCKETS, type PassageRows } from '../../src/guard/models/passage-model.ts'
import { LABELS } from '../../src/guard/models/labels.ts'
import { Random } from './random.ts'
import type { PackedExamples } from './examples.ts'

/** Logistic models for all labels at once, learned example by example (AdaGrad, features left out at random). */
export interface Learned { readonly weights: Float32Array, readonly bias: Float32Array }

const COUNT = LABELS.length
/** Share of the features that an example goes without: what is left must do, so that no single word decides. */
const DROP = 0.25
const RATE = 0.08
/** An example whose labels are all this near is learned, and is looked at again only now and then. */
const LEARNED = 0.03
/** Share of the learned examples that an epoch leaves out. */
const REST = 0.6

/** One model to learn: without the `without`th of `folds` parts of the wordings, or from all when it is -1. */
export interface Job { readonly epochs: number, readonly seed: number, readonly folds: number,
  readonly without: number }

/** Learns from the examples of a job; weights and bias may lie in memory that threads share. */
export function learn(examples: PackedExamples, { epochs, seed, folds, without }: Job, { weights,
  bias }: Learned): void {
  const random = new Random(seed)
  const squares = new Float32Array(BUCKETS)
  bias.fill(-2)
  const z = new Float64Array(COUNT)
  const { buckets, values } = examples
  const all = Array.from(examples.labels, (_, at) => at).filter((at) =>
    (examples.families[at] ?? 0) % folds !== without)
  const kept = new Int32Array(1 << 16)
  const isLearned = new Uint8Array(examples.labels.length)
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const rate = RATE * (1 - epoch / (epochs + 1))
    for (const example of random.shuffled(all)) {
      if (isLearned[example] === 1 && random.chance(REST)) continue
      const [from, to] = [examples.starts[example] ?? 0, examples.starts[example + 1] ?? 0]
      let count = 0
      for (let at = from; at < to && count < kept.length; at += 1) if (!random.chance(DROP)) kept[count++] = at
      for (let label = 0; label < COUNT; label += 1) z[label] = bias[label] ?? 0
      for (let index = 0; index < count; index += 1) {
        const at = kept[index] as number
        const row = (buckets[at] as number) * COUNT
        const value = (values[at] as number) / (1 - DROP)
        for (let label = 0; label < COUNT; label += 1) z[label] = (z[label] as number)
          + (weights[row + label] as number) * value
      }
      const bits = examples.labels[example] ?? 0
      let worst = 0
      let norm = 0
      for (let label = 0; label < COUNT; label += 1) {
        const error = ((bits >>> label) & 1) - 1 / (1 + Math.exp(-(z[label] ?? 0)))
        z[label] = error
        worst = Math.max(worst, Math.abs(error))
        norm += error * error
      }
      isLearned[example] = worst < LEARNED ? 1 : 0
      if (worst < LEARNED) continue
      for (let label = 0; label < COUNT; label += 1) bias[label] = (bias[label] ?? 0) + 0.01 * rate * (z[label] ?? 0)
      for (let index = 0; index < count; index += 1) {
        const at = kept[index] as number
        const bucket = buckets[at] as number
        const value = values[at] as number
        const square = (squares[bucket] as number) + value * value * norm
        squares[bucket] = square
        const step = rate * value / Math.sqrt(square + 0.05)
        const row = bucket * COUNT
        for (let label = 0; label < COUNT; label += 1) weights[row + label] = (weights[row + label] as number)
          + step * (z[label] as number)
      }
    }
  }
}

/** Room for one model, in memory that threads share. */
export const roomForModel = (): Learned => ({ weights: new Float32Array(new SharedArrayBuffer(BUCKETS * COUNT * 4)),
  bias: new Float32Array(new SharedArrayBuffer(COUNT * 4)) })

/** The mean of models that each learned without another part of the texts: what only one of them believes fades. */
export function mean(models: readonly Learned[]): Learned {
  const weights = new Float32Array(BUCKETS * COUNT)
  const bias = new Float32Array(COUNT)
  for (const model of models) {
    for (let at = 0; at < weights.length; at += 1) weights[at] = (weights[at] as number)
      + (model.weights[at] as number) / models.length
    for (let at = 0; at < COUNT; at += 1) bias[at] = (bias[at] as number) + (model.bias[at] as number) / models.length
  }
  return { weights, bias }
}

/** The rows that matter most, in whole numbers of eight bits. */
export function prune({ weights, bias }: Learned, rowsMax: number): PassageRows {
  const strength = new Float32Array(BUCKETS)
  const order: number[] = []
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    let most = 0
    let total = 0
    for (let label = 0; label < COUNT; label += 1) {
      const size = Math.abs(weights[bucket * COUNT + label] ?? 0)
      most = Math.max(most, size)
      total += size
    }
    strength[bucket] = most + total / 8
    if (most > 0.02) order.push(bucket)
  }
  const chosen = order.toSorted((a, b) => (strength[b] ?? 0) - (strength[a] ?? 0) || a - b).slice(0,
    rowsMax).toSorted((a, b) => a - b)
  const unit = new Float32Array(COUNT)
  for (let label = 0; label < COUNT; label += 1) {
    let most = 0
    for (const bucket of chosen) most = Math.max(most, Math.abs(weights[bucket * COUNT + label] ?? 0))
    unit[label] = Math.fround(Math.max(most, 1e-6) / 127)
  }
  const cells = new Int8Array(chosen.length * COUNT)
  chosen.forEach((bucket, row) => {
    for (let label = 0; label < COUNT; label += 1) cells[row * COUNT + label] = Math.round((weights[bucket * COUNT
      + label] ?? 0) / (unit[label] ?? 1))
  })
  return { buckets: Int32Array.from(chosen), cells, unit, bias }
}
