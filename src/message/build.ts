import { formatAddress, hasHostileCharacter, parseAddress } from '../address/address.ts'
import { domainToAscii } from '../address/domain.ts'
import { concatBytes } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { utf8Bytes } from './charset.ts'
import { endLine, filePart, multipart, textPart, type Attachment, type ComposedPart } from './compose-part.ts'
import { formatDate, type MessageDate } from './date.ts'
import { encodeWords, needsEncoding } from './encode-word.ts'
import { fieldValue, foldField, refuseLineEnds } from './fold.ts'
import type { NewField } from './rewrite.ts'
import type { EmailAddress } from './types.ts'

/** Recipients of all kinds in one message. */
export const RECIPIENTS_MAX = 10_000
/** Files in one message. */
export const ATTACHMENTS_MAX = 500

export interface NewMessage {
  readonly from: readonly EmailAddress[]
  readonly sender?: EmailAddress
  readonly replyTo?: readonly EmailAddress[]
  readonly to?: readonly EmailAddress[]
  readonly cc?: readonly EmailAddress[]
  /** Written into the message: for drafts and the sender's copy. Take it out before sending. */
  readonly bcc?: readonly EmailAddress[]
  readonly subject: string
  readonly date: MessageDate
  /** Identifiers without angle brackets. */
  readonly messageId: string
  readonly inReplyTo?: readonly string[]
  readonly references?: readonly string[]
  readonly text?: string
  readonly html?: string
  readonly attachments?: readonly Attachment[]
  /** Further fields, values ASCII or plain text; fields that are made here are refused. */
  readonly headers?: readonly NewField[]
  /** Random text of 16 to 60 letters and digits, new for every message. */
  readonly boundary: string
  /** For a receiver with SMTPUTF8: names and subject as UTF-8 instead of encoded-words. RFC 6532 */
  readonly utf8?: boolean
}

/** Fields that `headers` may not hold, for they are made from the other values. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'from', 'sender', 'reply-to', 'to', 'cc', 'bcc', 'subject', 'date', 'message-id', 'in-reply-to', 'references',
  'mime-version', 'content-type', 'content-transfer-encoding', 'content-disposition', 'content-id',
])

/**
 * Writes a message. Whatever the values hold, none becomes a field or a part of its own: line ends and NUL in a header
 * value, characters in an address that would make it two, and a bad boundary are a `Refusal` (`header-injection`,
 * `bad-address`, `too-many-recipients`, `bad-boundary`). RFC 5322, RFC 2045, RFC 2046, RFC 2047, RFC 2231
 */
export function buildMessage(message: NewMessage): Uint8Array {
  const body = bodyOf(message)
  return concatBytes([utf8Bytes(`${headerOf(message)}MIME-Version: 1.0\r\n${body.fields}\r\n`), endLine(body.body)])
}

function headerOf(message: NewMessage): string {
  const utf8 = message.utf8 === true
  const { from, sender, replyTo = [], to = [], cc = [], bcc = [] } = message
  if (to.length + cc.length + bcc.length > RECIPIENTS_MAX) {
    throw new Refusal('too-many-recipients', `a message may have ${RECIPIENTS_MAX} recipients`)
  }
  const list = (name: string, addresses: readonly EmailAddress[]): string => addresses.length === 0
    ? ''
    : addressField(name, addresses, utf8)
  return foldField('Date', formatDate(message.date))
    + list('From', from)
    + list('Sender', sender === undefined ? [] : [sender])
    + list('Reply-To', replyTo)
    + list('To', to)
    + list('Cc', cc)
    + list('Bcc', bcc)
    + foldField('Subject', fieldValue('Subject', message.subject, { utf8 }))
    + idField('Message-ID', [message.messageId])
    + idField('In-Reply-To', message.inReplyTo ?? [])
    + idField('References', message.references ?? [])
    + (message.headers ?? []).map((field) => otherField(field, utf8)).join('')
}

function otherField([name, value]: NewField, utf8: boolean): string {
  if (!/^[\x21-\x39\x3b-\x7e]{1,76}$/.test(name) || OWN_FIELDS.has(name.toLowerCase())) {
    throw new Refusal('header-injection', 'this field cannot be set')
  }
  return foldField(name, fieldValue(name, value, { utf8 }))
}

/** A list of addresses as a field, folded between them. */
export function addressField(name: string, addresses: readonly EmailAddress[], utf8: boolean): string {
  return foldField(name, addresses.map((address) => addressText(address, utf8)).join(', '))
}

function addressText({ name, email }: EmailAddress, utf8: boolean): string {
  if (name !== null) refuseLineEnds('a name', name)
  const address = safeEmail(email, utf8)
  const isHard = name !== null && (needsEncoding(name) && !utf8 || name.includes('=?'))
  return isHard ? `${encodeWords(name)} <${address}>` : formatAddress({ name, email: address })
}

/**
 * An address that stays one: a correct one, or (in a draft) anything without characters that have a meaning in a list.
 */
function safeEmail(email: string, utf8: boolean): string {
  const correct = parseAddress(email)
  if (correct !== undefined) {
    const domain = utf8 ? correct.domain : domainToAscii(correct.domain) ?? correct.domain
    return `${correct.local}@${domain}`
  }
  if (email === '' || hasHostileCharacter(email) || /[\s<>()[\],;:"\\]/.test(email)) {
    throw new Refusal('bad-address', 'this is no mail address')
  }
  return email
}

function idField(name: string, ids: readonly string[]): string {
  const clean = ids.map((id) => id.replace(/^<|>$/g, '')).filter((id) => id !== '')
  for (const id of clean) {
    if (/[^\x21-\x7e]|[<>]/.test(id)) throw new Refusal('header-injection', `${name} holds more than an identifier`)
  }
  return clean.length === 0 ? '' : foldField(name, clean.map((id) => `<${id}>`).join(' '))
}

function bodyOf(message: NewMessage): ComposedPart {
  if (!/^[A-Za-z0-9]{16,60}$/.test(message.boundary)) {
    throw new Refusal('bad-boundary', 'the boundary must be random letters and digits')
  }
  const attachments = message.attachments ?? []
  if (attachments.length > ATTACHMENTS_MAX) {
    throw new Refusal('too-many-attachments', `a message may have ${ATTACHMENTS_MAX} files`)
  }
  const related = attachments.filter((file) => message.html !== undefined && file.disposition === 'inline' && file.contentId !== undefined)
  const files = attachments.filter((file) => !related.includes(file))
  let level = 0
  const together = (type: string, parts: readonly ComposedPart[]): ComposedPart =>
    multipart(parts, { type: `multipart/${type}`, boundary: `${message.boundary}${level++}` })
  const html = message.html === undefined ? undefined : textPart('html', message.html)
  const rich = html === undefined || related.length === 0
    ? html
    : together('related; type="text/html"', [html, ...related.map(filePart)])
  const plain = message.text === undefined && rich !== undefined ? undefined : textPart('plain', message.text ?? '')
  const content = plain !== undefined && rich !== undefined
    ? together('alternative', [plain, rich])
    : plain ?? rich ?? textPart('plain', '')
  return files.length === 0 ? content : together('mixed', [content, ...files.map(filePart)])
}
