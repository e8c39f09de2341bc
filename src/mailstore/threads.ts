import type { OpenAccount } from '../keys/keys.ts'
import { baseSubject } from '../message/base-subject.ts'
import type { ParsedMessage } from '../message/types.ts'
import { REFERENCES_MAX } from './limits.ts'
import type { NewMessage } from './scripts/insert.ts'

/** What of a message says its thread; a list record knows it too. */
type Threaded = Pick<ParsedMessage, 'messageId' | 'inReplyTo' | 'references' | 'subject'>

/** How a thread is found: by tokens under the newest key, and under those of before while a key rotation runs. */
type ThreadReferences = Pick<NewMessage, 'references' | 'formerReferences' | 'keyVersion'>

const noToken = new Uint8Array()

/**
 * Messages belong to one thread when they share a Message-ID in Message-ID, In-Reply-To or References **and** have
 * the same base subject (RFC 8621 §3). So one keyed digest of both is what threads are found by; nothing of either can
 * be read from it. Nearest reference first, the message's own last: when two threads meet in a message, it joins the
 * nearest, and what comes after finds that one too; what is there stays, so no message ever changes its thread.
 */
export function threadReferences(account: OpenAccount, message: Threaded): ThreadReferences {
  const { messageId, inReplyTo, references } = message
  const ids: string[] = []
  const add = (id: string): void => {
    if (ids.length < REFERENCES_MAX && !ids.includes(id) && id !== messageId) ids.push(id)
  }
  for (const id of inReplyTo.slice(0, REFERENCES_MAX)) add(id)
  for (const id of references.slice(-REFERENCES_MAX).reverse()) add(id)
  if (messageId !== null) ids.push(messageId)
  const subject = baseSubject(message.subject).toLowerCase()
  const values = ids.map((id) => `${id}\n${subject}`)
  const former = values.map((value) => account.formerTokens('thread', value))
  return {
    keyVersion: account.keyVersion, references: values.map((value) => account.token('thread', value)),
    formerReferences: (former[0] ?? []).map((_, key) => former.map((tokens) => tokens[key] ?? noToken)),
  }
}
