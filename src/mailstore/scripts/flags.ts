import { sql, writeScript, type Script, type Tx } from '../../storage/script.ts'
import type { UidSet } from '../uid-set.ts'
import { countIn, nextChange } from './account.ts'
import { unseenOf } from './copy.ts'
import { entriesOf, touchMessages } from './entries.ts'
import { combineKeywords } from './keyword-list.ts'
import { cut, inList, mailChanged, type EntryRow, type Owner } from './rows.ts'

export interface FlagChange {
  readonly mode: 'add' | 'remove' | 'replace'
  readonly bits: number
  readonly keywords: string
}

export interface ChangeFlagsArgs extends Owner, FlagChange {
  readonly mailbox: number
  readonly uids: UidSet
  /** RFC 7162 §3.1.3: entries changed after this are left alone. */
  readonly unchangedSince: number | null
}

export interface FlagsChanged {
  readonly change: number
  readonly changed: readonly EntryRow[]
  readonly modified: readonly number[]
}

/** Changes flags of entries of one mailbox; entries that stay as they were get no new MODSEQ. */
export const changeFlags = writeScript('mailstore.flags', import.meta.url, function* (tx, args: ChangeFlagsArgs) {
  const { tenant, account, mailbox } = args
  yield* tx.lockAccount(args)
  const found = yield* entriesOf(tx, args)
  const limit = args.unchangedSince
  const modified = limit === null ? [] : found.filter((entry) => entry.modseq > limit).map(({ uid }) => uid)
  const changing = found.filter((entry) => (limit === null || entry.modseq <= limit) && differs(entry, args))
  if (changing.length === 0) return { change: 0, changed: [], modified } satisfies FlagsChanged
  const change = yield* nextChange(tx, args)
  const changed = yield* writeFlags(tx, { tenant, account, modseq: change, entries: changing, flags: args })
  const unseen = unseenDelta(changing, changed)
  const counts = yield* countIn(tx, { tenant, account, mailbox, modseq: change, uids: 0, total: 0, unseen, bytes: 0 })
  yield* tx.changed(mailChanged(args, change, { mailboxes: counts === undefined ? [] : [counts], changed }))
  return { change, changed, modified } satisfies FlagsChanged
})

/** Would this change anything? */
export function differs(entry: EntryRow, flags: FlagChange): boolean {
  const after = applied(entry, flags)
  return after.bits !== entry.bits || after.keywords !== entry.keywords
}

/** The entry with the flags changed. */
export function applied(entry: EntryRow, { mode, bits, keywords }: FlagChange): EntryRow {
  const next = mode === 'replace' ? bits : mode === 'add' ? entry.bits | bits : entry.bits & ~bits
  return { ...entry, bits: next, keywords: combineKeywords(entry.keywords, mode, keywords) }
}

/** How many more entries are without \Seen after than before. */
export function unseenDelta(before: readonly EntryRow[], after: readonly EntryRow[]): number {
  return unseenOf(after) - unseenOf(before)
}

/** Writes changed flags, one statement per outcome and 500 entries; gives the entries as they are now. */
export function* writeFlags(tx: Tx, { tenant, account, modseq, entries, flags }: Owner & {
  readonly modseq: number, readonly entries: readonly EntryRow[], readonly flags: FlagChange,
}): Script<EntryRow[]> {
  const changed = entries.map((entry) => ({ ...applied(entry, flags), modseq }))
  const groups = Map.groupBy(changed, ({ mailbox, bits, keywords }) => `${mailbox}/${bits}/${keywords}`)
  for (const group of groups.values()) {
    const [first] = group
    if (first === undefined) continue
    for (const piece of cut(group.map(({ uid }) => uid))) {
      yield* tx.run(sql`update entry set bits = ${first.bits}, keywords = ${first.keywords}, modseq = ${modseq}
        where tenant = ${tenant} and account = ${account} and mailbox = ${first.mailbox} and uid in ${inList(piece)}`)
    }
  }
  yield* touchMessages(tx, { tenant, account, messages: changed.map(({ message }) => message), modseq })
  return changed
}
