/** Statements by destination: what is due of one, which destinations there are, and how those stand that are paused. */
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import type { DueRow } from './scripts.ts'
import type { Wish } from './standings.ts'

/** Most recipients of one destination claimed at once; also the most in one transaction with another server. */
export const CLAIMED_OF_ONE_MAX = 100
/** Destinations given in one step of a scan. */
export const SCAN_STEP = 1000

export interface Claimed {
  readonly wish: Wish
  readonly rows: readonly DueRow[]
  /** When the first of what stays is due; null when nothing stays. */
  readonly nextDue: number | null
}

/**
 * Takes what is due of these destinations for one worker, oldest first, so that no other worker takes it too. Each wish
 * is one look into the index, however much waits.
 */
export const claimWishes = writeScript('queue.claim', import.meta.url, function* (
  tx, { now, worker, wishes }: { readonly now: number, readonly worker: string, readonly wishes: readonly Wish[] },
): Script<Claimed[]> {
  const claimed: Claimed[] = []
  for (const wish of wishes) {
    const due = yield* tx.all<DueRow>(sql`select r.tenant, r.outgoing, r.number, r.attempts, r.address, r.destination,
      r.lane,
        o.account, o.handed_in_at, o.expires_at, o.size_bytes, o.envelope
      from outgoing_recipient r join outgoing o on o.tenant = r.tenant and o.id = r.outgoing
      where r.state = 'waiting' and r.destination = ${wish.destination} and r.lane = ${wish.lane}
        and r.next_at <= ${now}
      order by r.next_at limit ${CLAIMED_OF_ONE_MAX}`)
    const mails = new Set<string>()
    const rows: DueRow[] = []
    for (const row of due) {
      if (!mails.has(row.outgoing) && mails.size >= wish.mails) break
      mails.add(row.outgoing)
      const touched = yield* tx.run(sql`update outgoing_recipient set state = 'trying', worker = ${worker}, next_at =
        ${now}
        where tenant = ${row.tenant} and outgoing = ${row.outgoing} and number = ${row.number} and state = 'waiting'`)
      if (touched === 1) rows.push(row)
    }
    const next = yield* tx.maybe<{ at: number }>(sql`select next_at as at from outgoing_recipient
      where state = 'waiting' and destination = ${wish.destination} and lane = ${wish.lane} order by next_at limit 1`)
    claimed.push({ wish, rows, nextDue: next?.at ?? null })
  }
  return claimed
})

export interface FoundDestination {
  readonly destination: string
  /** When the first of each lane is due; null when nothing of it waits. */
  readonly urgent: number | null
  readonly ordinary: number | null
  readonly bulk: number | null
}

const firstOf = (lane: number) => sql`(select w.next_at from outgoing_recipient w where w.state = 'waiting'
  and w.destination = found.destination and w.lane = ${lane} order by w.next_at limit 1)`

/**
 * The next destinations with waiting mail behind this one, at most `SCAN_STEP`: jumps from one to the next in the
 * index, so that it costs as many looks as there are destinations.
 */
export const scanDestinations = readScript('queue.scan', import.meta.url, function* (
  tx, { after }: { readonly after: string },
): Script<FoundDestination[]> {
  return yield* tx.all<FoundDestination>(sql`with recursive found(destination, step) as (
      select (select w.destination from outgoing_recipient w where w.state = 'waiting' and w.destination > ${after}
        order by w.destination limit 1), 1
      union all
      select (select w.destination from outgoing_recipient w
        where w.state = 'waiting' and w.destination > found.destination
        order by w.destination limit 1), found.step + 1
      from found where found.destination is not null and found.step < ${SCAN_STEP})
    select found.destination, ${firstOf(0)} as urgent, ${firstOf(1)} as ordinary, ${firstOf(2)} as bulk
    from found where found.destination is not null`)
})

/** Waiting recipients without a destination: of a version before there were any, or rerouted by it. */
export const unassigned = readScript('queue.unassigned', import.meta.url, function* (
  tx, { limit }: { readonly limit: number },
): Script<DueRow[]> {
  return yield* tx.all<DueRow>(sql`select r.tenant, r.outgoing, r.number, r.attempts, r.address, r.destination, r.lane,
      o.account, o.handed_in_at, o.expires_at, o.size_bytes, o.envelope
    from outgoing_recipient r join outgoing o on o.tenant = r.tenant and o.id = r.outgoing
    where r.state = 'waiting' and r.destination = '' limit ${limit}`)
})

/** Gives them theirs. */
export const assign = writeScript('queue.assign', import.meta.url, function* (
  tx, { rows }: { readonly rows: readonly {
    readonly tenant: number, readonly outgoing: string, readonly number: number, readonly destination: string,
  }[] },
): Script<void> {
  for (const { tenant, outgoing, number, destination } of rows) {
    yield* tx.run(sql`update outgoing_recipient set destination = ${destination}
      where tenant = ${tenant} and outgoing = ${outgoing} and number = ${number} and destination = ''`)
  }
})

export interface StandingRow {
  readonly destination: string
  /** The name of the domain, under the service key. */
  readonly name: Uint8Array
  readonly failures: number
  readonly blocked_until: number
  readonly reply: Uint8Array | null
  readonly changed_at: number
}

/** Keeps how a destination stands, so that the pause outlives a restart; without failures there is nothing to keep. */
export const keepStanding = writeScript('queue.standing', import.meta.url, function* (
  tx, { destination, name, failures, blockedUntil, reply, at }: {
    readonly destination: string, readonly name: Uint8Array, readonly failures: number, readonly blockedUntil: number,
    readonly reply: Uint8Array | null, readonly at: number,
  },
): Script<void> {
  if (failures === 0) {
    yield* tx.run(sql`delete from outgoing_destination where tenant = 0 and destination = ${destination}`)
    return
  }
  yield* tx.run(sql`insert into outgoing_destination (tenant, destination, name, failures, blocked_until, reply,
    changed_at)
    values (0, ${destination}, ${name}, ${failures}, ${blockedUntil}, ${reply}, ${at})
    on conflict (tenant, destination) do update set failures = excluded.failures,
      blocked_until = excluded.blocked_until,
      reply = excluded.reply, changed_at = excluded.changed_at`)
})

/** Paused destinations behind this one, at most `SCAN_STEP`. */
export const keptStandings = readScript('queue.standings', import.meta.url, function* (
  tx, { after }: { readonly after: string },
): Script<StandingRow[]> {
  return yield* tx.all<StandingRow>(sql`select destination, name, failures, blocked_until, reply, changed_at
    from outgoing_destination where tenant = 0 and destination > ${after} order by destination limit ${SCAN_STEP}`)
})

/** Forgets pauses that nothing waits for any more. */
export const forgetStandings = writeScript('queue.forget-standings', import.meta.url, function* (
  tx, { before }: { readonly before: number },
): Script<number> {
  return yield* tx.run(sql`delete from outgoing_destination where tenant = 0 and changed_at < ${before} and
    blocked_until < ${before}
    and not exists (select 1 from outgoing_recipient w
      where w.state = 'waiting' and w.destination = outgoing_destination.destination)`)
})
