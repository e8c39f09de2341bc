import { goesOut, partsOf, type Answer, type Marked, type System } from '../answers.ts'
import { passesElevenTest, passesLuhn, passesMod97 } from '../numbers.ts'
import type { PresendCase } from '../compose.ts'

/** Candidates and their checks: what most filters do. No words around a number are looked at. */
const checks: readonly { readonly type: string, readonly shape: RegExp,
  readonly passes: (text: string) => boolean }[] = [
  { type: 'BSN', shape: /(?<![\d.,])\d{2,4}[ .-]?\d{2,3}[ .-]?\d{3}(?![\d.,]\d|\d)/g, passes: (text) => passesElevenTest(text.padStart(9, '0')) },
  { type: 'IBAN', shape: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){3,8}\b/g, passes: passesMod97 },
  { type: 'CARD', shape: /(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)/g, passes: passesLuhn },
]

/** Values that pass their check, with their places. */
export function checked(text: string): Omit<Marked, 'part'>[] {
  return checks.flatMap(({ type, shape, passes }) => [...text.matchAll(shape)].flatMap((match) => {
    const bare = match[0].replaceAll(/[ .-]/g, '')
    return passes(bare) ? [{ type, value: match[0], start: match.index, end: match.index + match[0].length }] : []
  }))
}

/** Anything that passes a check, going out, must be secured. */
export const checksumOnly: System = {
  name: 'checksum only',
  about: '11-test, mod 97 and Luhn on every candidate, nothing else; mail that stays inside is let through',
  answer: (cases) => cases.map((one) => {
    const entities = partsOf(one as PresendCase).flatMap(({ name, text }) => checked(text)
      .map((mark) => ({ ...mark, part: name })))
    return { id: one.id, secure: goesOut(one) && entities.length > 0, reasons: [], entities, warn: [] } satisfies Answer
  }),
}

/** What figures mean nothing without: everything that goes out is secured. */
export const secureAll: System = {
  name: 'secure all that goes out',
  about: 'no judgement at all: the floor under every F1 here',
  answer: (cases) => cases.map((one) => ({ id: one.id, secure: goesOut(one), reasons: [], entities: [], warn: [] })),
}
