import { sql, type ReadTx, type Script, type Tx } from '../../storage/script.ts'
import type { UidSet } from '../uid-set.ts'
import { giveBytesBack } from './account.ts'
import { cut, entryColumns, inList, type EntryRow, type Owner } from './rows.ts'

/** Entries of these UIDs that are there, ascending by UID. */
export function* entriesOf(tx: ReadTx, { tenant, account, mailbox, uids }: Owner & {
  readonly mailbox: number, readonly uids: UidSet,
}): Script<EntryRow[]> {
  const found: EntryRow[] = []
  for (const [first, last] of uids.ranges) {
    found.push(...yield* tx.all<EntryRow>(sql`select ${entryColumns} from entry where tenant = ${tenant}
      and account = ${account} and mailbox = ${mailbox} and uid between ${first} and ${last}`))
  }
  for (const piece of cut(uids.singles)) {
    found.push(...yield* tx.all<EntryRow>(sql`select ${entryColumns} from entry where tenant = ${tenant}
      and account = ${account} and mailbox = ${mailbox} and uid in ${inList(piece)}`))
  }
  return found.sort((a, b) => a.uid - b.uid)
}

/**
 * All entries of these messages, in every mailbox. Where they are is asked of the index alone: without figures of its tables
 * SQLite takes a whole account for less work than a few looks from an index into the table.
 */
export function* entriesOfMessages(tx: ReadTx, { tenant, account, messages }: Owner & {
  readonly messages: readonly number[],
}): Script<EntryRow[]> {
  const found: EntryRow[] = []
  for (const piece of cut(messages)) {
    found.push(...yield* tx.all<EntryRow>(sql`select ${entryColumns} from entry where tenant = ${tenant}
      and account = ${account} and (mailbox, uid) in (select mailbox, uid from entry where tenant = ${tenant}
        and account = ${account} and message in ${inList(piece)})`))
  }
  return found.sort((a, b) => a.mailbox - b.mailbox || a.uid - b.uid)
}

/** Gives the messages this change number, so that JMAP clients hear of them. */
export function* touchMessages(tx: Tx, { tenant, account, messages, modseq }: Owner & {
  readonly messages: readonly number[], readonly modseq: number,
}): Script<void> {
  for (const piece of cut([...new Set(messages)])) {
    yield* tx.run(sql`update message set modseq = ${modseq} where tenant = ${tenant} and account = ${account}
      and message in ${inList(piece)}`)
  }
}

/** Takes entries out of their mailbox and writes them down as expunged. The counts are the caller's. */
export function* dropEntries(tx: Tx, { tenant, account, mailbox, uids, modseq }: Owner & {
  readonly mailbox: number, readonly uids: readonly number[], readonly modseq: number,
}): Script<void> {
  for (const piece of cut(uids)) {
    yield* tx.run(sql`insert into expunged (tenant, account, mailbox, modseq, uid)
      select tenant, account, mailbox, cast(${modseq} as bigint), uid from entry where tenant = ${tenant}
      and account = ${account} and mailbox = ${mailbox} and uid in ${inList(piece)}`)
    yield* tx.run(sql`delete from entry where tenant = ${tenant} and account = ${account} and mailbox = ${mailbox}
      and uid in ${inList(piece)}`)
  }
}

interface LonelyMessage {
  readonly message: number
  readonly thread: number
  readonly page: number
  readonly body: string
  readonly sizeBytes: number
}

export interface Removed {
  readonly destroyed: readonly number[]
  /** Blobs whose rows are gone: to be deleted after the commit. */
  readonly blobs: readonly string[]
}

/**
 * Of messages that lost an entry: those without any are removed with body, record and quota; the others are touched.
 * A record in a shared page stays ciphertext there until the page is written again (`pages.ts`); a page without any
 * live record goes at once.
 */
export function* removeLonely(tx: Tx, { tenant, account, messages, modseq }: Owner & {
  readonly messages: readonly number[], readonly modseq: number,
}): Script<Removed> {
  const lonely: LonelyMessage[] = []
  for (const piece of cut([...new Set(messages)])) {
    lonely.push(...yield* tx.all<LonelyMessage>(sql`select message, thread, page, body, size_bytes as "sizeBytes"
      from message where tenant = ${tenant} and account = ${account} and message in ${inList(piece)}
      and not exists (select 1 from entry where entry.tenant = ${tenant} and entry.account = ${account}
        and entry.message = message.message)`))
  }
  const gone = new Set(lonely.map(({ message }) => message))
  yield* touchMessages(tx, { tenant, account, messages: messages.filter((message) => !gone.has(message)), modseq })
  if (lonely.length === 0) return { destroyed: [], blobs: [] }
  const destroyed = [...gone]
  for (const piece of cut(destroyed)) {
    yield* tx.run(sql`insert into email_gone (tenant, account, modseq, message, thread, created_modseq)
      select tenant, account, cast(${modseq} as bigint), message, thread, created_modseq from message
      where tenant = ${tenant} and account = ${account} and message in ${inList(piece)}`)
    yield* tx.run(sql`delete from message where tenant = ${tenant} and account = ${account}
      and message in ${inList(piece)}`)
  }
  const blobs = yield* removeBodies(tx, { tenant, account, bodies: lonely.map(({ body }) => body) })
  yield* loseRecords(tx, { tenant, account, pages: lonely.map(({ page }) => page) })
  yield* forgetThreads(tx, { tenant, account, threads: [...new Set(lonely.map(({ thread }) => thread))] })
  yield* giveBytesBack(tx, { tenant, account, bytes: lonely.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) })
  return { destroyed, blobs }
}

function* removeBodies(
  tx: Tx, { tenant, account, bodies }: Owner & { readonly bodies: readonly string[] },
): Script<string[]> {
  const blobs: string[] = []
  for (const piece of cut(bodies)) {
    const rows = yield* tx.all<{ blob: string | null }>(sql`delete from body where tenant = ${tenant}
      and account = ${account} and body in ${inList(piece)} returning blob`)
    for (const { blob } of rows) if (blob !== null) blobs.push(blob)
  }
  return blobs
}

function* loseRecords(tx: Tx, { tenant, account, pages }: Owner & { readonly pages: readonly number[] }): Script<void> {
  const lost = new Map<number, number>()
  for (const page of pages) lost.set(page, (lost.get(page) ?? 0) + 1)
  for (const [page, records] of lost) {
    yield* tx.run(sql`update record_page set gone = gone + ${records} where tenant = ${tenant} and account = ${account}
      and page = ${page}`)
  }
  for (const piece of cut([...lost.keys()])) {
    yield* tx.run(sql`delete from record_page where tenant = ${tenant} and account = ${account}
      and page in ${inList(piece)} and gone >= records`)
  }
}

/** A thread without messages leaves no references behind. */
function* forgetThreads(
  tx: Tx, { tenant, account, threads }: Owner & { readonly threads: readonly number[] },
): Script<void> {
  for (const piece of cut(threads)) {
    yield* tx.run(sql`delete from thread_reference where tenant = ${tenant} and account = ${account}
      and token in (select token from thread_reference where tenant = ${tenant} and account = ${account}
        and thread in ${inList(piece)}) and not exists (select 1 from message where message.tenant = ${tenant}
        and message.account = ${account} and message.thread = thread_reference.thread)`)
  }
}
