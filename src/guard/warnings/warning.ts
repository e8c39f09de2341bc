import type { Draft, Finding, Knowledge, Policy, ReasonFound, Warning, WarningId } from '../types.ts'
import type { Setting } from '../setting.ts'

/** What a warning may look at: the draft, who is outside, what was found. */
export interface Situation {
  readonly draft: Draft
  readonly knowledge: Knowledge
  readonly policy: Policy
  readonly setting: Setting
  /** Text written now, without quotes, signature and disclaimer. */
  readonly newText: string
  readonly reasons: readonly ReasonFound[]
  readonly findings: readonly Finding[]
}

/** What a rule says; the level comes from the policy. */
export interface Alarm {
  readonly id: WarningId
  readonly score: number
  readonly recipients?: readonly string[]
  readonly attachments?: readonly string[]
  readonly places?: readonly string[]
  readonly suggestion?: string
  readonly rules: readonly string[]
  /** Too weak to show: only recorded. */
  readonly isFaint?: boolean
}

export type WarningRule = (situation: Situation) => readonly Alarm[]

/** Alarms as warnings, at the policy's level; what the policy turned off is left out. */
export function asWarnings(alarms: readonly Alarm[], policy: Policy): Warning[] {
  return alarms.flatMap((
    { id, score, recipients = [], attachments = [], places, suggestion, rules, isFaint = false },
  ) => {
    const chosen = policy.warningLevels[id]
    const level = isFaint && chosen !== 'off' ? 'record' : chosen
    return level === 'off' ? [] : [{ id, level, score, recipients, attachments, rules,
      ...places === undefined ? {} : { places }, ...suggestion === undefined ? {} : { suggestion } }]
  })
}

/** Recipients looked at by rules that compare addresses with contacts. */
export const COMPARED_RECIPIENTS_MAX = 200
/** Contacts they are compared with. */
export const COMPARED_CONTACTS_MAX = 5000

export const localOf = (address: string): string => address.slice(0, address.lastIndexOf('@')).toLowerCase()
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
