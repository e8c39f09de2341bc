import { readScript, sql, type ReadTx, type Script } from '../../storage/script.ts'
import { tallyText, tallyThread, type CountedEntry } from '../thread-tally.ts'
import { changeNumbers } from './account.ts'
import { entriesOfMessages } from './entries.ts'
import { cut, inList, type Owner } from './rows.ts'

/** Reads for the counts of JMAP mailboxes: once all threads, afterwards those that changed. RFC 8621 §2 */

/** Entries read by one statement. */
const ENTRIES_AT_ONCE = 5000

export interface CountArgs extends Owner {
  /** The mailbox with the role of trash. */
  readonly trash: number | null
}

/** All threads of an account: pairs of thread and place in `texts`, where what it adds stands (`thread-tally.ts`). */
export interface AllTallies {
  readonly number: number
  /** Two 32-bit numbers a thread. */
  readonly threads: Uint8Array
  readonly texts: readonly string[]
}

/** What every thread adds to the counts. Goes through all entries of the account. */
export const tallyAll = readScript('mailstore.tally-all', import.meta.url, function* (tx, args: CountArgs) {
  const { number } = yield* changeNumbers(tx, args)
  const entries: CountedEntry[] = []
  // Entries of one thread hang together: the newest of each, and from each the one before.
  const newest = new Map<number, number>()
  const before: number[] = []
  const { tenant, account } = args
  const mailboxes = yield* tx.all<{ mailbox: number }>(sql`select mailbox from mailbox where tenant = ${tenant}
    and account = ${account} and destroyed_modseq is null`)
  for (const { mailbox } of mailboxes) {
    for (let last = 0, more = true; more;) {
      const rows = yield* tx.all<CountedRow>(sql`select uid, thread, message, mailbox, bits from entry
        where tenant = ${tenant} and account = ${account} and mailbox = ${mailbox} and uid > ${last}
        order by uid limit ${ENTRIES_AT_ONCE}`)
      for (const row of rows) {
        before.push(newest.get(row.thread) ?? -1)
        newest.set(row.thread, entries.length)
        entries.push(row)
      }
      last = rows.at(-1)?.uid ?? last
      more = rows.length === ENTRIES_AT_ONCE
    }
  }
  const texts = new Map<string, number>()
  const threads = new Uint32Array(newest.size * 2)
  let at = 0
  for (const [thread, first] of newest) {
    const own: CountedEntry[] = []
    for (let index = first; index >= 0; index = before[index] ?? -1) {
      const entry = entries[index]
      if (entry !== undefined) own.push(entry)
    }
    const text = tallyText(tallyThread(own, args.trash ?? undefined))
    const place = texts.get(text) ?? texts.size
    texts.set(text, place)
    threads[at++] = thread
    threads[at++] = place
  }
  return { number, threads: new Uint8Array(threads.buffer), texts: [...texts.keys()] } satisfies AllTallies
})

interface CountedRow extends CountedEntry {
  readonly uid: number
  readonly thread: number
}

export interface TouchedArgs extends CountArgs {
  readonly since: number
  /** More messages than this in the threads that changed: 'too many'. */
  readonly most: number
}

/** What the threads that changed after `since` add now; '' for those that are gone. */
export const tallyChanged = readScript('mailstore.tally-changed', import.meta.url, function* (tx, args: TouchedArgs) {
  const { tenant, account, since, most } = args
  const { number, floor } = yield* changeNumbers(tx, args)
  if (since < floor || since > number) return 'too many' as const
  const threads = yield* touchedThreads(tx, args)
  if (threads === 'too many') return threads
  const messages = yield* messagesOf(tx, { tenant, account, threads, most })
  if (messages === 'too many') return messages
  const byThread = Map.groupBy(yield* entriesOfMessages(tx, { tenant, account, messages }), ({ thread }) => thread)
  const tallies = threads.map((thread): readonly [number, string] =>
    [thread, tallyText(tallyThread(byThread.get(thread) ?? [], args.trash ?? undefined))])
  return { number, tallies }
})

/** Threads with messages that came, changed or went after `since`. */
function* touchedThreads(tx: ReadTx, { tenant, account, since, most }: Owner & {
  readonly since: number, readonly most: number,
}): Script<readonly number[] | 'too many'> {
  const rows = [
    ...yield* tx.all<{ thread: number }>(sql`select thread from message where tenant = ${tenant}
      and account = ${account} and modseq > ${since} order by modseq limit ${most + 1}`),
    ...yield* tx.all<{ thread: number }>(sql`select thread from email_gone where tenant = ${tenant}
      and account = ${account} and modseq > ${since} order by modseq limit ${most + 1}`),
  ]
  return rows.length > most ? 'too many' : [...new Set(rows.map(({ thread }) => thread))]
}

/**
 * Mailboxes whose counts may be others than at `since` because of mail elsewhere: those with mail of a thread that changed.
 * A mailbox that mail came into or left has a change number of its own.
 */
export function* mailboxesTouched(tx: ReadTx, args: Owner & {
  readonly since: number, readonly most: number,
}): Script<ReadonlySet<number> | 'too many'> {
  const threads = yield* touchedThreads(tx, args)
  if (threads === 'too many') return threads
  const messages = yield* messagesOf(tx, { ...args, threads })
  if (messages === 'too many') return messages
  return new Set((yield* entriesOfMessages(tx, { ...args, messages })).map(({ mailbox }) => mailbox))
}

/** The messages of these threads. */
function* messagesOf(tx: ReadTx, { tenant, account, threads, most }: Owner & {
  readonly threads: readonly number[], readonly most: number,
}): Script<readonly number[] | 'too many'> {
  const messages: number[] = []
  for (const piece of cut(threads)) {
    const rows = yield* tx.all<{ message: number }>(sql`select message from message where tenant = ${tenant}
      and account = ${account} and thread in ${inList(piece)} limit ${most + 1 - messages.length}`)
    for (const { message } of rows) messages.push(message)
    if (messages.length > most) return 'too many'
  }
  return messages
}
