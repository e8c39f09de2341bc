import type { Waiting } from '../../ui/waiting-draft.ts'
import { readRecipients, type Person, type Recipient } from './recipients.ts'

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

/** What was typed in an address line and is no address, as a draft keeps it. The server takes these fields off what is sent. */
export const typedHeaders = {
  to: 'header:X-Zegel-Typed-To:asText', cc: 'header:X-Zegel-Typed-Cc:asText', bcc: 'header:X-Zegel-Typed-Bcc:asText',
} as const

/** Characters of one line that a draft keeps of what is no address. */
export const typedLengthMax = 2000

/** These fields for a draft; none where everything typed is an address. */
export function typedIn(fields: Pick<DraftFields, 'to' | 'cc' | 'bcc'>): Readonly<Record<string, string>> {
  return Object.fromEntries((['to', 'cc', 'bcc'] as const).flatMap((line) => {
    // A line break would end the chip where it is read again.
    const typed = fields[line].filter(({ valid }) => !valid).map(({ name, email }) =>
      (name === null ? email : `"${name.replaceAll('"', '')}" <${email}>`).replaceAll(/[\s;,]+/g, ' '))
    const text = typed.reduce((all, one) => all.length + one.length > typedLengthMax ? all : all === '' ? one : `${all}; ${one}`, '')
    return text === '' ? [] : [[typedHeaders[line], text]]
  }))
}

/** The chips of such a field again. */
export const typedOut = (text: string | null | undefined): Recipient[] => readRecipients(text ?? '')

/** The people of a line whom the server keeps as addresses. What is none is kept beside them (`typedIn`). */
export const savedPeople = (line: readonly Recipient[]): Person[] =>
  line.filter(({ valid }) => valid).map(({ name, email }) => ({ name, email }))
