/** What can be wrong in a policy, in words of its own that pages put into a language. Pure. */

export type PolicyMistakeCode =
  | 'no-such-key' | 'choose' | 'number' | 'list' | 'table' | 'short-text' | 'number-shape' | 'route-needed' | 'secures-nothing'
  | 'whole-organisation' | 'whom-needed' | 'names' | 'too-long' | 'aliases' | 'yaml' | 'not-a-policy'

/** One mistake: where it stands, what it is, and what would be right. */
export interface PolicyMistake {
  /** Keys from the outside in, such as `levels.health` or `for[1].role`; empty for the whole text. */
  readonly place: string
  readonly code: PolicyMistakeCode
  /** Words that would be taken. */
  readonly choices?: readonly string[]
  readonly least?: number
  /** Largest number, most entries or most characters, after the code. */
  readonly most?: number
}
