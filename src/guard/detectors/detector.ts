import type { Reading } from '../reading.ts'
import type { Setting } from '../setting.ts'
import type { Person } from '../persons.ts'

/** One place that a detector found in a block. */
export interface Hit {
  readonly start: number
  readonly end: number
  /** When it differs from the detector's. */
  readonly type?: string
  readonly confidence: number
  /** Rule ids, never the matched text. */
  readonly why: readonly string[]
}

/** What a detector may look at besides the block itself. */
export interface Surroundings {
  readonly setting: Setting
  readonly persons: readonly Person[]
}

/**
 * A kind of value or statement that can be found. Declares itself with examples that are tests: every `hit` holds at
 * least one finding of confidence one half or more, every `miss` none.
 */
export interface Detector {
  readonly id: string
  /** Entity type as reported outside. */
  readonly type: string
  readonly title: Readonly<Record<'nl' | 'en' | 'de' | 'fr', string>>
  /** Law or norm that makes it worth protecting. */
  readonly basis: string
  find(reading: Reading, around: Surroundings): readonly Hit[]
  readonly examples: { readonly hit: readonly string[], readonly miss: readonly string[] }
}

/** Most hits one detector gives for one block of text. */
export const HITS_MAX = 500

/** Odds in logarithm to a share between 0 and 1. */
export const share = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))

/** Matches of a pattern with the letter `g`, at most `HITS_MAX` times eight: a list of near-matches costs no more. */
export function* matches(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  pattern.lastIndex = 0
  for (let count = 0; count < HITS_MAX * 8; count += 1) {
    const match = pattern.exec(text)
    if (match === null) return
    if (match[0] === '') pattern.lastIndex += 1
    yield match
  }
}

/** The person nearest to a place on the same line or within `room` characters. */
export function personNear(persons: readonly Person[], { start, end }: { readonly start: number,
  readonly end: number }, room: number): Person | undefined {
  let best: Person | undefined
  let bestDistance = room + 1
  // Persons stand in order: begin where they can be near.
  let low = 0
  let high = persons.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((persons[middle]?.end ?? 0) < start - room) low = middle + 1
    else high = middle
  }
  for (let at = low; at < persons.length; at += 1) {
    const person = persons[at]
    if (person === undefined || person.start > end + room) break
    if (person.end > start && person.start < end) continue
    const distance = person.end <= start ? start - person.end : person.start - end
    if (distance < bestDistance && person.weight >= 0.3 && person.kind !== 'role') {
      best = person
      bestDistance = distance
    }
  }
  return best
}
