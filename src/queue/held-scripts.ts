/** Statements for what waits for its sender: shown, let go, returned when nobody came. */
import { readScript, sql, writeScript, type Script, type Tx } from '../storage/script.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { appendRecord } from '../ledger/scripts.ts'
import type { RecipientState } from './types.ts'
import { dueDetail, RETURNING, type DueRow } from './scripts.ts'

export interface HeldRow {
  readonly id: string
  readonly handed_in_at: number
  readonly leaves_at: number
  readonly envelope: Uint8Array
  readonly body: Uint8Array | null
  readonly body_blob: string | null
  readonly number: number
  readonly state: RecipientState
  readonly address: Uint8Array
}

/** Mail of one account that waits for its sender: every recipient of it, held or not. */
export const heldMail = readScript('queue.held', import.meta.url, function* (
  tx, { tenant, account, id, limit }: {
    readonly tenant: number, readonly account: number, readonly id: string | null, readonly limit: number,
  },
): Script<HeldRow[]> {
  // From the few that are held to their mails: an account may have handed in a million.
  const found = yield* tx.all<{ id: string }>(sql`select distinct o.id, o.handed_in_at
    from outgoing_recipient r cross join outgoing o
    where r.state = 'held' and r.tenant = ${tenant} and r.outgoing = ${id ?? sql`r.outgoing`}
      and o.tenant = r.tenant and o.id = r.outgoing and o.account = ${account}
    order by o.handed_in_at desc, o.id limit ${limit}`)
  const rows: HeldRow[] = []
  for (const one of found) {
    rows.push(...(yield* tx.all<HeldRow>(sql`select o.id, o.handed_in_at, o.leaves_at, o.envelope, o.body, o.body_blob,
        r.number, r.state, r.address
      from outgoing o join outgoing_recipient r on r.tenant = o.tenant and r.outgoing = o.id
      where o.tenant = ${tenant} and o.id = ${one.id} order by r.number`)))
  }
  return rows
})

export interface ReleaseArgs {
  readonly tenant: number
  readonly account: number
  readonly id: string
  readonly leavesAt: number
  readonly expiresAt: number
  readonly deadlineAt: number
  readonly envelope: Uint8Array
  /** Held recipients with how they travel now. */
  readonly recipients: readonly { readonly number: number, readonly address: Uint8Array,
    readonly destination: string }[]
  readonly records: readonly PreparedRecord[]
}

/** Lets held recipients go. False when none was held any more: somebody released, recalled or ended them first. */
export function* releaseHeld(tx: Tx, args: ReleaseArgs): Script<boolean> {
  const { tenant, account, id, leavesAt, expiresAt, deadlineAt } = args
  let released = 0
  for (const { number, address, destination } of args.recipients) {
    released += yield* tx.run(sql`update outgoing_recipient set state = 'waiting', next_at = ${leavesAt}, address =
      ${address},
        destination = ${destination}
      where tenant = ${tenant} and outgoing = ${id} and number = ${number} and state = 'held'`)
  }
  if (released === 0) return false
  yield* tx.run(sql`update outgoing set leaves_at = ${leavesAt}, expires_at = ${expiresAt}, deadline_at = ${deadlineAt},
      envelope = ${args.envelope}
    where tenant = ${tenant} and id = ${id} and account = ${account}`)
  for (const record of args.records) yield* appendRecord(record)
  yield* tx.changed({ tenant, account, topic: 'submission', number: 0, detail: { outgoing: id } })
  const lane = yield* tx.maybe<{ lane: number }>(sql`select lane from outgoing_recipient
    where tenant = ${tenant} and outgoing = ${id} limit 1`)
  const destinations = [...new Set(args.recipients.map(({ destination }) => destination))]
  yield* tx.changed({
    tenant, account, topic: 'queue', number: 0, detail: dueDetail(leavesAt, lane?.lane ?? 1, destinations),
  })
  return true
}

/** Held recipients whose sender never came back, taken to be returned. */
export const claimForgotten = writeScript('queue.claim-forgotten', import.meta.url, function* (
  tx, { now, limit }: { readonly now: number, readonly limit: number },
): Script<DueRow[]> {
  const rows = yield* tx.all<DueRow>(sql`select r.tenant, r.outgoing, r.number, r.attempts, r.address, r.destination,
    r.lane,
      o.account, o.handed_in_at, o.expires_at, o.size_bytes, o.envelope
    from outgoing_recipient r join outgoing o on o.tenant = r.tenant and o.id = r.outgoing
    where r.state = 'held' and r.next_at <= ${now} order by r.next_at, r.outgoing, r.number limit ${limit}`)
  for (const row of rows) {
    yield* tx.run(sql`update outgoing_recipient set state = 'trying', worker = ${RETURNING}, next_at = ${now}
      where tenant = ${row.tenant} and outgoing = ${row.outgoing} and number = ${row.number} and state = 'held'`)
  }
  return rows
})

/** What could not be returned now is held for a while longer. */
export const holdAgain = writeScript('queue.hold-again', import.meta.url, function* (
  tx, { tenant, outgoing, until }: { readonly tenant: number, readonly outgoing: string, readonly until: number },
): Script<number> {
  return yield* tx.run(sql`update outgoing_recipient set state = 'held', worker = null, next_at = ${until}
    where tenant = ${tenant} and outgoing = ${outgoing} and state = 'trying' and worker = ${RETURNING}`)
})
