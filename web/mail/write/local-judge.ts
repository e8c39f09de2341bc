import { assess } from '../../../src/guard/assess.ts'
import { explain } from '../../../src/guard/explain.ts'
import type { Weights } from '../../../src/guard/models/weights.ts'
import type { ScreenLanguage } from '../../../src/guard/texts.ts'
import type { Assessment, Draft, Knowledge, Policy, RecipientKnowledge } from '../../../src/guard/types.ts'
import type { Judged, JudgedRecipient, KnownRecipient } from './judged.ts'
import { domainOf } from './recipients.ts'

/**
 * The guard in this browser: the same `assess` that the server runs, with what this page knows. Pure. It advises only: at
 * Send the server judges again and its answer counts. What the page cannot know (the text of a file, a domain nobody asked
 * about) may miss advice here, never protection there.
 */

/** What holds for every draft of this sender: the answer of `GuardContext/get`. */
export interface SenderContext extends Omit<Knowledge, 'recipients'> {
  readonly policy: Policy
}

export interface LocalQuestion {
  readonly draft: Draft
  readonly context: SenderContext
  /** Of these recipients, in any order; one that is not here counts as unknown. */
  readonly known: readonly KnownRecipient[]
  readonly now: number
  readonly language: ScreenLanguage
  /** The models; undefined while they are not there: then the judgement says so in `impaired`. */
  readonly weights?: Weights | undefined
}

/** Judges one draft as Send would, as far as can be known here. */
export function judgeLocally({ draft, context, known, now, language, weights }: LocalQuestion): Judged {
  const { policy, ...sender } = context
  const of = new Map(known.map((one) => [one.address.toLowerCase(), one]))
  const internal = new Set(sender.internalDomains.map((domain) => domain.toLowerCase()))
  const neighbours = new Map(known.map((one) => [domainOf(one.address), one]))
  const people = draft.recipients.map(({ address }) =>
    of.get(address.toLowerCase()) ?? stranger(address, { isInternal: internal.has(domainOf(address)), neighbour: neighbours.get(domainOf(address)) }))
  const knowledge: Knowledge = { ...sender, now, recipients: people.map(guardKnowledge) }
  const assessment = assess(draft, knowledge, policy, weights)
  return { ...decided(assessment, people, policy), explanation: explain({ assessment, draft, knowledge, policy, language }) }
}

/** What Send would do with it: the rules of the service's own decision, without the sender's answers. */
function decided(assessment: Assessment, people: readonly KnownRecipient[], policy: Policy): Omit<Judged, 'explanation'> {
  const isShadow = policy.mode === 'shadow'
  const isBlocked = !isShadow && people.some(({ isInternal }) => !isInternal)
    && assessment.reasons.some(({ reason }) => policy.levels[reason] === 'block')
  const recipients = people.map((one, index): JudgedRecipient => {
    const { address, isInternal, isInHouse, isUnknownHere, phoneHint, text } = one
    const guarded = assessment.recipients[index]
    return {
      address, isInternal, isUnknownHere, phoneHint, text,
      route: isInternal || isInHouse ? 'internal' : isShadow ? 'ordinary' : guarded?.route ?? 'ordinary',
      isImpossible: !isInHouse && !isShadow && guarded?.isImpossible === true,
    }
  })
  const isStuck = isBlocked || recipients.some(({ isImpossible }) => isImpossible)
  const isSecured = assessment.secure && !isShadow
  const questions = isShadow ? [] : assessment.warnings.filter(({ level }) => level === 'block').map(({ id }) => id)
  return {
    assessment, recipients, questions,
    action: isStuck ? 'block' : questions.length > 0 ? 'ask' : isSecured ? 'protect' : 'send',
    mayOverride: !isStuck && !isSecured ? null
      : assessment.reasons.every(({ reason }) => policy.mayOverride[reason] === 'with-ground') ? 'with-ground' : 'no',
    factorNeeded: recipients.flatMap(({ address, route, isImpossible }, index) =>
      route === 'portal' && !isImpossible && people[index]?.hasVerifiedPhone !== true ? [address] : []),
  }
}

/** Somebody the server was not asked about: the domain tells whether it is one of us, a neighbour what its server can do. */
function stranger(address: string, { isInternal, neighbour }: {
  readonly isInternal: boolean, readonly neighbour: KnownRecipient | undefined,
}): KnownRecipient {
  return {
    address, isInternal, ability: neighbour?.ability ?? { verifiedTls: 'unknown', nta7516: 'unknown', checkedAt: null },
    hasPinnedKey: false, hasVerifiedPhone: false, sentBefore: 0, isInHouse: neighbour?.isInHouse ?? isInternal, isUnknownHere: false,
    phoneHint: null, text: neighbour?.text ?? '',
    ...neighbour?.domainStanding === undefined ? {} : { domainStanding: neighbour.domainStanding },
  }
}

const guardKnowledge = ({ address, isInternal, ability, hasPinnedKey, hasVerifiedPhone, sentBefore, domainStanding }: KnownRecipient): RecipientKnowledge =>
  ({ address, isInternal, ability, hasPinnedKey, hasVerifiedPhone, sentBefore, ...domainStanding === undefined ? {} : { domainStanding } })
