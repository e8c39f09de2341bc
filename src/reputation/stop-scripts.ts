/** Stopping an account from sending, and letting it go again. */
import type { AccountRef } from '../keys/keys.ts'
import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { insertOutgoing, IS_RECALLED, type PreparedOutgoing } from '../queue/scripts.ts'
import { readScript, sql, writeScript, type Script, type Tx } from '../storage/script.ts'

/** Stands as the worker of recipients that are kept back because their account was stopped, and for nothing else. */
export const KEPT_BACK = 'account-stopped'

export interface StopRow extends AccountRef {
  readonly id: string
  readonly at: number
  readonly why: string
  readonly state: 'stopped' | 'released'
  readonly released_at: number | null
  readonly facts: Uint8Array
}

const columns = sql`tenant, account, id, at, why, state, released_at, facts`

/** Accounts that are stopped now. */
export const activeStops = readScript('reputation.active-stops', import.meta.url, function* (tx): Script<StopRow[]> {
  return yield* tx.all<StopRow>(sql`select ${columns} from sending_stop where state = 'stopped' order by tenant, account`)
})

/** Of one organisation, newest first. */
export const listStops = readScript('reputation.stops', import.meta.url, function* (
  tx, { tenant, limit }: { readonly tenant: number, readonly limit: number },
): Script<StopRow[]> {
  return yield* tx.all<StopRow>(sql`select ${columns} from sending_stop where tenant = ${tenant} order by at desc, id limit ${limit}`)
})

export interface StopArgs extends AccountRef {
  readonly id: string
  readonly at: number
  readonly why: string
  readonly facts: Uint8Array
  /** Mails to the owner and to those who must look. */
  readonly notices: readonly PreparedOutgoing[]
  readonly records: readonly PreparedRecord[]
}

/**
 * Stops it, once: what waits in the queue is kept back, every session ends, and those who must know are told, all in
 * one transaction. False when it was stopped already.
 */
export const stopSending = writeScript('reputation.stop', import.meta.url, function* (tx, args: StopArgs): Script<boolean> {
  const { tenant, account, id, at, why, facts } = args
  yield* tx.lockAccount({ tenant, account })
  const active = yield* tx.maybe(sql`select 1 as active from sending_stop
    where tenant = ${tenant} and account = ${account} and state = 'stopped'`)
  if (active !== undefined) return false
  yield* tx.run(sql`insert into sending_stop (tenant, account, id, at, why, state, facts)
    values (${tenant}, ${account}, ${id}, ${at}, ${why}, 'stopped', ${facts})`)
  // Before the notices: they must go.
  yield* tx.run(sql`update outgoing_recipient set state = 'stopped', worker = ${KEPT_BACK} where tenant = ${tenant}
    and state = 'waiting' and outgoing in (select id from outgoing where tenant = ${tenant} and account = ${account})`)
  yield* tx.run(sql`delete from session where tenant = ${tenant} and account = ${account}`)
  for (const notice of args.notices) yield* insertOutgoing(tx, notice)
  for (const record of args.records) yield* appendRecord(record)
  yield* tx.changed({ tenant, account, topic: 'accounts', number: 0, detail: { what: 'revoked' } })
  yield* tx.changed({ tenant, account, topic: 'submission', number: 0, detail: {} })
  yield* told(tx, { tenant, account }, true)
  return true
})

export interface ReleaseStopArgs extends AccountRef {
  readonly at: number
  readonly facts: Uint8Array
  readonly id: string
  readonly records: readonly PreparedRecord[]
}

/**
 * Lets it go: what was kept back waits again, its time to expire moved by as long as it was kept. False when it was
 * not stopped.
 */
export const releaseSending = writeScript('reputation.release', import.meta.url, function* (
  tx, { tenant, account, id, at, facts, records }: ReleaseStopArgs,
): Script<boolean> {
  yield* tx.lockAccount({ tenant, account })
  const stop = yield* tx.maybe<{ at: number }>(sql`update sending_stop set state = 'released', released_at = ${at}, facts = ${facts}
    where tenant = ${tenant} and account = ${account} and id = ${id} and state = 'stopped' returning at`)
  if (stop === undefined) return false
  const keptMs = Math.max(0, at - stop.at)
  const kept = sql`(select r.outgoing from outgoing_recipient r join outgoing o on o.tenant = r.tenant and o.id = r.outgoing
    where r.tenant = ${tenant} and o.account = ${account} and r.state = 'stopped' and r.worker = ${KEPT_BACK})`
  yield* tx.run(sql`update outgoing set expires_at = expires_at + ${keptMs}, deadline_at = deadline_at + ${keptMs}
    where tenant = ${tenant} and account = ${account} and id in ${kept}`)
  yield* tx.run(sql`update outgoing_recipient set state = 'waiting', worker = null, next_at = ${at} where tenant = ${tenant}
    and state = 'stopped' and worker = ${KEPT_BACK} and outgoing in ${kept}`)
  for (const record of records) yield* appendRecord(record)
  yield* tx.changed({ tenant, account, topic: 'queue', number: 0, detail: { dueAt: at, lane: 1, destinations: null } })
  yield* tx.changed({ tenant, account, topic: 'submission', number: 0, detail: {} })
  yield* told(tx, { tenant, account }, false)
  return true
})

/**
 * Keeps back what a worker had taken already. Gives how many: one that its sender took back meanwhile stays as it is.
 */
export const keepBack = writeScript('reputation.keep-back', import.meta.url, function* (
  tx, { tenant, outgoing, numbers }: { readonly tenant: number, readonly outgoing: string,
    readonly numbers: readonly number[] },
): Script<number> {
  let kept = 0
  for (const number of numbers) {
    kept += yield* tx.run(sql`update outgoing_recipient set state = 'stopped', worker = ${KEPT_BACK} where tenant = ${tenant}
      and outgoing = ${outgoing} and number = ${number} and state = 'trying' and not (${IS_RECALLED})`)
  }
  return kept
})

function* told(tx: Tx, { tenant, account }: AccountRef, isStopped: boolean): Script<void> {
  yield* tx.changed({ tenant, account, topic: 'sending-stop', number: 0, detail: { isStopped } })
}
