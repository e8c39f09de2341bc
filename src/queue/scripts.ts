/** The queue's statements. Everything secret was encrypted before it came here. */
import { readScript, sql, writeScript, type Script, type Tx } from '../storage/script.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { appendRecord } from '../ledger/scripts.ts'
import type { RecipientState } from './types.ts'

export interface PreparedOutgoing {
  readonly tenant: number
  readonly id: string
  readonly account: number
  readonly handedInAt: number
  readonly leavesAt: number
  readonly expiresAt: number
  readonly sizeBytes: number
  readonly repeatToken: Uint8Array | null
  readonly envelope: Uint8Array
  readonly body: Uint8Array | null
  readonly bodyBlob: string | null
  /** Encrypted addresses with route and DSN parameters, in the order of the envelope. */
  readonly recipients: readonly Uint8Array[]
  /** Numbers of the recipients that wait for the sender, and until when. */
  readonly held: readonly number[]
  readonly heldUntil: number
}

export type Enqueued =
  | { readonly outcome: 'queued', readonly id: string, readonly leavesAt: number }
  | { readonly outcome: 'repeated', readonly id: string, readonly leavesAt: number }

/** Puts a mail in the queue, inside the transaction of its fact. The same repeat token again changes nothing. */
export function* insertOutgoing(tx: Tx, mail: PreparedOutgoing): Script<Enqueued> {
  if (mail.repeatToken !== null) {
    const first = yield* tx.maybe<{ id: string, leaves_at: number }>(sql`select id, leaves_at from outgoing
      where tenant = ${mail.tenant} and account = ${mail.account} and repeat_token = ${mail.repeatToken}`)
    if (first !== undefined) return { outcome: 'repeated', id: first.id, leavesAt: first.leaves_at }
  }
  yield* tx.run(sql`insert into outgoing (tenant, id, account, handed_in_at, leaves_at, expires_at, size_bytes,
      repeat_token, envelope, body, body_blob)
    values (${mail.tenant}, ${mail.id}, ${mail.account}, ${mail.handedInAt}, ${mail.leavesAt}, ${mail.expiresAt},
      ${mail.sizeBytes}, ${mail.repeatToken}, ${mail.envelope}, ${mail.body}, ${mail.bodyBlob})`)
  const held = new Set(mail.held)
  for (const [number, address] of mail.recipients.entries()) {
    const isHeld = held.has(number)
    yield* tx.run(sql`insert into outgoing_recipient (tenant, outgoing, number, state, next_at, attempts, address)
      values (${mail.tenant}, ${mail.id}, ${number}, ${isHeld ? 'held' : 'waiting'},
        ${isHeld ? mail.heldUntil : mail.leavesAt}, 0, ${address})`)
  }
  const { tenant, account, leavesAt } = mail
  yield* tx.changed({ tenant, account, topic: 'queue', number: 0, detail: { dueAt: leavesAt } })
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
}

/** Takes what is due for one worker, oldest first, so that no other worker takes it too. */
export const claimDue = writeScript('queue.claim', import.meta.url, function* (
  tx, { now, worker, limit }: { readonly now: number, readonly worker: string, readonly limit: number },
): Script<DueRow[]> {
  const due = yield* tx.all<DueRow>(sql`select r.tenant, r.outgoing, r.number, r.attempts, r.address,
      o.account, o.handed_in_at, o.expires_at, o.size_bytes, o.envelope
    from outgoing_recipient r join outgoing o on o.tenant = r.tenant and o.id = r.outgoing
    where r.state = 'waiting' and r.next_at <= ${now} order by r.next_at, r.outgoing, r.number limit ${limit}`)
  const taken: DueRow[] = []
  for (const row of due) {
    const touched = yield* tx.run(sql`update outgoing_recipient set state = 'trying', worker = ${worker}, next_at = ${now}
      where tenant = ${row.tenant} and outgoing = ${row.outgoing} and number = ${row.number} and state = 'waiting'`)
    if (touched === 1) taken.push(row)
  }
  return taken
})

/**
 * Gives back what a worker that is no more was trying: all of them at start, or those older than a lease. What was on its
 * way back to its sender is held again: nobody released it. Gives how many.
 */
export const releaseClaims = writeScript('queue.release', import.meta.url, function* (
  tx, { before }: { readonly before: number },
): Script<number> {
  const recalled = yield* tx.all<{ tenant: number, outgoing: string, number: number, next_at: number }>(
    sql`select tenant, outgoing, number, next_at from outgoing_recipient
      where state = 'trying' and ${IS_RECALLED} and next_at <= ${before}`)
  // Nobody knows how that try ended; what counts is that there is no other.
  for (const row of recalled) yield* endRecalled(tx, { ...row, at: row.next_at })
  return recalled.length + (yield* tx.run(sql`update outgoing_recipient set state = 'held', worker = null
      where state = 'trying' and worker = ${RETURNING} and next_at <= ${before}`))
    + (yield* tx.run(sql`update outgoing_recipient set state = 'waiting', worker = null
      where state = 'trying' and next_at <= ${before}`))
})

/** Says that this worker is alive and still has what it claimed. */
export const renewClaims = writeScript('queue.renew', import.meta.url, function* (
  tx, { worker, now }: { readonly worker: string, readonly now: number },
): Script<number> {
  return yield* tx.run(sql`update outgoing_recipient set next_at = ${now}
    where state = 'trying' and worker in (${worker}, ${RECALLED_BY + worker})`)
})

/** Gives back recipients that were claimed and never tried. */
export const unclaim = writeScript('queue.unclaim', import.meta.url, function* (
  tx, { worker, claimed }: {
    readonly worker: string, readonly claimed: readonly { readonly tenant: number, readonly outgoing: string,
      readonly number: number }[],
  },
): Script<void> {
  for (const { tenant, outgoing, number } of claimed) {
    yield* tx.run(sql`update outgoing_recipient set state = 'waiting', worker = null
      where tenant = ${tenant} and outgoing = ${outgoing} and number = ${number}
        and state = 'trying' and worker = ${worker}`)
  }
})

/** When the next one is due; null when nothing waits. */
export const nextDue = readScript('queue.next', import.meta.url, function* (tx): Script<number | null> {
  const row = yield* tx.one<{ at: number | null }>(
    sql`select min(next_at) as at from outgoing_recipient where state = 'waiting'`)
  return row.at
})

export interface Finished {
  readonly tenant: number
  readonly outgoing: string
  readonly number: number
  readonly state: Extract<RecipientState, 'delivered' | 'failed'>
  readonly reply: Uint8Array
  readonly at: number
  /** A further account that hears of it. */
  readonly tells?: number
}

/** Ends one recipient; the body goes when the last one ended. Gives the blob to delete after the commit, if any. */
export function* finishRecipient(tx: Tx, done: Finished): Script<{ readonly wasTrying: boolean,
  readonly blob: string | null }> {
  const touched = yield* tx.run(sql`update outgoing_recipient
    set state = ${done.state}, reply = ${done.reply}, finished_at = ${done.at}, worker = null
    where tenant = ${done.tenant} and outgoing = ${done.outgoing} and number = ${done.number} and state = 'trying'`)
  if (touched !== 1) return { wasTrying: false, blob: null }
  const blob = yield* dropBodyWhenDone(tx, done)
  yield* tellSender(tx, done)
  if (done.tells !== undefined) {
    yield* tx.changed({ tenant: done.tenant, account: done.tells, topic: 'submission', number: 0, detail: { outgoing: done.outgoing } })
  }
  return { wasTrying: true, blob }
}

function* tellSender(tx: Tx, { tenant, outgoing }: { readonly tenant: number,
  readonly outgoing: string }): Script<void> {
  const row = yield* tx.one<{ account: number }>(
    sql`select account from outgoing where tenant = ${tenant} and id = ${outgoing}`)
  yield* tx.changed({ tenant, account: row.account, topic: 'submission', number: 0, detail: { outgoing } })
}

/** After the last recipient ended the body goes. Gives the blob to delete after the commit, if any. */
export function* dropBodyWhenDone(
  tx: Tx, { tenant, outgoing }: { readonly tenant: number, readonly outgoing: string },
): Script<string | null> {
  const open = yield* tx.one<{ count: number }>(sql`select count(*) as count from outgoing_recipient
    where tenant = ${tenant} and outgoing = ${outgoing} and state in ('waiting', 'held', 'trying')`)
  if (open.count > 0) return null
  const row = yield* tx.maybe<{ body_blob: string | null }>(
    sql`select body_blob from outgoing where tenant = ${tenant} and id = ${outgoing}`)
  yield* tx.run(sql`update outgoing set body = null, body_blob = null where tenant = ${tenant} and id = ${outgoing}`)
  return row?.body_blob ?? null
}

/** Ends recipients after a try, with ledger records and notices to the sender, in one transaction. */
export const finish = writeScript('queue.finish', import.meta.url, function* (
  tx, { done, records, notices }: {
    readonly done: readonly Finished[], readonly records: readonly PreparedRecord[],
    readonly notices: readonly PreparedOutgoing[],
  },
): Script<readonly string[]> {
  const blobs: string[] = []
  let ended = 0
  for (const one of done) {
    const { wasTrying, blob } = yield* finishRecipient(tx, one)
    if (wasTrying) ended++
    if (blob !== null) blobs.push(blob)
  }
  // Another process ended all of them, and told about it.
  if (ended === 0) return []
  for (const record of records) yield* appendRecord(record)
  for (const notice of notices) yield* insertOutgoing(tx, notice)
  return blobs
})

/** One recipient under way. */
interface Trying {
  readonly tenant: number
  readonly outgoing: string
  readonly number: number
}

/** Whether its sender took it back while it was being tried. */
function* isRecalled(tx: Tx, { tenant, outgoing, number }: Trying): Script<boolean> {
  return (yield* tx.maybe(sql`select 1 as found from outgoing_recipient where tenant = ${tenant} and outgoing = ${outgoing}
    and number = ${number} and state = 'trying' and ${IS_RECALLED}`)) !== undefined
}

/** A try did not deliver what was taken back meanwhile: it ends here. Gives the blob to delete, if any. */
function* endRecalled(
  tx: Tx, { tenant, outgoing, number, at }: Trying & { readonly at: number },
): Script<string | null> {
  yield* tx.run(sql`update outgoing_recipient set state = 'recalled', worker = null, finished_at = ${at}
    where tenant = ${tenant} and outgoing = ${outgoing} and number = ${number} and state = 'trying'`)
  const blob = yield* dropBodyWhenDone(tx, { tenant, outgoing })
  yield* tellSender(tx, { tenant, outgoing })
  return blob
}

/**
 * Puts a recipient back for a later try; one that its sender took back meanwhile ends instead. Gives the blob to delete
 * after the commit, if any.
 */
export const defer = writeScript('queue.defer', import.meta.url, function* (
  tx, { tenant, outgoing, number, at, nextAt, reply, notices, records, recalled }: Trying & {
    readonly at: number, readonly nextAt: number, readonly reply: Uint8Array,
    readonly notices: readonly PreparedOutgoing[], readonly records: readonly PreparedRecord[],
    /** What the ledger says of one that was taken back. */
    readonly recalled: PreparedRecord | null,
  },
): Script<string | null> {
  if (yield* isRecalled(tx, { tenant, outgoing, number })) {
    if (recalled !== null) yield* appendRecord(recalled)
    return yield* endRecalled(tx, { tenant, outgoing, number, at })
  }
  const touched = yield* tx.run(sql`update outgoing_recipient set state = 'waiting', worker = null,
      attempts = attempts + 1, next_at = ${nextAt}, reply = ${reply}
    where tenant = ${tenant} and outgoing = ${outgoing} and number = ${number} and state = 'trying'`)
  if (touched !== 1) return null
  for (const record of records) yield* appendRecord(record)
  for (const notice of notices) yield* insertOutgoing(tx, notice)
  return null
})

/** Changes how a recipient under way travels, after a way that was decided fell away; it never left. */
export const reroute = writeScript('queue.reroute', import.meta.url, function* (
  tx, { tenant, outgoing, number, at, state, nextAt, address, envelope, reply, notices, records }: {
    readonly tenant: number, readonly outgoing: string, readonly number: number, readonly state: 'waiting' | 'held',
    readonly at: number, readonly nextAt: number, readonly address: Uint8Array, readonly envelope: Uint8Array | null,
    readonly reply: Uint8Array,
    readonly notices: readonly PreparedOutgoing[], readonly records: readonly PreparedRecord[],
  },
): Script<boolean> {
  if (yield* isRecalled(tx, { tenant, outgoing, number })) {
    for (const record of records) yield* appendRecord(record)
    // A large body stays as a file without a mail until the queue is tidied.
    yield* endRecalled(tx, { tenant, outgoing, number, at })
    return false
  }
  const touched = yield* tx.run(sql`update outgoing_recipient set state = ${state}, worker = null, next_at = ${nextAt},
      attempts = attempts + 1, address = ${address}, reply = ${reply}
    where tenant = ${tenant} and outgoing = ${outgoing} and number = ${number} and state = 'trying'`)
  if (touched !== 1) return false
  if (envelope !== null) {
    yield* tx.run(sql`update outgoing set envelope = ${envelope} where tenant = ${tenant} and id = ${outgoing}`)
  }
  for (const record of records) yield* appendRecord(record)
  for (const notice of notices) yield* insertOutgoing(tx, notice)
  yield* tellSender(tx, { tenant, outgoing })
  if (state === 'waiting') {
    yield* tx.changed({ tenant, account: 0, topic: 'queue', number: 0, detail: { dueAt: nextAt } })
  }
  return true
})

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
  const found = yield* tx.all<{ id: string }>(sql`select o.id from outgoing o
    where o.tenant = ${tenant} and o.account = ${account} and o.id = ${id ?? sql`o.id`}
      and exists (select 1 from outgoing_recipient r where r.tenant = o.tenant and r.outgoing = o.id and r.state = 'held')
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
  readonly envelope: Uint8Array
  /** Held recipients with how they travel now. */
  readonly recipients: readonly { readonly number: number, readonly address: Uint8Array }[]
  readonly records: readonly PreparedRecord[]
}

/** Lets held recipients go. False when none was held any more: somebody released, recalled or ended them first. */
export function* releaseHeld(tx: Tx, args: ReleaseArgs): Script<boolean> {
  const { tenant, account, id, leavesAt, expiresAt } = args
  let released = 0
  for (const { number, address } of args.recipients) {
    released += yield* tx.run(sql`update outgoing_recipient set state = 'waiting', next_at = ${leavesAt}, address = ${address}
      where tenant = ${tenant} and outgoing = ${id} and number = ${number} and state = 'held'`)
  }
  if (released === 0) return false
  yield* tx.run(sql`update outgoing set leaves_at = ${leavesAt}, expires_at = ${expiresAt}, envelope = ${args.envelope}
    where tenant = ${tenant} and id = ${id} and account = ${account}`)
  for (const record of args.records) yield* appendRecord(record)
  yield* tx.changed({ tenant, account, topic: 'submission', number: 0, detail: { outgoing: id } })
  yield* tx.changed({ tenant, account, topic: 'queue', number: 0, detail: { dueAt: leavesAt } })
  return true
}

/** Stands as the worker of held recipients on their way back to their sender. */
export const RETURNING = 'returning'
/** Stands before the worker of a recipient that its sender took back during a try: there is no further one. */
export const RECALLED_BY = 'recalled '
export const IS_RECALLED = sql`worker like 'recalled %'`

/** Held recipients whose sender never came back, taken to be returned. */
export const claimForgotten = writeScript('queue.claim-forgotten', import.meta.url, function* (
  tx, { now, limit }: { readonly now: number, readonly limit: number },
): Script<DueRow[]> {
  const rows = yield* tx.all<DueRow>(sql`select r.tenant, r.outgoing, r.number, r.attempts, r.address,
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

export interface SubmissionRow {
  readonly id: string
  readonly handed_in_at: number
  readonly leaves_at: number
  readonly envelope: Uint8Array
  readonly number: number
  readonly state: RecipientState
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
    where tenant = ${tenant} and account = ${account} order by handed_in_at desc, id limit ${limit}`)).map(({ id }) => id)
  const rows: SubmissionRow[] = []
  for (const id of newest.slice(0, limit)) {
    rows.push(...(yield* tx.all<SubmissionRow>(sql`select o.id, o.handed_in_at, o.leaves_at, o.envelope, r.number, r.state,
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
    where o.handed_in_at < ${before} and o.body is null and o.body_blob is null
      and not exists (select 1 from outgoing_recipient r where r.tenant = o.tenant and r.outgoing = o.id
        and r.state in ('waiting', 'held', 'trying')) limit ${limit}`)
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
