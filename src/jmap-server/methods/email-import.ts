import { MethodFailure, invalidProperties, SetFailure } from '../../jmap/errors.ts'
import { readUtcDate } from '../../jmap/dates.ts'
import { isId, stateString } from '../../jmap/ids.ts'
import { emptyObject, type JsonObject } from '../../jmap/json.ts'
import { readKeywords } from '../../jmap/keywords.ts'
import { MAIL } from '../../jmap/session.ts'
import { requireBlob } from '../blobs.ts'
import { readAccount, type Context, type Method } from '../context.ts'
import { readMailboxIds } from '../email-patch.ts'
import { keepEmail } from '../keep-email.ts'
import { attempt } from '../set.ts'

/** Puts uploaded messages into mailboxes. A message must have CRLF line ends, a header, and no NUL. */
export const emailImport: Method = {
  name: 'Email/import',
  capability: MAIL,
  rfc: ['RFC 8621 §4.8'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const ifInState = args.stringOrNull('ifInState')
    const emails = args.objectsOrNull('emails')
    args.end()
    if (emails === null || ![...emails.keys()].every(isId)) {
      throw new MethodFailure('invalidArguments', '"emails" must map creation ids to objects')
    }
    if (emails.size > context.limits.maxObjectsInSet) {
      throw new MethodFailure('requestTooLarge', `at most ${context.limits.maxObjectsInSet} emails`)
    }
    const oldState = stateString(await context.mail.state())
    if (ifInState !== null && ifInState !== oldState) {
      throw new MethodFailure('stateMismatch', 'the state is another one by now')
    }
    const created = emptyObject<unknown>()
    const notCreated = emptyObject<unknown>()
    for (const [creation, email] of emails) {
      const result = await attempt(() => importOne(email, context))
      if ('failed' in result) {
        notCreated[creation] = result.failed
        continue
      }
      created[creation] = result.value
      context.createdIds.set(creation, result.value.id)
    }
    const newState = stateString(await context.mail.state())
    return {
      response: {
        accountId, oldState, newState,
        created: Object.keys(created).length === 0 ? null : created,
        notCreated: Object.keys(notCreated).length === 0 ? null : notCreated,
      },
    }
  },
}

async function importOne(email: JsonObject, context: Context) {
  const unknown = Object.keys(email).filter((property) => !['blobId', 'mailboxIds', 'keywords', 'receivedAt'].includes(property))
  if (unknown.length > 0) throw invalidProperties(unknown, 'not known')
  const { blobId, receivedAt = null } = email
  if (typeof blobId !== 'string') throw invalidProperties(['blobId'], 'a blob id expected')
  const at = receivedAt === null ? context.now() : readUtcDate(receivedAt)
  if (at === undefined) throw invalidProperties(['receivedAt'], 'a UTCDate expected')
  const mailboxes = readMailboxIds(email['mailboxIds'], context)
  const flags = readKeywords(email['keywords'] ?? {})
  const { bytes } = await requireBlob(context, blobId).catch((error: unknown) => {
    // RFC 8621 §4.8 has another word for it than §4.6.
    if (error instanceof SetFailure && error.error.type === 'blobNotFound') {
      throw invalidProperties(['blobId'], 'there is no such blob')
    }
    throw error
  })
  if (!isMessage(bytes)) throw new SetFailure({ type: 'invalidEmail', description: 'this is not an Internet message' })
  return keepEmail(context, { raw: bytes, mailboxes, flags, receivedAt: at })
}

/** A first line that is a header field, CRLF line ends only, no NUL. */
function isMessage(bytes: Uint8Array): boolean {
  const colon = bytes.subarray(0, 200).indexOf(0x3a)
  if (colon <= 0 || bytes.includes(0)) return false
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) if (bytes[at - 1] !== 0x0d) return false
  for (let at = bytes.indexOf(0x0d); at >= 0; at = bytes.indexOf(0x0d, at + 1)) if (bytes[at + 1] !== 0x0a) return false
  return bytes.subarray(0, colon).every((byte) => byte > 0x20 && byte < 0x7f)
}
