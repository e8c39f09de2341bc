import type { Draft, DraftAttachment, DraftRecipient } from '../../guard/types.ts'
import { MethodFailure } from '../../jmap/errors.ts'
import { messageOf } from '../../jmap/ids.ts'
import { isObject, type JsonObject } from '../../jmap/json.ts'
import { PROTECTION } from '../../jmap/session.ts'
import { parseMessage } from '../../message/parse.ts'
import { addressesOf } from '../../submission/recipients.ts'
import type { Judged } from '../../submission/types.ts'
import { readBlob } from '../blobs.ts'
import { readAccount, realId, type Context, type Method } from '../context.ts'
import { noteBlob, noteUse } from '../noted-use.ts'
import { judgedObject } from '../protection.ts'

/** Recipients, files and Message-IDs of one draft that are looked at. */
export const DRAFT_RECIPIENTS_MAX = 10_000
export const DRAFT_FILES_MAX = 100
export const DRAFT_REFERENCES_MAX = 50

/** The server's own judgement of a mail that was not sent yet. */
export const protectionAssessmentGet: Method = {
  name: 'ProtectionAssessment/get',
  capability: PROTECTION,
  rfc: ['docs/jmap-protection.md §5'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const emailId = args.stringOrNull('emailId')
    const draft = args.objectOrNull('draft')
    const recipients = args.stringsOrNull('recipients', DRAFT_RECIPIENTS_MAX)
    args.end()
    if ((emailId === null) === (draft === null)) throw new MethodFailure('invalidArguments', 'name either an emailId or a draft')
    const judged = draft === null
      ? await ofEmail(emailId ?? '', recipients, context)
      : await ofDraft(draft, context)
    const { language } = context.account
    return { response: { accountId, ...judgedObject(judged, { language, now: context.now() }) } }
  },
}

async function ofEmail(id: string, recipients: readonly string[] | null, context: Context): Promise<Judged> {
  const message = messageOf(realId(context, id))
  const raw = message === undefined ? undefined : await context.mail.body(message)
  if (message === undefined || raw === undefined) throw new MethodFailure('invalidArguments', 'there is no such email')
  // What is found in it is quoted.
  await noteUse(context, 'read', [message])
  const { to, cc, bcc } = parseMessage(raw)
  const rcptTo = recipients ?? [to, cc, bcc].flatMap(addressesOf).filter((address) => address.includes('@'))
  return context.submission.judgeMessage({ account: context.account, open: context.open, ip: context.ip, raw, rcptTo })
}

async function ofDraft(object: JsonObject, context: Context): Promise<Judged> {
  const { from, recipients, subject, body, attachments = [], inReplyTo = [] } = object
  if (!Array.isArray(recipients) || !Array.isArray(attachments) || !Array.isArray(inReplyTo)) throw wrong('recipients, attachments, inReplyTo')
  if (recipients.length > DRAFT_RECIPIENTS_MAX || attachments.length > DRAFT_FILES_MAX
    || inReplyTo.length > DRAFT_REFERENCES_MAX) {
    throw new MethodFailure('requestTooLarge', 'too many recipients, files or references')
  }
  const draft: Draft = {
    from: textOf(from ?? context.account.address, 'from'), recipients: recipients.map(recipientOf), subject: textOf(subject ?? '', 'subject'),
    body: textOf(body ?? '', 'body'), attachments: await Promise.all(attachments.map((file, index) => attachmentOf(file, index, context))),
  }
  return context.submission.judge({
    account: context.account, open: context.open, ip: context.ip, draft, inReplyTo: inReplyTo.map((id) => textOf(id, 'inReplyTo')),
  })
}

function recipientOf(value: unknown): DraftRecipient {
  const { address, name = null, field = 'to' } = isObject(value) ? value : {}
  if (typeof address !== 'string' || (typeof name !== 'string' && name !== null)) throw wrong('recipients')
  if (field !== 'to' && field !== 'cc' && field !== 'bcc') throw wrong('recipients')
  return { address, name, field }
}

async function attachmentOf(value: unknown, index: number, context: Context): Promise<DraftAttachment> {
  const { blobId, name = '', type = '' } = isObject(value) ? value : {}
  if (typeof blobId !== 'string' || typeof name !== 'string' || typeof type !== 'string') throw wrong('attachments')
  const real = realId(context, blobId)
  const blob = real === undefined ? undefined : await readBlob(context.mail, real)
  if (real === undefined || blob === undefined) throw new MethodFailure('invalidArguments', 'there is no such blob')
  await noteBlob(context, real)
  const media = type === '' ? blob.type : type
  const file = { name, type: media, bytes: blob.bytes, owner: context.account.address }
  const extracted = await context.protection.extractor.extract(file)
  return { id: `${blobId}/${index}`, name, type: media, sizeBytes: blob.bytes.length, ...extracted }
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw wrong(name)
  return value
}

function wrong(name: string): MethodFailure {
  return new MethodFailure('invalidArguments', `"draft" does not fit: ${name}`)
}

