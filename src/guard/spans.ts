import { detect } from './evidence.ts'
import { persons, type Person } from './persons.ts'
import { plainDraft, plainKnowledge } from './cases.ts'
import { taggerOf } from './models/meaning.ts'
import { readPart, type Reading } from './reading.ts'
import { classFlags, is, SHAPE, wordAt } from './scan.ts'
import { settingOf } from './setting.ts'
import { defaultPolicy } from './policy.ts'
import type { Weights } from './models/weights.ts'

/** One marked place of a text. */
export interface Span { readonly start: number, readonly end: number, readonly type: string, readonly score: number }

/** Smallest confidence of a value that is given: likelier than not. */
export const SPAN_SCORE_MIN = 0.5

/** Everything that can be found in a text by itself: values of all detectors and names of persons. */
export function spans(text: string, now: number, weights?: Weights): Span[] {
  const setting = settingOf(plainDraft({ body: text }), plainKnowledge({ now }), defaultPolicy)
  const found: Span[] = []
  for (const reading of readPart('body', text)) {
    const people = persons(reading, weights === undefined ? null : taggerOf(weights))
    const at = (start: number, end: number): { start: number, end: number } => ({
      start: reading.original(start), end: end <= start ? reading.original(start) : reading.original(end - 1) + 1,
    })
    for (const hit of detect(reading, people, setting)) {
      if (hit.confidence >= SPAN_SCORE_MIN) found.push({
        ...at(hit.start, hit.end), type: hit.type, score: round(hit.confidence),
      })
    }
    for (const person of people) {
      const name = person.weight >= SPAN_SCORE_MIN || person.kind === 'role' || person.kind === 'addressee' ? properName(reading, person) : undefined
      if (name !== undefined) found.push({ ...at(name.start, name.end), type: 'PERSON', score: round(Math.max(SPAN_SCORE_MIN, person.weight)) })
    }
  }
  const initials = INITIALS_ALONE.exec(text)
  if (initials?.[1] !== undefined) {
    const start = text.indexOf(initials[1])
    found.push({ start, end: start + initials[1].length, type: 'PERSON', score: SPAN_SCORE_MIN })
  }
  return found.toSorted((a, b) => a.start - b.start)
}

/** "(KS)" as the whole text: who wrote what stands above it. */
const INITIALS_ALONE = /^\s*\(\s?(\p{Lu}{2,4})\s?\)\s*$/u

const noName = classFlags('title', 'kin', 'client', 'my', 'your', 'role')

/**
 * The name within a person as the guard sees one: without "mevrouw", "mijn moeder", "cliënt"; undefined when there is
 * none.
 */
function properName({ scan }: Reading, { first, last, end }: Person): { start: number, end: number } | undefined {
  let from = first
  while (from <= last && (is(scan, from, noName) || (from > first && /^(?:van|of|von|de|du|d)$/.test(
    wordAt(scan, from),
  ) && is(scan, from - 1, noName) && !is(scan, from - 1, title)))) from += 1
  if (from > last) return undefined
  for (let at = from; at <= last; at += 1) if (((scan.shape[at] ?? 0) & SHAPE.capital) !== 0
    && ((scan.shape[at] ?? 0) & SHAPE.digit) === 0) return { start: scan.start[from] ?? 0, end }
  return undefined
}

const title = classFlags('title')

const round = (score: number): number => Math.round(score * 1000) / 1000
