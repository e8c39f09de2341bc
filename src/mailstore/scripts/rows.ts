import { sql, type Change, type Sql, type SqlValue } from '../../storage/script.ts'
import { LIST_MAX } from '../limits.ts'

/** What scripts of the mailstore take, tell and give: plain values that cross threads. */

export interface Owner {
  readonly tenant: number
  readonly account: number
}

/** One entry as stored; `keywords` holds keyword numbers, ascending, with blanks between. */
export interface EntryRow {
  readonly mailbox: number
  readonly uid: number
  readonly message: number
  readonly thread: number
  readonly bits: number
  readonly keywords: string
  readonly modseq: number
  readonly savedAt: number
  readonly receivedAt: number
  readonly sizeBytes: number
}

/** What a mailbox counts after a change. */
export interface MailboxCounts {
  readonly mailbox: number
  readonly uidValidity: number
  readonly uidNext: number
  readonly total: number
  readonly unseen: number
  readonly sizeBytes: number
  readonly highestModseq: number
}

export interface MailboxRow extends MailboxCounts {
  readonly name: Uint8Array
  readonly token: Uint8Array
  readonly role: string | null
  readonly subscribed: number
  readonly modseq: number
  readonly createdModseq: number
}

/** What a change of the topic `mail` tells listeners in this process, enough to bring live views up to date. */
export interface MailChange {
  /** Mailboxes whose counts changed, with the counts after the change. */
  readonly mailboxes: readonly MailboxCounts[]
  readonly appeared: readonly EntryRow[]
  readonly changed: readonly EntryRow[]
  readonly expunged: readonly { readonly mailbox: number, readonly uids: readonly number[] }[]
  /** Messages that are gone altogether. */
  readonly destroyed: readonly number[]
  /** True when names, roles or subscriptions changed, or mailboxes came or went: read the list again. */
  readonly folders: boolean
}

/** Topics of changes: entries and mailboxes of an account; sealed mail that waits for its account. */
export const MAIL_TOPIC = 'mail'
export const SEALED_TOPIC = 'sealed'

export const noChange: MailChange = {
  mailboxes: [], appeared: [], changed: [], expunged: [], destroyed: [], folders: false,
}

export function mailChanged(owner: Owner, number: number, detail: Partial<MailChange>): Change {
  return { tenant: owner.tenant, account: owner.account, topic: MAIL_TOPIC, number, detail: { ...noChange, ...detail } }
}

/** Columns of `EntryRow`, for `select` and `returning`. */
export const entryColumns: Sql = sql`mailbox, uid, message, thread, bits, keywords, modseq, saved_at as "savedAt",
  received_at as "receivedAt", size_bytes as "sizeBytes"`

/** Columns of `MailboxCounts`. */
export const countColumns: Sql = sql`mailbox, uid_validity as "uidValidity", uid_next as "uidNext", total, unseen,
  size_bytes as "sizeBytes", highest_modseq as "highestModseq"`

const listSizes = [1, 2, 4, 8, 32, 128, LIST_MAX] as const

/**
 * `(?, ?, ?)` for `in`, filled up with its last value to one of a few lengths, so that few statement texts are prepared.
 * At most `LIST_MAX` values and not empty.
 */
export function inList(values: readonly SqlValue[]): Sql {
  const last = values.at(-1)
  if (last === undefined || values.length > LIST_MAX) throw new Error(`a list of ${values.length} values`)
  const size = listSizes.find((candidate) => candidate >= values.length) ?? LIST_MAX
  const filled = values.slice()
  while (filled.length < size) filled.push(last)
  return { text: listTexts.get(size) ?? '', values: filled }
}

const listTexts = new Map<number, string>(listSizes.map((size) => [size, `(${Array.from({ length: size }, () => '?').join(', ')})`]))

/** Cuts a list into pieces for `inList`. */
export function cut<T>(list: readonly T[], size: number = LIST_MAX): readonly (readonly T[])[] {
  if (list.length <= size) return list.length === 0 ? [] : [list]
  const pieces: (readonly T[])[] = []
  for (let at = 0; at < list.length; at += size) pieces.push(list.slice(at, at + size))
  return pieces
}
