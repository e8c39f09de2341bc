/** Which states are looked at: so many different ones. Equal ones with equal promises count once. */
import { stateOf, Walk } from './states.ts'
import type { Recorded } from './run.ts'
import { Digests } from './written.ts'

/** Numbers drawn for each state that is wanted, at most. */
const DRAWN_FOR_EACH_MAX = 4

export interface Plan {
  /** Numbers of different states, in the order of their moments. */
  readonly numbers: readonly number[]
  /** How many of the numbers that were drawn gave a state that was there already. */
  readonly same: number
}

/** Draws numbers of `seed` from 0 on until so many different states came of them. */
export function planStates(
  { home, operations }: Recorded, { seed, states }: { readonly seed: number, readonly states: number },
): Plan {
  let drawn = states
  for (;;) {
    const different = differentOf(drawn)
    if (different.length >= states || drawn >= states * DRAWN_FOR_EACH_MAX) {
      const chosen = different.toSorted((a, b) => a - b).slice(0, states)
      const last = chosen.at(-1) ?? 0
      const wanted = new Set(chosen)
      return { numbers: different.filter((number) => wanted.has(number)), same: last + 1 - chosen.length }
    }
    drawn += Math.max(16, (states - different.length) * 2)
  }

  /** By moment; of equal ones the first number. */
  function differentOf(most: number): number[] {
    const all = Array.from({ length: most }, (_, number) => stateOf(operations, { seed, number }))
      .toSorted((a, b) => a.moment - b.moment || a.number - b.number)
    const walk = new Walk(operations, home)
    const digests = new Digests()
    const first = new Map<string, number>()
    for (const state of all) {
      walk.to(state.moment)
      const key = `${walk.marks} ${digests.of(walk.disk.state(state))}`
      first.set(key, Math.min(state.number, first.get(key) ?? Infinity))
    }
    const numbers = new Set(first.values())
    return all.filter(({ number }) => numbers.has(number)).map(({ number }) => number)
  }
}
