/** Statements for those who look after the queue: what is open, kept back, tried at once, or ended. */
import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import { readScript, sql, writeScript, type Script, type Sql, type Tx } from '../storage/script.ts'
import { OPEN } from './ending-scripts.ts'
import { EXPIRING, type LateRow } from './late-scripts.ts'
import { dueDetail } from './scripts.ts'

/** States of a recipient that has not ended, as the tables say them. `stopped`: an administrator keeps it back. */
export const OPEN_STATES = ['waiting', 'trying', 'held', 'stopped'] as const
export type OpenState = typeof OPEN_STATES[number]

/** Which mails: all of an organisation, or those of an account, a destination, a state; the conditions add up. */
export interface MailFilter {
  readonly tenant: number
  readonly account: number | null
  readonly destination: string | null
  readonly state: OpenState | null
}

/** Where a walk through open mails stands: behind this one. */
export interface Cursor {
  readonly at: number
  readonly id: string
}

export interface OpenMailRow {
  readonly tenant: number
  readonly id: string
  readonly account: number
  readonly handed_in_at: number
  readonly leaves_at: number
  readonly expires_at: number
  readonly size_bytes: number
  readonly envelope: Uint8Array
}

const columns = sql`o.tenant, o.id, o.account, o.handed_in_at, o.leaves_at, o.expires_at, o.size_bytes, o.envelope`

/** Open mails behind the cursor, oldest first; of an organisation, or of one account. */
export const openMails = readScript('queue.open-mails', import.meta.url, function* (
  tx, { filter: { tenant, account }, after, limit }: {
    readonly filter: Pick<MailFilter, 'tenant' | 'account'>, readonly after: Cursor | null, readonly limit: number,
  },
): Script<OpenMailRow[]> {
  return yield* tx.all<OpenMailRow>(sql`select ${columns} from outgoing o where o.tenant = ${tenant} and o.deadline_at
    is not null
      ${account === null ? sql`` : sql`and o.account = ${account}`}
      ${after === null ? sql`` : sql`and (o.handed_in_at, o.id) > (${after.at}, ${after.id})`}
    order by o.handed_in_at, o.id limit ${limit}`)
})

/** Recipients in one state, each out of the index of that state; a parameter would hide which index that is. */
const inState: Readonly<Record<OpenState, Sql>> = {
  waiting: sql`r.state = 'waiting'`, trying: sql`r.state = 'trying'`, held: sql`r.state = 'held'`,
    stopped: sql`r.state = 'stopped'`,
}

/**
 * Open mails of a destination or in a state, without a cursor: from the recipients to their mails, for to ask each of a
 * million mails would take half a minute. `after`: of what waits only what is due later.
 */
export const narrowedMails = readScript('queue.narrowed-mails', import.meta.url, function* (
  tx, { filter: { tenant, account, destination, state }, after, limit }: {
    readonly filter: MailFilter, readonly after: number | null, readonly limit: number,
  },
): Script<OpenMailRow[]> {
  const found: OpenMailRow[] = []
  const seen = new Set<string>()
  for (const one of state === null ? OPEN_STATES : [state]) {
    if (found.length >= limit) break
    const rows = yield* tx.all<OpenMailRow>(sql`select ${columns} from outgoing_recipient r cross join outgoing o
      where ${inState[one]} and +r.tenant = ${tenant} and o.tenant = r.tenant and o.id = r.outgoing
        ${destination === null ? sql`` : sql`and r.destination = ${destination}`}
        ${account === null ? sql`` : sql`and o.account = ${account}`}
        ${after === null || one !== 'waiting' ? sql`` : sql`and r.next_at > ${after}`}
      limit ${limit}`)
    for (const row of rows) if (!seen.has(row.id) && seen.add(row.id)) found.push(row)
  }
  return found.slice(0, limit)
})

export interface RecipientRow {
  readonly number: number
  readonly state: string
  readonly lane: number
  readonly attempts: number
  readonly next_at: number
  readonly destination: string
  readonly address: Uint8Array
  readonly reply: Uint8Array | null
}

/** Open recipients of some mails, at most so many of each. */
export const openRecipients = readScript('queue.open-recipients', import.meta.url, function* (
  tx, { tenant, ids, limit }: { readonly tenant: number, readonly ids: readonly string[], readonly limit: number },
): Script<{ readonly id: string, readonly count: number, readonly rows: RecipientRow[] }[]> {
  const found: { id: string, count: number, rows: RecipientRow[] }[] = []
  for (const id of ids) {
    const rows = yield* tx.all<RecipientRow>(sql`select number, state, lane, attempts, next_at, destination, address,
      reply
      from outgoing_recipient where tenant = ${tenant} and outgoing = ${id} and state in ${OPEN}
      order by number limit ${limit}`)
    const { count } = rows.length < limit ? { count: rows.length } : yield* tx.one<{ count: number }>(sql`select
      count(*) as count
      from outgoing_recipient where tenant = ${tenant} and outgoing = ${id} and state in ${OPEN}`)
    found.push({ id, count, rows })
  }
  return found
})

/** One mail with its row; undefined when there is none or all of it ended. */
export const openMail = readScript('queue.open-mail', import.meta.url, function* (
  tx, { tenant, id }: { readonly tenant: number, readonly id: string },
): Script<OpenMailRow | undefined> {
  return yield* tx.maybe<OpenMailRow>(sql`select tenant, id, account, handed_in_at, leaves_at, expires_at, size_bytes,
    envelope
    from outgoing where tenant = ${tenant} and id = ${id} and deadline_at is not null`)
})

export interface QueueCounts {
  readonly waiting: number
  readonly trying: number
  readonly held: number
  readonly stopped: number
  /** When the oldest mail was handed in that waits or is under way; null when none does. */
  readonly oldest: number | null
}

/** Recipients counted of each state; where there are more, this many are told. */
export const QUEUE_COUNTED_MAX = 200_000

/** Counts over the whole service, each out of an index of its own. */
export const queueCounts = readScript<undefined, QueueCounts>('queue.counts', import.meta.url, function* (tx) {
  const counted = function* (state: OpenState): Script<number> {
    return (yield* tx.one<{ count: number }>(sql`select count(*) as count
      from (select 1 as one from outgoing_recipient r where ${inState[state]} limit ${QUEUE_COUNTED_MAX})
      as counted`)).count
  }
  const oldest = yield* tx.all<{ at: number }>(sql`select (select o.handed_in_at from outgoing o where o.tenant = t.id
    and o.deadline_at is not null and exists (select 1 from outgoing_recipient r
      where r.tenant = o.tenant and r.outgoing = o.id
      and r.state in ('waiting', 'trying')) order by o.handed_in_at limit 1) as at from tenant t`)
  const times = oldest.flatMap(({ at }) => at ?? [])
  return {
    waiting: yield* counted('waiting'),
    trying: yield* counted('trying'),
    held: yield* counted('held'),
    stopped: yield* counted('stopped'),
    oldest: times.length === 0 ? null : Math.min(...times),
  }
})

export type DeskAction = 'hold' | 'release' | 'retry'

/** What a released mail gets at least before it expires, ms: it may have been kept back for longer than it had. */
interface Change {
  readonly tenant: number
  readonly ids: readonly string[]
  readonly action: DeskAction
  readonly destination: string | null
  readonly now: number
  readonly expiresAtMin: number
  readonly records: readonly PreparedRecord[]
}

/** Keeps mails back, lets them go on, or has them tried now. Gives how many recipients changed. */
export const changeMails = writeScript('queue.change', import.meta.url, function* (
  tx, { tenant, ids, action, destination, now, expiresAtMin, records }: Change,
): Script<number> {
  let changed = 0
  const only = destination === null ? sql`` : sql`and destination = ${destination}`
  for (const id of ids) {
    const of = sql`where tenant = ${tenant} and outgoing = ${id} ${only}`
    if (action === 'hold') {
      changed += yield* tx.run(sql`update outgoing_recipient set state = 'stopped' ${of} and state = 'waiting'`)
      continue
    }
    const mail = yield* tx.maybe<{ leaves_at: number, expires_at: number }>(sql`select leaves_at, expires_at from
      outgoing
      where tenant = ${tenant} and id = ${id}`)
    if (mail === undefined) continue
    const from = action === 'release' ? 'stopped' : 'waiting'
    // Before its hold time is over nothing leaves: the sender was promised that it can be taken back.
    const dueAt = Math.max(now, mail.leaves_at)
    const touched = yield* tx.run(sql`update outgoing_recipient set state = 'waiting', next_at = ${dueAt} ${of} and
      state = ${from}
      ${action === 'retry' ? sql`and next_at > ${dueAt}` : sql``}`)
    if (touched === 0) continue
    changed += touched
    if (action === 'release' && mail.expires_at < expiresAtMin) {
      yield* tx.run(sql`update outgoing set expires_at = ${expiresAtMin}, deadline_at = ${expiresAtMin}
        where tenant = ${tenant} and id = ${id}`)
    }
    yield* tellAll(tx, { tenant, id, dueAt })
  }
  for (const record of records) yield* appendRecord(record)
  return changed
})

function* tellAll(tx: Tx, { tenant, id, dueAt }: { readonly tenant: number, readonly id: string,
  readonly dueAt: number }): Script<void> {
  const rows = yield* tx.all<{ destination: string, lane: number }>(sql`select distinct destination, lane from
    outgoing_recipient
    where tenant = ${tenant} and outgoing = ${id} and state = 'waiting'`)
  yield* tx.changed({
    tenant, account: 0, topic: 'queue', number: 0, detail: dueDetail(dueAt, rows[0]?.lane ?? 1,
      rows.map(({ destination }) => destination)),
  })
}

/**
 * Takes what waits, is held or kept back of a mail, so that it can be ended; nobody tries it any more. With a destination
 * or a state only the recipients there: the others of the same mail have nothing to do with it.
 */
export const claimForRemoval = writeScript('queue.claim-removal', import.meta.url, function* (
  tx, { tenant, id, destination, state, now, limit, records }: {
    readonly tenant: number, readonly id: string, readonly destination: string | null, readonly state: OpenState | null,
    readonly now: number, readonly limit: number, readonly records: readonly PreparedRecord[],
  },
): Script<LateRow[]> {
  // Who is being tried at this moment ends by that try.
  if (state === 'trying') return []
  const isRemovable = state === null ? sql`r.state in ('waiting', 'held', 'stopped')` : inState[state]
  const rows = yield* tx.all<LateRow>(sql`select r.tenant, r.outgoing, r.number, r.attempts, r.address, r.destination,
    r.lane,
      r.reply, null as destination_reply, o.account, o.handed_in_at, o.expires_at, o.size_bytes, o.envelope
    from outgoing_recipient r join outgoing o on o.tenant = r.tenant and o.id = r.outgoing
    where r.tenant = ${tenant} and r.outgoing = ${id} and ${isRemovable}
      ${destination === null ? sql`` : sql`and r.destination = ${destination}`} order by r.number limit ${limit}`)
  for (const { number } of rows) {
    yield* tx.run(sql`update outgoing_recipient set state = 'trying', worker = ${EXPIRING}, next_at = ${now}
      where tenant = ${tenant} and outgoing = ${id} and number = ${number} and state in ('waiting', 'held', 'stopped')`)
  }
  if (rows.length > 0) for (const record of records) yield* appendRecord(record)
  return rows
})

/** How many wait for a destination, of one organisation or of all, counted up to a maximum. */
export const waitingFor = readScript('queue.waiting-for', import.meta.url, function* (
  tx, { destination, tenant, max }: { readonly destination: string, readonly tenant: number | null,
    readonly max: number },
): Script<number> {
  return (yield* tx.one<{ count: number }>(sql`select count(*) as count from (select 1 as one from outgoing_recipient
    where state = 'waiting' and destination = ${destination} ${tenant === null ? sql`` : sql`and tenant =
      ${tenant}`} limit ${max}) as counted`)).count
})
