/** What random clients may do, and what must be there after it: a model of three mailboxes in a few lines. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

export type Action =
  | { readonly do: 'append', readonly by: 'imap' | 'jmap' | 'import', readonly box: number, readonly flags: number }
  | { readonly do: 'flag', readonly box: number, readonly pick: number, readonly mode: '+' | '-' | '', readonly flags: number }
  /** Only if nobody changed it since: told right, or told too early. */
  | { readonly do: 'flag-since', readonly box: number, readonly pick: number, readonly isLate: boolean, readonly flags: number }
  /** Everything with one flag is found, kept as `$`, and gets another. */
  | { readonly do: 'flag-found', readonly box: number, readonly by: number, readonly flags: number }
  | { readonly do: 'copy', readonly box: number, readonly to: number, readonly pick: number }
  | { readonly do: 'move', readonly box: number, readonly to: number, readonly pick: number }
  | { readonly do: 'expunge', readonly box: number }
  | { readonly do: 'expunge-one', readonly box: number, readonly pick: number }
  | { readonly do: 'patch', readonly box: number, readonly to: number, readonly pick: number, readonly flags: number }
  | { readonly do: 'destroy', readonly box: number, readonly pick: number }
  | { readonly do: 'rename', readonly by: 'imap' | 'jmap', readonly box: number }
  | { readonly do: 'subscribe', readonly by: 'imap' | 'jmap', readonly box: number, readonly isOn: boolean }
  /** The last mailbox, where nobody stays, goes with its mail and comes anew. */
  | { readonly do: 'remake', readonly by: 'imap' | 'jmap' }
  /** Whoever stays in a mailbox leaves and comes back knowing what it knew (QRESYNC). */
  | { readonly do: 'leave', readonly watcher: number }
  | { readonly do: 'come-back', readonly watcher: number }

/** What a flag is called over IMAP and over JMAP, which has no word for the last one. */
export const FLAGS = [['\\Seen', '$seen'], ['\\Answered', '$answered'], ['\\Flagged', '$flagged'], ['\\Deleted', '']] as const
export const DELETED = 8
export const BOXES = 3
/** Mailboxes in which somebody stays. */
export const WATCHED = 2

const box = fc.nat({ max: BOXES - 1 })
const pick = fc.nat({ max: 15 })
const flags = fc.nat({ max: 15 })
const watcher = fc.nat({ max: WATCHED - 1 })
const by = fc.constantFrom('imap' as const, 'jmap' as const)

export const actions: fc.Arbitrary<Action[]> = fc.array(fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('append' as const), by: fc.constantFrom('imap' as const, 'jmap' as const, 'import' as const), box, flags }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('flag' as const), box, pick, mode: fc.constantFrom('+' as const, '-' as const, '' as const), flags }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('flag-since' as const), box, pick, isLate: fc.boolean(), flags }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('flag-found' as const), box, by: fc.nat({ max: 3 }), flags }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('copy' as const), box, to: box, pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), box, to: box, pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('expunge' as const), box }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expunge-one' as const), box, pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('patch' as const), box, to: box, pick, flags }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('destroy' as const), box, pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), by, box }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('subscribe' as const), by, box, isOn: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remake' as const), by }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), watcher }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('come-back' as const), watcher }) },
), { minLength: 5, maxLength: 25 })

export interface Entry { readonly subject: string, readonly flags: number }

/** Entries by UID, in order; the next UID of each mailbox. */
export class Model {
  readonly boxes = Array.from({ length: BOXES }, emptyBox)

  of(index: number): { readonly entries: Map<number, Entry>, next: number } {
    return this.boxes[index] ?? assert.fail()
  }

  /** The mailbox is another one, with nothing in it. */
  remake(index: number): void {
    this.boxes[index] = emptyBox()
  }

  put(index: number, entry: Entry): number {
    const one = this.of(index)
    one.entries.set(one.next, entry)
    return one.next++
  }

  expunge(index: number): void {
    const { entries } = this.of(index)
    for (const [uid, entry] of entries) if ((entry.flags & DELETED) !== 0) entries.delete(uid)
  }

  everywhere(subject: string): { readonly index: number, readonly uid: number, readonly entry: Entry }[] {
    return this.boxes.flatMap(({ entries }, index) => [...entries].filter(([, entry]) => entry.subject === subject)
      .map(([uid, entry]) => ({ index, uid, entry })))
  }
}

function emptyBox(): { entries: Map<number, Entry>, next: number } {
  return { entries: new Map(), next: 1 }
}

export const imapWords = (set: number): string[] =>
  FLAGS.filter((_, bit) => (set & (1 << bit)) !== 0).map(([word]) => word)
export const keywords = (set: number): Record<string, true> => Object.fromEntries(
  FLAGS.filter(([, word], bit) => word !== '' && (set & (1 << bit)) !== 0).map(([, word]) => [word, true]))

/** The flags in `FLAGS (...)` of a FETCH answer, as bits. */
export function bitsIn(answer: string): number | undefined {
  const list = /FLAGS \(([^)]*)\)/.exec(answer)?.[1]?.split(' ')
  if (list === undefined) return undefined
  return FLAGS.reduce((sum, [word], bit) => list.includes(word) ? sum | (1 << bit) : sum, 0)
}
