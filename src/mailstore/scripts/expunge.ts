import { sql, writeScript, type Script, type Tx } from '../../storage/script.ts'
import type { UidSet } from '../uid-set.ts'
import { BATCH_MAX } from '../limits.ts'
import { countIn, nextChange } from './account.ts'
import { negative } from './copy.ts'
import { dropEntries, entriesOf, entriesOfMessages, removeLonely, type Removed } from './entries.ts'
import { entryColumns, mailChanged, type EntryRow, type MailboxCounts, type Owner } from './rows.ts'

export interface ExpungeScriptArgs extends Owner {
  readonly mailbox: number
  /** Only these; null for all. */
  readonly uids: UidSet | null
  /** Only entries with \Deleted; false removes whatever there is (a mailbox that goes). */
  readonly onlyDeleted: boolean
}

export interface ExpungedRows extends Removed {
  readonly change: number
  readonly uids: readonly number[]
  /** True when there was more than one script may touch: call again. */
  readonly more: boolean
}

const DELETED_BIT = 8

/** Removes entries; messages in no mailbox any more go with them. RFC 9051 §6.4.3, RFC 4315 §2.1 */
export const expungeEntries = writeScript('mailstore.expunge', import.meta.url, function* (tx, args: ExpungeScriptArgs) {
  yield* tx.lockAccount(args)
  const found = yield* candidates(tx, args)
  const entries = found.slice(0, BATCH_MAX)
  if (entries.length === 0) return { change: 0, uids: [], more: false, destroyed: [], blobs: [] } satisfies ExpungedRows
  const change = yield* nextChange(tx, args)
  const removed = yield* removeEntries(tx, { tenant: args.tenant, account: args.account, entries, modseq: change })
  yield* tx.changed(mailChanged(args, change, removed.told))
  return {
    change, uids: entries.map(({ uid }) => uid), more: found.length > BATCH_MAX, ...removed.removed,
  } satisfies ExpungedRows
})

function* candidates(tx: Tx, { tenant, account, mailbox, uids, onlyDeleted }: ExpungeScriptArgs): Script<EntryRow[]> {
  const mask = onlyDeleted ? DELETED_BIT : 0
  if (uids !== null) {
    const found = yield* entriesOf(tx, { tenant, account, mailbox, uids })
    return found.filter(({ bits }) => (bits & mask) === mask)
  }
  return yield* tx.all<EntryRow>(sql`select ${entryColumns} from entry where tenant = ${tenant} and account = ${account}
    and mailbox = ${mailbox} and (bits & ${mask}) = ${mask} order by uid limit ${BATCH_MAX + 1}`)
}

interface Told {
  readonly mailboxes: readonly MailboxCounts[]
  readonly expunged: readonly { readonly mailbox: number, readonly uids: readonly number[] }[]
  readonly destroyed: readonly number[]
}

/** Removes entries of any mailboxes, with counts, logs and the messages that have none left. */
export function* removeEntries(tx: Tx, { tenant, account, entries, modseq }: Owner & {
  readonly entries: readonly EntryRow[], readonly modseq: number,
}): Script<{ readonly removed: Removed, readonly told: Told }> {
  const mailboxes: MailboxCounts[] = []
  const expunged: { mailbox: number, uids: number[] }[] = []
  for (const [mailbox, own] of Map.groupBy(entries, (entry) => entry.mailbox)) {
    const uids = own.map(({ uid }) => uid).sort((a, b) => a - b)
    yield* dropEntries(tx, { tenant, account, mailbox, uids, modseq })
    const counts = yield* countIn(tx, { tenant, account, mailbox, modseq, uids: 0, ...negative(own) })
    if (counts !== undefined) mailboxes.push(counts)
    expunged.push({ mailbox, uids })
  }
  const removed = yield* removeLonely(tx, { tenant, account, messages: entries.map(({ message }) => message), modseq })
  return { removed, told: { mailboxes, expunged, destroyed: removed.destroyed } }
}

export interface DestroyArgs extends Owner { readonly messages: readonly number[] }

export interface DestroyedRows extends Removed { readonly change: number }

/** Removes whole messages from every mailbox they are in. RFC 8621 §4.6 */
export const destroyMessages = writeScript('mailstore.destroy', import.meta.url, function* (tx, args: DestroyArgs) {
  const { tenant, account, messages } = args
  yield* tx.lockAccount(args)
  const entries = yield* entriesOfMessages(tx, { tenant, account, messages })
  if (entries.length === 0) return { change: 0, destroyed: [], blobs: [] } satisfies DestroyedRows
  const change = yield* nextChange(tx, args)
  const { removed, told } = yield* removeEntries(tx, { tenant, account, entries, modseq: change })
  yield* tx.changed(mailChanged(args, change, told))
  return { change, ...removed } satisfies DestroyedRows
})
