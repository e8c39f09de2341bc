import type { Waiting } from '../../ui/waiting-draft.ts'
import type { Person, Recipient } from './recipients.ts'

/** What a message that is being written consists of, in the page and in the tab's storage. */

/** A file with the message: on its way up, there, or failed. */
export interface Enclosed {
  readonly key: number
  readonly name: string
  readonly size: number
  readonly type: string
  readonly blobId: string | undefined
  /** 0 to 1 while it goes up. */
  readonly part: number
  readonly problem: string
}

/** What is kept in the tab until the server has it. */
export interface WaitingDraft extends Waiting {
  readonly account: string
  readonly origin: string
  readonly email: string | undefined
  readonly fields: DraftFields
}

export interface DraftFields {
  readonly to: readonly Recipient[]
  readonly cc: readonly Recipient[]
  readonly bcc: readonly Recipient[]
  readonly subject: string
  readonly text: string
  readonly files: readonly Enclosed[]
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
  /** The message this answers or forwards, and the keyword it gets once this is sent. */
  readonly answers: { readonly email: string, readonly keyword: '$answered' | '$forwarded' } | undefined
  /** The protected conversation this belongs to, with who was in it before. */
  readonly conversation?: { readonly people: readonly string[] } | undefined
}

/** What goes with sending besides the message (docs/jmap-protection.md §6). */
export interface SendWishes {
  readonly overrideGround?: string
  readonly answered?: readonly string[]
  readonly guestFactors?: Readonly<Record<string, GuestFactor>>
  /** Rules of the guard that were shown while it was written. */
  readonly shown?: readonly { readonly kind: 'finding' | 'warning', readonly rule: string }[]
}

/** How a recipient proves who they are before a protected message opens. */
export type GuestFactor =
  | { readonly kind: 'sms', readonly phone: string }
  | { readonly kind: 'agreed-code', readonly code: string, readonly question?: string }

export const emptyFields: DraftFields = {
  to: [], cc: [], bcc: [], subject: '', text: '', files: [], inReplyTo: [], references: [], answers: undefined,
}

/** The people of a line whom the server can keep. A name that is no address stays in the page only: with it nothing is saved. */
export const savedPeople = (line: readonly Recipient[]): Person[] =>
  line.filter(({ valid }) => valid).map(({ name, email }) => ({ name, email }))
