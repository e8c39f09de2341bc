import type { Account } from '../accounts/types.ts'
import type { OpenAccount } from '../keys/keys.ts'
import type { Recipient } from '../delivery/types.ts'

/** A mail that one of our own people hands in: over the submission port or by JMAP EmailSubmission. */
export interface SubmittedMail {
  readonly account: Account
  readonly open: OpenAccount
  readonly mailFrom: string
  readonly rcptTo: readonly Recipient[]
  readonly raw: Uint8Array
  readonly door: 'submission' | 'jmap'
  /** Client-made key: the same key again does nothing and gives the first answer. */
  readonly idempotencyKey?: string
  /** Milliseconds to hold before it leaves (undo); the configured default when absent. */
  readonly holdMs?: number
  readonly ip: string
  readonly envelopeId?: string
  readonly ret?: string
}

export type Submitted =
  | { readonly outcome: 'queued', readonly submission: string, readonly leavesAt: number }
  | { readonly outcome: 'refused', readonly reason: 'not-your-address' | 'not-one-author' | 'no-recipient' | 'too-many-recipients' | 'malformed' | 'recipient-unknown', readonly text: string }
  | { readonly outcome: 'try-later', readonly reason: 'storage-full' | 'temporary' }

export interface Submission {
  submit(mail: SubmittedMail): Promise<Submitted>
  /** Takes back what has not left yet. */
  recall(args: { readonly account: Account, readonly submission: string }): Promise<'recalled' | 'already-left' | 'not found'>
  /** State of what was handed in, newest first, for JMAP EmailSubmission. */
  list(account: Account, ids?: readonly string[]): Promise<readonly SubmissionState[]>
}

export interface SubmissionState {
  readonly id: string
  readonly handedInAt: number
  readonly leavesAt: number
  readonly undo: 'pending' | 'final' | 'canceled'
  readonly recipients: readonly { readonly address: string, readonly delivered: 'queued' | 'yes' | 'no' | 'unknown', readonly reply: string }[]
}
