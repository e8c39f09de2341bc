import type { Texts } from '../texts/nl.ts'
import { moment } from './when.ts'

/** What the ledger page reads, and how it puts a record into words. Pure. */

export interface LedgerEntry {
  /** Null until the record has its place in the tree, at most a second. */
  readonly sequence: number | null
  readonly id: string
  readonly at: number
  readonly kind: string
  readonly facts: Readonly<Record<string, string | number | boolean>>
  /** Null for a field that was erased. */
  readonly personal: Readonly<Record<string, string | null>>
}

export type LedgerCheck =
  | { readonly ok: true, readonly records: number, readonly root: string, readonly headAt: number | undefined }
  | { readonly ok: false, readonly line: string | undefined }

/** Reads the answer of the check; anything that is not a plain "ok" counts as wrong. */
export function checkOf(answer: unknown): LedgerCheck {
  if (typeof answer !== 'object' || answer === null) return { ok: false, line: undefined }
  const { ok, records, root, headAt, sequence, id } = answer as Readonly<Record<string, unknown>>
  if (ok === true) {
    return {
      ok: true, records: typeof records === 'number' ? records : 0, root: typeof root === 'string' ? root : '',
      headAt: typeof headAt === 'number' || typeof headAt === 'string' ? moment(headAt) : undefined,
    }
  }
  return { ok: false, line: typeof sequence === 'number' ? String(sequence) : typeof id === 'string' ? id : undefined }
}

/** Facts that only matter in the evidence of one line. */
const technical = /(?:^id$|Id$|digest|hash|tenant|^door$|^version$)/

/** Who did it: the first personal fields; an erased one says so. */
export function whoOf(entry: LedgerEntry, texts: Texts): string {
  const order = ['account', 'actor', 'user', 'name', 'by', 'address', 'from', 'sender', 'to', 'recipient', 'rcptTo']
  const keys = Object.keys(entry.personal).toSorted((a, b) => rank(order, a) - rank(order, b))
  return keys.filter((key) => key !== 'ip').slice(0, 2).map((key) => entry.personal[key] ?? texts.ledger.erased).join(' → ')
}

const rank = (order: readonly string[], key: string): number => {
  const at = order.indexOf(key)
  return at < 0 ? order.length : at
}

/** What it was about: the plain facts, short. */
export function aboutOf(entry: LedgerEntry): string {
  return Object.entries(entry.facts).filter(([key]) => !technical.test(key)).slice(0, 3)
    .map(([key, value]) => value === true ? key : `${key} ${String(value)}`).join(', ')
}

/** What happened, in the reader's words; an unknown kind stays as it is. */
export function happenedOf(kind: string, texts: Texts): string {
  return texts.ledger.kinds[kind] ?? kind
}
