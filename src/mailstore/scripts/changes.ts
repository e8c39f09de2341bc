import { readScript, sql, type ReadTx, type Script } from '../../storage/script.ts'
import { changeNumbers } from './account.ts'
import { mailboxesTouched } from './counting.ts'
import { cut, inList, type Owner } from './rows.ts'
import { entriesOfMessages } from './entries.ts'

/** Reads for JMAP: what changed since a state, and what messages and threads are. */

export interface ChangesArgs extends Owner {
  readonly since: number
  /** Rows to read at most: one more than the caller will give. */
  readonly limit: number
}

export interface ChangedMessage {
  readonly message: number
  readonly thread: number
  /** The change it is told of with: that of its coming when it came after `since`, its last one otherwise. */
  readonly modseq: number
  readonly createdModseq: number
  /** 1 when it is gone; one that came and went in between is left out. */
  readonly gone: number
}

export interface MessageChanges {
  readonly number: number
  readonly floor: number
  /** Ascending by modseq; cut at `limit` on each side. */
  readonly changed: readonly ChangedMessage[]
}

/**
 * Messages that came, changed or went after `since`. One that came stands where it came, however often it changed since: an
 * answer that is cut behind it tells of it as new, and the next one of what changed.
 */
export const messageChanges = readScript('mailstore.message-changes', import.meta.url, function* (tx, args: ChangesArgs) {
  const { tenant, account, since, limit } = args
  const { number, floor } = yield* changeNumbers(tx, args)
  const last = yield* lastMessageAt(tx, args)
  const came = yield* tx.all<ChangedMessage>(sql`select message, thread, created_modseq as modseq,
    created_modseq as "createdModseq", 0 as gone from message where tenant = ${tenant} and account = ${account}
    and message > ${last} order by message limit ${limit}`)
  // The sum keeps the engine from going through all messages up to the last one instead of those that changed.
  const alive = yield* tx.all<ChangedMessage>(sql`select message, thread, modseq, created_modseq as "createdModseq",
    0 as gone from message where tenant = ${tenant} and account = ${account} and modseq > ${since}
    and message + 0 <= ${last} order by modseq, message limit ${limit}`)
  const gone = yield* tx.all<ChangedMessage>(sql`select message, thread, modseq, created_modseq as "createdModseq",
    1 as gone from email_gone where tenant = ${tenant} and account = ${account} and modseq > ${since}
    and created_modseq <= ${since} order by modseq, message limit ${limit}`)
  const changed = [...came, ...alive, ...gone].sort((a, b) => a.modseq - b.modseq || a.message - b.message)
  return { number, floor, changed: changed.slice(0, limit) } satisfies MessageChanges
})

/** Messages that went after `since`, also those that came after it; undefined when they are too many or long forgotten. */
export const messagesGone = readScript('mailstore.messages-gone', import.meta.url, function* (tx, args: ChangesArgs) {
  const { tenant, account, since, limit } = args
  const { floor } = yield* changeNumbers(tx, args)
  if (since < floor) return undefined
  const gone = yield* tx.all<{ message: number }>(sql`select message from email_gone where tenant = ${tenant}
    and account = ${account} and modseq > ${since} limit ${limit}`)
  return gone.length < limit ? gone.map(({ message }) => message) : undefined
})

/**
 * The newest message that was there at `since`, 0 for none. Messages get their numbers in the order of their changes, so it is
 * found among the newest ones or, behind them, by halving.
 */
function* lastMessageAt(tx: ReadTx, { tenant, account, since, limit }: ChangesArgs): Script<number> {
  interface Came { readonly message: number, readonly modseq: number }
  const newest = yield* tx.all<Came>(sql`select message, created_modseq as modseq from message
    where tenant = ${tenant} and account = ${account} and message > 0 order by message desc limit ${limit}`)
  const known = newest.find(({ modseq }) => modseq <= since)
  if (known !== undefined || newest.length < limit) return known?.message ?? 0
  let low = 0
  let high = (newest.at(-1)?.message ?? 1) - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const found = yield* tx.maybe<Came>(sql`select message, created_modseq as modseq from message where tenant = ${tenant}
      and account = ${account} and message > ${low} and message <= ${middle} order by message desc limit 1`)
    if (found === undefined || found.modseq <= since) low = middle
    else high = found.message - 1
  }
  return low
}

export interface ThreadsArgs extends Owner { readonly threads: readonly number[] }

export interface ThreadMessage {
  readonly thread: number
  readonly message: number
  readonly createdModseq: number
}

/** Messages of threads, oldest first. */
export const threadMessages = readScript('mailstore.threads', import.meta.url, function* (tx, args: ThreadsArgs) {
  const found: ThreadMessage[] = []
  for (const piece of cut(args.threads)) {
    found.push(...yield* tx.all<ThreadMessage>(sql`select thread, message, created_modseq as "createdModseq" from message
      where tenant = ${args.tenant} and account = ${args.account} and message in (select message from message
        where tenant = ${args.tenant} and account = ${args.account} and thread in ${inList(piece)})
      order by received_at, message`))
  }
  return found
})

export interface ChangedMailbox {
  readonly mailbox: number
  readonly modseq: number
  readonly highestModseq: number
  readonly createdModseq: number
  readonly destroyedModseq: number | null
}

/**
 * Mailboxes that came, changed, counted differently or went after `since`. At most a mailbox list's length. Mail elsewhere
 * can make an Email or a Thread unread: then the mailboxes that share it count differently too.
 */
export const mailboxChanges = readScript('mailstore.mailbox-changes', import.meta.url, function* (tx, args: ChangesArgs) {
  const { tenant, account, since, limit } = args
  const { number, floor } = yield* changeNumbers(tx, args)
  const rows = yield* tx.all<ChangedMailbox>(sql`select mailbox, modseq, highest_modseq as "highestModseq",
    created_modseq as "createdModseq", destroyed_modseq as "destroyedModseq" from mailbox where tenant = ${tenant}
    and account = ${account}`)
  const touched = yield* mailboxesTouched(tx, { tenant, account, since, most: limit })
  const isChanged = ({ mailbox, modseq, highestModseq, destroyedModseq }: ChangedMailbox): boolean =>
    Math.max(modseq, highestModseq, destroyedModseq ?? 0) > since
    || destroyedModseq === null && (touched === 'too many' || touched.has(mailbox))
  return { number, floor, changed: rows.filter(isChanged) }
})

export interface EmailsArgs extends Owner { readonly messages: readonly number[] }

export interface MessageRow {
  readonly message: number
  readonly thread: number
  readonly sizeBytes: number
  readonly receivedAt: number
  readonly createdModseq: number
  readonly modseq: number
}

/** Messages with all their entries, from one snapshot. */
export const readMessages = readScript('mailstore.messages', import.meta.url, function* (tx, args: EmailsArgs) {
  const messages: MessageRow[] = []
  for (const piece of cut(args.messages)) {
    messages.push(...yield* tx.all<MessageRow>(sql`select message, thread, size_bytes as "sizeBytes",
      received_at as "receivedAt", created_modseq as "createdModseq", modseq from message where tenant = ${args.tenant}
      and account = ${args.account} and message in ${inList(piece)}`))
  }
  return { messages, entries: yield* entriesOfMessages(tx, args) }
})
