import { readScript, sql } from '../../storage/script.ts'
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

/** Messages that came, changed or went after `since`. */
export const messageChanges = readScript('mailstore.message-changes', import.meta.url, function* (tx, args: ChangesArgs) {
  const { tenant, account, since, limit } = args
  const { number, floor } = yield* changeNumbers(tx, args)
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
