/**
 * From the guard's assessment to what is done with a mail. Pure: the guard says what it found and which way it would
 * take;
 * here the sender's answers and the house rules are added. Nothing here makes a way weaker than the guard decided,
 * except an override with a ground that the policy allows.
 */
import { day } from '../base/sizes.ts'
import { demandOf } from '../guard/routes.ts'
import type { Assessment, Knowledge, Policy, Reason, Route, WarningId } from '../guard/types.ts'
import { TLS_PROOFS, type TlsProof } from '../smtp-client/types.ts'
import type { Action, Judged, JudgedRecipient, Problem, SenderWishes } from './types.ts'

/** Characters of a ground: fewer say nothing. */
export const GROUND_LENGTH_MIN = 3
/** A portal message with credentials ends within this time (design §6, table of routes). */
export const CREDENTIALS_PORTAL_MS = 7 * day

/** What is known of one recipient besides the guard's knowledge. */
export interface RecipientPlace {
  readonly isInHouse: boolean
  readonly isUnknownHere: boolean
  readonly phoneHint: string | null
  /** How mail without a reason to secure it travels there. */
  readonly plainRoute: Route
}

export interface DecideArgs {
  readonly assessment: Assessment
  readonly knowledge: Knowledge
  readonly policy: Policy
  readonly places: ReadonlyMap<string, RecipientPlace>
  readonly wishes: SenderWishes
}

/** The judgement without the draft. */
export type Decided = Omit<Judged, 'draft' | 'knowledge' | 'assessment' | 'policy'> & {
  readonly isOverridden: boolean
  readonly problem: Problem | null
}

/** What Send does. */
export function decide({ assessment, knowledge, policy, places, wishes }: DecideArgs): Decided {
  const isShadow = policy.mode === 'shadow'
  const blocked = assessment.reasons.some(({ reason }) => policy.levels[reason] === 'block') && hasOutsider(knowledge)
  const isImpossible = assessment.recipients.some((one) => one.isImpossible)
  const isNothing = isShadow || !(assessment.secure || blocked || isImpossible)
  const mayOverride = isNothing ? null : overrideOf(assessment, policy)
  // A ground is asked only where the mail is stopped; what would go secured may go plainly at the sender's word.
  const needsGround = blocked || isImpossible
  const isOverridden = mayOverride === 'with-ground' && wishes.overrideGround !== undefined && (!needsGround || isGround(wishes.overrideGround))
  const recipients = knowledge.recipients.map((known, index): JudgedRecipient => {
    const decided = assessment.recipients[index]
    const place = places.get(known.address.toLowerCase())
    const { plainRoute = 'ordinary', isInHouse = known.isInternal, isUnknownHere = false, phoneHint = null } = place ?? {}
    const guarded = decided === undefined || isShadow || isOverridden ? 'ordinary' : decided.route
    // A mailbox in this house is reached without any transport: nothing is stronger, whoever's organisation it is.
    const route = isInHouse ? 'internal' : guarded === 'ordinary' || guarded === 'internal' ? plainRoute : guarded
    return {
      ...known, route, isInHouse, isUnknownHere, phoneHint,
      isImpossible: !isInHouse && !isShadow && !isOverridden && decided?.isImpossible === true,
      fallback: (guarded === 'verified-tls' || guarded === 'nta7516') && !isInHouse ? fallbackOf(assessment, policy) : [],
      // What delivery must find again: mail that was decided for DANE does not go on a certificate alone.
      ...(guarded === 'verified-tls' && !isInHouse ? { proofs: proofsOf(assessment, policy) } : {}),
    }
  })
  const asked = isShadow ? [] : assessment.warnings.filter(({ level }) => level === 'block').map(({ id }) => id)
  const questions = asked.filter((id) => !(wishes.answered ?? []).includes(id))
  const factorNeeded = recipients
    .filter(({ route, isImpossible: none, address, hasVerifiedPhone }) => route === 'portal' && !none && !hasVerifiedPhone
      && wishes.guestFactors?.has(address.toLowerCase()) !== true)
    .map(({ address }) => address)
  const isBlocked = blocked && !isShadow && !isOverridden
  const noRoute = recipients.some((one) => one.isImpossible)
  return {
    recipients, questions, mayOverride, factorNeeded, isOverridden,
    action: actionOf({
      isBlocked: isBlocked || noRoute, questions, isSecured: assessment.secure && !isShadow && !isOverridden,
    }),
    problem: overrideProblem({ mayOverride, isOverridden, ground: wishes.overrideGround })
      ?? (isBlocked ? 'blocked' : noRoute ? 'no-route' : questions.length > 0 ? 'question' : factorNeeded.length > 0 ? 'factor-needed' : null),
  }
}

function actionOf({ isBlocked, questions, isSecured }: {
  readonly isBlocked: boolean, readonly questions: readonly WarningId[], readonly isSecured: boolean,
}): Action {
  if (isBlocked) return 'block'
  if (questions.length > 0) return 'ask'
  return isSecured ? 'protect' : 'send'
}

const hasOutsider = ({ recipients }: Knowledge): boolean => recipients.some(({ isInternal }) => !isInternal)

const isGround = (ground: string | undefined): boolean => ground !== undefined
  && ground.trim().length >= GROUND_LENGTH_MIN

/**
 * Every reason must allow it; what is protected without a reason (a conversation, an unread file) may be overridden
 * too.
 */
function overrideOf({ reasons }: Assessment, policy: Policy): 'with-ground' | 'no' {
  return reasons.every(({ reason }) => policy.mayOverride[reason] === 'with-ground') ? 'with-ground' : 'no'
}

function overrideProblem({ mayOverride, isOverridden, ground }: {
  readonly mayOverride: 'with-ground' | 'no' | null, readonly isOverridden: boolean, readonly ground: string | undefined,
}): Problem | null {
  if (mayOverride === null || ground === undefined) return null
  if (mayOverride === 'no') return 'override-not-allowed'
  return isOverridden ? null : 'ground-needed'
}

/** The portal stands in when a proved way falls away at delivery, where the policy names it for every reason found. */
function fallbackOf({ reasons }: Assessment, policy: Policy): readonly Route[] {
  const counting = reasons.filter(({ reason }) => securing(policy, reason))
  return counting.every(({ reason }) => policy.routes[reason].includes('portal')) ? ['portal'] : []
}

/**
 * Proofs that count for every reason, as the guard weighed them; a conversation that only stays protected counts as
 * personal data.
 */
function proofsOf({ reasons: found }: Assessment, policy: Policy): readonly TlsProof[] {
  const { reasons } = demandOf(found, policy)
  const asked = reasons.length === 0 ? ['personal-data' as const] : reasons
  return TLS_PROOFS.filter((proof) => asked.every((reason) => policy.tlsProofs[reason].includes(proof)))
}

function securing(policy: Policy, reason: Reason): boolean {
  return policy.levels[reason] === 'protect' || policy.levels[reason] === 'block'
}

/** When portal messages of this mail must end at the latest; undefined where the portal's own limit counts. */
export function portalEnd({ assessment, now, wished }: {
  readonly assessment: Assessment, readonly now: number, readonly wished: number | undefined,
}): number | undefined {
  const hasCredentials = assessment.reasons.some(({ reason }) => reason === 'credentials')
  if (!hasCredentials) return wished
  return Math.min(wished ?? Infinity, now + CREDENTIALS_PORTAL_MS)
}
