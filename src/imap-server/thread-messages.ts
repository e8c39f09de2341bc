import { casemap } from '../imap/casemap.ts'
import type { ThreadAlgorithm } from '../imap/sort.ts'
import type { HeaderKeys } from '../mailstore/header-keys.ts'
import { baseSubject, isReplySubject } from '../message/base-subject.ts'
import type { HeaderSummary } from '../message/summary.ts'
import type { Context } from './command.ts'
import { LISTED_MESSAGES_MAX, listedOf, readHeaders } from './listed-message.ts'
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
  const listed = listedOf(found, context)
  const headers = await readHeaders(listed, threadKeys(), context)
  if (headers === 'stopped') return headers
  const messages = listed.flatMap(({ found: { seq, uid }, entry }): ThreadedMessage[] => {
    const header = headers.get(entry.message)
    if (!header) return []
    return [{ ...header, sentAt: header.sentAt ?? entry.receivedAt, seq, number: context.uid ? uid : seq }]
  })
  const pace = createPace()
  return algorithm === 'REFERENCES' ? await threadByReferences(messages, pace) : await threadBySubject(messages, pace)
}

/** What the header says of where a message belongs; no date where it names none. */
interface ThreadKey extends Pick<ThreadedMessage, 'id' | 'references' | 'subject' | 'isReply'> {
  readonly sentAt: number | null
}

/** Fields of the header that say where a message belongs. */
const THREAD_FIELDS: ReadonlySet<string> = new Set(['subject', 'date', 'message-id', 'references', 'in-reply-to'])
/** What a remembered key takes in memory, about. */
const THREAD_KEY_BYTES = 300

/** Identifiers and subjects that several messages name are kept once. */
function threadKeys(): Omit<HeaderKeys<ThreadKey>, 'goOn'> {
  const once = new Map<string, string>()
  const kept = (text: string): string => {
    const known = once.get(text)
    if (known !== undefined) return known
    // A copy: what was cut out of a header would keep all of it in memory.
    const copy = Buffer.from(text).toString()
    once.set(copy, copy)
    return copy
  }
  const read = ({ messageId, references, inReplyTo, subject, sentAt }: HeaderSummary): ThreadKey => ({
    id: messageId === null ? null : kept(messageId),
    // Without References the first identifier of In-Reply-To is the parent. RFC 5256 §3: REFERENCES step 1
    references: (references.length > 0 ? references : inReplyTo.slice(0, 1)).map(kept),
    subject: kept(casemap(baseSubject(subject))), isReply: isReplySubject(subject), sentAt: sentAt?.ms ?? null,
  })
  return { name: 'imap-thread', fields: THREAD_FIELDS, read, keyBytes: THREAD_KEY_BYTES }
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
