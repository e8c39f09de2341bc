/** What a message is once parsed. Pure values: made by `parseMessage`, read by IMAP, JMAP, mailstore and the guard. */

/**
 * One address as written; `name` decoded (RFC 2047), `address` as `local@domain` with the domain in lower case and
 * A-labels kept as they came.
 */
export interface EmailAddress {
  readonly name: string | null
  readonly email: string
}

/** An address list that may have named groups (RFC 5322 §3.4). `group` is null for plain addresses. */
export interface AddressGroup {
  readonly group: string | null
  readonly addresses: readonly EmailAddress[]
}

/** One header field: name as written, raw value without the line's end (folding kept), offsets into the message. */
export interface HeaderField {
  readonly name: string
  readonly value: string
  readonly start: number
  readonly end: number
}

/** One MIME part with byte offsets into the raw message (end exclusive). RFC 2045, RFC 2046. */
export interface Part {
  /** IMAP part number such as `1.2`; the root of a multipart is ''. */
  readonly number: string
  readonly type: string
  readonly subtype: string
  readonly parameters: Readonly<Record<string, string>>
  readonly contentId: string | null
  readonly description: string | null
  /** Lower case: `7bit`, `base64`, `quoted-printable` ... */
  readonly encoding: string
  /** Lower case `attachment`, `inline` or null. */
  readonly disposition: string | null
  readonly dispositionParameters: Readonly<Record<string, string>>
  /** File name decoded (RFC 2231, RFC 2047), or null. */
  readonly fileName: string | null
  readonly language: readonly string[] | null
  readonly location: string | null
  readonly md5: string | null
  readonly charset: string | null
  readonly headerStart: number
  readonly bodyStart: number
  readonly bodyEnd: number
  /** Lines of the body as sent, for BODYSTRUCTURE of text and message/rfc822 parts. */
  readonly lines: number
  readonly children: readonly Part[]
  /** For message/rfc822: the parsed inner message (offsets relative to the outer raw bytes). */
  readonly message: ParsedMessage | null
}

export interface ParsedMessage {
  readonly size: number
  readonly headerEnd: number
  readonly headers: readonly HeaderField[]
  readonly root: Part
  /** Without angle brackets; null when absent or broken. */
  readonly messageId: string | null
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
  readonly date: { readonly ms: number, readonly offsetMinutes: number } | null
  readonly subject: string
  readonly from: readonly AddressGroup[]
  readonly sender: readonly AddressGroup[]
  readonly replyTo: readonly AddressGroup[]
  readonly to: readonly AddressGroup[]
  readonly cc: readonly AddressGroup[]
  readonly bcc: readonly AddressGroup[]
  /**
   * What was over a limit or broken and how it was taken: `too-deep`, `too-many-parts`, `too-many-headers`, `no-
   * boundary` ... Never thrown.
   */
  readonly defects: readonly string[]
}
