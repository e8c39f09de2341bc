import type { Accounts } from '../accounts/types.ts'
import type { Clock } from '../base/clock.ts'
import type { Receiving } from '../delivery/types.ts'
import type { Log } from '../log/log.ts'
import type { Submission } from '../submission/types.ts'
import type { Throttle } from '../throttle/throttle.ts'
import type { ServerTls } from '../tls/server-tls.ts'
import type { SmtpServerLimits } from './limits.ts'
import type { SmtpShared } from './shared.ts'

/**
 * Which of the doors: 25, 587 with STARTTLS, 465 with TLS from the first byte (RFC 8314 §3), or LMTP from a mail server
 * on this machine (RFC 2033).
 */
export type ListenerKind = 'smtp' | 'submission' | 'submissions' | 'lmtp'

/** What the submission doors need of the accounts. */
export type SignInDesk = Pick<Accounts, 'signIn' | 'scram' | 'onRevoked'>

/** What a connection gets from its listener. */
export interface Listener extends SmtpShared {
  readonly kind: ListenerKind
  readonly hostname: string
  /** Domain of `<postmaster>` without one (RFC 5321 §4.5.1). */
  readonly postmasterDomain: string
  readonly tls: ServerTls | undefined
  readonly receiving: Receiving | undefined
  readonly submission: Submission | undefined
  readonly accounts: SignInDesk | undefined
  readonly throttle: Throttle
  readonly limits: SmtpServerLimits
  readonly refusesEarlyTalkers: boolean
  /** Filters that may say whose connection they pass on (XCLIENT). */
  readonly xclientFrom: (ip: string) => boolean
  readonly clock: Clock
  readonly log: Log
}
