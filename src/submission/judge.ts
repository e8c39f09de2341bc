/** The guard's place on the server: draft and knowledge in, what Send does with the mail out. */
import type { Assessment, Draft, Knowledge, Policy } from '../guard/types.ts'
import type { ExtractText } from '../extract/types.ts'
import { parseMessage } from '../message/parse.ts'
import type { ParsedMessage } from '../message/types.ts'
import { decide, type Decided } from './decision.ts'
import { draftOf } from './draft.ts'
import { gatherKnowledge, type KnowledgeParts, type WhoSends } from './knowledge.ts'
import type { PastAssessments } from './past-assessments.ts'
import type { Policies, PolicyInForce } from './policies.ts'
import type { ProtectedMessages } from './protected-messages.ts'
import type { Judged, MessageIds, SenderWishes } from './types.ts'

/** The guard as submission uses it: `assess` of `src/guard/assess.ts`. */
export type Assess = (draft: Draft, knowledge: Knowledge, policy: Policy) => Assessment

export interface JudgeParts {
  readonly knowledge: KnowledgeParts
  readonly assess: Assess
  readonly policies: Policies
  readonly protectedMessages: ProtectedMessages
  readonly extract: ExtractText
  readonly past: Pick<PastAssessments, 'row'>
}

export interface Judgement {
  readonly judged: Judged
  readonly decided: Decided
  readonly inForce: PolicyInForce
}

/** Judges a draft; whether its conversation is protected is looked up from the messages it answers. */
export async function judgeDraft(parts: JudgeParts, who: WhoSends, { draft: given, answers, wishes }: {
  readonly draft: Draft, readonly answers: MessageIds, readonly wishes: SenderWishes,
}): Promise<Judgement> {
  const [inForce, [before]] = await Promise.all([
    parts.policies.current(who.account.tenant),
    parts.protectedMessages.find(who.account.tenant, [{ ...answers, messageId: null }]),
  ])
  const draft: Draft = before === undefined ? given : { ...given, threadProtected: true,
    threadRecipients: before.people }
  const policy = inForce.policyFor(who.account)
  const { knowledge, places } = await gatherKnowledge(parts.knowledge, who, { draft, own: inForce.own, policy })
  const assessment = parts.assess(draft, knowledge, policy)
  const decided = decide({ assessment, knowledge, policy, places, wishes })
  const { action, questions, mayOverride, factorNeeded, recipients } = decided
  return {
    inForce, decided,
    judged: { draft, knowledge, assessment, policy, action, questions, mayOverride, factorNeeded, recipients },
  }
}

/** Judges a message with the recipients of its envelope. */
export async function judgeMessage(parts: JudgeParts, who: WhoSends, { raw, rcptTo, from, wishes,
  message = parseMessage(raw) }: {
  readonly raw: Uint8Array, readonly rcptTo: readonly string[], readonly from: string, readonly wishes: SenderWishes,
  readonly message?: ParsedMessage,
}): Promise<Judgement> {
  const draft = await draftOf({ message, raw, rcptTo, from, extract: parts.extract })
  return judgeDraft(parts, who, { draft, answers: message, wishes })
}
