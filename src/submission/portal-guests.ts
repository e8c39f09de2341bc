/** The portal's side of `Guests`. */
import type { Portal } from '../portal/portal.ts'
import type { PortalRecipientState } from '../portal/types.ts'
import type { GuestMessage, Guests } from './guests.ts'
import type { GuestState } from './types.ts'

const results = { 'removed': 'withdrawn-unread', 'closed': 'withdrawn-read', 'ended-already': 'already-ended' } as const

export function guestsOf(portal: Pick<Portal, 'stateFor' | 'recall' | 'knownNumber'>): Guests {
  return {
    async knownNumbers(account, addresses) {
      const known = new Map<string, string>()
      for (const address of addresses) {
        const hint = await portal.knownNumber(account, address)
        if (hint !== null) known.set(address, hint)
      }
      return known
    },
    async messages({ tenant, account }, outgoing) {
      const messages = new Map<string, readonly GuestMessage[]>()
      for (const id of outgoing) {
        const states = await portal.stateFor({ tenant, account, outgoing: id })
        messages.set(id, states.map(messageOf))
      }
      return messages
    },
    async recall({ tenant, account }, outgoing) {
      const recalled = await portal.recall({ tenant, account, outgoing })
      return recalled.map(({ address, outcome, readAt }) => ({ address, readAt, result: results[outcome] }))
    },
  }
}

function messageOf(one: PortalRecipientState): GuestMessage {
  return {
    id: one.message, address: one.address, state: stateOf(one), factor: one.factor, readAt: one.readAt,
    repliedAt: one.repliedAt, noticedAt: one.noticedAt, notice: one.notice, expiresAt: one.expiresAt,
    recalledAt: one.state === 'recalled' ? one.endedAt : null,
  }
}

function stateOf({ state, readAt, repliedAt }: PortalRecipientState): GuestState {
  if (state !== 'open') return state
  if (repliedAt !== null) return 'answered'
  return readAt === null ? 'unread' : 'read'
}

/** Where no portal runs: nobody is known, nothing is there. */
export const noGuests: Guests = {
  knownNumbers: () => Promise.resolve(new Map()),
  messages: () => Promise.resolve(new Map()),
  recall: () => Promise.resolve([]),
}
