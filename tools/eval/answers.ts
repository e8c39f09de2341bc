import type { HumanCase } from './human.ts'
import type { PresendCase } from './compose.ts'

/** One value that a system marked. `part` and offsets as `./zegel guard check --jsonl` gives them. */
export interface Marked { readonly type: string, readonly value: string, readonly part: string,
  readonly start: number, readonly end: number }

/** What a system says of one case. */
export interface Answer { readonly id: string, readonly secure: boolean, readonly reasons: readonly string[],
  readonly entities: readonly Marked[], readonly warn: readonly string[] }

/** Something that judges cases. */
export interface System {
  readonly name: string
  /** What is the same and what is different from ours, in one line for the table's foot. */
  readonly about: string
  readonly answer: (cases: readonly (PresendCase | HumanCase)[]) => Answer[]
}

export interface Part { readonly name: string, readonly text: string }

/** The parts of a case under the names that answers use. */
export const partsOf = ({ subject, body, attachments }: Pick<PresendCase, 'subject' | 'body' | 'attachments'>): Part[] => [
  { name: 'subject', text: subject }, { name: 'body', text: body },
  ...attachments.flatMap(({ name, text }) => [{ name: `attachment-name:${name}`, text: name }, { name: `attachment-text:${name}`, text }]),
]

/** Whether anybody outside gets it. */
export function goesOut({ to, internalDomains }: Pick<PresendCase, 'to' | 'internalDomains'>): boolean {
  return to.some((address) => !internalDomains.includes(address.slice(address.lastIndexOf('@') + 1)))
}
