import { KiB, MiB } from '../base/sizes.ts'

/** What one client may ask at once; told in the session object (RFC 8620 §2) and enforced where it is named. */
export interface JmapLimits {
  readonly maxSizeUpload: number
  readonly maxConcurrentUpload: number
  readonly maxSizeRequest: number
  readonly maxConcurrentRequests: number
  readonly maxCallsInRequest: number
  readonly maxObjectsInGet: number
  readonly maxObjectsInSet: number
}

/** The defaults. `maxSizeUpload` is the message limit of the service, so that a whole message can be imported. */
export const jmapLimits: JmapLimits = {
  maxSizeUpload: 50 * MiB,
  maxConcurrentUpload: 4,
  maxSizeRequest: 10 * MiB,
  maxConcurrentRequests: 8,
  maxCallsInRequest: 32,
  maxObjectsInGet: 500,
  maxObjectsInSet: 500,
}

/** Levels of arrays and objects in one request; deeper is refused before it is parsed. */
export const JSON_DEPTH_MAX = 32
/** Values that one `*` reference may gather. */
export const REFERENCE_ITEMS_MAX = 5000
/** Levels of AND/OR/NOT in one filter. */
export const FILTER_DEPTH_MAX = 8
/** Conditions in one filter, all levels together. */
export const FILTER_CONDITIONS_MAX = 64
/** Ids that one query gives at most; a larger `limit` is cut to this and told. */
export const QUERY_LIMIT_MAX = 1000
/** Changes that one `/changes` gives at most. */
export const CHANGES_MAX = 500
/** Comparators in one sort. */
export const SORT_MAX = 8
/** Bytes of one decoded body value; a larger one comes cut, with `isTruncated`. */
export const BODY_VALUE_BYTES_MAX = 2 * MiB
/** Characters of body values in one response, all calls together; past it a call is `requestTooLarge`. */
export const RESPONSE_VALUES_MAX = 32 * MiB
/** Properties that one `Email/get` may name. */
export const PROPERTIES_MAX = 100
/** Keywords of one email. */
export const KEYWORDS_MAX = 64
/** Characters of a mailbox name, one level. */
export const MAILBOX_NAME_MAX = 200
/** Levels of mailboxes. */
export const MAILBOX_DEPTH_MAX = 10
/** Characters of text to look for in one condition. */
export const SEARCH_TEXT_MAX = 4 * KiB
/** Attachments of one composed email, in bytes. */
export const ATTACHMENTS_BYTES_MAX = 35 * MiB
/** Pieces that one blob may be put together from. RFC 9404 §3.1 */
export const DATA_SOURCES_MAX = 64
/** Attached files that one request has opened to show where a searched word stands. */
export const FILES_OPENED_MAX = 12
