/** What is kept of networks: counts that fade, a row a network, a stated number of rows. */
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'
import { decayed, NOTHING, type Counts } from './decay.ts'

/** Everything here is the service's own. */
export const SERVICE_TENANT = 0

/** Counts in thousandths at a moment. */
export interface NetworkRow extends Counts {
  readonly network: string
  readonly at: number
}

/** What came to the counts of a network since it was written last. */
export type NetworkDelta = NetworkRow

/** The networks met last, newest first. */
export const readNetworks = readScript('reputation.networks', import.meta.url, function* (
  tx, { since, limit }: { readonly since: number, readonly limit: number },
): Script<NetworkRow[]> {
  return yield* tx.all<NetworkRow>(sql`select network, at, accepted, junk, refused, unknown, trapped from sender_network
    where tenant = ${SERVICE_TENANT} and at >= ${since} order by at desc, network limit ${limit}`)
})

/** Adds to what stands there after it faded, so that several nodes add up. */
export const addToNetworks = writeScript('reputation.add', import.meta.url, function* (
  tx, { deltas }: { readonly deltas: readonly NetworkDelta[] },
): Script<void> {
  // In one order everywhere, so that two nodes do not wait for each other in a circle.
  for (const delta of deltas.toSorted((a, b) => a.network < b.network ? -1 : 1)) {
    const { network, at } = delta
    const before = yield* tx.maybe<NetworkRow>(sql`select network, at, accepted, junk, refused, unknown, trapped
      from sender_network where tenant = ${SERVICE_TENANT} and network = ${network}`)
    const now = added(before === undefined ? NOTHING : decayed(before, Math.max(0, at - before.at)), delta)
    const newest = Math.max(at, before?.at ?? 0)
    yield* tx.run(sql`insert into sender_network (tenant, network, at, accepted, junk, refused, unknown, trapped)
      values (${SERVICE_TENANT}, ${network}, ${newest}, ${now.accepted}, ${now.junk}, ${now.refused}, ${now.unknown},
        ${now.trapped})
      on conflict (tenant, network) do update set at = excluded.at, accepted = excluded.accepted, junk = excluded.junk,
        refused = excluded.refused, unknown = excluded.unknown, trapped = excluded.trapped`)
  }
})

/** Forgets one network; whether it was there. */
export const forgetNetwork = writeScript('reputation.forget-one', import.meta.url, function* (
  tx, { network }: { readonly network: string },
): Script<boolean> {
  return (yield* tx.run(sql`delete from sender_network where tenant = ${SERVICE_TENANT} and network = ${network}`)) > 0
})

/** Forgets networks not met since `before`, and the oldest of more than `most`. Gives how many. */
export const forgetNetworks = writeScript('reputation.forget', import.meta.url, function* (
  tx, { before, most }: { readonly before: number, readonly most: number },
): Script<number> {
  const old = yield* tx.run(sql`delete from sender_network where tenant = ${SERVICE_TENANT} and at < ${before}`)
  const past = yield* tx.maybe<{ at: number }>(sql`select at from sender_network where tenant = ${SERVICE_TENANT}
    order by at desc limit 1 offset ${most}`)
  if (past === undefined) return old
  return old + (yield* tx.run(sql`delete from sender_network where tenant = ${SERVICE_TENANT} and at <= ${past.at}`))
})

function added(a: Counts, b: Counts): Counts {
  return {
    accepted: Math.max(0, a.accepted + b.accepted), junk: a.junk + b.junk, refused: a.refused + b.refused,
    unknown: a.unknown + b.unknown, trapped: a.trapped + b.trapped,
  }
}
