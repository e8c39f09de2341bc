/** A seeded source of choices: the same seed gives the same cases, byte for byte. */
export interface Random {
  /** 0 up to and without 1. */
  readonly next: () => number
  /** A whole number from `low` up to and with `high`. */
  readonly between: (low: number, high: number) => number
  readonly pick: <T>(list: readonly T[]) => T
  readonly chance: (share: number) => boolean
  /** So many decimal digits. */
  readonly digits: (count: number) => string
}

/** 32 bits of a text (FNV-1a), to make a seed out of an id. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** A xorshift-multiply generator over 32 bits (splitmix32): good enough to choose words with. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4294967296
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const pick = <T>(list: readonly T[]): T => {
    const one = list[between(0, list.length - 1)]
    if (one === undefined) throw new Error('an empty list has nothing to pick')
    return one
  }
  return {
    next, between, pick,
    chance: (share) => next() < share,
    digits: (count) => Array.from({ length: count }, () => between(0, 9)).join(''),
  }
}
