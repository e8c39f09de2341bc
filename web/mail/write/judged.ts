import type { Explanation } from '../../../src/guard/explain.ts'
import type { Assessment, Finding, Route, Warning } from '../../../src/guard/types.ts'
import type { RecipientKnowledge } from '../../../src/guard/types.ts'

/** A judgement of a message in the shape of docs/jmap-protection.md §5, whoever made it: the server, or the guard in this browser. */
export interface Judged {
  /** Why the server refused to send. */
  readonly problem?: string
  readonly assessment: Assessment
  readonly explanation: Explanation
  readonly action: 'send' | 'protect' | 'ask' | 'block'
  readonly questions: readonly string[]
  readonly mayOverride: 'with-ground' | 'no' | null
  readonly factorNeeded: readonly string[]
  readonly recipients: readonly JudgedRecipient[]
}

export interface JudgedRecipient {
  readonly address: string
  readonly route: Route
  readonly isImpossible: boolean
  readonly isInternal: boolean
  readonly isUnknownHere: boolean
  readonly phoneHint: string | null
  readonly text: string
}

/** What the server tells of one recipient (docs/jmap-protection.md §4). */
export interface KnownRecipient extends RecipientKnowledge {
  readonly isInHouse: boolean
  readonly isUnknownHere: boolean
  readonly phoneHint: string | null
  readonly text: string
}

/** Something found, with the words it is about where these stand in the message itself. */
export interface FoundWord {
  readonly type: string
  readonly detector: string
  readonly word: string
  readonly part: Finding['part']
  readonly attachment: string | undefined
  /** The file and the place in it, as people call them; for findings in files. */
  readonly where: string | undefined
  /** Where the word begins in its part. */
  readonly start: number
}

/** Goes a message with this judgement secured? Never in shadow mode, where the answer is `send`. */
export const goesSecured = ({ action, assessment }: Judged): boolean => action !== 'send' && assessment.secure

/** How heavy it is for the sender: more than that is heavier. */
const weight = { send: 0, protect: 1, ask: 2, block: 3 } as const

/** Did the first find what the second did not: a heavier act, one more reason, one more likely mistake? */
export function isHeavier(one: Judged, other: Judged): boolean {
  if (one.action !== other.action) return weight[one.action] > weight[other.action]
  const known = new Set(other.assessment.reasons.map(({ reason }) => reason))
  if (one.assessment.reasons.some(({ reason }) => !known.has(reason))) return true
  // Earlier mail, which only the server can ask, tells of recipients and numbers.
  const said = new Set(other.assessment.warnings.filter(isShown).map(({ id }) => id))
  return one.assessment.warnings.some((warning) => isShown(warning) && !said.has(warning.id))
}

const isShown = ({ level, isQuiet }: Warning): boolean => level !== 'record' && isQuiet !== true
