import type { Account } from '../accounts/types.ts'
import { MethodFailure } from '../jmap/errors.ts'
import type { Arguments } from '../jmap/arguments.ts'
import { accountId } from '../jmap/ids.ts'
import type { JmapLimits } from '../jmap/limits.ts'
import type { JsonObject } from '../jmap/json.ts'
import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { AccountMail } from '../mailstore/types.ts'
import type { MailUse } from '../delivery/mail-use.ts'
import type { Sending } from '../submission/sending.ts'
import type { Submission } from '../submission/types.ts'
import type { Documents } from './documents.ts'
import type { PushSubscription, PushSubscriptions } from './push-subscriptions.ts'
import type { SubmissionStates } from './submission-states.ts'

/** Who asks, with everything that is open for them. */
export interface JmapUser {
  readonly account: Account
  readonly open: OpenAccount
  readonly mail: AccountMail
}

/** What methods may use besides the user's own account. */
export interface JmapServices {
  readonly submission: Submission
  readonly protection: ProtectionServices
  readonly documents: Documents
  readonly submissionStates: SubmissionStates
  readonly push: Push
  /** What people do with mail they received goes into the ledger; nothing is noted when absent. */
  readonly use?: MailUse
  readonly limits: JmapLimits
  readonly now: () => number
}

/** Telling clients elsewhere. RFC 8620 §7.2 */
export interface Push {
  readonly subscriptions: PushSubscriptions
  /** Whether an address has the form of one that is pushed to. */
  mayReach(url: string): boolean
  /** Whether one more may be made now: each sends something to an address that nobody has confirmed. */
  mayVerify(account: AccountRef): boolean
  /** Sends the code to its address, not waited for. */
  verify(account: AccountRef, subscription: PushSubscription): void
}

/** What the extension for protection stands on. */
export type ProtectionServices = Pick<Sending, 'policies' | 'knowledge' | 'extractor' | 'figures' | 'past'>

/** One request while its calls run, one after another. */
export interface Context extends JmapUser, JmapServices {
  readonly ip: string
  /** The session that asks, or the mail programs of the account together. */
  readonly credentials: string
  readonly using: ReadonlySet<string>
  /** What is left of `RESPONSE_VALUES_MAX`, of the bytes that calls may upload (`maxSizeUpload`), and of `FILES_OPENED_MAX`. */
  readonly room: { valuesLeft: number, uploadLeft: number, filesLeft: number }
  /** Creation ids of this request with the real ids (RFC 8620 §3.3). */
  readonly createdIds: Map<string, string>
}

/** What a method answers; `further` are responses under the same call id (RFC 8620 §3.4, RFC 8621 §7.5). */
export interface Answer {
  readonly response: JsonObject
  readonly further?: readonly { readonly name: string, readonly response: JsonObject }[]
}

/** One method, one file. `run` throws `MethodFailure` for the errors of RFC 8620 §3.6.2. */
export interface Method {
  readonly name: string
  readonly capability: string
  readonly rfc: readonly string[]
  run(args: Arguments, context: Context): Promise<Answer>
}

/** Reads `accountId`; there is one account for each who is signed in, so every other id is `accountNotFound`. */
export function readAccount(args: Arguments, context: Context): string {
  const id = args.id('accountId')
  if (id !== accountId(context.account.account)) throw new MethodFailure('accountNotFound', 'there is no such account')
  return id
}

/** The real id behind `#creation`, or the id itself; undefined when nothing was created under that name. */
export function realId(context: Context, id: string): string | undefined {
  return id.startsWith('#') ? context.createdIds.get(id.slice(1)) : id
}
