/**
 * The guard: the judgement before a mail is sent. A draft, what is known around it and a policy go in; reasons to secure
 * it, likely human errors, a route per recipient and a time to think it over come out.
 *
 * Promises: pure, so the browser that advises and the server that decides say the same; linear in the text, with every
 * list bounded; boilerplate is no evidence, quoted text and attachments are; what could not be read is never called
 * clean; an answer in a protected conversation stays protected. Fails by saying in `impaired` what did not work; the
 * validators work without any list or model.
 *
 * Grounds: AVG (GDPR) art. 4, 5, 9, 10, 32, 87; UAVG art. 46; NTA 7516; Wet bescherming bedrijfsgeheimen art. 1.
 */
import { REASONS } from './policy.ts'
import { bodyOf } from './reading.ts'
import { demandOf, routeFor, unknownRecipient } from './routes.ts'
import { internalTest, settingOf, type Setting } from './setting.ts'
import { weigh } from './weigh.ts'
import { withinBudget } from './warnings/budget.ts'
import { asWarnings } from './warnings/warning.ts'
import { warningRules } from './warnings/warnings.ts'
import type { Weights } from './models/weights.ts'
import type { Assessment, Draft, Knowledge, Level, Policy, Reason, ReasonFound, RecipientDecision, Warning } from './types.ts'

/** Version of code and lists; recorded with every decision. */
export const version = 'guard-1'

/** Most recipients that get a decision of their own; a draft with more is refused elsewhere. */
export const RECIPIENTS_MAX = 10_000

/**
 * Judges one draft. Never throws for any draft of these types. Without weights the detectors and lists work, and
 * `impaired` says that the models did not.
 */
export function assess(draft: Draft, knowledge: Knowledge, policy: Policy, weights?: Weights): Assessment {
  const setting = settingOf(draft, knowledge, policy)
  const { reasons, findings, scores } = weigh(setting, weights)
  const isOutside = setting.outside.length > 0
  const counting = isOutside ? withUnread(reasons, draft, policy) : reasons
  const circumstances = { draft, knowledge, policy, setting, newText: newTextOf(draft), reasons: counting,
    findings }
  const alarms = asWarnings(warningRules.flatMap((rule) => rule(circumstances)), policy)
  const warnings = withinBudget(alarms, knowledge.warned, { isCareful: isOutside && counting.length > 0 })
  const needs = counting.filter(({ reason }) => ['protect', 'block'].includes(policy.levels[reason]))
  const secure = isOutside && (needs.length > 0 || draft.threadProtected === true) && policy.mode === 'active'
  const recipients = decide(setting, secure ? counting : [], { isProtected: draft.threadProtected === true && policy.mode === 'active' })
  const doubts = doubtsOf(scores, policy)
  const level = levelOf({ counting, doubts, warnings, isOutside, secure, policy })
  return {
    version: weights === undefined ? version : `${version}+${weights.version}`, policyVersion: policy.version, secure, level, reasons: counting, scores, doubts, findings, warnings, recipients,
    holdMs: policy.holdSeconds[level] * 1000, impaired: weights === undefined ? ['models'] : [],
  }
}

/** Whether some file could not be read. */
export function isUnread(draft: Draft): boolean {
  return draft.attachments.some(({ unread }) => unread !== undefined && unread !== 'not-yet')
}

/** A file that cannot be read counts as the policy says, never as clean. */
function withUnread(reasons: readonly ReasonFound[], draft: Draft, policy: Policy): readonly ReasonFound[] {
  if (!isUnread(draft) || policy.unreadAttachments !== 'protect' || reasons.some(({ reason }) => reason === 'dossier')) return reasons
  return [...reasons, { reason: 'dossier', score: policy.thresholds.dossier, findings: [], rules: ['unread-attachment'] }]
}

function decide(setting: Setting, reasons: readonly ReasonFound[],
  { isProtected }: { readonly isProtected: boolean }): RecipientDecision[] {
  const { draft, knowledge, policy } = setting
  const known = new Map(knowledge.recipients.map((recipient) => [recipient.address.toLowerCase(), recipient]))
  const internal = internalTest(knowledge)
  const demand = demandOf(reasons, policy)
  // A conversation that was protected stays so, at least as personal data.
  const asked = isProtected && demand.reasons.length === 0 ? { ...demand, reasons: ['personal-data' as const] } : demand
  return draft.recipients.slice(0, RECIPIENTS_MAX).map(({ address }) => {
    const recipient = known.get(address.toLowerCase()) ?? { ...unknownRecipient(address),
      isInternal: internal(address) }
    return { ...routeFor(recipient, asked), address }
  })
}

const RANK: readonly Level[] = ['record', 'advise', 'protect', 'block']

/** Reasons between the two thresholds. */
export function doubtsOf(scores: Assessment['scores'], policy: Policy): Reason[] {
  return REASONS.filter((reason) => {
    const score = scores[reason] ?? 0
    return policy.levels[reason] !== 'record' && score >= policy.adviseThresholds[reason] && score < policy.thresholds[reason]
  })
}

/** The heaviest level of what applies; inside the house nothing is heavier than advice. */
export function levelOf({ counting, doubts, warnings, isOutside, secure, policy }: {
  readonly counting: readonly ReasonFound[]
  readonly doubts: readonly Reason[]
  readonly warnings: readonly Warning[]
  readonly isOutside: boolean
  readonly secure: boolean
  readonly policy: Policy
}): Level {
  if (policy.mode === 'shadow') return 'record'
  const levels: Level[] = ['record', ...warnings.map(({ level }) => level)]
  if (isOutside && doubts.length > 0) levels.push('advise')
  if (isOutside) levels.push(...counting.map(({ reason }) => policy.levels[reason]), ...secure ? ['protect' as const] : [])
  const highest = Math.max(...levels.map((level) => RANK.indexOf(level)))
  return RANK[isOutside ? highest : Math.min(highest, 1)] ?? 'record'
}

/** Longest body whose new text is looked at by the rules about human errors. */
const NEW_TEXT_MAX = 64 * 1024

/** What was written now: without quotes, signature and disclaimer. */
function newTextOf(draft: Draft): string {
  const { whole: { text }, list } = draft.body.length <= NEW_TEXT_MAX ? bodyOf(draft)
    : bodyOf({ ...draft, body: draft.body.slice(0, NEW_TEXT_MAX) })
  return list.filter(({ kind }) => kind === 'new').map(({ start, end }) => text.slice(start, end)).join('')
}
