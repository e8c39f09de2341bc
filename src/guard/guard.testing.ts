import { readFileSync } from 'node:fs'
import { assess } from './assess.ts'
import { casePolicy, plainDraft, plainKnowledge, readCase, CASE_NOW } from './cases.ts'
import type { Weights } from './models/weights.ts'
import type { Assessment, Draft, Knowledge } from './types.ts'

/** A case of `corpus/` with what must be said of it. */
export interface Expected {
  readonly id: string
  readonly lang: string
  readonly expect: { readonly secure?: boolean, readonly reasons?: readonly string[],
    readonly warn?: readonly string[] }
  readonly assessment: Assessment
}

/** Judges every case of a file in `corpus/`, by the rules alone or with what was learned. */
export function judged(file: string, weights?: Weights): Expected[] {
  return readFileSync(new URL(`./corpus/${file}`, import.meta.url), 'utf8').split('\n').filter((line) => line !== '').map((line) => {
    const value = JSON.parse(line) as Omit<Expected, 'assessment'>
    const read = readCase(value, CASE_NOW)
    if (read === undefined) throw new Error(`unreadable case: ${line.slice(0, 80)}`)
    return { ...value, assessment: assess(read.draft, read.knowledge, casePolicy, weights) }
  })
}

/** Right and wrong answers as precision and recall. */
export function scores(cases: readonly Expected[]): { precision: number, recall: number, f1: number, wrong: string[] } {
  const found = cases.filter(({ assessment }) => assessment.secure)
  const right = found.filter(({ expect }) => expect.secure === true).length
  const wanted = cases.filter(({ expect }) => expect.secure === true).length
  const [precision, recall] = [right / Math.max(1, found.length), right / Math.max(1, wanted)]
  return { precision, recall, f1: 2 * precision * recall / Math.max(1e-9, precision + recall),
    wrong: cases.filter(({ expect, assessment }) => expect.secure !== assessment.secure).map(({ id }) => id) }
}

/** A mail to somebody outside. */
export function mail(body: string, parts: Partial<Draft> = {}): Draft {
  return plainDraft({ from: 'anna@kantoor.nl', recipients: [{ address: 'iemand@elders.example', name: null, field: 'to' }], subject: 'bericht', body, ...parts })
}

export const knowledge = (parts: Partial<Knowledge> = {}): Knowledge => plainKnowledge({ internalDomains: ['kantoor.nl'], ...parts })

/** Judges a body as a mail to somebody outside. */
export const judgeText = (body: string, parts: Partial<Draft> = {}): Assessment => assess(mail(body, parts),
  knowledge(), casePolicy)
