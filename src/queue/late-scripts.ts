/** Statements for mail whose moment has come: its sender hears that it is late, or gets it back. */
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import { insertOutgoing, type DueRow, type PreparedOutgoing } from './scripts.ts'

/** Stands as the worker of recipients that go back because their time is over. */
export const EXPIRING = 'expiring'
/** Mails looked at in one step, and recipients of one of them. */
export const LATE_MAILS_MAX = 100
export const LATE_RECIPIENTS_MAX = 1000

export interface LateRow extends DueRow {
  /** What the other side said last about this recipient, else about its destination. */
  readonly reply: Uint8Array | null
  readonly destination_reply: Uint8Array | null
}

export interface LateMail {
  readonly tenant: number
  readonly id: string
  readonly deadlineAt: number
  readonly expiresAt: number
  readonly isExpired: boolean
  readonly rows: readonly LateRow[]
}

/**
 * Mails whose deadline is over, with their waiting recipients; those that expired are taken, so that nobody tries them.
 */
export const claimLate = writeScript('queue.claim-late', import.meta.url, function* (
  tx, { now, again }: { readonly now: number, readonly again: number },
): Script<LateMail[]> {
  const late = yield* tx.all<{ tenant: number, id: string, deadline_at: number, expires_at: number }>(sql`select
    tenant, id,
      deadline_at, expires_at from outgoing where deadline_at is not null and deadline_at <= ${now}
    order by deadline_at limit ${LATE_MAILS_MAX}`)
  const mails: LateMail[] = []
  for (const { tenant, id, deadline_at: deadlineAt, expires_at: expiresAt } of late) {
    const rows = yield* tx.all<LateRow>(sql`select r.tenant, r.outgoing, r.number, r.attempts, r.address,
      r.destination, r.lane,
        r.reply, d.reply as destination_reply, o.account, o.handed_in_at, o.expires_at, o.size_bytes, o.envelope
      from outgoing_recipient r join outgoing o on o.tenant = r.tenant and o.id = r.outgoing
        left join outgoing_destination d on d.tenant = 0 and d.destination = r.destination
      where r.tenant = ${tenant} and r.outgoing = ${id} and r.state = 'waiting'
      order by r.number limit ${LATE_RECIPIENTS_MAX}`)
    const isExpired = expiresAt <= now
    if (isExpired) {
      for (const { number } of rows) {
        yield* tx.run(sql`update outgoing_recipient set state = 'trying', worker = ${EXPIRING}, next_at = ${now}
          where tenant = ${tenant} and outgoing = ${id} and number = ${number} and state = 'waiting'`)
      }
    }
    // What is held, stopped or under way, and what a stop of ours leaves behind, is looked at once more later.
    const next = isExpired ? again : rows.length === 0 ? expiresAt : deadlineAt
    yield* tx.run(sql`update outgoing set deadline_at = ${next} where tenant = ${tenant} and id = ${id}`)
    if (rows.length > 0) mails.push({ tenant, id, deadlineAt, expiresAt, isExpired, rows })
  }
  return mails
})

/** The sender was told: the next moment is the end. Nothing when somebody else told it. */
export const toldLate = writeScript('queue.told-late', import.meta.url, function* (
  tx, { tenant, id, deadlineAt, next, notices }: {
    readonly tenant: number, readonly id: string, readonly deadlineAt: number, readonly next: number,
    readonly notices: readonly PreparedOutgoing[],
  },
): Script<boolean> {
  const touched = yield* tx.run(sql`update outgoing set deadline_at = ${next}
    where tenant = ${tenant} and id = ${id} and deadline_at = ${deadlineAt}`)
  if (touched !== 1) return false
  for (const notice of notices) yield* insertOutgoing(tx, notice)
  return true
})

/** Whether there is any: reading costs less than an empty write every few seconds. */
export const isLate = readScript('queue.is-late', import.meta.url, function* (
  tx, { now }: { readonly now: number },
): Script<boolean> {
  return (yield* tx.maybe(sql`select 1 as found from outgoing where deadline_at is not null and deadline_at <= ${now}
    limit 1`)) !== undefined
})
