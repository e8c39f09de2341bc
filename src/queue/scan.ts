/** Finds out which destinations have waiting mail: after a start, and now and then. */
import type { Store } from '../storage/store.ts'
import { keptStandings, SCAN_STEP, scanDestinations, type FoundDestination } from './destination-scripts.ts'
import type { Standings } from './standings.ts'

/** Goes through all destinations in steps, so that what is found first leaves first. Pauses come before what waits. */
export async function scanWaiting({ store, standings, found, isStopped }: {
  readonly store: Store, readonly standings: Pick<Standings<unknown>, 'due' | 'pause' | 'shown'>,
    readonly found: () => void,
  readonly isStopped: () => boolean,
}): Promise<void> {
  await inSteps((after) => store.read(keptStandings, { after }), (rows) => {
    for (const { destination, blocked_until: blockedUntil, failures } of rows) {
      // What this process learned itself is newer.
      if ((standings.shown(destination)?.blockedUntil ?? 0) < blockedUntil) standings.pause(destination, blockedUntil,
        failures)
    }
  }, isStopped)
  await inSteps((after) => store.read(scanDestinations, { after }), (rows) => {
    for (const row of rows) tell(standings, row)
    if (rows.length > 0) found()
  }, isStopped)
}

function tell(
  standings: Pick<Standings<unknown>, 'due'>, { destination, urgent, ordinary, bulk }: FoundDestination,
): void {
  for (const [lane, at] of [urgent, ordinary, bulk].entries()) if (at !== null) standings.due(destination, lane, at)
}

async function inSteps<Row extends { readonly destination: string }>(
  read: (after: string) => Promise<readonly Row[]>, each: (rows: readonly Row[]) => void, isStopped: () => boolean,
): Promise<void> {
  let after = ''
  for (let count = SCAN_STEP; count === SCAN_STEP && !isStopped();) {
    const rows = await read(after)
    each(rows)
    count = rows.length
    after = rows.at(-1)?.destination ?? after
  }
}
