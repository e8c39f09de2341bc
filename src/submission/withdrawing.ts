/** Taking mail back: all of it while it waits, what can be had of it afterwards, and an honest word about the rest. */
import type { Account } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import type { Ledger, PreparedRecord } from '../ledger/types.ts'
import type { Queue, QueuedState } from '../queue/queue.ts'
import type { Guests } from './guests.ts'
import type { Submission, Withdrawn } from './types.ts'

export function createWithdrawing({ queue, ledger, clock, guests }: {
  readonly queue: Queue, readonly ledger: Pick<Ledger, 'prepare' | 'record'>, readonly clock: Clock, readonly guests: Guests,
}): Pick<Submission, 'recall' | 'withdraw'> {
  const recordOf = (account: Account, submission: string): PreparedRecord => ledger.prepare({
    tenant: account.tenant, at: clock.now(), kind: 'mail.recalled', facts: { submission }, personal: { by: account.address },
  })

  return {
    recall({ account, submission }) {
      const records = [recordOf(account, submission)]
      return queue.recall({ tenant: account.tenant, account: account.account, id: submission, records })
    },
    async withdraw({ account, submission }) {
      const of = { tenant: account.tenant, account: account.account, ids: [submission] }
      const [before] = await queue.list(of)
      if (before === undefined) return 'not found'
      const records = [recordOf(account, submission)]
      await queue.withdraw({ tenant: account.tenant, account: account.account, id: submission, records })
      const closed = await guests.recall(account, submission)
      // Read again: what was on its way when it was asked may have arrived or ended meanwhile.
      const [after = before] = await queue.list(of)
      const withdrawn = after.recipients.map((recipient) => resultOf(recipient, before, closed))
      await ledger.record({
        tenant: account.tenant, at: clock.now(), kind: 'mail.withdrawn',
        facts: { submission, results: Object.entries(Object.groupBy(withdrawn, ({ result }) => result)).map(([result, list]) => `${result}:${list.length}`).join(' ') },
        personal: { by: account.address },
      })
      return withdrawn
    },
  }
}

function resultOf(
  recipient: QueuedState['recipients'][number], before: QueuedState, closed: Awaited<ReturnType<Guests['recall']>>,
): Withdrawn {
  const { address, state, route } = recipient
  if (state === 'recalled') {
    const was = before.recipients.find((one) => one.address === address)
    if (was?.state === 'recalled') return { address, result: 'already-ended', readAt: null }
    // After a try that got no answer nobody can say that nothing of it was seen.
    const isTried = (was?.attempts ?? 0) > 0 && route !== 'portal' && route !== 'internal'
    return { address, result: isTried ? 'stopped' : 'never-left', readAt: null }
  }
  if (state === 'trying') return { address, result: 'under-way', readAt: null }
  const guest = closed.find((one) => one.address.toLowerCase() === address.toLowerCase())
  if (guest !== undefined) return { address, result: guest.result, readAt: guest.readAt }
  if (state === 'failed') return { address, result: 'already-ended', readAt: null }
  return { address, result: route === 'internal' ? 'with-colleague' : 'with-other-server', readAt: null }
}
