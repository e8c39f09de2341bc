import { sql, type Script, type Tx } from '../../storage/script.ts'
import { countIn } from './account.ts'
import { inList, type EntryRow, type MailboxCounts, type Owner } from './rows.ts'

/** A body made ready outside: ciphertext in the row or, already on disk, in the blob store. */
export interface NewBody {
  readonly id: string
  /** Of the raw message. */
  readonly sizeBytes: number
  readonly sealed: Uint8Array | null
  readonly blob: string | null
}

/** An encrypted list page of new messages, whose numbers will follow each other. */
export interface NewPage {
  readonly page: number
  readonly records: number
  readonly sealed: Uint8Array
}

export interface NewMessage {
  readonly body: string
  readonly sizeBytes: number
  readonly receivedAt: number
  /** Nearest reference first, the message's own last; see `threads.ts`. */
  readonly references: readonly Uint8Array[]
}

export interface Target {
  readonly mailbox: number
  readonly bits: number
  /** Keyword numbers. */
  readonly keywords: string
}

export function* insertBody(tx: Tx, { tenant, account, body }: Owner & { readonly body: NewBody }): Script<void> {
  yield* tx.run(sql`insert into body (tenant, account, body, size_bytes, sealed, blob)
    values (${tenant}, ${account}, ${body.id}, ${body.sizeBytes}, ${body.sealed}, ${body.blob})`)
}

export function* insertPage(tx: Tx, { tenant, account, page, firstMessage }: Owner & {
  readonly page: NewPage, readonly firstMessage: number,
}): Script<void> {
  yield* tx.run(sql`insert into record_page
    (tenant, account, page, first_message, last_message, records, gone, settled, size_bytes, sealed)
    values (${tenant}, ${account}, ${page.page}, ${firstMessage}, ${firstMessage + page.records - 1}, ${page.records},
      0, 0, ${page.sealed.length}, ${page.sealed})`)
}

/**
 * Inserts one message and its entries. The thread is that of the nearest known reference; a message without one begins a
 * thread of its own, which takes the message's number. Targets must be live mailboxes.
 */
export function* insertMessage(tx: Tx, args: Owner & {
  readonly message: number, readonly page: number, readonly modseq: number, readonly savedAt: number,
  readonly content: NewMessage, readonly targets: readonly Target[],
}): Script<{ readonly entries: readonly EntryRow[], readonly counts: readonly MailboxCounts[] }> {
  const { tenant, account, message, page, modseq, savedAt, content } = args
  const thread = yield* findThread(tx, args)
  yield* tx.run(sql`insert into message
    (tenant, account, message, thread, page, body, size_bytes, received_at, created_modseq, modseq)
    values (${tenant}, ${account}, ${message}, ${thread}, ${page}, ${content.body}, ${content.sizeBytes},
      ${content.receivedAt}, ${modseq}, ${modseq})`)
  const entries: EntryRow[] = []
  const counts: MailboxCounts[] = []
  for (const { mailbox, bits, keywords } of args.targets) {
    const entry = {
      mailbox, message, thread, bits, keywords, modseq, savedAt, receivedAt: content.receivedAt,
      sizeBytes: content.sizeBytes,
    }
    const inserted = yield* insertEntry(tx, { tenant, account, entry })
    if (inserted === undefined) throw new Error('a message was to go into a mailbox that is gone')
    entries.push(inserted.entry)
    counts.push(inserted.counts)
  }
  return { entries, counts }
}

/** Puts one entry at the end of its mailbox; undefined when the mailbox is gone. */
export function* insertEntry(tx: Tx, { tenant, account, entry }: Owner & {
  readonly entry: Omit<EntryRow, 'uid'>,
}): Script<{ readonly entry: EntryRow, readonly counts: MailboxCounts } | undefined> {
  const { mailbox, bits, modseq, sizeBytes } = entry
  const unseen = (bits & 1) === 0 ? 1 : 0
  const counts = yield* countIn(tx, { tenant, account, mailbox, modseq, uids: 1, total: 1, unseen, bytes: sizeBytes })
  if (counts === undefined) return undefined
  const row = { ...entry, uid: counts.uidNext - 1 }
  yield* putEntry(tx, { tenant, account, entry: row })
  return { entry: row, counts }
}

/** Writes the row of an entry whose UID was taken already. */
export function* putEntry(tx: Tx, { tenant, account, entry }: Owner & { readonly entry: EntryRow }): Script<void> {
  yield* tx.run(sql`insert into entry
    (tenant, account, mailbox, uid, message, thread, bits, keywords, modseq, saved_at, received_at, size_bytes)
    values (${tenant}, ${account}, ${entry.mailbox}, ${entry.uid}, ${entry.message}, ${entry.thread}, ${entry.bits},
      ${entry.keywords}, ${entry.modseq}, ${entry.savedAt}, ${entry.receivedAt}, ${entry.sizeBytes})`)
}

function* findThread(tx: Tx, { tenant, account, message, content }: Owner & {
  readonly message: number, readonly content: NewMessage,
}): Script<number> {
  const { references } = content
  if (references.length === 0) return message
  const known = yield* tx.all<{ token: Uint8Array, thread: number }>(sql`select token, thread from thread_reference
    where tenant = ${tenant} and account = ${account} and token in ${inList(references)}`)
  const nearest = references.find((token) => known.some((row) => sameBytes(row.token, token)))
  const thread = known.find((row) => nearest !== undefined && sameBytes(row.token, nearest))?.thread ?? message
  for (const token of references) {
    if (known.some((row) => sameBytes(row.token, token))) continue
    yield* tx.run(sql`insert into thread_reference (tenant, account, token, thread)
      values (${tenant}, ${account}, ${token}, ${thread}) on conflict do nothing`)
  }
  return thread
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}
