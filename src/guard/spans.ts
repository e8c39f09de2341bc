import { detect } from './evidence.ts'
import { persons } from './persons.ts'
import { plainDraft, plainKnowledge } from './cases.ts'
import { readPart } from './reading.ts'
import { settingOf } from './setting.ts'
import { defaultPolicy } from './policy.ts'

/** One marked place of a text. */
export interface Span { readonly start: number, readonly end: number, readonly type: string, readonly score: number }

/** Smallest confidence of a value that is given: likelier than not. */
export const SPAN_SCORE_MIN = 0.5

/** Everything that can be found in a text by itself: values of all detectors and names of persons. */
export function spans(text: string, now: number): Span[] {
  const setting = settingOf(plainDraft({ body: text }), plainKnowledge({ now }), defaultPolicy)
  const found: Span[] = []
  for (const reading of readPart('body', text)) {
    const people = persons(reading)
    const at = (start: number, end: number): { start: number, end: number } => ({ start: reading.original(start),
      end: end <= start ? reading.original(start) : reading.original(end - 1) + 1 })
    for (const hit of detect(reading, people, setting)) {
      if (hit.confidence >= SPAN_SCORE_MIN) found.push({ ...at(hit.start, hit.end), type: hit.type,
        score: round(hit.confidence) })
    }
    for (const { start, end, weight, kind } of people) {
      if (weight >= 0.3 && kind !== 'client' && !(kind === 'kin' && weight < 0.9)) found.push({ ...at(start, end), type: 'PERSON', score: round(weight) })
    }
  }
  return found.toSorted((a, b) => a.start - b.start)
}

const round = (score: number): number => Math.round(score * 1000) / 1000
