/**
 * What became of the guard's rules at one mail that was sent: which were shown, and whether the sender followed them. Pure.
 * No content and no place in the text: ids only.
 */
import type { Decided } from './decision.ts'
import type { GuardRule, Judged } from './types.ts'

/** Rules of one mail that are counted. */
export const OUTCOMES_MAX = 60

/** Followed: what was said was done (changed, or secured). Overridden: seen, and sent otherwise. */
export interface RuleOutcome extends GuardRule {
  readonly outcome: 'followed' | 'overridden'
}

const keyOf = ({ kind, rule }: GuardRule): string => `${kind}/${rule}`

/**
 * The outcomes of a mail that its sender lets go. `shown` is what the sender's client showed while it was written: what was
 * shown and is found no more was followed. Advice that still holds when the mail goes was overridden.
 */
export function ruleOutcomes({ shown, judged, isOverridden }: {
  readonly shown: readonly GuardRule[], readonly judged: Pick<Judged, 'assessment' | 'action'>, readonly isOverridden: Decided['isOverridden'],
}): readonly RuleOutcome[] {
  const { assessment } = judged
  const isSecured = assessment.secure && !isOverridden
  const now = new Map<string, RuleOutcome>()
  for (const { findings } of assessment.reasons) {
    for (const index of findings) {
      const finding = assessment.findings[index]
      if (finding === undefined) continue
      const rule: GuardRule = { kind: 'finding', rule: finding.detector }
      now.set(keyOf(rule), { ...rule, outcome: isSecured ? 'followed' : 'overridden' })
    }
  }
  for (const { id, level, isQuiet = false } of assessment.warnings) {
    // What was folded away was seen by nobody who did not look.
    if (level !== 'record' && !isQuiet) now.set(keyOf({ kind: 'warning', rule: id }), { kind: 'warning', rule: id, outcome: 'overridden' })
  }
  // In shadow mode nothing was shown, so nothing was followed or overridden.
  const standing = assessment.level === 'record' ? [] : [...now.values()]
  const gone = shown.filter((one) => !now.has(keyOf(one))).map((one): RuleOutcome => ({ ...one, outcome: 'followed' }))
  return [...new Map([...standing, ...gone].map((one) => [keyOf(one), one])).values()].slice(0, OUTCOMES_MAX)
}
