import type { Knowledge, Warning } from '../types.ts'

/**
 * How often one person is interrupted. Advice that was shown often enough today or this week is folded away, unless it is
 * worth more; it is still there for who looks. Never touched: what protects, what is asked, and advice about a mail that
 * holds something to be secured.
 */

/** Warnings shown to one person in a day and in seven days, after which advice of little worth is shown quietly. */
export const WARNINGS_PER_DAY = 12
export const WARNINGS_PER_WEEK = 40
/** Advice from this score on is always shown aloud. */
export const ALOUD_SCORE_MIN = 0.85

/** The warnings, those beyond the budget marked as quiet. */
export function withinBudget(warnings: readonly Warning[], warned: Knowledge['warned'], { isCareful }: {
  /** The mail holds something that must be secured. */
  readonly isCareful: boolean,
}): readonly Warning[] {
  const { day = 0, week = 0 } = warned ?? {}
  if (isCareful || (day < WARNINGS_PER_DAY && week < WARNINGS_PER_WEEK)) return warnings
  return warnings.map((warning) => warning.level === 'advise' && warning.score < ALOUD_SCORE_MIN ? { ...warning, isQuiet: true as const } : warning)
}
