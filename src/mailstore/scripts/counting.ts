import { readScript, sql, type ReadTx, type Script } from '../../storage/script.ts'
import { tallyText, tallyThread, type MailboxTally } from '../thread-tally.ts'
import { changeNumbers } from './account.ts'
import { entriesOfMessages } from './entries.ts'
import { cut, inList, type EntryRow, type Owner } from './rows.ts'

/** Reads for the counts of JMAP mailboxes: once all threads, afterwards those that changed. RFC 8621 §2 */

/** Threads counted by one statement. */
const THREADS_AT_ONCE = 200_000

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

/**
 * What every thread adds to the counts. The engine counts the entries of each thread in each mailbox, going through the
 * account once for `THREADS_AT_ONCE`; threads with copies of one message are looked at entry by entry.
 */
export const tallyAll = readScript('mailstore.tally-all', import.meta.url, function* (tx, args: CountArgs) {
  const { tenant, account } = args
  const trash = args.trash ?? undefined
  const { number } = yield* changeNumbers(tx, args)
  const { last } = yield* tx.one<{ last: number | null }>(sql`select max(thread) as last from message
    where tenant = ${tenant} and account = ${account}`)
  const places = new Map<string, number>()
  const threads: number[] = []
  const put = (thread: number, text: string): void => {
    const place = places.get(text) ?? places.size
    places.set(text, place)
    threads.push(thread, place)
  }
  const copied = yield* threadsWithCopies(tx, args)
  for (let from = 0; from <= (last ?? -1); from += THREADS_AT_ONCE) {
    const rows = yield* tx.all<CountedThread>(sql`select thread, mailbox, count(*) as emails,
      sum(case when (bits & 17) = 0 then 1 else 0 end) as unread from entry where tenant = ${tenant}
      and account = ${account} and thread >= ${from} and thread < ${from + THREADS_AT_ONCE}
      group by thread, mailbox order by thread, mailbox`)
    for (let at = 0, end = 0; at < rows.length; at = end) {
      const thread = rows[at]?.thread ?? 0
      while (rows[end]?.thread === thread) end++
      if (!copied.has(thread)) put(thread, tallyText(tallyCounted(rows.slice(at, end), trash)))
    }
  }
  for (const [thread, entries] of copied) put(thread, tallyText(tallyThread(entries, trash)))
  const pairs = new Uint8Array(Uint32Array.from(threads).buffer)
  return { number, threads: pairs, texts: [...places.keys()] } satisfies AllTallies
})

interface CountedThread {
  readonly thread: number
  readonly mailbox: number
  readonly emails: number | string
  readonly unread: number | string
}

/** As `tallyThread`, where no message has a copy. */
function tallyCounted(rows: readonly CountedThread[], trash: number | undefined): readonly MailboxTally[] {
  const unreadElsewhere = rows.some(({ mailbox, unread }) => mailbox !== trash && Number(unread) > 0)
  return rows.map(({ mailbox, emails, unread }) => ({
    mailbox, emails: Number(emails), unreadEmails: Number(unread),
    unreadThreads: (mailbox === trash ? Number(unread) > 0 : unreadElsewhere) ? 1 : 0,
  }))
}

/** Entries of the threads in which a message has more than one. */
function* threadsWithCopies(tx: ReadTx, { tenant, account }: Owner): Script<ReadonlyMap<number, readonly EntryRow[]>> {
  const copied = yield* tx.all<{ message: number }>(sql`select message from entry where tenant = ${tenant}
    and account = ${account} group by message having count(*) > 1`)
  const threads = new Set<number>()
  for (const piece of cut(copied.map(({ message }) => message))) {
    const rows = yield* tx.all<{ thread: number }>(sql`select thread from message where tenant = ${tenant}
      and account = ${account} and message in ${inList(piece)}`)
    for (const { thread } of rows) threads.add(thread)
  }
  const messages = yield* messagesOf(tx, { tenant, account, threads: [...threads], most: Number.MAX_SAFE_INTEGER - 1 })
  if (messages === 'too many') return new Map()
  return Map.groupBy(yield* entriesOfMessages(tx, { tenant, account, messages }), ({ thread }) => thread)
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
 * Mailboxes whose counts may be others than at `since` because of mail elsewhere: those with mail of a thread that
 * changed. A mailbox that mail came into or left has a change number of its own.
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
