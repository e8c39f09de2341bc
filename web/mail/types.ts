/** The JMAP objects this application reads (RFC 8621), only with the properties it asks for. Ids are opaque. */

export type Role = 'inbox' | 'drafts' | 'sent' | 'archive' | 'junk' | 'trash'

export interface Mailbox {
  readonly id: string
  readonly name: string
  readonly parentId: string | null
  readonly role: Role | null
  readonly sortOrder: number
  readonly totalEmails: number
  readonly unreadEmails: number
  readonly totalThreads: number
  readonly unreadThreads: number
}

export interface EmailAddress {
  readonly name: string | null
  readonly email: string
}

/** How the service judged the sender when the mail came in. */
export interface SenderTruth {
  readonly verdict: 'verified' | 'unverifiable' | 'failed' | 'impersonation' | 'internal' | 'own' | 'guest'
  readonly domain: string | null
  readonly reason: string
  /** Whom the author is made to look like. */
  readonly as?: string
  /** Why it was put into Junk besides. */
  readonly junk?: readonly string[]
  /** It asks for something as fraud does. */
  readonly fraud?: boolean
  /** The profile of NTA 7516 that it came under, all of it proved. */
  readonly nta7516?: string
  /** A signature covers how to leave its list with one request. */
  readonly oneClick?: boolean
  /** Files that were held back. */
  readonly held?: readonly { readonly name: string, readonly why: string }[]
}

/** Whether a message travelled secured, or its conversation did (docs/jmap-protection.md §8). */
export interface EmailProtection {
  readonly isProtected: boolean
  readonly fromGuest: boolean
  readonly guestFactor: string | null
  /** Who was in the protected conversation before. */
  readonly people: readonly string[]
}

/** What the list needs of an email. */
export interface EmailHead {
  readonly id: string
  readonly threadId: string
  readonly mailboxIds: Readonly<Record<string, boolean>>
  readonly keywords: Readonly<Record<string, boolean>>
  readonly from: readonly EmailAddress[] | null
  readonly to: readonly EmailAddress[] | null
  readonly cc: readonly EmailAddress[] | null
  readonly subject: string | null
  readonly preview: string
  readonly receivedAt: string
  readonly hasAttachment: boolean
  readonly senderTruth?: SenderTruth | null
  readonly protection?: EmailProtection | null
}

export interface BodyPart {
  readonly partId: string | null
  readonly blobId: string | null
  readonly size: number
  readonly name: string | null
  readonly type: string
  readonly charset?: string | null
  readonly disposition: string | null
  readonly cid: string | null
}

/** What reading an email needs beside its head. */
export interface EmailBody {
  readonly id: string
  readonly blobId: string
  readonly bcc: readonly EmailAddress[] | null
  readonly replyTo: readonly EmailAddress[] | null
  readonly messageId: readonly string[] | null
  readonly references: readonly string[] | null
  readonly inReplyTo: readonly string[] | null
  readonly 'header:List-Unsubscribe:asURLs'?: readonly string[] | null
  readonly textBody: readonly BodyPart[]
  readonly htmlBody: readonly BodyPart[]
  readonly attachments: readonly BodyPart[]
  readonly bodyValues: Readonly<Record<string, { readonly value: string, readonly isTruncated: boolean }>>
}

export const headProperties = [
  'id', 'threadId', 'mailboxIds', 'keywords', 'from', 'to', 'cc', 'subject', 'preview', 'receivedAt', 'hasAttachment',
] as const

export const bodyProperties = [
  'id', 'blobId', 'bcc', 'replyTo', 'messageId', 'references', 'inReplyTo', 'header:List-Unsubscribe:asURLs', 'textBody', 'htmlBody', 'attachments', 'bodyValues',
] as const

export const partProperties = ['partId', 'blobId', 'size', 'name', 'type', 'charset', 'disposition', 'cid'] as const
