/** Counts that fade with time, and what they say of a network. Pure: the writer uses it too. */
import { day } from '../base/sizes.ts'

/** In thousandths, whole numbers. */
export interface Counts {
  /** Mail that stayed out of Junk. */
  readonly accepted: number
  readonly junk: number
  /** Refused for what it was: forged, malware. Never for standing on a list: that would keep itself alive. */
  readonly refused: number
  /** Recipients that nobody here has. */
  readonly unknown: number
  /** Mail to trap addresses. */
  readonly trapped: number
}

export const NOTHING: Counts = { accepted: 0, junk: 0, refused: 0, unknown: 0, trapped: 0 }
/** One event, as it is counted. */
export const ONE = 1000
/** After this long an event counts half. */
export const HALF_LIFE_MS = 14 * day

/** The counts so much later. */
export function decayed(counts: Counts, elapsedMs: number): Counts {
  const left = 2 ** (-elapsedMs / HALF_LIFE_MS)
  const less = (count: number): number => Math.round(count * left)
  return {
    accepted: less(counts.accepted), junk: less(counts.junk), refused: less(counts.refused),
    unknown: less(counts.unknown), trapped: less(counts.trapped),
  }
}

/** What a network's past says of it. */
export interface Past {
  /** `known-good`: enough good mail lately and next to nothing else; nothing is asked about it before its mail is taken. */
  readonly standing: 'known-good' | 'known' | 'new'
  /** Above 0 against it, below 0 for it. */
  readonly points: number
}

/** Good mails from which on a network is known well, and the share of bad ones that it may have. */
export const KNOWN_GOOD_MAILS = 5
export const KNOWN_GOOD_BAD_SHARE = 0.1
/** Bounds of what the past counts. */
export const PAST_POINTS = { least: -3, most: 5 } as const
/** How heavy one of each is against one good mail. An unknown recipient may be a typing mistake. */
const WEIGHTS = { junk: 1, refused: 1, unknown: 0.3, trapped: 5 } as const

/** So many of each are taken as seen already: one mail says little. */
const FEW = 2

/** What the counts say. */
export function pastOf(counts: Counts): Past {
  const good = counts.accepted / ONE
  const bad = (counts.junk * WEIGHTS.junk + counts.refused * WEIGHTS.refused + counts.unknown * WEIGHTS.unknown
    + counts.trapped * WEIGHTS.trapped) / ONE
  if (good + bad < 0.5) return { standing: 'new', points: 0 }
  const share = bad / (good + bad)
  if (good >= KNOWN_GOOD_MAILS && share <= KNOWN_GOOD_BAD_SHARE) return { standing: 'known-good', points: -Math.min(3, Math.log2(good) / 2) }
  const points = 1.5 * Math.log2((bad + FEW) / (good + FEW))
  return { standing: 'known', points: Math.min(PAST_POINTS.most, Math.max(PAST_POINTS.least, points)) }
}
