/** How a mail that was handed in stands, as its sender may see it: the queue and the portal together. */
import type { QueuedState } from '../queue/queue.ts'
import type { GuestMessage } from './guests.ts'
import type { SubmissionState, SubmittedRecipient } from './types.ts'

/** `guests`: portal messages that were made of this mail. */
export function stateOf(state: QueuedState, guests: readonly GuestMessage[]): SubmissionState {
  const hasRecalled = state.recipients.some((recipient) => recipient.state === 'recalled')
  const isPending = state.recipients.some(({ state: now, attempts }) => now === 'held' || (now === 'waiting' && attempts === 0))
  const byAddress = new Map(guests.map((guest) => [guest.address.toLowerCase(), guest]))
  return {
    id: state.id, handedInAt: state.handedInAt, leavesAt: state.leavesAt, messageId: state.messageId,
    protection: state.protection,
    undo: hasRecalled ? 'canceled' : isPending ? 'pending' : 'final',
    recipients: state.recipients.map((recipient) => recipientOf(recipient,
      byAddress.get(recipient.address.toLowerCase()))),
  }
}

function recipientOf(recipient: QueuedState['recipients'][number], guest: GuestMessage | undefined): SubmittedRecipient {
  const { address, route, state, reply, portal } = recipient
  const isKept = route === 'portal' && state === 'delivered' && guest !== undefined
  return {
    address, reply, route, state: isKept ? guest.state : state,
    delivered: state === 'delivered' ? 'yes' : state === 'failed' ? 'no' : 'queued',
    factor: guest?.factor ?? (portal?.factor === undefined ? null : { kind: portal.factor.kind, hint: null }),
    readAt: guest?.readAt ?? null, expiresAt: guest?.expiresAt ?? portal?.expiresAt ?? null,
    recalledAt: guest?.recalledAt ?? null, finishedAt: recipient.finishedAt, reached: recipient.reached,
    portal: !isKept ? null : {
      id: guest.id, noticedAt: guest.noticedAt, notice: guest.notice, repliedAt: guest.repliedAt,
    },
  }
}
