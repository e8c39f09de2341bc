import { isDeepStrictEqual } from 'node:util'
import { Arguments } from '../jmap/arguments.ts'
import { emailObject } from '../jmap/email-object.ts'
import { readWanted } from '../jmap/email-wanted.ts'
import { invalidProperties, SetFailure } from '../jmap/errors.ts'
import { emptyObject, type JsonObject } from '../jmap/json.ts'
import type { Context } from './context.ts'
import { readEmails } from './email-source.ts'

/** Properties of an Email that never change and that its list record tells. */
const FIXED = new Set([
  'id', 'blobId', 'threadId', 'size', 'receivedAt', 'messageId', 'inReplyTo', 'references', 'sender', 'from', 'to', 'cc', 'bcc',
  'replyTo', 'subject', 'sentAt', 'hasAttachment', 'preview',
])

/**
 * The patch of an Email without what never changes: a client may send that along when it is as it is here, and is refused
 * with `invalidProperties` when it is not. RFC 8620 §5.3
 */
export async function withoutUnchanged(message: number, patch: JsonObject, context: Context): Promise<JsonObject> {
  const fixed = Object.keys(patch).filter((property) => FIXED.has(property))
  if (fixed.length === 0) return patch
  const [facts] = await readEmails(context.mail, [message], { bytes: 'none', truth: false })
  if (facts === undefined) throw new SetFailure({ type: 'notFound' })
  const now = emailObject(facts, readWanted(new Arguments({ properties: fixed }), []))
  const changed = fixed.filter((property) => !isDeepStrictEqual(plain(now[property]), plain(patch[property])))
  if (changed.length > 0) throw invalidProperties(changed, 'only mailboxIds and keywords change')
  const rest = emptyObject<unknown>()
  for (const [property, value] of Object.entries(patch)) if (!FIXED.has(property)) rest[property] = value
  return rest
}

/** As it looks to a client. */
const plain = (value: unknown): unknown => value === undefined ? undefined : JSON.parse(JSON.stringify(value))
