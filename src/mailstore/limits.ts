import { day, hour, KiB, MiB } from '../base/sizes.ts'

/** What one account and one call may cost. Each is a value passed in with `openMailstore`, so a test can make it small. */
export interface MailstoreLimits {
  /** Live mailboxes an account may have. */
  readonly mailboxesMax: number
  /** Ciphertext of a body up to this size stands in its row; larger ones in the blob store. */
  readonly inlineBytesMax: number
  /** Decrypted list pages kept in this process, all accounts together. */
  readonly pageCacheBytes: number
  /** Decrypted parts of search indexes kept in this process, all accounts together. */
  readonly indexCacheBytes: number
  /** Entries of mailboxes nobody has selected now that stay loaded, all accounts together. */
  readonly idleEntriesMax: number
  /** Bytes of uploads one account may keep at a time. */
  readonly uploadBytesMax: number
  /** How long an upload is kept, ms. */
  readonly uploadKeepMs: number
  /** What is gone and still told to clients that were away: rows of each log, an account. */
  readonly goneMax: number
  /** A blob without a row younger than this is left alone by the sweep: its row may be on its way. */
  readonly orphanAgeMs: number
}

export const defaultLimits: MailstoreLimits = {
  mailboxesMax: 1000,
  inlineBytesMax: 256 * KiB,
  pageCacheBytes: 32 * MiB,
  indexCacheBytes: 64 * MiB,
  idleEntriesMax: 500_000,
  uploadBytesMax: 500 * MiB,
  uploadKeepMs: day,
  goneMax: 100_000,
  orphanAgeMs: hour,
}

/** Levels of a mailbox path. */
export const PATH_DEPTH_MAX = 10
/** Bytes of a mailbox path in UTF-8. */
export const PATH_BYTES_MAX = 1000
/** Keywords one entry may carry besides the system flags. */
export const KEYWORDS_PER_ENTRY_MAX = 64
/** Bytes of one keyword. */
export const KEYWORD_BYTES_MAX = 64
/** Different keywords one account may use. */
export const KEYWORDS_PER_ACCOUNT_MAX = 1000
/** Records in one encrypted list page. */
export const PAGE_RECORDS_MAX = 128
/** Bytes of a page that is folded from several; a record that is larger than this stays alone. */
export const PAGE_BYTES_MAX = 512 * KiB
/** Ids or UIDs in one SQL list; longer ones are cut by the caller. */
export const LIST_MAX = 500
/** Entries one write script touches; longer work is cut into several scripts so that others get their turn. */
export const BATCH_MAX = 2000
/** Sealed messages absorbed in one write script. */
export const ABSORB_BATCH_MAX = 32
/** Bytes of sealed bodies decrypted for one absorb batch (one larger message goes alone). */
export const ABSORB_BATCH_BYTES_MAX = 4 * MiB
/** References of one message that are kept to find its thread: the nearest ones. */
export const REFERENCES_MAX = 20
/** Depth of a filter with operators, and conditions in it. */
export const FILTER_DEPTH_MAX = 16
export const FILTER_CONDITIONS_MAX = 256
/** Changes one call gives at most. */
export const CHANGES_MAX = 5000
