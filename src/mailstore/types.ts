import type { HeaderSummary } from '../message/summary.ts'
import type { AddressGroup, ParsedMessage, Part } from '../message/types.ts'
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { HeaderKeys } from './header-keys.ts'
import type { LookUp, SearchedWhere } from './search-index.ts'

/**
 * The mailbox of one open account, as IMAP, JMAP, delivery and submission see it. One object per open account and
 * process (`mailstore.open`); all protocols share it, so a flag set over IMAP is seen by JMAP in the same moment.
 */

export type Role = 'inbox' | 'drafts' | 'sent' | 'junk' | 'trash' | 'archive'

/** System flags as bits of one column; other keywords are text. `$forwarded` ... are the IMAP keywords of RFC 9051 §2.3.2. */
export const flagBits = {
  '\\Seen': 1, '\\Answered': 2, '\\Flagged': 4, '\\Deleted': 8, '\\Draft': 16,
  '$Forwarded': 32, '$MDNSent': 64, '$Junk': 128, '$NotJunk': 256, '$Phishing': 512,
} as const satisfies Record<string, number>

export interface Flags {
  readonly bits: number
  /** Other keywords, as written first, sorted, without doubles; at most 64 an entry, 64 bytes each. */
  readonly keywords: readonly string[]
}

export interface MailboxInfo {
  readonly id: number
  /** Decoded full path with `/` between levels; the inbox is `INBOX`. */
  readonly path: string
  readonly role: Role | null
  readonly subscribed: boolean
  readonly uidValidity: number
  readonly uidNext: number
  readonly highestModseq: number
  /** Entries, and those without \Seen, as IMAP counts them. */
  readonly total: number
  readonly unseen: number
  /** Emails and Threads as JMAP counts them: a copy in the same mailbox counts once (RFC 8621 §2). */
  readonly totalEmails: number
  readonly unreadEmails: number
  readonly totalThreads: number
  readonly unreadThreads: number
  readonly sizeBytes: number
  readonly createdModseq: number
  readonly modseq: number
}

export type MailboxFigures = Omit<MailboxInfo, 'totalEmails' | 'unreadEmails' | 'totalThreads' | 'unreadThreads'>

/** A message in a mailbox. Values are never mutated; a change makes a new object. */
export interface Entry {
  readonly uid: number
  readonly message: number
  readonly flags: Flags
  readonly modseq: number
  /** When it came into this mailbox, ms. */
  readonly savedAt: number
  /** INTERNALDATE, ms. */
  readonly receivedAt: number
  readonly sizeBytes: number
}

export interface ViewChange {
  readonly appeared: readonly Entry[]
  readonly changed: readonly Entry[]
  /** UIDs that are gone, ascending. */
  readonly expunged: readonly number[]
  readonly highestModseq: number
}

/** A selected mailbox, kept up to date by every change in the process (and by polling for other nodes). */
export interface MailboxView {
  readonly mailbox: number
  readonly uidValidity: number
  readonly uidNext: number
  readonly highestModseq: number
  /** Ascending by uid: the state now. A session that must keep old sequence numbers copies what it needs. */
  readonly entries: readonly Entry[]
  entry(uid: number): Entry | undefined
  subscribe(listener: (change: ViewChange) => void): () => void
  close(): void
}

/** How the service judged the sender when the mail came in. */
export interface SenderTruth {
  /** `guest`: an answer that came in over the portal, behind a second factor (`reason` is `portal-sms` and so on). */
  readonly verdict: 'verified' | 'unverifiable' | 'failed' | 'impersonation' | 'internal' | 'own' | 'guest'
  /** The domain that was checked (DMARC-aligned), or null. */
  readonly domain: string | null
  /** Rule that decided, kebab-case, such as `dmarc-pass`, `dmarc-reject-junk`, `own-domain-not-authenticated`. */
  readonly reason: string
  /** Whom the author is made to look like: a domain, an address, or the name of a colleague or contact. */
  readonly as?: string
  /** Why it went to Junk besides: ids of signs, the strongest first (`src/spam/signs.ts`); at most 5. */
  readonly junk?: readonly string[]
  /** A valid signature covers how to leave the list with one POST (RFC 8058 §4). */
  readonly oneClick?: boolean
  /** It asks for something as fraud does: its links are shown dead. */
  readonly fraud?: boolean
  /** What Rspamd said at the door; joined to our own judgement when the account is open, and gone after it. */
  readonly rspamd?: { readonly score: number, readonly saysSpam: boolean, readonly symbols: readonly string[] }
  /** The profile under which it came (`nta7516-1`), when the whole receiving table held. */
  readonly nta7516?: string
  /** Mail of this house of which the guard found that it must be secured. */
  readonly sensitive?: true
  /** Files that were taken out before it was kept, and why; at most 20. */
  readonly held?: readonly HeldFile[]
  /** What was known of the network it came from: points above 0 against it. Absent where nothing was. */
  readonly standing?: { readonly network: string, readonly points: number }
}

/** A file that the reader does not get, with the rule or the name of the malware that held it. */
export interface HeldFile {
  /** As the sender named it, at most 200 characters; '' when it has no name. */
  readonly name: string
  readonly why: string
}

/** A mail from outside at the moment it takes its place in an open account. */
export interface Arrived {
  readonly raw: Uint8Array
  readonly truth: SenderTruth | null
  readonly role: Role
  /** What it is once parsed, where that is known already: no judge parses it again. */
  readonly parsed?: ParsedMessage
}

/** Judges a mail once more with what only the open account knows: its contacts, what its owner learned. */
export type LookAtArrival = (open: OpenAccount, arrived: Arrived) => Promise<Arrived>

/**
 * What listing needs of a message, decrypted from its page. `envelope`, `bodyStructure` and `headers` are ready-made wire
 * bytes so that FETCH of 10,000 only copies; the JSON part is parsed when first asked for.
 */
export interface ListRecord {
  readonly message: number
  /** RFC 9051 ENVELOPE with its parentheses, ASCII (encoded-words kept as sent; 8-bit as literal-free quoted UTF-8). */
  readonly envelope: Uint8Array
  /** BODYSTRUCTURE (extended) with its parentheses. */
  readonly bodyStructure: Uint8Array
  /**
   * Raw lines of the header fields that clients list, in message order: From To Cc Bcc Sender Reply-To Subject Date
   * Message-ID References In-Reply-To Content-Type List-Id List-Post X-Priority Importance. Empty when there are none, and
   * when they are too many: then whoever needs them reads the header of the message itself.
   */
  readonly headers: Uint8Array
  readonly summary: RecordSummary
  /** What the header says, of some fields (in lower case) alone: a tenth of the work of the whole summary. */
  header(only: ReadonlySet<string>): HeaderSummary
}

export interface RecordSummary {
  readonly body: string
  readonly subject: string
  readonly from: readonly AddressGroup[]
  readonly sender: readonly AddressGroup[]
  readonly replyTo: readonly AddressGroup[]
  readonly to: readonly AddressGroup[]
  readonly cc: readonly AddressGroup[]
  readonly bcc: readonly AddressGroup[]
  readonly messageId: string | null
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
  readonly sentAt: { readonly ms: number, readonly offsetMinutes: number } | null
  /** At most 256 characters of the text, white space folded. */
  readonly preview: string
  readonly hasAttachment: boolean
  readonly truth: SenderTruth | null
  readonly structure: Part
  readonly headerEnd: number
}

export interface EmailMeta {
  /** JMAP Email id: `M` and the message number in base 36. */
  readonly message: number
  readonly thread: number
  readonly sizeBytes: number
  readonly receivedAt: number
  readonly places: readonly { readonly mailbox: number, readonly uid: number, readonly flags: Flags }[]
  readonly createdModseq: number
  readonly modseq: number
}

export interface EmailFilter {
  readonly inMailbox?: number
  readonly inMailboxOtherThan?: readonly number[]
  readonly before?: number
  readonly after?: number
  readonly minSize?: number
  readonly maxSize?: number
  readonly hasKeyword?: string
  readonly notKeyword?: string
  readonly hasAttachment?: boolean
  /** Text filters are answered by scanning decrypted records and, for text and body, bodies. */
  readonly text?: string
  readonly from?: string
  readonly to?: string
  readonly cc?: string
  readonly bcc?: string
  readonly subject?: string
  readonly body?: string
  readonly allOf?: readonly EmailFilter[]
  readonly anyOf?: readonly EmailFilter[]
  readonly noneOf?: readonly EmailFilter[]
}

export interface EmailQuery {
  readonly filter: EmailFilter
  readonly sort: readonly { readonly by: 'receivedAt' | 'sentAt' | 'size' | 'from' | 'to' | 'subject' | 'hasKeyword', readonly keyword?: string, readonly ascending: boolean }[]
  readonly collapseThreads: boolean
}

export interface Changes<Id> {
  readonly oldState: number
  readonly newState: number
  readonly hasMore: boolean
  readonly created: readonly Id[]
  readonly updated: readonly Id[]
  readonly destroyed: readonly Id[]
}

export interface AppendArgs {
  readonly mailbox: number
  /** The raw message, CRLF line ends. */
  readonly raw: Uint8Array
  readonly flags: Flags
  readonly receivedAt: number
  readonly truth: SenderTruth | null
  /** Also in these mailboxes (JMAP mailboxIds). */
  readonly also?: readonly number[]
}

export interface Appended {
  readonly message: number
  readonly thread: number
  readonly uid: number
  readonly uidValidity: number
  readonly modseq: number
  readonly sizeBytes: number
}

/** A message for `appendAll` and `replace`, as in `AppendArgs`. */
export type NewMail = Pick<AppendArgs, 'raw' | 'flags' | 'receivedAt'>

export interface AppendedAll {
  readonly uidValidity: number
  /** In the order of the messages; ascending. */
  readonly uids: readonly number[]
}

export type FlagMode = 'add' | 'remove' | 'replace'

export interface StoreFlagsArgs {
  readonly mailbox: number
  readonly uids: readonly number[]
  readonly mode: FlagMode
  readonly flags: Flags
  /** CONDSTORE: entries changed after this are left and reported. */
  readonly unchangedSince?: number
}

export interface EmailPatch {
  readonly message: number
  readonly mailboxes?:
    { readonly add: readonly number[], readonly remove: readonly number[] } | { readonly set: readonly number[] }
  readonly keywords?: { readonly add: Flags, readonly remove: Flags } | { readonly set: Flags }
}

export type MailboxProblem = 'exists' | 'no such mailbox' | 'name not allowed' | 'too deep' | 'too many' | 'inbox stays' | 'has children'

export interface Copied {
  readonly uidValidity: number
  /** Source and target UIDs in the same order, ascending by source. */
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** Messages in the search index, those that wait for it, and whether it is being made anew by this process. */
export interface IndexProgress { readonly indexed: number, readonly waiting: number, readonly isRebuilding: boolean }

export interface AccountMail {
  readonly account: AccountRef
  /** The account's change number now: the JMAP state of every type. */
  state(): Promise<number>
  /** Resolves when everything sealed so far has been absorbed. SELECT, STATUS and JMAP wait for this only. */
  absorbed(): Promise<void>
  /** Anything changed (mailboxes, mail): for JMAP push and IMAP STATUS/IDLE. Gives the stop function. */
  onChange(listener: (change: { readonly state: number }) => void): () => void

  mailboxes(): Promise<readonly MailboxInfo[]>
  /** The same without thread counts: those cost a look at every message, too much for each APPEND and STATUS. */
  mailboxFigures(): Promise<readonly MailboxFigures[]>
  createMailbox(args: { readonly path: string, readonly role?: Role }): Promise<MailboxInfo | MailboxProblem>
  renameMailbox(args: { readonly mailbox: number, readonly path: string }): Promise<MailboxInfo | MailboxProblem>
  /** `removed` hears which UIDs went before the mailbox did, batch by batch, also when the end is a failure. */
  deleteMailbox(args: {
    readonly mailbox: number, readonly removeEmails: boolean, readonly removed?: (uids: readonly number[]) => void,
  }): Promise<'deleted' | MailboxProblem | 'has email'>
  subscribeMailbox(args: { readonly mailbox: number, readonly subscribed: boolean }): Promise<void>

  view(mailbox: number): Promise<MailboxView | 'no such mailbox'>
  append(args: AppendArgs): Promise<Appended | 'no such mailbox' | 'over quota'>
  /** All of several messages into one mailbox, or none. `also` is not for these. RFC 3502 */
  appendAll(args: { readonly mailbox: number, readonly messages: readonly NewMail[] }): Promise<AppendedAll | 'no such mailbox' | 'over quota'>
  /** Keeps a message and removes another in one step; 'gone': that one is not there, so nothing was done. RFC 8508 */
  replace(args: { readonly from: number, readonly uid: number, readonly mailbox: number, readonly message: NewMail }):
  Promise<
    AppendedAll | 'no such mailbox' | 'over quota' | 'gone'>
  storeFlags(args: StoreFlagsArgs): Promise<{
    readonly changed: readonly Entry[], readonly modified: readonly number[],
  }>
  copy(args: { readonly from: number, readonly uids: readonly number[], readonly to: number }): Promise<Copied | 'no such mailbox' | 'over quota'>
  move(args: { readonly from: number, readonly uids: readonly number[], readonly to: number }): Promise<Copied | 'no such mailbox'>
  /** Removes entries with \Deleted (of `uids` only, when given); gives the UIDs removed. */
  expunge(args: { readonly mailbox: number, readonly uids?: readonly number[] }): Promise<readonly number[]>

  /** UIDs that went from a mailbox after that change, ascending; 'forgotten' when that is too long ago to know. RFC 7162 */
  vanished(args: { readonly mailbox: number, readonly since: number }): Promise<readonly number[] | 'forgotten'>
  /** What the account keeps and may keep, sealed mail included; `limitBytes` null: no limit. */
  quota(): Promise<{ readonly usedBytes: number, readonly limitBytes: number | null }>

  /** List records in the order asked; undefined where the message is gone. Decrypts whole pages, in a bounded cache. */
  records(messages: readonly number[]): Promise<readonly (ListRecord | undefined)[]>
  /** The raw message; undefined when gone. */
  body(message: number): Promise<Uint8Array | undefined>
  /** Bytes [start, end) of the raw message without reading the rest. */
  bodyRange(message: number, start: number, end: number): Promise<Uint8Array | undefined>

  emails(messages: readonly number[]): Promise<readonly (EmailMeta | undefined)[]>
  /** Messages of each thread, oldest first. */
  threads(threads: readonly number[]): Promise<readonly (readonly number[])[]>
  query(query: EmailQuery): Promise<readonly number[]>
  /** What the search index says of a text, for every message: holds it, does not, or `undefined`: must be looked at. */
  lookUp(text: string, where: SearchedWhere): Promise<LookUp>
  /** What headers say, remembered; messages that are gone left out, undefined when the reading was ended. */
  headerKeys<Key>(messages: readonly number[], wanted: HeaderKeys<Key>): Promise<ReadonlyMap<number, Key> | undefined>
  /** How much of the account is indexed. */
  indexed(): Promise<IndexProgress>
  /** Makes the index anew; resolves when it is whole. Searches go on meanwhile and look at what is not indexed yet. */
  reindex(): Promise<void>
  emailChanges(since: number, max: number): Promise<Changes<number> | 'cannot calculate'>
  mailboxChanges(since: number, max: number): Promise<Changes<number> & { readonly onlyCounts: boolean } | 'cannot calculate'>
  threadChanges(since: number, max: number): Promise<Changes<number> | 'cannot calculate'>
  patchEmails(patches: readonly EmailPatch[]): Promise<readonly ('updated' | 'not found' | 'no such mailbox' | 'no mailbox left')[]>
  destroyEmails(messages: readonly number[]): Promise<readonly ('destroyed' | 'not found')[]>

  /** Keeps uploaded bytes for a day, encrypted under the account; gives the id. */
  upload(args: { readonly bytes: Uint8Array, readonly type: string }): Promise<{
    readonly id: string, readonly sizeBytes: number,
  }>
  uploaded(id: string): Promise<{ readonly bytes: Uint8Array, readonly type: string } | undefined>
}

export type { AddressGroup, Part }
