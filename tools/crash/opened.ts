/** A state that was opened by the real program, for those who look whether the promises hold. */
import type { House } from '../../src/app.ts'
import type { AccountMail } from '../../src/mailstore/types.ts'
import type { Person } from '../../test/service.ts'
import type { Expected, Who } from './marks.ts'
import type { Below } from './random.ts'

export interface CheckArgs {
  readonly home: string
  readonly people: Readonly<Record<Who, Person>>
  readonly expected: Expected
  readonly below: Below
}

/** Whose mail is read whole. */
export type Reader = 'marieke' | 'sanne'

export interface Opened {
  readonly house: House
  readonly mails: Readonly<Record<Reader, AccountMail>>
  readonly args: CheckArgs
  /** Says what is wrong. */
  say(problem: string): void
}
