import { utcDate } from '../jmap/dates.ts'
import { isObject } from '../jmap/json.ts'
import type { SubmissionState } from '../submission/types.ts'
import type { JmapServices, JmapUser } from './context.ts'
import { protectionObject } from './protection.ts'
import type { SubmissionDigest } from './submission-states.ts'

export const submissionProperties = [
  'id', 'identityId', 'emailId', 'threadId', 'envelope', 'sendAt', 'undoStatus', 'deliveryStatus', 'dsnBlobIds',
  'mdnBlobIds',
] as const

/** What the queue does not know of a submission, kept as a document under the queue's id. */
export interface SubmissionNote {
  readonly identityId: string
  readonly emailId: string
  readonly threadId: string
  readonly envelope: {
    readonly mailFrom: { readonly email: string, readonly parameters: null }
    readonly rcptTo: readonly { readonly email: string, readonly parameters: null }[]
  }
}

export type SubmissionObject = Readonly<Record<string, unknown>> & { readonly id: string }

/** `S` and the queue's id. */
export const submissionId = (id: string): string => `S${id}`
export const queueIdOf = (id: string): string | undefined =>
  id.startsWith('S') && id.length > 1 ? id.slice(1) : undefined

/** The EmailSubmission objects of the account, newest first: what was handed in over JMAP and is not forgotten. */
export async function readSubmissions({ account, open, submission, documents }: JmapUser & Pick<JmapServices, 'submission' | 'documents'>): Promise<{
  readonly objects: ReadonlyMap<string, SubmissionObject>
  /** All that can change of what this account handed in, for states. */
  readonly digest: SubmissionDigest
}> {
  const [notes, states] = await Promise.all([documents.list(open, 'email-submission'), submission.list(account)])
  const objects = new Map<string, SubmissionObject>()
  const others: SubmissionState[] = []
  for (const state of states) {
    const note = notes.get(state.id)
    if (isNote(note)) objects.set(submissionId(state.id), submissionObject(state, note, account.language))
    else others.push(state)
  }
  const rest = JSON.stringify(others.map(({ id, undo, recipients }) => [id, undo, recipients]))
  return { objects, digest: new Map([...digestOf(objects), [OTHERS, rest]]) }
}

function isNote(note: unknown): note is SubmissionNote {
  return isObject(note) && typeof note['emailId'] === 'string' && isObject(note['envelope'])
}

/** RFC 8621 §7 */
export function submissionObject(state: SubmissionState, note: SubmissionNote, language: 'nl' | 'en'): SubmissionObject {
  const deliveryStatus = Object.fromEntries(state.recipients.map(({ address, delivered, reply }) =>
    [address, { smtpReply: reply === '' ? '250 2.0.0 queued' : reply, delivered, displayed: 'unknown' }]))
  return {
    id: submissionId(state.id), identityId: note.identityId, emailId: note.emailId, threadId: note.threadId,
    envelope: note.envelope, sendAt: utcDate(state.leavesAt), undoStatus: state.undo, deliveryStatus,
    dsnBlobIds: [], mdnBlobIds: [], protection: protectionObject(state, language),
  }
}

function digestOf(objects: ReadonlyMap<string, SubmissionObject>): SubmissionDigest {
  const digest = (object: SubmissionObject): string => JSON.stringify([object['undoStatus'], object['deliveryStatus'], object['protection']])
  return new Map([...objects].map(([id, object]) => [id, digest(object)]))
}

/** Stands in a digest for what was handed in by other doors: no EmailSubmission, but `SentState` tells of it. */
const OTHERS = '~'

/** Whether an entry of a digest is an EmailSubmission. */
export const isSubmission = (id: string): boolean => id !== OTHERS

/** The state string of all EmailSubmissions now. */
export async function submissionState(user: JmapUser & JmapServices): Promise<string> {
  return user.submissionStates.remember(user.open, (await readSubmissions(user)).digest)
}
