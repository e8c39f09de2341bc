import type { OpenAccount } from '../keys/keys.ts'
import { baseSubject } from '../message/base-subject.ts'
import type { ParsedMessage } from '../message/types.ts'
import { REFERENCES_MAX } from './limits.ts'

/**
 * Messages belong to one thread when they share a Message-ID in Message-ID, In-Reply-To or References **and** have the same
 * base subject (RFC 8621 §3). So one keyed digest of both is what threads are found by; nothing of either can be read from
 * it. Nearest reference first, the message's own last: when two threads meet in a message, it joins the nearest and the
 * threads stay as they are, so no message ever changes its thread.
 */
export function threadReferences(account: OpenAccount, parsed: ParsedMessage): Uint8Array[] {
  const { messageId, inReplyTo, references } = parsed
  const ids: string[] = []
  const add = (id: string): void => {
    if (ids.length < REFERENCES_MAX && !ids.includes(id) && id !== messageId) ids.push(id)
  }
  for (const id of inReplyTo.slice(0, REFERENCES_MAX)) add(id)
  for (const id of references.slice(-REFERENCES_MAX).reverse()) add(id)
  if (messageId !== null) ids.push(messageId)
  const subject = baseSubject(parsed.subject).toLowerCase()
  return ids.map((id) => account.token('thread', `${id}\n${subject}`))
}
