/** Queued mail for our own people: stored and ended in one transaction, so that it arrives exactly once. */
import type { Account, Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import { Refusal, Temporary } from '../base/errors.ts'
import type { Outcomes, Tried } from '../queue/outcomes.ts'
import type { QueueSecrets } from '../queue/secrets.ts'
import type { Attempt, DueRecipient } from '../queue/types.ts'
import type { Deliver } from '../queue/worker.ts'
import type { Delivery } from './delivery.ts'

const kept: Extract<Attempt, { outcome: 'delivered' }> = {
  outcome: 'delivered', reply: '2.0.0 kept in the mailbox',
  reached: { route: 'internal', protocol: null, cipher: null, verified: true, peer: null },
}
const unknown: Attempt = { outcome: 'failed', status: '5.1.1', reply: '5.1.1 nobody here has this address' }

/** The try for the group `internal` of one queued mail. */
export function createInternalDelivery({ accounts, delivery, outcomes, secrets, clock }: {
  readonly accounts: Pick<Accounts, 'findRecipient'>, readonly delivery: Delivery, readonly outcomes: Outcomes,
  readonly secrets: QueueSecrets, readonly clock: Clock,
}): Deliver {
  async function store(found: readonly Found[], raw: Uint8Array): Promise<void> {
    const at = clock.now()
    const notice = await outcomes.keptNotice(found.map(({ due }) => ({ due, attempt: kept })), raw)
    await delivery.internal({
      notices: notice === undefined ? [] : [notice],
      mailFrom: found[0]?.due.envelope.mailFrom ?? '', raw,
      isSensitive: (found[0]?.due.envelope.protection?.reasons.length ?? 0) > 0,
      recipients: found.map(({ due, account }) => ({
        account,
        finished: {
          tenant: due.tenant, outgoing: due.outgoing, number: due.number, state: 'delivered', at,
          reply: secrets.sealReply(due, due.number, kept.reply),
        },
      })),
      records: found.map(({ due }) => outcomes.deliveredRecord(due, kept)),
    })
  }

  return async ({ due, raw }) => {
    const found: Found[] = []
    const failed: Tried[] = []
    for (const one of due) {
      const account = await accounts.findRecipient(one.recipient.address)
      if (account === undefined) failed.push({ due: one, attempt: unknown })
      else found.push({ due: one, account })
    }
    if (failed.length > 0) await outcomes.write(failed, raw)
    if (found.length === 0) return
    try {
      await store(found, raw)
    } catch (error) {
      if (error instanceof Refusal && error.reason === 'ended-already') return
      if (error instanceof Refusal && error.reason === 'over-quota' && found.length > 1) {
        // One full mailbox must not keep the others waiting: each is tried by itself.
        for (const one of found) await storeAlone(one, raw)
        return
      }
      await outcomes.write(found.map((one) => ({ due: one.due, attempt: later(error) })), raw)
    }
  }

  async function storeAlone(one: Found, raw: Uint8Array): Promise<void> {
    try {
      await store([one], raw)
    } catch (error) {
      await outcomes.write([{ due: one.due, attempt: later(error) }], raw)
    }
  }
}

interface Found {
  readonly due: DueRecipient
  readonly account: Account
}

/** What a failed storing means for its recipients; throws what is a mistake of ours. */
function later(error: unknown): Attempt {
  if (error instanceof Refusal && error.reason === 'over-quota') {
    return { outcome: 'try-later', status: '4.2.2', reply: '4.2.2 the mailbox is full' }
  }
  if (error instanceof Temporary) return { outcome: 'try-later', status: '4.3.0',
    reply: '4.3.0 could not be kept for now' }
  throw error
}
