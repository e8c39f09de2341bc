import { accountId } from './ids.ts'
import { ATTACHMENTS_BYTES_MAX, DATA_SOURCES_MAX, MAILBOX_DEPTH_MAX, MAILBOX_NAME_MAX, type JmapLimits } from './limits.ts'
import { collations, emailSortProperties } from './filter.ts'

export const CORE = 'urn:ietf:params:jmap:core'
export const MAIL = 'urn:ietf:params:jmap:mail'
export const SUBMISSION = 'urn:ietf:params:jmap:submission'
/** How much the account keeps and may keep. RFC 9425 */
export const QUOTA = 'urn:ietf:params:jmap:quota'
/** Blobs made, read and looked up by method calls. RFC 9404 */
export const BLOB = 'urn:ietf:params:jmap:blob'
/** Ours: `Email.senderTruth`, how the service judged the sender when the mail came in. */
export const TRUTH = 'urn:zegel:params:jmap:sender-truth'

/** Ours: the guard's judgement, abilities of recipients, hold, recall and read moments. See docs/jmap-protection.md. */
export const PROTECTION = 'https://zegel.eu/jmap/protection'

/** Types of which a blob may be a part. RFC 9404 §4.3 */
export const blobTypeNames = ['Email', 'Thread', 'Mailbox'] as const
/** Digests of blobs that can be asked for, the last two safe against collisions. RFC 9404 §4.2 */
export const digestAlgorithms = ['sha', 'sha-256', 'sha-512'] as const

/** What a request may put in `using`. */
export const capabilities: ReadonlySet<string> = new Set([CORE, MAIL, SUBMISSION, QUOTA, BLOB, TRUTH, PROTECTION])

/** The account's part of the capability `PROTECTION`. */
export const protectionLimits = {
  maxRecipients: 1000, maxGroundLength: 500, maxDelayedSend: 30 * 24 * 3600, factors: ['sms', 'agreed-code'], maxAbilities: 500,
} as const

/** The account's part of the capability `BLOB` (RFC 9404 §3.1). */
function blobLimits({ maxSizeUpload }: JmapLimits): Record<string, unknown> {
  return {
    maxSizeBlobSet: maxSizeUpload, maxDataSources: DATA_SOURCES_MAX, supportedTypeNames: blobTypeNames,
    supportedDigestAlgorithms: digestAlgorithms,
  }
}

/** The session object (RFC 8620 §2, RFC 8621 §1.3): one account, that of the person who is signed in. */
export function sessionObject({ account, address, origin, limits, state, maxDelayedSend }: {
  readonly account: number
  readonly address: string
  /** Scheme and host as the client reached us; empty gives paths without them. */
  readonly origin: string
  readonly limits: JmapLimits
  readonly state: string
  readonly maxDelayedSend: number
}): Record<string, unknown> {
  const id = accountId(account)
  const mail = {
    maxMailboxesPerEmail: null, maxMailboxDepth: MAILBOX_DEPTH_MAX, maxSizeMailboxName: MAILBOX_NAME_MAX,
    maxSizeAttachmentsPerEmail: ATTACHMENTS_BYTES_MAX, emailQuerySortOptions: [...emailSortProperties, 'relevance'],
    mayCreateTopLevelMailbox: true,
  }
  return {
    capabilities: {
      [CORE]: { ...limits, collationAlgorithms: collations },
      [MAIL]: {}, [SUBMISSION]: {}, [QUOTA]: {}, [BLOB]: {}, [TRUTH]: {}, [PROTECTION]: {},
    },
    accounts: {
      [id]: {
        name: address, isPersonal: true, isReadOnly: false,
        accountCapabilities: {
          [CORE]: {}, [MAIL]: mail, [SUBMISSION]: { maxDelayedSend, submissionExtensions: {} },
          [QUOTA]: {}, [BLOB]: blobLimits(limits), [TRUTH]: {}, [PROTECTION]: protectionLimits,
        },
      },
    },
    primaryAccounts: {
      [MAIL]: id, [SUBMISSION]: id, [QUOTA]: id, [BLOB]: id, [TRUTH]: id, [PROTECTION]: id,
    },
    username: address,
    apiUrl: `${origin}/jmap/api`,
    downloadUrl: `${origin}/jmap/download/{accountId}/{blobId}/{name}?type={type}`,
    uploadUrl: `${origin}/jmap/upload/{accountId}`,
    eventSourceUrl: `${origin}/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}`,
    state,
  }
}
