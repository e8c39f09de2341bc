/**
 * What happens when the protection that was decided is not to be had at delivery: nothing has left, and nothing weaker
 * is
 * tried. Where the policy lists an equally strong way the recipient takes that one; else the mail waits and comes back.
 * The
 * sender hears of it at once, the ledger too.
 */
import type { Clock } from '../base/clock.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import type { Log } from '../log/log.ts'
import type { Outcomes, Tried } from './outcomes.ts'
import type { Queue } from './queue.ts'
import type { PreparedOutgoing } from './scripts.ts'
import type { DueRecipient, Route } from './types.ts'

export interface FallBackParts {
  readonly queue: Pick<Queue, 'reroute' | 'discard'>
  readonly outcomes: Outcomes
  readonly ledger: Pick<Ledger, 'prepare'>
  /** A mail to the sender: which recipient, and the way taken now; null when the mail waits. */
  readonly tell: (due: DueRecipient, route: Route | null) => Promise<PreparedOutgoing | undefined>
  /** What was known of this domain is not so any more. */
  readonly forget: (domain: string) => Promise<void>
  readonly clock: Clock
  readonly log: Log
}

/** Ways that a recipient can fall back to: those that are carried out here. */
const CARRIED_OUT: ReadonlySet<Route> = new Set(['portal'])

export function createFallBack(parts: FallBackParts): (tried: readonly Tried[], raw: Uint8Array) => Promise<void> {
  const { queue, outcomes, ledger, clock, log } = parts

  function refused(due: DueRecipient, reply: string, next: Route | null): PreparedRecord {
    return ledger.prepare({
      tenant: due.tenant, at: clock.now(), kind: 'mail.downgrade-refused',
      facts: { submission: due.outgoing, route: due.recipient.route, next: next ?? 'wait', attempts: due.attempts + 1 },
      personal: { to: due.recipient.address, reply },
    })
  }

  async function reroute({ due, attempt }: Tried, next: Route): Promise<void> {
    const notice = await parts.tell(due, next)
    const rest = (due.recipient.fallback ?? []).slice((due.recipient.fallback ?? []).indexOf(next) + 1)
    const { fallback: _before, ...recipient } = due.recipient
    const isDone = await queue.reroute({
      due, recipient: { ...recipient, route: next, ...(rest.length === 0 ? {} : { fallback: rest }) },
      reply: attempt.reply,
      notices: notice === undefined ? [] : [notice], records: [refused(due, attempt.reply, next)],
    })
    if (!isDone && notice !== undefined) await queue.discard(notice)
  }

  return async (tried, raw) => {
    const [first] = tried
    if (first === undefined) return
    log.warn('mail.downgrade-refused', { outgoing: first.due.outgoing, recipients: tried.length })
    const { address } = first.due.recipient
    await parts.forget(address.slice(address.lastIndexOf('@') + 1).toLowerCase())
    const waiting: Tried[] = []
    for (const one of tried) {
      const next = one.due.recipient.fallback?.find((route) => CARRIED_OUT.has(route))
      if (next === undefined) waiting.push(one)
      else await reroute(one, next)
    }
    for (const one of waiting) {
      // Told once; afterwards the ordinary notices of delay and failure follow.
      const isFirst = one.due.attempts === 0
      const notice = isFirst ? await parts.tell(one.due, null) : undefined
      await outcomes.write([one], raw, {
        records: isFirst ? [refused(one.due, one.attempt.reply, null)] : [],
        notices: notice === undefined ? [] : [notice],
      })
    }
  }
}
