/**
 * What goes when an account closes, table by table in this order, and what stays and why. A test looks through the
 * whole schema: a table with an account in it stands in one of the two lists.
 */

/** Rows of one table that belong to an account. */
export interface ErasedTable {
  readonly table: string
  /** The rest of its primary key, for cutting the work into turns. */
  readonly keys: readonly string[]
  /** As the receipt counts them. */
  readonly counted: 'messages' | 'mailboxes' | 'index' | 'notes' | 'other'
  /** Files that its rows name, and where these are. */
  readonly blobs?: { readonly column: string, readonly store: 'mail' | 'queue' }
}

export const erasedTables: readonly ErasedTable[] = [
  { table: 'record_page', keys: ['page'], counted: 'other' },
  { table: 'body', keys: ['body'], counted: 'other', blobs: { column: 'blob', store: 'mail' } },
  { table: 'sealed', keys: ['number'], counted: 'messages' },
  { table: 'upload', keys: ['upload'], counted: 'other', blobs: { column: 'blob', store: 'mail' } },
  { table: 'search_part', keys: ['segment', 'part'], counted: 'index' },
  { table: 'search_segment', keys: ['segment'], counted: 'other' },
  { table: 'entry', keys: ['mailbox', 'uid'], counted: 'other' },
  { table: 'message', keys: ['message'], counted: 'messages' },
  { table: 'thread_reference', keys: ['token'], counted: 'other' },
  { table: 'sent_copy', keys: ['token'], counted: 'other' },
  { table: 'expunged', keys: ['mailbox', 'modseq', 'uid'], counted: 'other' },
  { table: 'email_gone', keys: ['modseq', 'message'], counted: 'other' },
  { table: 'mailbox', keys: ['mailbox'], counted: 'mailboxes' },
  { table: 'keyword', keys: ['keyword'], counted: 'other' },
  { table: 'mail_account', keys: [], counted: 'other' },
  { table: 'account_document', keys: ['kind', 'id'], counted: 'notes' },
  { table: 'push_subscription', keys: ['id'], counted: 'other' },
  { table: 'known_network', keys: ['token'], counted: 'other' },
  { table: 'guard_outcome', keys: ['outgoing', 'kind', 'rule'], counted: 'notes' },
  { table: 'guard_report', keys: ['id'], counted: 'notes' },
  { table: 'portal_number', keys: ['contact'], counted: 'notes' },
  { table: 'outgoing', keys: ['id'], counted: 'other', blobs: { column: 'body_blob', store: 'queue' } },
  { table: 'key_rotation', keys: [], counted: 'other' },
  { table: 'sending_count', keys: ['hour'], counted: 'other' },
  { table: 'sending_stop', keys: ['id'], counted: 'notes' },
  { table: 'abuse_report', keys: ['id'], counted: 'notes' },
]

/** Gone in the first step, with the keys. */
export const keyTables: readonly string[] = ['account_wrap', 'session', 'former_key', 'second_factor', 'preference']

/** Gone in the last step. */
export const lastTables: readonly string[] = ['address', 'account']

const guests = 'what guests were sent stays for them until its own end; the copy of its key for the sender goes'

/** What stays, and why. */
export const keptTables: Readonly<Record<string, string>> = {
  account_closing: 'says that and when the account closed, with the receipt',
  portal_message: guests, portal_session: guests, portal_event: guests, portal_upload: guests,
  portal_upload_piece: guests, portal_reply: guests,
}
