/** The queue's statements. Everything secret was encrypted before it came here. */
import { readScript, sql, writeScript, type Script, type Tx } from '../storage/script.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { appendRecord } from '../ledger/scripts.ts'
import type { RecipientState } from './types.ts'

/** Stands as the worker of held recipients on their way back to their sender. */
export const RETURNING = 'returning'
/** Stands before the worker of a recipient that its sender took back during a try: there is no further one. */
export const RECALLED_BY = 'recalled '
export const IS_RECALLED = sql`worker like 'recalled %'`

export interface PreparedOutgoing {
  readonly tenant: number
  readonly id: string
  readonly account: number
  readonly handedInAt: number
  readonly leavesAt: number
  readonly expiresAt: number
  /** When its sender hears that it is late; afterwards when it expires. */
  readonly deadlineAt: number
  readonly lane: number
  readonly sizeBytes: number
  readonly repeatToken: Uint8Array | null
  readonly envelope: Uint8Array
  readonly body: Uint8Array | null
  readonly bodyBlob: string | null
  /** Encrypted addresses with route and DSN parameters, in the order of the envelope. */
  readonly recipients: readonly { readonly address: Uint8Array, readonly destination: string }[]
  /** Numbers of the recipients that wait for the sender, and until when. */
  readonly held: readonly number[]
  readonly heldUntil: number
}

export type Enqueued =
  | { readonly outcome: 'queued', readonly id: string, readonly leavesAt: number }
  | { readonly outcome: 'repeated', readonly id: string, readonly leavesAt: number }

/** What the worker hears of mail that waits: where for and from when. */
export interface DueDetail {
  readonly dueAt: number
  readonly lane: number
  /** Null when there are too many to name: the worker looks for itself. */
  readonly destinations: readonly string[] | null
}

/** Destinations named in one change. */
export const NAMED_DESTINATIONS_MAX = 200

export function dueDetail(dueAt: number, lane: number, destinations: readonly string[]): DueDetail {
  return { dueAt, lane, destinations: destinations.length > NAMED_DESTINATIONS_MAX ? null : destinations }
}

/** Puts a mail in the queue, inside the transaction of its fact. The same repeat token again changes nothing. */
export function* insertOutgoing(tx: Tx, mail: PreparedOutgoing): Script<Enqueued> {
  if (mail.repeatToken !== null) {
    const first = yield* tx.maybe<{ id: string, leaves_at: number }>(sql`select id, leaves_at from outgoing
      where tenant = ${mail.tenant} and account = ${mail.account} and repeat_token = ${mail.repeatToken}`)
    if (first !== undefined) return { outcome: 'repeated', id: first.id, leavesAt: first.leaves_at }
  }
  yield* tx.run(sql`insert into outgoing (tenant, id, account, handed_in_at, leaves_at, expires_at, deadline_at,
    size_bytes,
      repeat_token, envelope, body, body_blob)
    values (${mail.tenant}, ${mail.id}, ${mail.account}, ${mail.handedInAt}, ${mail.leavesAt}, ${mail.expiresAt},
      ${mail.deadlineAt}, ${mail.sizeBytes}, ${mail.repeatToken}, ${mail.envelope}, ${mail.body}, ${mail.bodyBlob})`)
  const held = new Set(mail.held)
  const waiting = new Set<string>()
  for (const [number, { address, destination }] of mail.recipients.entries()) {
    const isHeld = held.has(number)
    if (!isHeld) waiting.add(destination)
    yield* tx.run(sql`insert into outgoing_recipient (tenant, outgoing, number, state, next_at, attempts, address,
      destination, lane)
      values (${mail.tenant}, ${mail.id}, ${number}, ${isHeld ? 'held' : 'waiting'},
        ${isHeld ? mail.heldUntil : mail.leavesAt}, 0, ${address}, ${destination}, ${mail.lane})`)
  }
  const { tenant, account, leavesAt, lane } = mail
  if (waiting.size > 0) yield* tx.changed({
    tenant, account, topic: 'queue', number: 0, detail: dueDetail(leavesAt, lane, [...waiting]),
  })
  return { outcome: 'queued', id: mail.id, leavesAt: mail.leavesAt }
}

/** The mail that was handed in with this repeat token. */
export const findRepeated = readScript('queue.repeated', import.meta.url, function* (
  tx, { tenant, account, token }: { readonly tenant: number, readonly account: number, readonly token: Uint8Array },
): Script<Enqueued | undefined> {
  const row = yield* tx.maybe<{ id: string, leaves_at: number }>(sql`select id, leaves_at from outgoing
    where tenant = ${tenant} and account = ${account} and repeat_token = ${token}`)
  return row === undefined ? undefined : { outcome: 'repeated', id: row.id, leavesAt: row.leaves_at }
})

/** Hands in one mail with its ledger records. */
export const enqueue = writeScript('queue.enqueue', import.meta.url, function* (
  tx, { mail, records }: { readonly mail: PreparedOutgoing, readonly records: readonly PreparedRecord[] },
): Script<Enqueued> {
  const result = yield* insertOutgoing(tx, mail)
  if (result.outcome === 'queued') for (const record of records) yield* appendRecord(record)
  return result
})

export interface DueRow {
  readonly tenant: number
  readonly outgoing: string
  readonly number: number
  readonly attempts: number
  readonly account: number
  readonly handed_in_at: number
  readonly expires_at: number
  readonly size_bytes: number
  readonly envelope: Uint8Array
  readonly address: Uint8Array
  readonly destination: string
  readonly lane: number
}

/** Says that this worker is alive and still has what it claimed. */
export const renewClaims = writeScript('queue.renew', import.meta.url, function* (
  tx, { worker, now }: { readonly worker: string, readonly now: number },
): Script<number> {
  return yield* tx.run(sql`update outgoing_recipient set next_at = ${now}
    where state = 'trying' and worker in (${worker}, ${RECALLED_BY + worker})`)
})

export interface SubmissionRow {
  readonly id: string
  readonly handed_in_at: number
  readonly leaves_at: number
  readonly envelope: Uint8Array
  readonly number: number
  readonly state: RecipientState | 'stopped'
  readonly attempts: number
  readonly address: Uint8Array
  readonly reply: Uint8Array | null
  readonly finished_at: number | null
}

/** What one account handed in, newest first, one row a recipient. */
export const listSubmissions = readScript('queue.submissions', import.meta.url, function* (
  tx, { tenant, account, ids, limit }: {
    readonly tenant: number, readonly account: number, readonly ids: readonly string[] | null, readonly limit: number,
  },
): Script<SubmissionRow[]> {
  const newest = ids ?? (yield* tx.all<{ id: string }>(sql`select id from outgoing
    where tenant = ${tenant} and account = ${account} order by handed_in_at desc,
      id limit ${limit}`)).map(({ id }) => id)
  const rows: SubmissionRow[] = []
  for (const id of newest.slice(0, limit)) {
    rows.push(...(yield* tx.all<SubmissionRow>(sql`select o.id, o.handed_in_at, o.leaves_at, o.envelope, r.number,
      r.state,
        r.attempts, r.address, r.reply, r.finished_at
      from outgoing o join outgoing_recipient r on r.tenant = o.tenant and r.outgoing = o.id
      where o.tenant = ${tenant} and o.id = ${id} and o.account = ${account} order by r.number`)))
  }
  return rows
})

/** Forgets mail that ended long ago: addresses and replies are personal data. Gives how many. */
export const forgetOld = writeScript('queue.forget', import.meta.url, function* (
  tx, { before, limit }: { readonly before: number, readonly limit: number },
): Script<number> {
  const old = yield* tx.all<{ tenant: number, id: string }>(sql`select o.tenant, o.id from outgoing o
    where o.deadline_at is null and o.handed_in_at < ${before} order by o.handed_in_at limit ${limit}`)
  for (const { tenant, id } of old) {
    yield* tx.run(sql`delete from outgoing_recipient where tenant = ${tenant} and outgoing = ${id}`)
    yield* tx.run(sql`delete from outgoing where tenant = ${tenant} and id = ${id}`)
  }
  return old.length
})

/** What a worker that claimed recipients of a mail may still try: one taken back meanwhile is not begun. */
export const tryable = readScript('queue.tryable', import.meta.url, function* (
  tx, { tenant, outgoing, worker }: { readonly tenant: number, readonly outgoing: string, readonly worker: string },
): Script<{ body: Uint8Array | null, blob: string | null, numbers: readonly number[] }> {
  const mail = yield* tx.maybe<{ body: Uint8Array | null, body_blob: string | null }>(
    sql`select body, body_blob from outgoing where tenant = ${tenant} and id = ${outgoing}`)
  const rows = yield* tx.all<{ number: number }>(sql`select number from outgoing_recipient
    where tenant = ${tenant} and outgoing = ${outgoing} and state = 'trying' and worker = ${worker}`)
  return { body: mail?.body ?? null, blob: mail?.body_blob ?? null, numbers: rows.map(({ number }) => number) }
})

/** The stored body of a queued mail; undefined when it ended or was recalled. */
export const bodyOf = readScript('queue.body', import.meta.url, function* (
  tx, { tenant, outgoing }: { readonly tenant: number, readonly outgoing: string },
): Script<{ body: Uint8Array | null, body_blob: string | null } | undefined> {
  return yield* tx.maybe<{ body: Uint8Array | null, body_blob: string | null }>(
    sql`select body, body_blob from outgoing where tenant = ${tenant} and id = ${outgoing}`)
})

/** Which of these blobs a queued mail names. */
export const namedBlobs = readScript('queue.blobs', import.meta.url, function* (
  tx, { ids }: { readonly ids: readonly string[] },
): Script<string[]> {
  const named: string[] = []
  for (const id of ids) {
    if ((yield* tx.maybe(sql`select 1 as named from outgoing where body_blob = ${id}`)) !== undefined) named.push(id)
  }
  return named
})
