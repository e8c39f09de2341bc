import { writeScript, type Script, type Tx } from '../../storage/script.ts'
import type { UidSet } from '../uid-set.ts'
import { countIn, isMailbox, nextChange } from './account.ts'
import { dropEntries, entriesOf, touchMessages } from './entries.ts'
import { putEntry } from './insert.ts'
import { mailChanged, type EntryRow, type MailboxCounts, type Owner } from './rows.ts'

export interface CopyScriptArgs extends Owner {
  readonly from: number
  readonly uids: UidSet
  readonly to: number
  readonly savedAt: number
}

export interface CopiedRows {
  readonly change: number
  readonly uidValidity: number
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** Puts the same messages into another mailbox, keeping flags and internal date; all or none. RFC 9051 §6.4.7 */
export const copyEntries = writeScript('mailstore.copy', import.meta.url, function* (tx, args: CopyScriptArgs) {
  return yield* transfer(tx, args, false)
})

/** As `copyEntries`, and takes them out of the first mailbox in the same transaction. RFC 6851 §3.3 */
export const moveEntries = writeScript('mailstore.move', import.meta.url, function* (tx, args: CopyScriptArgs) {
  return yield* transfer(tx, args, true)
})

function* transfer(tx: Tx, args: CopyScriptArgs, leave: boolean): Script<CopiedRows | 'no such mailbox'> {
  const { tenant, account, from, to } = args
  yield* tx.lockAccount(args)
  if (!(yield* isMailbox(tx, { tenant, account, mailbox: from }))) return 'no such mailbox'
  if (!(yield* isMailbox(tx, { tenant, account, mailbox: to }))) return 'no such mailbox'
  const sources = yield* entriesOf(tx, { tenant, account, mailbox: from, uids: args.uids })
  const change = yield* nextChange(tx, args)
  const copied = yield* copyInto(tx, { tenant, account, mailbox: to, sources, modseq: change, savedAt: args.savedAt })
  const mailboxes = [copied.counts]
  if (leave) {
    yield* dropEntries(tx, { tenant, account, mailbox: from, uids: sources.map(({ uid }) => uid), modseq: change })
    const counts = yield* countIn(tx, { tenant, account, mailbox: from, modseq: change, uids: 0, ...negative(sources) })
    if (counts !== undefined) mailboxes.push(counts)
  }
  yield* touchMessages(tx, { tenant, account, messages: sources.map(({ message }) => message), modseq: change })
  const uids = sources.map(({ uid }) => uid)
  yield* tx.changed(mailChanged(args, change, {
    mailboxes: from === to ? mailboxes.slice(-1) : mailboxes, appeared: copied.entries,
    expunged: leave && uids.length > 0 ? [{ mailbox: from, uids }] : [],
  }))
  return { change, uidValidity: copied.counts.uidValidity, from: uids, to: copied.entries.map(({ uid }) => uid) }
}

/** Writes copies of entries at the end of a live mailbox, in the order given. */
export function* copyInto(tx: Tx, { tenant, account, mailbox, sources, modseq, savedAt }: Owner & {
  readonly mailbox: number, readonly sources: readonly EntryRow[], readonly modseq: number, readonly savedAt: number,
}): Script<{ readonly entries: readonly EntryRow[], readonly counts: MailboxCounts }> {
  const counts = yield* countIn(tx, {
    tenant, account, mailbox, modseq, uids: sources.length, total: sources.length,
    unseen: unseenOf(sources), bytes: bytesOf(sources),
  })
  if (counts === undefined) throw new Error('entries were to go into a mailbox that is gone')
  const firstUid = counts.uidNext - sources.length
  const entries = sources.map((source, index) => ({ ...source, mailbox, uid: firstUid + index, modseq, savedAt }))
  for (const entry of entries) yield* putEntry(tx, { tenant, account, entry })
  return { entries, counts }
}

/** What a mailbox loses with these entries. */
export function negative(entries: readonly EntryRow[]): { total: number, unseen: number, bytes: number } {
  return { total: -entries.length, unseen: -unseenOf(entries), bytes: -bytesOf(entries) }
}

/** How many are without \Seen. */
export function unseenOf(entries: readonly EntryRow[]): number {
  return entries.reduce((sum, { bits }) => sum + ((bits & 1) === 0 ? 1 : 0), 0)
}

function bytesOf(entries: readonly EntryRow[]): number {
  return entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}
