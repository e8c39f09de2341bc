/**
 * What another policy would have made of mail that was judged before. Kept of a mail: scores of reasons and warnings, and
 * what kinds of recipients there were; no text, no place in a text, no address, and no digest of either.
 */
import { doubtsOf, isUnread, levelOf } from './assess.ts'
import { demandOf, routeFor, unknownRecipient } from './routes.ts'
import { asWarnings } from './warnings/warning.ts'
import type { Assessment, DomainAbility, Draft, Knowledge, Level, Policy, Reason, ReasonFound, RecipientKnowledge, Route, WarningId } from './types.ts'

/** Recipients that a choice of route cannot tell apart, with how many there were. */
export interface RecipientKind {
  readonly isInternal: boolean
  readonly verifiedTls: DomainAbility['verifiedTls']
  readonly nta7516: DomainAbility['nta7516']
  readonly hasPinnedKey: boolean
  readonly count: number
}

/** One mail as it was judged. */
export interface PastMail {
  readonly scores: Readonly<Partial<Record<Reason, number>>>
  readonly warnings: Readonly<Partial<Record<WarningId, number>>>
  readonly recipients: readonly RecipientKind[]
  readonly hasUnread: boolean
  readonly threadProtected: boolean
}

/** What a policy makes of one mail. */
export interface Simulated {
  readonly level: Level
  readonly secure: boolean
  readonly reasons: readonly Reason[]
  /** Warnings that would be shown. */
  readonly warnings: readonly WarningId[]
  /** Recipients by route. */
  readonly routes: Readonly<Partial<Record<Route, number>>>
  /** Recipients for whom no route of the policy could be taken. */
  readonly impossible: number
}

/** Kinds of recipients of one mail; there are not more than these answers of other servers allow. */
export const RECIPIENT_KINDS_MAX = 100

/** What is kept of a judgement. */
export function pastOf({ draft, knowledge, assessment }: {
  readonly draft: Draft, readonly knowledge: Knowledge, readonly assessment: Assessment,
}): PastMail {
  const known = new Map(knowledge.recipients.map((one) => [one.address.toLowerCase(), one]))
  const kinds = new Map<string, { kind: Omit<RecipientKind, 'count'>, count: number }>()
  for (const { address } of draft.recipients) {
    const { isInternal, ability, hasPinnedKey } = known.get(address.toLowerCase()) ?? unknownRecipient(address)
    const kind = { isInternal, verifiedTls: ability.verifiedTls, nta7516: ability.nta7516, hasPinnedKey }
    const key = JSON.stringify(kind)
    const entry = kinds.get(key) ?? { kind, count: 0 }
    entry.count += 1
    if (kinds.size < RECIPIENT_KINDS_MAX || kinds.has(key)) kinds.set(key, entry)
  }
  const warnings: Partial<Record<WarningId, number>> = {}
  for (const { id, score } of assessment.warnings) warnings[id] = Math.max(warnings[id] ?? 0, rounded(score))
  return {
    scores: Object.fromEntries(Object.entries(assessment.scores).map(([reason, score]) => [reason, rounded(score)])),
      warnings,
    recipients: [...kinds.values()].map(({ kind, count }) => ({ ...kind, count })),
    hasUnread: isUnread(draft), threadProtected: draft.threadProtected === true,
  }
}

const rounded = (score: number): number => Math.round(score * 1000) / 1000

/** The policy's answer. Reasons far below their threshold at that time were not kept and stay out. */
export function simulate(past: PastMail, policy: Policy): Simulated {
  const isOutside = past.recipients.some(({ isInternal }) => !isInternal)
  const reasons: ReasonFound[] = Object.entries(past.scores).flatMap(([name, score]) => {
    const reason = name as Reason
    return score !== undefined && score >= policy.thresholds[reason] ? [{ reason, score, findings: [], rules: [] }] : []
  })
  if (isOutside && past.hasUnread && policy.unreadAttachments === 'protect' && !reasons.some(({ reason }) => reason === 'dossier')) {
    reasons.push({ reason: 'dossier', score: policy.thresholds.dossier, findings: [], rules: ['unread-attachment'] })
  }
  const warnings = asWarnings(Object.entries(past.warnings).map(([id, score]) =>
    ({ id: id as WarningId, score: score ?? 0, rules: [] })), policy)
  const isActive = policy.mode === 'active'
  const needs = reasons.some(({ reason }) => ['protect', 'block'].includes(policy.levels[reason]))
  const secure = isOutside && isActive && (needs || past.threadProtected)
  const demand = demandOf(secure ? reasons : [], policy)
  const asked = past.threadProtected && isActive && demand.reasons.length === 0 ? { ...demand, reasons: ['personal-data' as const] } : demand
  const routes: Partial<Record<Route, number>> = {}
  let impossible = 0
  for (const kind of past.recipients) {
    const decided = routeFor(recipientOf(kind), asked)
    routes[decided.route] = (routes[decided.route] ?? 0) + kind.count
    if (decided.isImpossible) impossible += kind.count
  }
  return {
    level: levelOf({ counting: reasons, doubts: doubtsOf(past.scores, policy), warnings, isOutside, secure, policy }),
      secure, reasons: reasons.map(({ reason }) => reason),
    warnings: warnings.filter(({ level }) => level !== 'record').map(({ id }) => id), routes, impossible,
  }
}

function recipientOf({ isInternal, verifiedTls, nta7516, hasPinnedKey }: RecipientKind): RecipientKnowledge {
  return { ...unknownRecipient(''), isInternal, hasPinnedKey, ability: { verifiedTls, nta7516, checkedAt: null } }
}
