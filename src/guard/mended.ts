import { labelEnds } from './labels.ts'
import type { Reading } from './reading.ts'
import type { Label } from './words/labels.ts'
import { HITS_MAX, type Hit } from './detectors/detector.ts'

/**
 * Numbers that were broken on their way: over the end of a line, with marks of a quote in them, read by a machine that took a
 * nought for a letter. Only right behind their own word, and only with a check digit that fits; so nothing else is mended.
 */

/** What may stand between the word and its number, an end of line with quote marks among it. */
const GAP = /[ \t:=.#(_-]{0,30}(?:\r?\n[> \t]{0,8})?[ \t]{0,8}/y
/** Digits, and letters that are taken for them, with one sign or one end of line between. */
const BROKEN = /[0-9OoQlI|](?:(?: ?[.,_/-] ?| |=?\r?\n[> \t]{0,8})?[0-9OoQlI|]){7,19}(?![A-Za-z0-9])/y
/** Digits that must have been read right. */
const READ_RIGHT_MIN = 5

/** A number that is checked by its digits, of one of these lengths. */
export interface Mending { readonly lengths: readonly number[], readonly isValid: (digits: string) => boolean }

/** Broken numbers behind one of the labels; those that need no mending are left to others. */
export function mendedHits(reading: Reading, labels: readonly Label[], { lengths, isValid }: Mending): Hit[] {
  const { text } = reading
  const hits: Hit[] = []
  for (const labelEnd of labelEnds(reading, labels)) {
    if (hits.length >= HITS_MAX) break
    GAP.lastIndex = labelEnd
    const start = labelEnd + (GAP.exec(text)?.[0].length ?? 0)
    BROKEN.lastIndex = start
    const written = BROKEN.exec(text)?.[0]
    if (written === undefined) continue
    const length = lengths.find((count) => isWhole(written, count, isValid))
    if (length !== undefined) hits.push({ start, end: start + written.length, confidence: 0.85, why: ['check-digit', 'mended'] })
  }
  return hits
}

/** Whether all of it is one number of this length that passes, and it had to be mended to be so. */
function isWhole(written: string, length: number, isValid: (digits: string) => boolean): boolean {
  const signs = written.replace(/[^0-9OoQlI|]/g, '')
  const digits = signs.replace(/[OoQ]/g, '0').replace(/[lI|]/g, '1')
  return digits.length === length && signs.replace(/\D/g, '').length >= READ_RIGHT_MIN && /[OoQlI|\n,_]/.test(written) && isValid(digits)
}
