/** Statements for a recipient that was tried: it ends, waits for a later try, travels another way,
  or was taken back meanwhile. */
import { sql, writeScript, type Script, type Tx } from '../storage/script.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { appendRecord } from '../ledger/scripts.ts'
import type { RecipientState } from './types.ts'
import { dueDetail, insertOutgoing, IS_RECALLED, RETURNING, type PreparedOutgoing } from './scripts.ts'

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
    set state = ${done.state}, reply = ${done.reply}, finished_at = ${done.at}, worker = null, destination = ''
    where tenant = ${done.tenant} and outgoing = ${done.outgoing} and number = ${done.number} and state = 'trying'`)
  if (touched !== 1) return { wasTrying: false, blob: null }
  const blob = yield* dropBodyWhenDone(tx, done)
  yield* tellSender(tx, done)
  if (done.tells !== undefined) {
    yield* tx.changed({
      tenant: done.tenant, account: done.tells, topic: 'submission', number: 0, detail: { outgoing: done.outgoing },
    })
  }
  return { wasTrying: true, blob }
}

function* tellSender(tx: Tx, { tenant, outgoing }: { readonly tenant: number,
  readonly outgoing: string }): Script<void> {
  const row = yield* tx.one<{ account: number }>(
    sql`select account from outgoing where tenant = ${tenant} and id = ${outgoing}`)
  yield* tx.changed({ tenant, account: row.account, topic: 'submission', number: 0, detail: { outgoing } })
}

/** States in which a recipient still has a body to come. `stopped`: an administrator keeps it back. */
export const OPEN = sql`('waiting', 'held', 'trying', 'stopped')`

/** After the last recipient ended the body goes. Gives the blob to delete after the commit, if any. */
export function* dropBodyWhenDone(
  tx: Tx, { tenant, outgoing }: { readonly tenant: number, readonly outgoing: string },
): Script<string | null> {
  const open = yield* tx.maybe(sql`select 1 as found from outgoing_recipient
    where tenant = ${tenant} and outgoing = ${outgoing} and state in ${OPEN} limit 1`)
  if (open !== undefined) return null
  const row = yield* tx.maybe<{ body_blob: string | null }>(
    sql`select body_blob from outgoing where tenant = ${tenant} and id = ${outgoing}`)
  yield* tx.run(sql`update outgoing set body = null, body_blob = null, deadline_at = null where tenant = ${tenant} and
    id = ${outgoing}`)
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
  return (yield* tx.maybe(sql`select 1 as found from outgoing_recipient where tenant = ${tenant} and outgoing =
    ${outgoing}
    and number = ${number} and state = 'trying' and ${IS_RECALLED}`)) !== undefined
}

/** A try did not deliver what was taken back meanwhile: it ends here. Gives the blob to delete, if any. */
function* endRecalled(
  tx: Tx, { tenant, outgoing, number, at }: Trying & { readonly at: number },
): Script<string | null> {
  yield* tx.run(sql`update outgoing_recipient set state = 'recalled', worker = null, finished_at = ${at}, destination
    = ''
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
  yield* tellWaiting(tx, { tenant, outgoing, number })
  return null
})

/** Tells the worker when and where for a recipient waits now. */
export function* tellWaiting(tx: Tx, { tenant, outgoing, number }: Trying): Script<void> {
  const row = yield* tx.one<{ destination: string, lane: number, at: number }>(sql`select destination, lane, next_at
    as at
    from outgoing_recipient where tenant = ${tenant} and outgoing = ${outgoing} and number = ${number}`)
  yield* tx.changed({
    tenant, account: 0, topic: 'queue', number: 0, detail: dueDetail(row.at, row.lane, [row.destination]),
  })
}

/** Changes how a recipient under way travels, after a way that was decided fell away; it never left. */
export const reroute = writeScript('queue.reroute', import.meta.url, function* (
  tx, { tenant, outgoing, number, at, state, nextAt, address, destination, envelope, reply, notices, records }: {
    readonly tenant: number, readonly outgoing: string, readonly number: number, readonly state: 'waiting' | 'held',
    readonly at: number, readonly nextAt: number, readonly address: Uint8Array, readonly destination: string,
    readonly envelope: Uint8Array | null,
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
      attempts = attempts + 1, address = ${address}, destination = ${destination}, reply = ${reply}
    where tenant = ${tenant} and outgoing = ${outgoing} and number = ${number} and state = 'trying'`)
  if (touched !== 1) return false
  if (envelope !== null) {
    yield* tx.run(sql`update outgoing set envelope = ${envelope} where tenant = ${tenant} and id = ${outgoing}`)
  }
  for (const record of records) yield* appendRecord(record)
  for (const notice of notices) yield* insertOutgoing(tx, notice)
  yield* tellSender(tx, { tenant, outgoing })
  if (state === 'waiting') yield* tellWaiting(tx, { tenant, outgoing, number })
  return true
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

/**
 * Gives back what a worker that is no more was trying: all of them at start, or those older than a lease. What was on
 * its
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
