import { day } from '../base/sizes.ts'

/** Most recipients of one submitted mail. */
export const SUBMITTED_RECIPIENTS_MAX = 1000
/** How far ahead a mail may be told to leave. */
export const HOLD_UNTIL_MAX_MS = 30 * day
/** Held mail waits this long for its sender, then it goes back. */
export const HELD_MS = 7 * day
