/**
 * Mailboxes that one session removed, for one line of the ledger: which ones, with which UIDs in them. Those whose UIDs were
 * the same stand together as runs, so that a session that makes, fills and removes mailboxes all day has few lines.
 */
import type { LedgerEvent } from '../ledger/types.ts'
import { addTo, RUNS_MAX, wordsOf, type Runs } from './uid-runs.ts'

/**
 * Runs of UIDs of a mailbox that is not the first of its session: of more, the first and last UID are told. The first one
 * has `RUNS_MAX`.
 */
export const SHARED_RUNS_MAX = 8

export interface Removals {
  /** The mailboxes, by the words for the UIDs that went with each. */
  readonly mailboxes: Map<string, Runs>
  /** Of mailboxes and of UIDs; once there are `RUNS_MAX` the line is full. */
  runs: number
  messages: number
  /** For the first mailbox. */
  readonly runsOfFirst: number
}

/** An empty line; `goesOn` behind one of the same session that is full. */
export function noRemovals({ goesOn = false } = {}): Removals {
  return { mailboxes: new Map(), runs: 0, messages: 0, runsOfFirst: goesOn ? SHARED_RUNS_MAX : RUNS_MAX }
}

/** Adds a mailbox with its UIDs, at least one, in any order; false when the line is full and nothing was added. */
export function addRemoval(
  to: Removals, { mailbox, uids }: { readonly mailbox: number, readonly uids: readonly number[] },
): boolean {
  const isFirst = to.mailboxes.size === 0
  const { words, runs } = allOf(uids, isFirst ? to.runsOfFirst : SHARED_RUNS_MAX)
  const same = to.mailboxes.get(words)
  if (!isFirst && to.runs + (same === undefined ? 1 + runs : 1) > RUNS_MAX) return false
  const mailboxes = same ?? []
  const before = mailboxes.length
  addTo(mailboxes, mailbox)
  to.mailboxes.set(words, mailboxes)
  to.runs += mailboxes.length - before + (same === undefined ? runs : 0)
  to.messages += uids.length
  return true
}

/** One mailbox: its number and UIDs. Several: how many, and `mailboxes/UIDs` of each kind, such as `7:9/1 12/1:3,5`. */
export function removalFacts({ mailboxes, messages }: Removals): LedgerEvent['facts'] {
  const kinds = [...mailboxes].map(([uids, runs]) => ({ uids, of: wordsOf(runs) }))
  const many = kinds.reduce((sum, { of }) => sum + of.count, 0)
  const [only] = kinds
  if (only !== undefined && many === 1) {
    return { mailbox: Number(only.of.words), uids: only.uids, messages, mailboxRemoved: true }
  }
  const uids = kinds.map((kind) => `${kind.of.words}/${kind.uids}`).join(' ')
  return { mailboxes: many, uids, messages, mailboxRemoved: true }
}

/** All of these as IMAP writes them; from the first to the last when they are more runs than `most`. */
function allOf(uids: readonly number[], most: number): { readonly words: string, readonly runs: number } {
  const runs: Runs = []
  const ascending = uids.toSorted((a, b) => a - b)
  const isFull = ascending.some((uid) => addTo(runs, uid) === 'full')
  return isFull || runs.length > most ? { words: `${ascending[0]}:${ascending.at(-1)}`, runs: 1 }
    : { words: wordsOf(runs).words, runs: runs.length }
}
