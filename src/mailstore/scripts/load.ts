import { readScript, sql, type ReadTx, type Script } from '../../storage/script.ts'
import { folderVersion } from './mailboxes.ts'
import { countColumns, entryColumns, type EntryRow, type MailboxCounts, type MailboxRow, type Owner } from './rows.ts'

/** What an open account reads once; afterwards changes keep it up to date. */

export interface KeywordRow {
  readonly keyword: number
  readonly name: Uint8Array
}

export interface LoadedAccount {
  readonly number: number
  /** See `folderVersion`. */
  readonly version: number
  readonly mailboxes: readonly MailboxRow[]
  readonly keywords: readonly KeywordRow[]
}

/** The account's change number in this snapshot. */
export function* changeNumber(tx: ReadTx, { tenant, account }: Owner): Script<number> {
  const row = yield* tx.maybe<{ number: number }>(sql`select change_number as number from account
    where tenant = ${tenant} and id = ${account}`)
  return row?.number ?? 0
}

/** The account's change number, mailboxes and keywords, from one snapshot. */
export const loadAccount = readScript('mailstore.load-account', import.meta.url, function* (tx, owner: Owner) {
  const { tenant, account } = owner
  const mailboxes = yield* tx.all<MailboxRow>(sql`select ${countColumns}, name, token, role, subscribed, modseq,
    created_modseq as "createdModseq" from mailbox where tenant = ${tenant} and account = ${account}
    and destroyed_modseq is null order by mailbox`)
  const keywords = yield* tx.all<KeywordRow>(sql`select keyword, name from keyword where tenant = ${tenant}
    and account = ${account} order by keyword`)
  return {
    number: yield* changeNumber(tx, owner), version: yield* folderVersion(tx, owner), mailboxes, keywords,
  } satisfies LoadedAccount
})

export interface MailboxArgs extends Owner { readonly mailbox: number }

/** One mailbox as columns: cheaper to carry over a thread than ten thousand objects. */
export interface LoadedView {
  readonly number: number
  readonly counts: MailboxCounts
  /** Eight numbers an entry: uid, message, thread, bits, modseq, savedAt, receivedAt, sizeBytes. */
  readonly numbers: Uint8Array
  /** Keyword lists of the entries that have any, by position. */
  readonly keywords: readonly (readonly [number, string])[]
}

export const ENTRY_NUMBERS = 8

export const loadView = readScript('mailstore.load-view', import.meta.url, function* (tx, args: MailboxArgs) {
  const { tenant, account, mailbox } = args
  const counts = yield* tx.maybe<MailboxCounts>(sql`select ${countColumns} from mailbox where tenant = ${tenant}
    and account = ${account} and mailbox = ${mailbox} and destroyed_modseq is null`)
  if (counts === undefined) return undefined
  const rows = yield* tx.all<EntryRow>(sql`select ${entryColumns} from entry where tenant = ${tenant}
    and account = ${account} and mailbox = ${mailbox} order by uid`)
  const numbers = new Float64Array(rows.length * ENTRY_NUMBERS)
  const keywords: [number, string][] = []
  for (const [index, row] of rows.entries()) {
    const { uid, message, thread, bits, modseq, savedAt, receivedAt, sizeBytes } = row
    numbers.set([uid, message, thread, bits, modseq, savedAt, receivedAt, sizeBytes], index * ENTRY_NUMBERS)
    if (row.keywords !== '') keywords.push([index, row.keywords])
  }
  return {
    number: yield* changeNumber(tx, args), counts, numbers: new Uint8Array(numbers.buffer), keywords,
  } satisfies LoadedView
})

export interface CatchUpArgs extends Owner {
  readonly mailbox: number
  readonly since: number
}

export interface CaughtUp {
  readonly number: number
  readonly counts: MailboxCounts
  /** Entries that came or changed after `since`. */
  readonly entries: readonly EntryRow[]
  readonly expunged: readonly number[]
}

/** What happened in a mailbox after a change number: for QRESYNC, and for changes that another node made. */
export const catchUp = readScript('mailstore.catch-up', import.meta.url, function* (tx, args: CatchUpArgs) {
  const { tenant, account, mailbox, since } = args
  const counts = yield* tx.maybe<MailboxCounts>(sql`select ${countColumns} from mailbox where tenant = ${tenant}
    and account = ${account} and mailbox = ${mailbox} and destroyed_modseq is null`)
  if (counts === undefined) return undefined
  // Through the messages, which have an index by change and get the number of every change of their entries.
  const entries = yield* tx.all<EntryRow>(sql`select ${entryColumns} from entry where tenant = ${tenant}
    and account = ${account} and mailbox = ${mailbox} and modseq > ${since}
    and (mailbox, uid) in (select mailbox, uid from entry where tenant = ${tenant} and account = ${account}
      and message in (select message from message where tenant = ${tenant} and account = ${account}
        and modseq > ${since})) order by uid`)
  const gone = yield* tx.all<{ uid: number }>(sql`select uid from expunged where tenant = ${tenant}
    and account = ${account} and mailbox = ${mailbox} and modseq > ${since} order by uid`)
  return {
    number: yield* changeNumber(tx, args), counts, entries, expunged: gone.map(({ uid }) => uid),
  } satisfies CaughtUp
})
