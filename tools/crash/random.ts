/** Numbers from a seed (mulberry32), so that whatever failed can be repeated. */
export type Below = (below: number) => number

/** Gives whole numbers from 0 up to but not including `below`, always the same ones for the same seed. */
export function numbersFrom(seed: number): Below {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
