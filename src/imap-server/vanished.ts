import { resolveRanges, type SequenceSet } from '../imap/sequence-set.ts'
import type { Context } from './command.ts'
import type { Selected } from './selected.ts'
import { uidSets } from './selected.ts'
import type { Session } from './session.ts'

/** What a client that was away asks for. RFC 7162 §3.2.5.2, §3.2.6 */
export interface VanishedWish {
  /** The modification sequence it knows. */
  readonly since: number
  /** UIDs it knows of; null: all. */
  readonly known: SequenceSet | null
  /** Up to this UID it knows what is there (its sequence match data fits); only used when our log is too short. */
  readonly sameUpTo: number
}

/** Ranges in one VANISHED line when the log is too short and gaps are told. */
export const VANISHED_RANGES_MAX = 1000

/**
 * Tells what went while the client was away. The log of what went is kept for a while; a client that was away for longer
 * hears of every UID it may know that is not there: more than it needs, never less (RFC 7162 §3.2.5.1).
 */
export async function tellVanished(wish: VanishedWish, { session, out }: Context): Promise<void> {
  const { selected, mail } = session
  const { view } = selected
  const known = wish.known?.saved ? selected.saved.map((uid) => [uid, uid] as const)
    : resolveRanges(wish.known ?? { ranges: [{ from: 1, to: '*' }], saved: false }, view.uidNext - 1)
  const gone = await mail.vanished({ mailbox: view.mailbox, since: wish.since })
  const tell = async (set: string): Promise<void> => {
    out.line(`* VANISHED (EARLIER) ${set}`)
    if (out.full) await out.room()
  }
  if (gone === 'forgotten') {
    let ranges: string[] = []
    for (const [from, to] of gaps(known, selected, wish.sameUpTo)) {
      ranges.push(from === to ? String(from) : `${from}:${to}`)
      if (ranges.length < VANISHED_RANGES_MAX) continue
      await tell(ranges.join(','))
      ranges = []
    }
    if (ranges.length > 0) await tell(ranges.join(','))
    return
  }
  // What the client still counts is told as an expunge of now, not of earlier.
  for (const set of uidSets(within(gone, known).filter((uid) => selected.seqOf(uid) === 0))) await tell(set)
}

type Ranges = readonly (readonly [number, number])[]

/** Those of the ascending numbers that lie in the ascending ranges. */
function within(uids: readonly number[], ranges: Ranges): readonly number[] {
  let at = 0
  return uids.filter((uid) => {
    while (at < ranges.length && (ranges[at]?.[1] ?? 0) < uid) at++
    return uid >= (ranges[at]?.[0] ?? Infinity)
  })
}

/** UIDs of the ranges that no message has, up to the last that was ever given. */
function* gaps(known: Ranges, selected: Selected, sameUpTo: number): Generator<readonly [number, number]> {
  const uids = selected.knownUids()
  let at = 0
  for (const [first, last] of known) {
    let from = Math.max(first, sameUpTo + 1)
    const end = Math.min(last, selected.view.uidNext - 1)
    while (at < uids.length && (uids[at] as number) < from) at++
    for (; from <= end; at++) {
      const next = uids[at] ?? Infinity
      if (next > from) yield [from, Math.min(end, next - 1)]
      if (next > end) break
      from = next + 1
    }
  }
}

/** The response code behind a removal, for clients that keep modification sequences. RFC 7162 §3.2.7, §3.2.8 */
export function highestModseq(session: Session, removed: number): { readonly code?: string } {
  return session.condstore && removed > 0 ? { code: `HIGHESTMODSEQ ${session.selected.view.highestModseq}` } : {}
}
