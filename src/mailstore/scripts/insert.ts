import { isNewest } from '../../keys/newest-key.ts'
import { sql, type Script, type Tx } from '../../storage/script.ts'
import { countIn } from './account.ts'
import { cut, inList, type EntryRow, type MailboxCounts, type Owner } from './rows.ts'

/** References that one message may bring from other threads into its own; larger threads stay apart. */
export const JOINED_REFERENCES_MAX = 5000

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
  /** Version of the key it is under. */
  readonly keyVersion: number
  readonly sealed: Uint8Array
}

export interface NewMessage {
  readonly body: string
  readonly sizeBytes: number
  readonly receivedAt: number
  /** Nearest reference first, the message's own last; see `threads.ts`. */
  readonly references: readonly Uint8Array[]
  /** The same under each key of before, while a key rotation runs: what is there may still be found by one of them. */
  readonly formerReferences: readonly (readonly Uint8Array[])[]
  /** Version of the key the references are under. */
  readonly keyVersion: number
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
 * Inserts one message and its entries. The thread is that of the nearest known reference; a message without one
 * begins a thread of its own, which takes the message's number. Targets must be live mailboxes.
 */
export function* insertMessage(tx: Tx, args: Owner & {
  readonly message: number, readonly page: NewPage, readonly modseq: number, readonly savedAt: number,
  readonly content: NewMessage, readonly targets: readonly Target[],
}): Script<{ readonly entries: readonly EntryRow[], readonly counts: readonly MailboxCounts[] }> {
  const { tenant, account, message, page, modseq, savedAt, content } = args
  isNewest(content.keyVersion, page.keyVersion)
  const thread = yield* findThread(tx, args)
  yield* tx.run(sql`insert into message
    (tenant, account, message, thread, page, body, size_bytes, received_at, created_modseq, modseq)
    values (${tenant}, ${account}, ${message}, ${thread}, ${page.page}, ${content.body}, ${content.sizeBytes},
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

function* findThread(tx: Tx, { tenant, account, message, page, content }: Owner & {
  readonly message: number, readonly page: NewPage, readonly content: NewMessage,
}): Script<number> {
  const { references, formerReferences } = content
  if (references.length === 0) return message
  const all = formerReferences.length === 0 ? references : [references, ...formerReferences].flat()
  const known: { token: Uint8Array, thread: number }[] = []
  for (const piece of cut(all)) {
    known.push(...yield* tx.all<{ token: Uint8Array, thread: number }>(sql`select token, thread from thread_reference
      where tenant = ${tenant} and account = ${account} and token in ${inList(piece)}`))
  }
  const threadOf = (token: Uint8Array | undefined): number | undefined =>
    token === undefined ? undefined : known.find((row) => sameBytes(row.token, token))?.thread
  let thread: number | undefined
  for (let at = 0; at < references.length && thread === undefined; at++) {
    thread = threadOf(references[at])
    for (const former of formerReferences) thread ??= threadOf(former[at])
  }
  const others = new Set(known.map((row) => row.thread).filter((one) => one !== thread))
  if (thread !== undefined && others.size > 0) yield* joinThreads(tx, { tenant, account, thread, others: [...others] })
  yield* insertReferences(tx, {
    tenant, account, thread: thread ?? message, keyVersion: page.keyVersion,
    references: references.filter((token) => threadOf(token) === undefined),
  })
  return thread ?? message
}

/**
 * A message that came late shows that several threads are one conversation: whatever comes next finds this thread.
 * What is
 * there stays where it is, for the thread of an Email never changes (RFC 8621 §4.1.1, immutable).
 */
function* joinThreads(tx: Tx, { tenant, account, thread, others }: Owner & {
  readonly thread: number, readonly others: readonly number[],
}): Script<void> {
  for (const piece of cut(others)) {
    const { rows } = yield* tx.one<{ rows: number }>(sql`select count(*) as rows from thread_reference
      where tenant = ${tenant} and account = ${account} and thread in ${inList(piece)}`)
    if (Number(rows) > JOINED_REFERENCES_MAX) continue
    yield* tx.run(sql`update thread_reference set thread = ${thread} where tenant = ${tenant} and account = ${account}
      and token in (select token from thread_reference where tenant = ${tenant} and account = ${account}
        and thread in ${inList(piece)})`)
  }
}

/** What a thread is found by from now on; what is known already stays as it is. */
export function* insertReferences(tx: Tx, { tenant, account, thread, keyVersion, references }: Owner & {
  readonly thread: number, readonly keyVersion: number, readonly references: readonly Uint8Array[],
}): Script<void> {
  for (const token of references) {
    yield* tx.run(sql`insert into thread_reference (tenant, account, token, thread, key_version)
      values (${tenant}, ${account}, ${token}, ${thread}, ${keyVersion}) on conflict do nothing`)
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false
  return true
}
