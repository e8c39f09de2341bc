import type { AccountRef, OpenAccount } from '../keys/keys.ts'
import type { Closings } from './closing.ts'
import type { Rotations } from './rotation.ts'
import type { ScramExchange } from './scram-exchange.ts'
import type { ScramArgs } from './sign-in.ts'

/** People and their addresses. Roles are what the product lets them do; none of them reads another's mail. */
export type AccountRole = 'owner' | 'administrator' | 'privacy-officer' | 'user'

export interface Account extends AccountRef {
  /** The primary address, `local@domain`, lower case. */
  readonly address: string
  readonly name: string
  /** Where in the organisation somebody works, as a policy may name it; '' when nobody said so. */
  readonly department: string
  readonly roles: readonly AccountRole[]
  readonly language: 'nl' | 'en'
  readonly aliases: readonly string[]
  readonly sealingPublic: Uint8Array
  /** Version of the data key and of the sealing pair: grows when the account gets a new key. */
  readonly keyVersion: number
  readonly secondFactor: boolean
  readonly createdAt: number
  readonly state: 'active' | 'blocked' | 'closing'
}

/** Which door somebody comes through: with a second factor set up, `imap` and `submission` take app passwords only. */
export type Door = 'web' | 'imap' | 'submission'

export type SignIn =
  | { readonly outcome: 'open', readonly account: Account, readonly open: OpenAccount }
  | { readonly outcome: 'second-factor-needed', readonly account: Account, readonly pending: string }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'too-many-tries', readonly retryAfterMs: number }

/**
 * A web session as the cookie carries it: `id.secret`, each base64url. The secret is half of what opens the
 * account.
 */
export interface SessionInfo {
  readonly id: string
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
  /** Family of browser and system, such as `Firefox on Linux`; made from the user agent, which is not kept. */
  readonly device: string
  readonly current: boolean
}

export interface AppPasswordInfo {
  readonly id: string
  readonly label: string
  readonly createdAt: number
  readonly lastUsedAt: number | null
}

export interface Accounts {
  create(args: {
    readonly tenant: number, readonly address: string, readonly name: string, readonly password: string,
    readonly roles: readonly AccountRole[], readonly language?: 'nl' | 'en', readonly department?: string,
    /** Also makes an app password with this label. */
    readonly appPasswordLabel?: string,
  }): Promise<{ readonly account: Account, readonly recoveryCode: string,
    readonly appPassword?: string } | 'exists' | 'no such domain' | 'address rests' | 'password too short' | 'address not valid'>
  /**
   * Same work and same time for an unknown address (Argon2id with a dummy salt). `address` without `@` gets the
   * default domain.
   */
  signIn(args: {
    readonly address: string, readonly password: string, readonly door: Door, readonly ip: string,
  }): Promise<SignIn>
  /** The same by SCRAM-SHA-256, for app passwords, under any address: the password itself never comes. RFC 5802 */
  scram(args: ScramArgs): ScramExchange
  /** Finishes `second-factor-needed`; each code works once (RFC 6238 §5.2). `pending` lives 5 minutes in memory. */
  secondFactor(args: { readonly pending: string, readonly code: string, readonly ip: string }): Promise<SignIn>
  /** Makes the cookie value of a new web session. */
  startSession(args: { readonly open: OpenAccount, readonly userAgent: string }):
  Promise<{ readonly cookie: string, readonly expiresAt: number }>
  /** Opens the account from the cookie; undefined when revoked, expired or wrong. */
  resumeSession(cookie: string):
  Promise<{ readonly account: Account, readonly open: OpenAccount, readonly session: string } | undefined>
  sessions(account: AccountRef, current: string): Promise<readonly SessionInfo[]>
  endSession(account: AccountRef, session: string): Promise<void>
  /** Hears of ended sessions, blocked accounts and removed app passwords, to close connections. */
  onRevoked(
    listener: (what: AccountRef & { readonly session?: string, readonly appPassword?: string }) => void,
  ): () => void

  addAppPassword(args: { readonly open: OpenAccount, readonly label: string }):
  Promise<{ readonly id: string, readonly password: string }>
  appPasswords(account: AccountRef): Promise<readonly AppPasswordInfo[]>
  removeAppPassword(account: AccountRef, id: string): Promise<void>
  /** Is this the password of the open account? Counted and limited as a sign-in. */
  confirmPassword(args: { readonly open: OpenAccount, readonly password: string }): Promise<boolean>
  /** All other sessions end; the one named in `session` stays. */
  changePassword(
    args: { readonly open: OpenAccount, readonly current: string, readonly next: string, readonly session?: string },
  ): Promise<'changed' | 'wrong password' | 'password too short'>
  /** A new recovery code; the old one opens nothing any more. */
  newRecoveryCode(open: OpenAccount): Promise<string>
  /** Sets a new password with the recovery code and ends all sessions. A second factor is still asked for. */
  recover(
    args: { readonly address: string, readonly recoveryCode: string, readonly next: string, readonly ip: string },
  ): Promise<SignIn | 'password too short'>

  /** A new secret, not active until `confirmSecondFactor` saw a right code. */
  beginSecondFactor(open: OpenAccount): Promise<{ readonly secret: string, readonly uri: string }>
  confirmSecondFactor(args: { readonly open: OpenAccount, readonly code: string }): Promise<'on' | 'wrong code'>
  removeSecondFactor(args: { readonly open: OpenAccount, readonly code: string }): Promise<'off' | 'wrong code'>

  /** When the factor in force was set up, ms; undefined without one. */
  secondFactorSince(account: AccountRef): Promise<number | undefined>
  /** Uses up a code of the factor in force, for what the owner alone may do. Limited as at the door. */
  checkSecondFactor(args: { readonly open: OpenAccount, readonly code: string }): Promise<'right' | 'wrong code'>

  /** The account's own settings as JSON text, '' when there are none; encrypted under the account, at most 64 KiB. */
  preferences(open: OpenAccount): Promise<string>
  savePreferences(open: OpenAccount, json: string): Promise<'saved' | 'too large'>

  /**
   * Who receives mail for this address (alias or primary, `+detail` stripped; `postmaster` and `abuse` of a
   * domain go to its owner).
   */
  findRecipient(address: string): Promise<Account | undefined>
  /** Is this one of our domains? */
  isLocalDomain(domain: string): Promise<boolean>
  byRef(account: AccountRef): Promise<Account | undefined>
  list(tenant: number): Promise<readonly Account[]>
  addAlias(args: AccountRef & { readonly address: string }): Promise<'added' | 'exists' | 'address rests' | 'no such domain' | 'address not valid' | 'too many'>
  /** What is left out stays as it is. An organisation keeps at least one active owner. */
  update(args: AccountRef & {
    readonly name?: string, readonly roles?: readonly AccountRole[], readonly language?: 'nl' | 'en',
    readonly department?: string,
  }): Promise<'updated' | 'last owner' | 'no such account'>
  /** In which language the service speaks to somebody: their own choice, which needs no role. */
  changeLanguage(account: AccountRef, language: 'nl' | 'en'): Promise<void>
  /** For an administrator, when a phone is lost: the password alone opens the account again. Opens nothing itself. */
  resetSecondFactor(account: AccountRef): Promise<void>
  block(account: AccountRef): Promise<void>
  unblock(account: AccountRef): Promise<void>
  /** New data keys of accounts. */
  readonly rotations: Pick<Rotations, 'add' | 'begin' | 'ask' | 'state' | 'settled'>
  /** Accounts that close for good. */
  readonly closings: Pick<Closings, 'use' | 'ask' | 'undo' | 'state' | 'list' | 'receipt' | 'runDue' | 'waitDays'>
  /** Closes what is open and stops listening to the store. */
  close(): void
}
