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

/** Who did it: the first personal fields, else the account by its name; an erased field says so. */
export function whoOf(entry: LedgerEntry, texts: Texts, names: ReadonlyMap<string, string>): string {
  const order = ['name', 'by', 'from', 'address', 'to']
  const keys = Object.keys(entry.personal).filter((key) => order.includes(key)).toSorted(
    (a, b) => order.indexOf(a) - order.indexOf(b),
  )
  const people = keys.map((key) => entry.personal[key] ?? texts.ledger.erased)
  if (people.length > 0) return entry.kind.startsWith('account') ? people.join(', ') : people.slice(0, 2).join(' → ')
  return names.get(String(entry.facts['account'])) ?? ''
}

/** Names of accounts by their number, out of the records of their making. */
export function accountNames(entries: readonly LedgerEntry[]): ReadonlyMap<string, string> {
  return new Map(entries.flatMap((entry) => {
    const name = entry.personal['name'] ?? entry.personal['address']
    return entry.kind === 'account.created' && name ? [[String(entry.facts['account']), name] as const] : []
  }))
}

/** What it was about, in words: only facts the catalogue has words for; the rest stands in the evidence of the line. */
export function aboutOf(entry: LedgerEntry, texts: Texts): string {
  const said: string[] = []
  for (const [key, words] of Object.entries(texts.ledger.facts)) {
    const value = entry.facts[key]
    if (typeof value !== 'string') continue
    said.push(...value.split(' ').flatMap((one) => Object.hasOwn(words, one) ? words[one] ?? [] : []))
  }
  const { recipients } = entry.facts
  if (typeof recipients === 'number') said.push(texts.ledger.recipients(recipients))
  return said.join(', ')
}

/** What happened, in the reader's words; an unknown kind stays as it is. */
export function happenedOf(kind: string, texts: Texts): string {
  return texts.ledger.kinds[kind] ?? kind
}
