/** How urgent a queued mail is, and the share each kind has of the way out. */
import { headerFields } from '../message/rewrite.ts'

/** From first to last: codes and notices that people wait for, ordinary mail, mail to many. */
export const LANES = ['urgent', 'ordinary', 'bulk'] as const
export type Lane = typeof LANES[number]

/** From this many recipients on a mail is one to many. */
export const BULK_RECIPIENTS_MIN = 100
/** Every so many turns begins with ordinary mail, and every so many with bulk, so that nothing waits for ever. */
export const ORDINARY_TURN = 4
export const BULK_TURN = 8

/** The lane of a mail that nobody put in one. */
export function laneOf({ isNotice, recipients, raw }: {
  readonly isNotice: boolean, readonly recipients: number, readonly raw: Uint8Array,
}): Lane {
  if (isNotice) return 'urgent'
  return recipients >= BULK_RECIPIENTS_MIN || saysBulk(raw) ? 'bulk' : 'ordinary'
}

/** A list says so itself (RFC 2919 §3, RFC 8058 §3.1), older ones by Precedence (RFC 3834 §3.1.8). */
function saysBulk(raw: Uint8Array): boolean {
  return headerFields(raw).fields.some(({ name, value }) => {
    const field = name.toLowerCase()
    return field === 'list-unsubscribe-post' || field === 'list-id'
      || (field === 'precedence' && ['bulk', 'list', 'junk'].includes(value.trim().toLowerCase()))
  })
}

/** The lanes in the order in which this turn asks them. Whatever stands first is asked first; the others follow. */
export function laneOrder(turn: number): readonly number[] {
  if (turn % BULK_TURN === BULK_TURN - 1) return [2, 0, 1]
  return turn % ORDINARY_TURN === ORDINARY_TURN - 1 ? [1, 0, 2] : [0, 1, 2]
}

/**
 * How many connections of `concurrency` a lane may use while it is at it: some stay free for codes, and bulk never
 * takes more than half.
 */
export function laneShare(lane: number, concurrency: number): number {
  if (lane === 0) return concurrency
  return lane === 1 ? concurrency - Math.min(2, Math.floor(concurrency / 4)) : Math.max(1, Math.floor(concurrency / 2))
}
