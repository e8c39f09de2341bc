import { Refusal, Temporary } from '../base/errors.ts'
import type { Accepted } from '../delivery/types.ts'
import type { ReplyName } from '../smtp/replies.ts'
import type { DataProblem } from '../smtp/scanner.ts'
import type { Submitted } from '../submission/types.ts'

/** The reply to a finished message, by name; `detail` only where the flow gave words meant for the client. */
export interface MessageReply {
  readonly reply: ReplyName
  readonly detail?: string
}

const acceptedReplies = {
  'loop': 'loop', 'sender-forged': 'sender-forged', 'not-one-author': 'not-one-author',
  'too-many-headers': 'too-many-header-fields', 'malformed': 'malformed-message', 'malware': 'malware',
} as const satisfies Record<(Accepted & { outcome: 'refused' })['reason'], ReplyName>

/** What the MX says to what delivery decided. */
export function acceptedReply(accepted: Accepted): MessageReply {
  switch (accepted.outcome) {
    case 'kept': return { reply: 'kept', detail: `Message accepted as ${accepted.id}` }
    case 'refused': return worded(acceptedReplies[accepted.reason], accepted.text)
    case 'try-later': return { reply: accepted.reason === 'temporary' ? 'try-later' : accepted.reason }
  }
}

const submittedReplies = {
  'not-your-address': 'not-your-address', 'not-one-author': 'not-one-author', 'no-recipient': 'no-valid-recipients',
  'too-many-recipients': 'too-many-recipients', 'malformed': 'malformed-message', 'recipient-unknown': 'unknown-recipient',
  'forbidden-to-send': 'refused', 'sending-stopped': 'refused',
} as const satisfies Record<(Submitted & { outcome: 'refused' })['reason'], ReplyName>

/** What the submission listeners say to what submission decided. */
export function submittedReply(submitted: Submitted): MessageReply {
  switch (submitted.outcome) {
    case 'queued': return { reply: 'kept', detail: `Message accepted as ${submitted.submission}` }
    case 'refused': return worded(submittedReplies[submitted.reason], submitted.text)
    case 'try-later': return { reply: submitted.reason === 'storage-full' ? 'storage-full' : 'try-later' }
  }
}

const problemReplies = {
  'bare-line-end': 'bare-line-end-in-data', 'line-too-long': 'data-line-too-long', 'too-large': 'message-too-large',
} as const satisfies Record<DataProblem, ReplyName>

/** What is said at the end of a message that was refused while it came in. */
export function problemReply(problem: DataProblem): MessageReply {
  return { reply: problemReplies[problem] }
}

/** The reply to a thrown error; `bug` when it is none of the kinds that are expected (style: three kinds of failure). */
export function errorReply(error: unknown): MessageReply & { readonly bug: boolean } {
  if (error instanceof Temporary) return { reply: error.reason === 'storage-full' ? 'storage-full' : 'try-later', bug: false }
  if (error instanceof Refusal) return { reply: 'refused', bug: false }
  return { reply: 'our-fault', bug: true }
}

function worded(reply: ReplyName, text: string): MessageReply {
  return text === '' ? { reply } : { reply, detail: text }
}
