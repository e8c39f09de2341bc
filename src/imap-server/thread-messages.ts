import { hash } from 'node:crypto'
import { casemap } from '../imap/casemap.ts'
import type { ThreadAlgorithm } from '../imap/sort.ts'
import type { HeaderKeys } from '../mailstore/header-keys.ts'
import { ownCopy } from '../mailstore/kept-bytes.ts'
import { baseSubject, isReplySubject } from '../message/base-subject.ts'
import type { Context } from './command.ts'
import { LISTED_MESSAGES_MAX, listedOf, readHeaders } from './listed-message.ts'
import { createPace, type Pace } from './pace.ts'
import { sortPaced } from './paced-sort.ts'
import type { Found } from './search-messages.ts'
import { threadByReferences } from './thread-by-references.ts'
import { byDate, type ThreadedMessage, type ThreadNode } from './thread-node.ts'

/** The messages found, as threads. RFC 5256 §3: THREAD */
export async function threadMessages(
  found: readonly Found[], algorithm: ThreadAlgorithm, context: Context,
): Promise<readonly ThreadNode[] | 'stopped' | 'too many'> {
  if (found.length > LISTED_MESSAGES_MAX) return 'too many'
  const listed = listedOf(found, context)
  const headers = await readHeaders(listed, threadKeys, context)
  if (headers === 'stopped') return headers
  const messages = listed.flatMap(({ found: { seq, uid }, entry }): ThreadedMessage[] => {
    const header = headers.get(entry.message)
    if (!header) return []
    const { id, subject, isReply, sentAt } = header
    const references = algorithm === 'REFERENCES' ? referencesOf(header) : NONE
    const number = context.uid ? uid : seq
    return [{ id, references, subject, isReply, sentAt: sentAt ?? entry.receivedAt, seq, number }]
  })
  const pace = createPace()
  return algorithm === 'REFERENCES' ? await threadByReferences(messages, pace) : await threadBySubject(messages, pace)
}

/**
 * What the header says of where a message belongs. Identifiers and the subject are only ever compared for being equal, so
 * their hashes stand for them: a hundred identifiers of 998 characters are 1,200.
 */
interface ThreadKey {
  readonly id: string | null
  /** The hashes of all, one after the other. */
  readonly references: string
  /** Empty where the base subject is. */
  readonly subject: string
  readonly isReply: boolean
  /** No date where the header names none. */
  readonly sentAt: number | null
}

/** Fields of the header that say where a message belongs. */
const THREAD_FIELDS: ReadonlySet<string> = new Set(['subject', 'date', 'message-id', 'references', 'in-reply-to'])
/** Characters of a hash, one byte each: 96 bits of SHA-256. Two texts with one hash would join two threads. */
const HASH_LENGTH = 12

/** How threads are made out of headers. */
export const threadKeys: Omit<HeaderKeys<ThreadKey>, 'goOn'> = {
  name: 'imap-thread', fields: THREAD_FIELDS,
  read: ({ messageId, references, inReplyTo, subject, sentAt }) => ({
    id: messageId === null ? null : hashOf(messageId),
    // Without References the first identifier of In-Reply-To is the parent. RFC 5256 §3: REFERENCES step 1
    references: ownCopy((references.length > 0 ? references : inReplyTo.slice(0, 1)).map(hashOf).join('')),
    subject: subjectKey(baseSubject(subject)), isReply: isReplySubject(subject), sentAt: sentAt?.ms ?? null,
  }),
}

function hashOf(text: string): string {
  return ownCopy(hash('sha256', text, 'latin1').slice(0, HASH_LENGTH))
}

function subjectKey(subject: string): string {
  return subject === '' ? '' : hashOf(casemap(subject))
}

const NONE: readonly string[] = []

function referencesOf({ references }: ThreadKey): readonly string[] {
  if (references.length <= HASH_LENGTH) return references === '' ? NONE : [references]
  const each: string[] = []
  for (let at = 0; at < references.length; at += HASH_LENGTH) each.push(references.slice(at, at + HASH_LENGTH))
  return each
}

/**
 * Messages with one base subject are one thread: the oldest with the others below it. Threads stand in the order of their
 * oldest. RFC 5256 §3: ORDEREDSUBJECT
 */
async function threadBySubject(messages: readonly ThreadedMessage[], pace: Pace): Promise<readonly ThreadNode[]> {
  const roots = new Map<string, ThreadNode>()
  for (const message of await sortPaced(messages, byDate, pace)) {
    const node: ThreadNode = { message, children: [] }
    const root = roots.get(message.subject)
    if (root) root.children.push(node)
    else roots.set(message.subject, node)
    await pace.breathe()
  }
  return [...roots.values()]
}
