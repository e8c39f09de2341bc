/** What the ledger keeps of a judgement: rule ids, routes and versions; no content, no address in the clear. */
import type { LedgerEvent } from '../ledger/types.ts'
import type { Judgement } from './judge.ts'

/** Characters of one list of ids in a record. */
export const RECORDED_LIST_MAX = 1000

/** How the mail went on. */
export type AssessedOutcome = 'queued' | 'held' | 'refused' | 'released'

/** The event `mail.assessed`. */
export function assessedEvent({ judgement, tenant, at, submission, door, outcome, from, ground, answered = [] }: {
  readonly judgement: Judgement, readonly tenant: number, readonly at: number
  /** Of the queue; null for what was refused. */
  readonly submission: string | null
  readonly door: string, readonly outcome: AssessedOutcome, readonly from: string
  readonly ground?: string | undefined, readonly answered?: readonly string[] | undefined
}): LedgerEvent {
  const { judged: { assessment, policy, action, recipients }, decided } = judgement
  const routes = Object.entries(Object.groupBy(recipients, ({ route }) => route)).map(([route, list]) => `${route}:${list.length}`)
  const passedOver = assessment.recipients.flatMap((one) => one.passedOver.map(({ route, why }) => `${route}:${why}`))
  const rules = [...assessment.reasons.flatMap((one) => one.rules), ...assessment.warnings.flatMap((one) => one.rules)]
  return {
    tenant, at, kind: 'mail.assessed',
    facts: {
      ...(submission === null ? {} : { submission }), door, outcome, action, level: assessment.level,
        secure: assessment.secure,
      reasons: listed(assessment.reasons.map(({ reason }) => reason)),
      warnings: listed(assessment.warnings.map(({ id }) => id)),
      rules: listed(rules), routes: listed(routes), passedOver: listed(passedOver), recipients: recipients.length,
      answered: listed(answered), overridden: decided.isOverridden, mode: policy.mode, guardVersion: assessment.version,
      policyVersion: assessment.policyVersion, impaired: listed(assessment.impaired), problem: decided.problem ?? '',
    },
    personal: { from, ...(decided.isOverridden && ground !== undefined ? { ground } : {}) },
  }
}

/** Each once, with blanks between, cut at whole words. */
function listed(words: readonly string[]): string {
  let list = ''
  for (const word of new Set(words)) {
    if (list.length + word.length + 1 > RECORDED_LIST_MAX) break
    list = list === '' ? word : `${list} ${word}`
  }
  return list
}
