import { concatBytes } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { addressField } from './build.ts'
import { ByteText } from './byte-text.ts'
import { utf8Bytes } from './charset.ts'
import { endLine, multipart, textPart, type ComposedPart } from './compose-part.ts'
import { formatDate, type MessageDate } from './date.ts'
import { fieldValue, foldField } from './fold.ts'
import { headerFields } from './rewrite.ts'
import type { EmailAddress } from './types.ts'

/** What became of one recipient. RFC 3464 §2.3 */
export interface RecipientReport {
  readonly finalRecipient: string
  /** As the sender gave it in ORCPT, with its type: `rfc822;jan@example.nl`. */
  readonly originalRecipient?: string
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
  /** Enhanced code, RFC 3463: `5.1.1`. */
  readonly status: string
  readonly remoteMta?: string
  /** The other server's reply. */
  readonly diagnostic?: string
  readonly lastAttempt?: MessageDate
  readonly willRetryUntil?: MessageDate
}

export interface NewReport {
  readonly from: EmailAddress
  readonly to: string
  readonly subject: string
  readonly date: MessageDate
  /** Without angle brackets. */
  readonly messageId: string
  readonly inReplyTo?: string
  /** What a person reads. */
  readonly text: string
  readonly reportingMta: string
  readonly arrivalDate?: MessageDate
  /** ENVID of the sender. RFC 3461 §4.4 */
  readonly originalEnvelopeId?: string
  readonly recipients: readonly RecipientReport[]
  /** The header of the message this is about, or none when it must not be repeated. */
  readonly originalHeader?: Uint8Array
  /** The whole message in place of its header (RET=FULL, RFC 3461 §4.3); larger than `REPORT_ORIGINAL_BYTES_MAX` only its header. */
  readonly original?: Uint8Array
  /** Random text of 16 to 60 letters and digits. */
  readonly boundary: string
}

/** Recipients told about in one report. */
export const REPORT_RECIPIENTS_MAX = 1_000
/** Bytes of the original header that are repeated. */
export const REPORT_HEADER_BYTES_MAX = 64 * 1024
/** Bytes of a message that comes back whole. */
export const REPORT_ORIGINAL_BYTES_MAX = 1024 * 1024
/** Characters of one value in the machine-readable part. */
const VALUE_MAX = 900

/**
 * A delivery status notification: text for a person, the same for a program, and the header it is about. It is an
 * automatic message (RFC 3834) and has to be sent with the null sender. RFC 3462, RFC 3464
 */
export function buildReport(report: NewReport): Uint8Array {
  if (!/^[A-Za-z0-9]{16,60}$/.test(report.boundary)) {
    throw new Refusal('bad-boundary', 'the boundary must be random letters and digits')
  }
  const status = statusPart(report)
  const parts: ComposedPart[] = [textPart('plain', report.text), status.part]
  const { original } = report
  const whole = original !== undefined && original.length <= REPORT_ORIGINAL_BYTES_MAX ? original : undefined
  if (whole !== undefined && !holdsDelimiter(whole, report.boundary)) parts.push(messagePart(whole))
  else if (report.originalHeader !== undefined) parts.push(headerPart(report.originalHeader))
  const body = multipart(parts, { type: `multipart/report; report-type=${status.type}`, boundary: report.boundary })
  const header = foldField('Date', formatDate(report.date))
    + addressField('From', [report.from], false)
    + addressField('To', [{ name: null, email: report.to }], false)
    + foldField('Subject', fieldValue('Subject', report.subject, { utf8: false }))
    + foldField('Message-ID', `<${report.messageId.replace(/^<|>$/g, '')}>`)
    + (report.inReplyTo === undefined ? '' : foldField('In-Reply-To', `<${report.inReplyTo.replace(/^<|>$/g, '')}>`))
    + 'Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n'
  return concatBytes([utf8Bytes(`${header}${body.fields}\r\n`), endLine(body.body)])
}

/** The report type is the subtype of its second part (RFC 6522 §3). */
function statusPart(report: NewReport): { readonly part: ComposedPart, readonly type: string } {
  const groups = [
    statusField('Reporting-MTA', `dns; ${report.reportingMta}`)
    + optional('Original-Envelope-Id', report.originalEnvelopeId)
    + optional('Arrival-Date', report.arrivalDate && formatDate(report.arrivalDate)),
    ...report.recipients.slice(0, REPORT_RECIPIENTS_MAX).map(recipientGroup),
  ]
  const text = groups.join('\r\n')
  const isAscii = !/[^\x00-\x7f]/.test(text)
  // Addresses outside ASCII need the international form of this part. RFC 6533 §3
  const type = isAscii ? 'delivery-status' : 'global-delivery-status'
  return { type, part: {
    fields: `Content-Type: message/${type}\r\nContent-Transfer-Encoding: ${isAscii ? '7bit' : '8bit'}\r\n`,
    body: utf8Bytes(text),
  } }
}

function recipientGroup(recipient: RecipientReport): string {
  const type = /[^\x00-\x7f]/.test(recipient.finalRecipient) ? 'utf-8' : 'rfc822'
  return optional('Original-Recipient', recipient.originalRecipient)
    + statusField('Final-Recipient', `${type}; ${recipient.finalRecipient}`)
    + statusField('Action', recipient.action)
    + statusField('Status', recipient.status)
    + optional('Remote-MTA', recipient.remoteMta === undefined ? undefined : `dns; ${recipient.remoteMta}`)
    + optional('Diagnostic-Code', recipient.diagnostic === undefined ? undefined : `smtp; ${recipient.diagnostic}`)
    + optional('Last-Attempt-Date', recipient.lastAttempt && formatDate(recipient.lastAttempt))
    + optional('Will-Retry-Until', recipient.willRetryUntil && formatDate(recipient.willRetryUntil))
}

function optional(name: string, value: string | undefined): string {
  return value === undefined || value === '' ? '' : statusField(name, value)
}

/** Replies of other servers are not to be trusted: control characters and line ends become blanks. */
function statusField(name: string, value: string): string {
  return foldField(name, value.replace(/[\x00-\x1f\x7f]+/g, ' ').slice(0, VALUE_MAX))
}

/**
 * A message inside another may only be 7bit or 8bit (RFC 2046 §5.2.1); with UTF-8 in its header it is a global one
 * (RFC 6532 §3.7).
 */
function messagePart(message: Uint8Array): ComposedPart {
  const isAscii = message.every((byte) => byte < 0x80)
  const isGlobal = !isAscii && headerFields(message).fields.some(({ value }) => /[^\x00-\x7f]/.test(value))
  return {
    fields: `Content-Type: message/${isGlobal ? 'global' : 'rfc822'}\r\nContent-Transfer-Encoding: ${isAscii ? '7bit' : '8bit'}\r\n`,
    body: message,
  }
}

/** The boundary is random, so only a message that was made for it could hold it. */
function holdsDelimiter(message: Uint8Array, boundary: string): boolean {
  return new ByteText(message).indexOf(`--${boundary}`, 0) !== -1
}

function headerPart(header: Uint8Array): ComposedPart {
  const kept = header.subarray(0, REPORT_HEADER_BYTES_MAX)
  const isAscii = kept.every((byte) => byte > 0 && byte < 0x80)
  // In base64 no line of the original can be taken for a delimiter, and no 8-bit text meets a relay that refuses it.
  const encoded = isAscii ? undefined : kept.toBase64().replace(/.{76}/g, '$&\r\n')
  return {
    fields: `Content-Type: ${isAscii ? 'text/rfc822-headers' : 'message/global-headers'}\r\n`
      + `Content-Transfer-Encoding: ${encoded === undefined ? '7bit' : 'base64'}\r\n`,
    body: encoded === undefined ? kept : utf8Bytes(encoded),
  }
}
