/**
 * States that a power cut may leave, from a trace and a seed: for each number a moment, and what became of
 * everything that waited for a sync then.
 */
import { Disk, type DiskState } from './disk.ts'
import { fateOf, type Fate } from './fates.ts'
import { Expected, marksIn, type Mark } from './marks.ts'
import { numbersFrom, type Below } from './random.ts'
import type { Operation } from './trace.ts'

export interface State {
  readonly number: number
  /** Operations that had begun, out of all. */
  readonly moment: number
  readonly fate: Fate
  readonly below: Below
}

/** Odd, so that neighbouring numbers give unrelated streams. */
const SEED_STEP = 0x9e3779b1

/** Where the baseline ends: crashes come after. */
export function baselineOf(operations: readonly Operation[]): number {
  const at = operations.findIndex((one) => one.do === 'mark' && marksIn(one.text).some(({ say }) => say === 'baseline'))
  if (at < 0) throw new Error('the trace has no baseline')
  return at + 1
}

/** State `number` of `seed`: any moment, or one where much hangs on a sync: just before its end, or after an answer. */
export function stateOf(
  operations: readonly Operation[], { seed, number }: { readonly seed: number, readonly number: number },
): State {
  const below = numbersFrom(seed ^ Math.imul(number + 1, SEED_STEP))
  const first = baselineOf(operations)
  const moments = operations.length - first
  let moment = first + below(moments + 1)
  if (below(2) === 0) {
    const telling = (one: Operation | undefined): boolean => one?.do === 'sync' || one?.do === 'mark'
    while (moment < operations.length && !telling(operations[moment])) moment += 1
    // After an answer, but before the end of a sync.
    if (operations[moment]?.do === 'mark') moment += 1
  }
  return { number, moment, fate: fateOf(below), below }
}

/** Walks once through a trace; states must be asked for in the order of their moments. */
export class Walk {
  readonly disk: Disk
  readonly expected = new Expected()
  readonly #operations: readonly Operation[]
  readonly #baseline: number
  /** Marks taken so far: the same number of them means that the same is promised. */
  marks = 0
  people: Extract<Mark, { readonly say: 'people' }>['people'] | undefined
  #at = 0

  constructor(operations: readonly Operation[], root: string) {
    this.#operations = operations
    this.#baseline = baselineOf(operations)
    this.disk = new Disk(root)
  }

  to(moment: number): void {
    if (moment < this.#at) throw new Error('a walk goes forward only')
    for (; this.#at < moment; this.#at++) {
      const operation = this.#operations[this.#at]
      if (operation === undefined) return
      this.disk.apply(operation)
      if (operation.do === 'mark') for (const mark of marksIn(operation.text)) this.#take(mark)
      if (this.#at + 1 === this.#baseline) this.disk.settle()
    }
  }

  /** What may be on the disk at this moment, and what was promised by then. */
  state(state: State): { readonly disk: DiskState, readonly expected: Expected } {
    return { disk: this.disk.state(state), expected: new Expected(this.expected) }
  }

  #take(mark: Mark): void {
    this.marks += 1
    if (mark.say === 'people') this.people = mark.people
    this.expected.take(mark)
  }
}
