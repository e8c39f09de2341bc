import { SetFailure } from '../jmap/errors.ts'
import { blobId, emailId, threadId } from '../jmap/ids.ts'
import type { Context } from './context.ts'
import { flagsOf } from './email-source.ts'

/**
 * Keeps a whole message in these mailboxes; gives what the server set (RFC 8621 §4.6, §4.8). Durable when it
 * resolves.
 */
export async function keepEmail(context: Context, { raw, mailboxes, flags, receivedAt }: {
  readonly raw: Uint8Array
  readonly mailboxes: readonly number[]
  readonly flags: readonly string[]
  readonly receivedAt: number
}): Promise<{ readonly id: string, readonly blobId: string, readonly threadId: string, readonly size: number }> {
  const [mailbox, ...also] = mailboxes
  if (mailbox === undefined) throw new SetFailure({ type: 'invalidProperties', properties: ['mailboxIds'] })
  if (raw.length > context.limits.maxSizeUpload) {
    throw new SetFailure({ type: 'tooLarge', description: 'the message is too large' })
  }
  const kept = await context.mail.append({
    mailbox, raw, flags: flagsOf(flags), receivedAt, truth: null, ...(also.length === 0 ? {} : { also }),
  })
  if (kept === 'no such mailbox') {
    throw new SetFailure({ type: 'invalidProperties', properties: ['mailboxIds'], description: 'there is no such mailbox' })
  }
  if (kept === 'over quota') throw new SetFailure({ type: 'overQuota', description: 'the mailbox is full' })
  return {
    id: emailId(kept.message), blobId: blobId({ of: 'message', message: kept.message }), threadId: threadId(kept.thread),
    size: kept.sizeBytes,
  }
}
