import type { TlsProof } from '../smtp-client/types.ts'
import type { Account } from '../accounts/types.ts'
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { Recipient } from '../delivery/types.ts'
import type { Assessment, Draft, Knowledge, Policy, RecipientKnowledge, Route, WarningId } from '../guard/types.ts'
import type { GuestMessage } from './guests.ts'
import type { GuestFactor, Held, HeldProblem, QueuedProtection, Reached, RecipientState } from '../queue/types.ts'

/** What the sender said besides the mail itself, by a client that knows the extension. */
export interface SenderWishes {
  /** Why it may go plainly although the guard wants it secured. */
  readonly overrideGround?: string
  /** Questions of the guard that were seen and answered with yes. */
  readonly answered?: readonly WarningId[]
  /** Second factors by address in lower case. */
  readonly guestFactors?: ReadonlyMap<string, GuestFactor>
  /** Does not leave before, ms. */
  readonly holdUntil?: number
  /** When portal messages of this mail end, ms. */
  readonly portalExpiresAt?: number
  /** Rules of the guard that the sender's client showed while the mail was written. */
  readonly shown?: readonly GuardRule[]
}

/** A rule as it is counted: the detector of a finding, or a warning. */
export interface GuardRule {
  readonly kind: 'finding' | 'warning'
  readonly rule: string
}

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
  /** REQUIRETLS (RFC 8689): only over servers that are proved and promise to pass it on so. */
  readonly requireTls?: true
  /** Absent: the client does not know the extension, so what must be asked is held instead of refused. */
  readonly wishes?: SenderWishes
}

export type Submitted =
  | { readonly outcome: 'queued', readonly submission: string, readonly leavesAt: number, readonly held?: HeldProblem }
  | {
    readonly outcome: 'refused', readonly text: string
    readonly reason: 'not-your-address' | 'not-one-author' | 'no-recipient' | 'too-many-recipients' | 'malformed' | 'recipient-unknown' | 'sending-stopped'
  }
  | ForbiddenToSend
  | { readonly outcome: 'try-later', readonly reason: 'storage-full' | 'temporary' }

/** The guard says no, or asks first. Nothing was kept. */
export interface ForbiddenToSend {
  readonly outcome: 'refused'
  readonly reason: 'forbidden-to-send'
  readonly text: string
  readonly problem: Problem
  readonly judged: Judged
}

export type Problem = HeldProblem | 'override-not-allowed' | 'ground-needed'

/** What Send does with a mail. */
export type Action = 'send' | 'protect' | 'ask' | 'block'

/** The guard's assessment with what follows from it for this mail. */
export interface Judged {
  readonly draft: Draft
  readonly knowledge: Knowledge
  readonly assessment: Assessment
  readonly policy: Policy
  readonly action: Action
  readonly questions: readonly WarningId[]
  readonly mayOverride: 'with-ground' | 'no' | null
  /** Portal recipients without a known second factor. */
  readonly factorNeeded: readonly string[]
  readonly recipients: readonly JudgedRecipient[]
}

export interface JudgedRecipient extends RecipientKnowledge {
  readonly route: Route
  readonly isImpossible: boolean
  /** Equally strong ways after `route`, in the policy's order. */
  readonly fallback: readonly Route[]
  /** For `verified-tls` that the guard decided: what may prove the server. */
  readonly proofs?: readonly TlsProof[]
  /** The mailbox is in this house, of whatever organisation: nothing travels. */
  readonly isInHouse: boolean
  /** An address of ours that nobody has. */
  readonly isUnknownHere: boolean
  readonly phoneHint: string | null
}

/** A draft that is not a message yet. */
export interface JudgeArgs {
  readonly account: Account
  readonly open: OpenAccount
  readonly ip: string
  /** Message-IDs of In-Reply-To and References. */
  readonly inReplyTo: readonly string[]
  readonly draft: Draft
  readonly factors?: ReadonlyMap<string, GuestFactor>
}

/** Watches for accounts that mail as a thief would (`src/reputation`). */
export interface SendingWatch {
  isStopped(account: AccountRef): boolean
  /** Counts a judged mail; true when the account was stopped because of it, and then nothing of it may go. */
  isThief(mail: {
    readonly account: Account, readonly raw: Uint8Array,
    readonly recipients: readonly Pick<JudgedRecipient, 'isInHouse' | 'isInternal' | 'sentBefore'>[],
  }): Promise<boolean>
}

export interface Submission {
  submit(mail: SubmittedMail): Promise<Submitted>
  /** What `submit` would find and decide, without sending. */
  judge(args: JudgeArgs): Promise<Judged>
  /** The same for a message; recipients as they would stand in the envelope. */
  judgeMessage(args: Omit<JudgeArgs, 'draft' | 'inReplyTo'> & { readonly raw: Uint8Array, readonly rcptTo: readonly string[] }): Promise<Judged>
  /** Takes back what has not left yet. */
  recall(args: { readonly account: Account, readonly submission: string }): Promise<'recalled' | 'already-left' | 'not found'>
  /** Takes back what can be taken back, also after it has left, and says honestly what became of each copy. */
  withdraw(args: { readonly account: Account, readonly submission: string }): Promise<readonly Withdrawn[] | 'not found'>
  /** Mail that waits for its sender. */
  held(account: Account): Promise<readonly HeldState[]>
  /** Lets held mail go, with the answers that were missing. */
  release(args: ReleaseArgs): Promise<Submitted | 'not found'>
  /** Takes held mail back; gives the message, for the sender's Drafts. */
  takeBack(args: { readonly account: Account, readonly submission: string }): Promise<Uint8Array | 'not found'>
  /** State of what was handed in, newest first, for JMAP EmailSubmission. */
  list(account: Account, ids?: readonly string[]): Promise<readonly SubmissionState[]>
  /** What became of mails by their Message-ID, newest first, by whatever door they came in. */
  sentAs(account: Account, messageIds: readonly string[]): Promise<readonly SubmissionState[]>
  /** For each message whether it belongs to a protected conversation; in the order asked. */
  protectionOf(account: Account, messages: readonly MessageIds[]): Promise<readonly (ProtectedMessage | undefined)[]>
}

export interface MessageIds {
  readonly messageId: string | null
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
}

/** What is remembered of a protected mail: who was in it and how it went, nothing of what it said. */
export interface ProtectedMessage {
  readonly people: readonly string[]
  readonly routes: Readonly<Record<string, Route>>
  readonly reasons: readonly string[]
  /** This very message was secured here; false when only its conversation was. */
  readonly isItself: boolean
}

export interface ReleaseArgs {
  readonly account: Account
  readonly open: OpenAccount
  readonly ip: string
  readonly submission: string
  readonly wishes: SenderWishes
}

export interface Withdrawn {
  readonly address: string
  readonly result: 'never-left' | 'stopped' | 'under-way' | 'withdrawn-unread' | 'withdrawn-read' | 'with-other-server' | 'with-colleague' | 'already-ended'
  readonly readAt: number | null
}

export interface HeldState {
  readonly id: string
  readonly subject: string
  readonly to: readonly string[]
  readonly held: Held
  readonly protection: QueuedProtection
}

/** How a portal message of one recipient stands. */
export type GuestState = 'factor-needed' | 'unread' | 'read' | 'answered' | 'refused' | 'locked' | 'expired' | 'recalled'

export interface SubmissionState {
  readonly id: string
  readonly handedInAt: number
  readonly leavesAt: number
  /** Without angle brackets. */
  readonly messageId: string | null
  readonly undo: 'pending' | 'final' | 'canceled'
  readonly protection: QueuedProtection | null
  readonly recipients: readonly SubmittedRecipient[]
}

export interface SubmittedRecipient {
  readonly address: string
  readonly delivered: 'queued' | 'yes' | 'no' | 'unknown'
  readonly reply: string
  readonly route: Route
  readonly state: RecipientState | GuestState
  readonly factor: { readonly kind: GuestFactor['kind'], readonly hint: string | null } | null
  readonly readAt: number | null
  readonly expiresAt: number | null
  readonly recalledAt: number | null
  /** When the queue ended it: taken by the other server, kept for the guest, failed or recalled. */
  readonly finishedAt: number | null
  /** What protected it on its way to the other server; null before that and on every other way. */
  readonly reached: Reached | null
  /** The portal message of a guest; null on every other way and before it left. */
  readonly portal: Pick<GuestMessage, 'id' | 'noticedAt' | 'notice' | 'repliedAt'> | null
}
