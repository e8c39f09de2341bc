/** What each check is and what to do when it is not good, nl (B1) and en. */
import type { CheckGroup, CheckId, CheckState, CheckWeight, Unseen } from './checks/kinds.ts'
import { checkTextsEn } from './check-texts.en.ts'
import { checkTextsNl } from './check-texts.nl.ts'
import type { PublishingLanguage } from './texts.ts'

export interface CheckTexts {
  readonly groups: Readonly<Record<CheckGroup, string>>
  readonly states: Readonly<Record<CheckState, string>>
  readonly weights: Readonly<Record<CheckWeight, string>>
  /** Why it could not be seen. */
  readonly unseen: Readonly<Record<Unseen, string>>
  /** Its name, and what to do. */
  readonly checks: Readonly<Record<CheckId, readonly [title: string, todo: string]>>
}

export const checkTexts: Readonly<Record<PublishingLanguage, CheckTexts>> = { nl: checkTextsNl, en: checkTextsEn }
