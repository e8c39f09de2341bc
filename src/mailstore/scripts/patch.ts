import { writeScript, type Script, type Tx } from '../../storage/script.ts'
import { isMailbox, nextChange, countIn } from './account.ts'
import { copyInto } from './copy.ts'
import { entriesOfMessages } from './entries.ts'
import { removeEntries } from './expunge.ts'
import { differs, unseenDelta, writeFlags, type FlagChange } from './flags.ts'
import { keywordList, keywordNumbers } from './keyword-list.ts'
import { mailChanged, type EntryRow, type MailboxCounts, type Owner } from './rows.ts'

/** One Email/set update: where it is and what is set on it, on all its entries. RFC 8621 §4.6 */
export interface MessagePatch {
  readonly message: number
  readonly mailboxes: { readonly add: readonly number[], readonly remove: readonly number[] }
    | { readonly set: readonly number[] } | null
  /** Applied one after another. */
  readonly flags: readonly FlagChange[]
}

export interface PatchArgs extends Owner {
  readonly patches: readonly MessagePatch[]
  readonly savedAt: number
}

export type PatchOutcome = 'updated' | 'not found' | 'no such mailbox' | 'no mailbox left'

export interface PatchedRows {
  readonly change: number
  readonly outcomes: readonly PatchOutcome[]
}

/** What the patches of one script changed so far. A later patch may change an entry again: the last word counts. */
class Told {
  readonly counts = new Map<number, MailboxCounts>()
  readonly appeared = new Map<string, EntryRow>()
  readonly changed = new Map<string, EntryRow>()
  readonly expunged = new Map<number, number[]>()

  appear(entries: readonly EntryRow[]): void {
    for (const entry of entries) this.appeared.set(`${entry.mailbox}/${entry.uid}`, entry)
  }

  change(entries: readonly EntryRow[]): void {
    for (const entry of entries) {
      const key = `${entry.mailbox}/${entry.uid}`
      if (this.appeared.has(key)) this.appeared.set(key, entry)
      else this.changed.set(key, entry)
    }
  }

  expunge(mailbox: number, uids: readonly number[]): void {
    for (const uid of uids) {
      this.changed.delete(`${mailbox}/${uid}`)
      // An entry that came and went inside one script was never seen, but its UID is used up and may be named as gone.
      this.appeared.delete(`${mailbox}/${uid}`)
    }
    this.expunged.set(mailbox, [...this.expunged.get(mailbox) ?? [], ...uids].sort((a, b) => a - b))
  }

  count(counts: readonly (MailboxCounts | undefined)[]): void {
    for (const one of counts) if (one !== undefined) this.counts.set(one.mailbox, one)
  }
}

/** Applies patches in order; each has its own outcome, all share one change number. */
export const patchMessages = writeScript('mailstore.patch', import.meta.url, function* (tx, args: PatchArgs) {
  yield* tx.lockAccount(args)
  const told = new Told()
  const state = { modseq: 0 }
  const outcomes: PatchOutcome[] = []
  for (const patch of args.patches) outcomes.push(yield* patchOne(tx, { ...args, patch, told, state }))
  if (state.modseq > 0) {
    yield* tx.changed(mailChanged(args, state.modseq, {
      mailboxes: [...told.counts.values()], appeared: [...told.appeared.values()], changed: [...told.changed.values()],
      expunged: [...told.expunged].map(([mailbox, uids]) => ({ mailbox, uids })),
    }))
  }
  return { change: state.modseq, outcomes } satisfies PatchedRows
})

interface OnePatch extends Owner {
  readonly patch: MessagePatch
  readonly savedAt: number
  readonly told: Told
  readonly state: { modseq: number }
}

function* patchOne(tx: Tx, args: OnePatch): Script<PatchOutcome> {
  const { tenant, account, patch, told } = args
  const entries = yield* entriesOfMessages(tx, { tenant, account, messages: [patch.message] })
  if (entries.length === 0) return 'not found'
  const wanted = wantedMailboxes(entries, patch)
  for (const mailbox of wanted) if (!(yield* isMailbox(tx, { tenant, account, mailbox }))) return 'no such mailbox'
  if (wanted.size === 0) return 'no mailbox left'
  const leaving = entries.filter(({ mailbox }) => !wanted.has(mailbox))
  const joining = [...wanted].filter((mailbox) => !entries.some((entry) => entry.mailbox === mailbox))
  if (leaving.length > 0 || joining.length > 0) {
    const modseq = yield* modseqOf(tx, args)
    const source = combined(entries)
    for (const mailbox of joining) {
      const copied = yield* copyInto(tx, { tenant, account, mailbox, sources: [source], modseq, savedAt: args.savedAt })
      told.appear(copied.entries)
      told.count([copied.counts])
    }
    if (leaving.length > 0) {
      // Others stay, so no message is lonely now.
      const { told: gone } = yield* removeEntries(tx, { tenant, account, entries: leaving, modseq })
      told.count(gone.mailboxes)
      for (const { mailbox, uids } of gone.expunged) told.expunge(mailbox, uids)
    }
  }
  for (const flags of patch.flags) yield* flagAll(tx, args, flags)
  return 'updated'
}

function wantedMailboxes(entries: readonly EntryRow[], { mailboxes }: MessagePatch): Set<number> {
  const now = new Set(entries.map(({ mailbox }) => mailbox))
  if (mailboxes === null) return now
  if ('set' in mailboxes) return new Set(mailboxes.set)
  for (const mailbox of mailboxes.remove) now.delete(mailbox)
  for (const mailbox of mailboxes.add) now.add(mailbox)
  return now
}

/** The flags a JMAP client sees: $seen only when all entries have it, others when any has. */
function combined(entries: readonly EntryRow[]): EntryRow {
  const [first] = entries
  if (first === undefined) throw new Error('a message without entries')
  let any = 0
  let all = ~0
  const keywords: number[] = []
  for (const entry of entries) {
    any |= entry.bits
    all &= entry.bits
    keywords.push(...keywordNumbers(entry.keywords))
  }
  return { ...first, bits: (any & ~1) | (all & 1), keywords: keywordList(keywords) }
}

function* flagAll(tx: Tx, args: OnePatch, flags: FlagChange): Script<void> {
  const { tenant, account, patch, told } = args
  const entries = yield* entriesOfMessages(tx, { tenant, account, messages: [patch.message] })
  const changing = entries.filter((entry) => differs(entry, flags))
  if (changing.length === 0) return
  const modseq = yield* modseqOf(tx, args)
  for (const [mailbox, own] of Map.groupBy(changing, (entry) => entry.mailbox)) {
    const changed = yield* writeFlags(tx, { tenant, account, modseq, entries: own, flags })
    told.change(changed)
    told.count([yield* countIn(
      tx, { tenant, account, mailbox, modseq, uids: 0, total: 0, unseen: unseenDelta(own, changed), bytes: 0 },
    )])
  }
}

/** All patches of a script share one change number, taken with the first change. */
function* modseqOf(tx: Tx, { tenant, account, state }: OnePatch): Script<number> {
  if (state.modseq === 0) state.modseq = yield* nextChange(tx, { tenant, account })
  return state.modseq
}
