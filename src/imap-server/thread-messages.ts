import { casemap } from '../imap/casemap.ts'
import type { ThreadAlgorithm } from '../imap/sort.ts'
import type { Entry, ListRecord } from '../mailstore/types.ts'
import { baseSubject, isReplySubject } from '../message/base-subject.ts'
import type { Context } from './command.ts'
import { LISTED_MESSAGES_MAX, readListed } from './listed-message.ts'
import { createPace, type Pace } from './pace.ts'
import { sortPaced } from './paced-sort.ts'
import type { Found } from './search-messages.ts'
import { threadByReferences } from './thread-by-references.ts'
import { bySentDate, bySubject, type ThreadedMessage, type ThreadNode } from './thread-node.ts'

/** The messages found, as threads. RFC 5256 §3: THREAD */
export async function threadMessages(
  found: readonly Found[], algorithm: ThreadAlgorithm, context: Context,
): Promise<readonly ThreadNode[] | 'stopped' | 'too many'> {
  if (found.length > LISTED_MESSAGES_MAX) return 'too many'
  const messages = await readListed(found, (record, entry, one) => threaded(record, entry, { ...one, uid: one.uid,
    number: context.uid ? one.uid : one.seq }), context)
  if (messages === 'stopped') return messages
  const pace = createPace()
  return algorithm === 'REFERENCES' ? await threadByReferences(messages, pace) : await threadBySubject(messages, pace)
}

/** Fields of the header that say where a message belongs. */
const THREAD_FIELDS: ReadonlySet<string> = new Set(['subject', 'date', 'message-id', 'references', 'in-reply-to'])

function threaded(record: ListRecord, entry: Entry, one: Found & { readonly number: number }): ThreadedMessage {
  const summary = record.header(THREAD_FIELDS)
  // Without References the first identifier of In-Reply-To is the parent. RFC 5256 §3: REFERENCES step 1
  const references = summary.references.length > 0 ? summary.references : summary.inReplyTo.slice(0, 1)
  return {
    number: one.number, seq: one.seq, id: summary.messageId, references, subject: casemap(baseSubject(summary.subject)),
    isReply: isReplySubject(summary.subject), sentAt: summary.sentAt?.ms ?? entry.receivedAt,
  }
}

/**
 * Messages with one base subject are one thread: the oldest with the others below it. Threads stand in the order of their
 * oldest. RFC 5256 §3: ORDEREDSUBJECT
 */
async function threadBySubject(messages: readonly ThreadedMessage[], pace: Pace): Promise<readonly ThreadNode[]> {
  const roots: ThreadNode[] = []
  for (const message of await sortPaced(messages, bySubject, pace)) {
    const last = roots.at(-1)
    const node: ThreadNode = { message, children: [] }
    if (last?.message?.subject === message.subject) last.children.push(node)
    else roots.push(node)
    await pace.breathe()
  }
  return await sortPaced(roots, bySentDate, pace)
}
