import { isNewest } from '../../keys/newest-key.ts'
import { writeScript, sql, type Script, type Tx } from '../../storage/script.ts'
import { isMailbox, takeRoom } from './account.ts'
import type { AppendScriptArgs } from './append.ts'
import { removeEntries } from './expunge.ts'
import { insertBody, insertMessage, insertPage } from './insert.ts'
import { entryColumns, mailChanged, type EntryRow, type MailboxCounts, type Owner } from './rows.ts'

export interface AppendManyArgs extends Owner {
  readonly mailbox: number
  /** In the order of their UIDs; each has this mailbox as its only target. At least one. */
  readonly messages: readonly AppendScriptArgs[]
}

export interface AppendedManyRows {
  readonly change: number
  readonly uidValidity: number
  readonly uids: readonly number[]
}

/** Keeps all of several messages or none; they share one change number. RFC 3502 §6.3.11 */
export const appendMessages = writeScript('mailstore.append-many', import.meta.url, function* (
  tx, args: AppendManyArgs,
): Script<AppendedManyRows | 'no such mailbox' | 'over quota'> {
  yield* tx.lockAccount(args)
  const kept = yield* insertAll(tx, args)
  if (typeof kept === 'string') return kept
  const { change, entries, counts } = kept
  yield* tx.changed(mailChanged(args, change, { mailboxes: [counts], appeared: entries }))
  return { change, uidValidity: counts.uidValidity, uids: entries.map(({ uid }) => uid) }
})

export interface ReplaceArgs extends AppendManyArgs {
  /** The entry that goes. */
  readonly replaced: { readonly mailbox: number, readonly uid: number }
}

export interface ReplacedRows extends AppendedManyRows { readonly blobs: readonly string[] }

/** Keeps a message and removes another in one step; nothing happens when that one is gone. RFC 8508 §3 */
export const replaceEntry = writeScript('mailstore.replace', import.meta.url, function* (
  tx, args: ReplaceArgs,
): Script<ReplacedRows | 'no such mailbox' | 'over quota' | 'gone'> {
  const { tenant, account, replaced } = args
  yield* tx.lockAccount(args)
  const old = yield* tx.maybe<EntryRow>(sql`select ${entryColumns} from entry where tenant = ${tenant}
    and account = ${account} and mailbox = ${replaced.mailbox} and uid = ${replaced.uid}`)
  if (old === undefined) return 'gone'
  const kept = yield* insertAll(tx, args)
  if (typeof kept === 'string') return kept
  const { change, entries, counts } = kept
  const { removed, told } = yield* removeEntries(tx, { tenant, account, entries: [old], modseq: change })
  // The count after the removal is the last word where both happened in one mailbox.
  const isSame = replaced.mailbox === args.mailbox
  yield* tx.changed(mailChanged(args, change, {
    ...told, mailboxes: isSame ? told.mailboxes : [counts, ...told.mailboxes], appeared: entries,
  }))
  return { change, uidValidity: counts.uidValidity, uids: entries.map(({ uid }) => uid), blobs: removed.blobs }
})

function* insertAll(tx: Tx, { tenant, account, mailbox, messages }: AppendManyArgs): Script<
  { readonly change: number, readonly entries: readonly EntryRow[], readonly counts: MailboxCounts }
  | 'no such mailbox' | 'over quota'
> {
  if (!(yield* isMailbox(tx, { tenant, account, mailbox }))) return 'no such mailbox'
  const bytes = messages.reduce((sum, { content }) => sum + content.sizeBytes, 0)
  const room = yield* takeRoom(tx, { tenant, account, messages: messages.length, bytes })
  if (room === undefined) return 'over quota'
  for (const { page } of messages) isNewest(page.keyVersion, room.keyVersion)
  const entries: EntryRow[] = []
  let counts: MailboxCounts | undefined
  for (const [index, { body, page, content, targets, savedAt }] of messages.entries()) {
    const message = room.firstMessage + index
    yield* insertBody(tx, { tenant, account, body })
    yield* insertPage(tx, { tenant, account, page, firstMessage: message })
    const inserted = yield* insertMessage(tx, {
      tenant, account, message, page, modseq: room.change, savedAt, content, targets,
    })
    entries.push(...inserted.entries)
    counts = inserted.counts.at(-1)
  }
  if (counts === undefined) throw new Error('nothing to keep')
  return { change: room.change, entries, counts }
}
