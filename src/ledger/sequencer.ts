import type { ServiceKey } from '../keys/keys.ts'
import { sql } from '../storage/script.ts'
import type { Store } from '../storage/store.ts'
import { Frontier, leafHash } from './merkle.ts'
import { markOf } from './records.ts'
import { placeRecords } from './scripts.ts'

/**
 * Gives waiting records their places, oldest first, tenant by tenant. Costs the new leaves, whatever the tree's size.
 */

/** Records placed by one write, so that placing never holds the writer long. */
export const PLACED_AT_ONCE_MAX = 500

/** Writes in one run; what is left waits for the next second. */
export const PLACING_ROUNDS_MAX = 100

interface Waiting {
  readonly id: string
  readonly leaf: Uint8Array
}

export async function placeUnplaced(
  { store, serviceKey }: { readonly store: Store, readonly serviceKey: ServiceKey },
): Promise<void> {
  let from = 0
  for (let round = 0; round < PLACING_ROUNDS_MAX; round++) {
    const next = await store.maybe<{ tenant: number }>(sql`select tenant from ledger_record
      where sequence is null and tenant >= ${from} order by tenant, at, id limit 1`)
    if (next === undefined) return
    const isMore = await placeOf(store, serviceKey, next.tenant)
    from = isMore ? next.tenant : next.tenant + 1
  }
}

/**
 * Places the oldest of one tenant; true when there may be more. The size is read before the records: whatever another
 * node places after that makes the size another one, and then nothing is done.
 */
async function placeOf(store: Store, serviceKey: ServiceKey, tenant: number): Promise<boolean> {
  const tree = await store.maybe<{ size: number, frontier: Uint8Array }>(
    sql`select size, frontier from ledger_tree where tenant = ${tenant}`,
  )
  const waiting = await store.all<Waiting>(sql`select id, leaf from ledger_record
    where tenant = ${tenant} and sequence is null order by at, id limit ${PLACED_AT_ONCE_MAX}`)
  if (waiting.length === 0) return false
  const frontier = tree === undefined ? new Frontier() : Frontier.from(tree.size, tree.frontier)
  const sizeBefore = frontier.size
  const places = waiting.map(({ id, leaf }) => {
    const sequence = frontier.size
    frontier.append(leafHash(leaf))
    return { id, sequence, mark: markOf(serviceKey, { tenant, sequence }, leaf) }
  })
  const outcome = await store.write(placeRecords, { tenant, sizeBefore, frontier: frontier.bytes(), places })
  // 'moved' means another node placed them meanwhile: the next round sees what is left.
  return outcome === 'moved' || waiting.length === PLACED_AT_ONCE_MAX
}
