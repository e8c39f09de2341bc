/** What a privacy officer may decide about a breach, and what must be said for it. Pure. */

export type BreachState = 'draft' | 'assessed' | 'reported' | 'closed'

/** `save` keeps the text; `keep` is recorded and not reported; `report` was notified to the authority. */
export type BreachDecision = 'save' | 'keep' | 'report' | 'close'

/** The officer's words. GDPR Art. 33(3) and 33(5) */
export interface BreachJudgement {
  /** What happened. */
  readonly what: string
  /** About whom, with a number where it is known. */
  readonly people: string
  /** Kinds of personal data. */
  readonly categories: string
  readonly risk: 'small' | 'high' | null
  /** Why it is reported or not. */
  readonly ground: string
  /** What was done about it. GDPR Art. 33(3)(d) */
  readonly measures: string
  /** Why the notification came after 72 hours. GDPR Art. 33(1) */
  readonly delay: string
  /** Number that the authority gave. */
  readonly authorityNumber: string
}

export interface BreachEvent {
  readonly at: number
  readonly by: string
  readonly decision: BreachDecision
}

/** Fields that must be filled, or a state from which the decision cannot be taken. */
export interface BreachRefusal { readonly missing: readonly (keyof BreachJudgement)[], readonly why: 'missing' | 'high-risk' | 'state' }

/** Characters of one field. */
export const JUDGEMENT_FIELD_MAX = 4000
/** Events of one record; the oldest saves fall away. */
export const HISTORY_MAX = 200

/** From which states a decision can be taken. A recorded breach may still be reported; a closed one stays as it is. */
const FROM: Readonly<Record<BreachDecision, readonly BreachState[]>> = {
  save: ['draft', 'assessed', 'reported'], keep: ['draft'], report: ['draft', 'assessed'], close: ['assessed', 'reported'],
}
const TO: Readonly<Record<Exclude<BreachDecision, 'save'>, BreachState>> = { keep: 'assessed', report: 'reported', close: 'closed' }
/** What the law wants on paper for each decision. */
const NEEDED: Readonly<Record<BreachDecision, readonly (keyof BreachJudgement)[]>> = {
  save: [], keep: ['what', 'risk', 'ground'], report: ['what', 'people', 'categories', 'risk', 'measures'], close: [],
}

/** The state after a decision, or why it cannot be taken. */
export function nextState({ state, decision, judgement, isLate }: {
  readonly state: BreachState, readonly decision: BreachDecision, readonly judgement: BreachJudgement,
  readonly isLate: boolean,
}): BreachState | BreachRefusal {
  if (!FROM[decision].includes(state)) return { missing: [], why: 'state' }
  const needed = decision === 'report' && isLate ? [...NEEDED.report, 'delay' as const] : NEEDED[decision]
  const missing = needed.filter((field) => (judgement[field] ?? '').trim() === '')
  if (missing.length > 0) return { missing, why: 'missing' }
  // A high risk must be notified (GDPR Art. 33(1), 34(1)): keeping it quiet is no choice here.
  if (decision === 'keep' && judgement.risk === 'high') return { missing: [], why: 'high-risk' }
  return decision === 'save' ? state : TO[decision]
}
