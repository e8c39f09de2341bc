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
  readonly tenant: number
  readonly id: string
  readonly leaf: Uint8Array
}

export async function placeUnplaced(
  { store, serviceKey }: { readonly store: Store, readonly serviceKey: ServiceKey },
): Promise<void> {
  for (let round = 0; round < PLACING_ROUNDS_MAX; round++) {
    const waiting = await store.all<Waiting>(sql`select tenant, id, leaf
      from ledger_record where sequence is null order by tenant, at, id limit ${PLACED_AT_ONCE_MAX}`)
    const [first] = waiting
    if (first === undefined) return
    const own = waiting.filter(({ tenant }) => tenant === first.tenant)
    await placeOf(store, serviceKey, own)
    if (own.length === waiting.length && waiting.length < PLACED_AT_ONCE_MAX) return
  }
}

async function placeOf(store: Store, serviceKey: ServiceKey, waiting: readonly Waiting[]): Promise<void> {
  const tenant = waiting[0]?.tenant ?? 0
  const tree = await store.maybe<{ size: number, frontier: Uint8Array }>(
    sql`select size, frontier from ledger_tree where tenant = ${tenant}`,
  )
  const frontier = tree === undefined ? new Frontier() : Frontier.from(tree.size, tree.frontier)
  const sizeBefore = frontier.size
  const places = waiting.map(({ id, leaf }) => {
    const sequence = frontier.size
    frontier.append(leafHash(leaf))
    return { id, sequence, mark: markOf(serviceKey, { tenant, sequence }, leaf) }
  })
  // 'moved' means another node placed them meanwhile: the next round sees what is left.
  await store.write(placeRecords, { tenant, sizeBefore, frontier: frontier.bytes(), places })
}
