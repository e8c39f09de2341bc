import { randomBytes } from 'node:crypto'
import { Refusal } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { readNewEmail, type NewEmail, type NewFile, type NewText } from '../jmap/email-create.ts'
import { invalidProperties, SetFailure } from '../jmap/errors.ts'
import type { JsonObject } from '../jmap/json.ts'
import { ATTACHMENTS_BYTES_MAX } from '../jmap/limits.ts'
import { buildMessage, type NewMessage } from '../message/build.ts'
import { decodeCharset } from '../message/charset.ts'
import { requireBlob } from './blobs.ts'
import type { Context } from './context.ts'
import { readMailboxIds } from './email-patch.ts'
import { keepEmail } from './keep-email.ts'

/**
 * Makes a message from an Email object and keeps it: drafts, with files by blob id, also forwarded ones. RFC 8621
 * §4.6
 */
export async function createEmail(object: JsonObject, context: Context) {
  const email = readNewEmail(object)
  const mailboxes = readMailboxIds(email.mailboxIds, context)
  const raw = write(await compose(email, context))
  return keepEmail(context, { raw, mailboxes, flags: email.flags, receivedAt: email.receivedAt ?? context.now() })
}

async function compose(email: NewEmail, context: Context): Promise<NewMessage> {
  const [text, html] = [await textOf(email.text, context), await textOf(email.html, context)]
  const attachments = []
  let bytes = 0
  for (const file of email.attachments) {
    const attachment = await attachmentOf(file, context)
    bytes += attachment.bytes.length
    if (bytes > ATTACHMENTS_BYTES_MAX) {
      throw new SetFailure({ type: 'tooLarge', description: 'the attachments are too large together' })
    }
    attachments.push(attachment)
  }
  const domain = email.from[0]?.email.split('@').at(-1) ?? ''
  return {
    from: email.from, replyTo: email.replyTo, to: email.to, cc: email.cc, bcc: email.bcc, subject: email.subject,
    ...(email.sender === null ? {} : { sender: email.sender }),
    date: email.sentAt ?? { ms: context.now(), offsetMinutes: 0 },
    messageId: email.messageId ?? `${randomId()}@${/^[a-z0-9.-]+$/i.test(domain) ? domain : 'localhost'}`,
    inReplyTo: email.inReplyTo, references: email.references, headers: email.headers,
    ...(text === null ? {} : { text }), ...(html === null ? {} : { html }), attachments,
    boundary: randomBytes(18).toString('hex'),
  }
}

async function textOf(source: NewText | null, context: Context): Promise<string | null> {
  if (source === null) return null
  return 'value' in source ? source.value : decodeCharset((await requireBlob(context, source.blobId)).bytes, 'utf-8').text
}

async function attachmentOf({ source, type, name, disposition, cid }: NewFile, context: Context) {
  const bytes = 'value' in source ? new TextEncoder().encode(source.value) : (await requireBlob(context, source.blobId)).bytes
  return { bytes, type, name, disposition, ...(cid === null ? {} : { contentId: cid }) }
}

/** A value that would break out of its place is wrong, not dangerous: the writer refuses it by name. */
function write(message: NewMessage): Uint8Array {
  try {
    return buildMessage(message)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    switch (error.reason) {
      case 'bad-address': throw invalidProperties(['from', 'to', 'cc', 'bcc', 'replyTo'], 'one of these is no mail address')
      case 'too-many-recipients': throw new SetFailure({ type: 'tooManyRecipients' })
      default: throw new SetFailure({ type: 'invalidEmail', description: error.reason })
    }
  }
}
