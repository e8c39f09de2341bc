/**
 * What this service itself saw of a network: mail that was good, Junk, refused, to nobody, to a trap.
 *
 * Promises: asking and noting are synchronous and cost a map look-up, so that accepting waits for nothing; counts fade
 * by half in two weeks; memory and rows have a maximum; nothing of a mail and no address of a person is in it. It is
 * written behind, every few seconds: a kill loses the last of them, and nothing else.
 * Fails: a write that fails is tried again with the next one.
 */
import type { Clock } from '../base/clock.ts'
import { day, second } from '../base/sizes.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import { decayed, NOTHING, ONE, pastOf, type Counts, type Past } from './decay.ts'
import { addToNetworks, forgetNetwork, forgetNetworks, readNetworks, type NetworkDelta, type NetworkRow } from './history-scripts.ts'

/** Networks in memory and in the table; over it those met longest ago go. About 200 bytes each. */
export const NETWORKS_MAX = 50_000
/** Networks not met for this long are forgotten: less than a twentieth of their counts is left. */
export const NETWORK_KEPT_MS = 60 * day
/** Networks with something to write; at more they are written at once. */
export const UNWRITTEN_MAX = 1000
/** Rows of one write. */
export const WRITTEN_AT_ONCE_MAX = 200
/** How often it is written. */
export const WRITE_MS = 10 * second

export type Seen = 'accepted' | 'junk' | 'refused' | 'unknown' | 'trapped'

export interface History {
  /** What is known of a network. Synchronous. */
  past(network: string): Past
  /** Counts one; `isNoLonger` takes back an `accepted` that turned out to be Junk. */
  note(network: string, seen: Seen, isNoLonger?: Seen): void
  /** What is remembered of it, faded to now. */
  counts(network: string): Counts
  /** Begins anew with it, here and in the table; whether there was something. */
  forget(network: string): Promise<boolean>
  /** The networks with most against them, for the officer. */
  worst(limit: number): readonly { readonly network: string, readonly counts: Counts, readonly points: number }[]
  /** Reads what is there. Before it nothing is known of anybody. */
  load(): Promise<void>
  /** Writes what is new, and hears what other nodes wrote. */
  write(): Promise<void>
  tidy(): Promise<void>
}

interface Known { counts: Counts, at: number }

export function createHistory({ store, clock, log, networksMax = NETWORKS_MAX }: {
  readonly store: Store, readonly clock: Clock, readonly log: Log, readonly networksMax?: number,
}): History {
  const known = new Map<string, Known>()
  let unwritten = new Map<string, NetworkDelta>()
  let writing: Promise<void> | undefined
  let readAt = 0

  function remember(network: string, entry: Known): void {
    known.delete(network)
    if (known.size >= networksMax) {
      for (const oldest of known.keys()) {
        known.delete(oldest)
        break
      }
    }
    known.set(network, entry)
  }

  function countsNow({ counts, at }: Known): Counts {
    return decayed(counts, Math.max(0, clock.now() - at))
  }

  function take(rows: readonly NetworkRow[]): void {
    // Oldest first, so that the newest is forgotten last.
    for (const { network, at, ...counts } of rows.toReversed()) {
      const pending = unwritten.get(network)
      remember(network, { at, counts: pending === undefined ? counts : plus(counts, pending) })
    }
  }

  async function load(): Promise<void> {
    const now = clock.now()
    take(await store.read(readNetworks, { since: now - NETWORK_KEPT_MS, limit: networksMax }))
    readAt = now
  }

  async function writeNow(): Promise<void> {
    const deltas = [...unwritten.values()]
    unwritten = new Map()
    let written = 0
    try {
      for (; written < deltas.length; written += WRITTEN_AT_ONCE_MAX) {
        await store.write(addToNetworks, { deltas: deltas.slice(written, written + WRITTEN_AT_ONCE_MAX) })
      }
    } catch (error) {
      // Kept for the next time, as far as there is room: a disk that is full must not fill the memory too.
      for (const delta of deltas.slice(written)) if (unwritten.size < UNWRITTEN_MAX) add(delta.network, delta)
      log.warn('reputation.not-written', { networks: deltas.length - written, error: error instanceof Error ? error.message : '' })
    }
    if (store.engine === 'sqlite') return
    // Other nodes write too. A little overlap, for their clocks.
    const since = readAt - 2 * WRITE_MS
    readAt = clock.now()
    take(await store.read(readNetworks, { since, limit: WRITTEN_AT_ONCE_MAX * 10 }))
  }

  function add(network: string, delta: Counts): void {
    const before = unwritten.get(network)
    unwritten.set(network, { network, at: clock.now(), ...plus(before ?? NOTHING, delta) })
  }

  async function write(): Promise<void> {
    if (writing !== undefined) return writing
    if (unwritten.size === 0 && store.engine === 'sqlite') return
    writing = writeNow().finally(() => {
      writing = undefined
    })
    return writing
  }

  return {
    past(network) {
      const found = known.get(network)
      return pastOf(found === undefined ? NOTHING : countsNow(found))
    },
    note(network, seen, isNoLonger) {
      const delta: Counts = { ...NOTHING, [seen]: ONE, ...isNoLonger === undefined ? {} : { [isNoLonger]: -ONE } }
      const found = known.get(network)
      remember(network, {
        at: clock.now(), counts: floored(plus(found === undefined ? NOTHING : countsNow(found), delta)),
      })
      add(network, delta)
      if (unwritten.size >= UNWRITTEN_MAX) write().catch((error: unknown) => log.error('reputation.write-failed', error))
    },
    counts(network) {
      const found = known.get(network)
      return found === undefined ? NOTHING : countsNow(found)
    },
    async forget(network) {
      await write()
      const wasKnown = known.delete(network)
      return await store.write(forgetNetwork, { network }) || wasKnown
    },
    worst(limit) {
      const all = [...known].map(([network, entry]) => {
        const counts = countsNow(entry)
        return { network, counts, points: pastOf(counts).points }
      })
      const bad = all.filter(({ points }) => points > 0)
      return bad.toSorted((a, b) => b.points - a.points || (a.network < b.network ? -1 : 1)).slice(0, limit)
    },
    load,
    write,
    async tidy() {
      await store.write(forgetNetworks, { before: clock.now() - NETWORK_KEPT_MS, most: networksMax })
    },
  }
}

function plus(a: Counts, b: Counts): Counts {
  return {
    accepted: a.accepted + b.accepted, junk: a.junk + b.junk, refused: a.refused + b.refused,
    unknown: a.unknown + b.unknown, trapped: a.trapped + b.trapped,
  }
}

/** What faded meanwhile cannot be taken back below nothing. */
function floored(counts: Counts): Counts {
  const least = (count: number): number => Math.max(0, count)
  return {
    accepted: least(counts.accepted), junk: least(counts.junk), refused: least(counts.refused),
    unknown: least(counts.unknown), trapped: least(counts.trapped),
  }
}
