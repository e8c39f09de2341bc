import { readScript, sql, type ReadTx, type Script } from '../../storage/script.ts'
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
  readonly modseq: number
  readonly createdModseq: number
  /** 1 when it is gone. */
  readonly gone: number
}

export interface MessageChanges {
  readonly number: number
  readonly floor: number
  /** Ascending by modseq; cut at `limit` on each side. */
  readonly changed: readonly ChangedMessage[]
}

function* numbers(tx: ReadTx, { tenant, account }: Owner): Script<{ number: number, floor: number }> {
  return yield* tx.one<{ number: number, floor: number }>(sql`select change_number as number, coalesce((select changes_floor
    from mail_account where mail_account.tenant = ${tenant} and mail_account.account = ${account}), 0) as floor
    from account where tenant = ${tenant} and id = ${account}`)
}

/** Messages that came, changed or went after `since`. */
export const messageChanges = readScript('mailstore.message-changes', import.meta.url, function* (tx, args: ChangesArgs) {
  const { tenant, account, since, limit } = args
  const { number, floor } = yield* numbers(tx, args)
  const alive = yield* tx.all<ChangedMessage>(sql`select message, thread, modseq, created_modseq as "createdModseq",
    0 as gone from message where tenant = ${tenant} and account = ${account} and modseq > ${since}
    order by modseq, message limit ${limit}`)
  const gone = yield* tx.all<ChangedMessage>(sql`select message, thread, modseq, created_modseq as "createdModseq",
    1 as gone from email_gone where tenant = ${tenant} and account = ${account} and modseq > ${since}
    order by modseq, message limit ${limit}`)
  const changed = [...alive, ...gone].sort((a, b) => a.modseq - b.modseq || a.message - b.message)
  return { number, floor, changed: changed.slice(0, limit) } satisfies MessageChanges
})

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

/** Mailboxes that came, changed, counted differently or went after `since`. At most a mailbox list's length. */
export const mailboxChanges = readScript('mailstore.mailbox-changes', import.meta.url, function* (tx, args: ChangesArgs) {
  const { tenant, account, since } = args
  const { number, floor } = yield* numbers(tx, args)
  const changed = yield* tx.all<ChangedMailbox>(sql`select mailbox, modseq, highest_modseq as "highestModseq",
    created_modseq as "createdModseq", destroyed_modseq as "destroyedModseq" from mailbox where tenant = ${tenant}
    and account = ${account} and (modseq > ${since} or highest_modseq > ${since} or destroyed_modseq > ${since})`)
  return { number, floor, changed }
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

export interface ThreadCount {
  readonly mailbox: number
  readonly threads: number
}

/** How many threads each mailbox has, and how many of them have unread mail anywhere. RFC 8621 §2 */
export const countThreads = readScript('mailstore.count-threads', import.meta.url, function* (tx, { tenant, account }: Owner) {
  const all = yield* tx.all<ThreadCount>(sql`select mailbox, count(distinct thread) as threads from entry
    where tenant = ${tenant} and account = ${account} group by mailbox`)
  const unseen = yield* tx.all<ThreadCount>(sql`select mailbox, count(distinct thread) as threads from entry
    where tenant = ${tenant} and account = ${account} and thread in (select thread from entry
      where tenant = ${tenant} and account = ${account} and (bits & 17) = 0) group by mailbox`)
  return { all, unseen }
})
