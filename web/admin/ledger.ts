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
  const order = ['name', 'who', 'by', 'from', 'address', 'to']
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

/** What other records of the same page tell of a mail. */
export interface Related {
  /** What the guard's record holds, by the number of the mail. */
  readonly assessed: ReadonlyMap<string, LedgerEntry['facts']>
  /** Numbers of the mails that bring a guest the link. */
  readonly notices: ReadonlySet<string>
}

/** What these records tell of each other. */
export function relatedOf(entries: readonly LedgerEntry[]): Related {
  return {
    assessed: new Map(entries.flatMap(({ kind, facts }) => kind === 'mail.assessed' && typeof facts['submission'] === 'string'
      ? [[facts['submission'], facts] as const] : [])),
    notices: new Set(entries.flatMap(({ facts: { noticeMail } }) => typeof noticeMail === 'string' ? [noticeMail] : [])),
  }
}

/** What it was about, in words: only facts the catalogue has words for; the rest stands in the evidence of the line. */
export function aboutOf(entry: LedgerEntry, texts: Texts, related: Related = relatedOf([])): string {
  const submission = String(entry.facts['submission'] ?? '')
  const judged = entry.kind === 'mail.assessed' ? entry.facts
    : entry.kind === 'mail.submitted' ? related.assessed.get(submission) : undefined
  const isOverridden = judged?.['overridden'] === true && judged['outcome'] !== 'refused'
  const said = isOverridden ? [texts.ledger.overridden] : []
  const isNotice = entry.kind === 'mail.delivered' && related.notices.has(submission)
  if (isNotice) said.push(texts.ledger.noticeMail)
  for (const [key, words] of Object.entries(texts.ledger.facts)) {
    const value = entry.facts[key]
    // How the mail with the link went is not how the message went; and what was said above is not said again.
    if (typeof value !== 'string' || (isNotice && key === 'route') || (isOverridden && key === 'outcome' && value === 'queued')) continue
    said.push(...value.split(' ').flatMap((one) => Object.hasOwn(words, one) ? words[one] ?? [] : []))
  }
  said.push(...waysOf(judged?.['routes'], texts))
  const { recipients } = entry.facts
  if (typeof recipients === 'number') said.push(texts.ledger.recipients(recipients))
  return said.join(', ')
}

/** The ways of `portal:1 ordinary:2`, each once. */
function waysOf(routes: string | number | boolean | undefined, texts: Texts): readonly string[] {
  const words = texts.ledger.facts['route'] ?? {}
  return String(routes ?? '').split(' ').flatMap((one) => {
    const name = one.slice(0, Math.max(0, one.indexOf(':')))
    return Object.hasOwn(words, name) ? words[name] ?? [] : []
  })
}

/** What the evidence calls a fact; undefined where it stays as the record has it. */
export function nameOf(fact: string, texts: Texts): string | undefined {
  return Object.hasOwn(texts.ledger.names, fact) ? texts.ledger.names[fact] : undefined
}

/** What happened, in the reader's words; an unknown kind stays as it is. */
export function happenedOf(kind: string, texts: Texts): string {
  return texts.ledger.kinds[kind] ?? kind
}
