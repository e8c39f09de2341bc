import type { Clock } from '../base/clock.ts'
import type { Accounts } from '../accounts/types.ts'
import type { MailUse } from '../delivery/mail-use.ts'
import type { Keyring, OpenAccount } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import type { AccountMail } from '../mailstore/types.ts'
import type { Entrance } from '../throttle/entrance.ts'
import type { ServerTls } from '../tls/server-tls.ts'
import type { ImapLimits } from './limits.ts'

/** The part of the mailstore that this server needs. */
export interface Mailboxes {
  open(account: OpenAccount): Promise<AccountMail> | AccountMail
}

/** What the IMAP server stands on. */
export interface Services {
  readonly hostname: string
  readonly tls: Pick<ServerTls, 'secureContext'>
  readonly accounts: Pick<Accounts, 'signIn' | 'scram' | 'onRevoked'>
  readonly mailstore: Mailboxes
  readonly keyring: Pick<Keyring, 'hold'>
  /** The first thing that is asked for a connection. */
  readonly entrance: Entrance
  /** Balancers whose connections begin with a PROXY header. */
  readonly isProxy: (ip: string) => boolean
  readonly limits: ImapLimits
  /** What people do with mail they received goes into the ledger; nothing is noted when absent. */
  readonly use?: MailUse
  readonly clock: Clock
  readonly log: Log
  /** Whether LOGIN and AUTHENTICATE are taken without TLS. Only ever on a loopback address. */
  readonly allowPlaintextLogin: 'never' | 'loopback'
}
