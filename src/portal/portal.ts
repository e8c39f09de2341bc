/**
 * Messages for people without an account: they read and answer in a browser, behind a link in their mailbox and a
 * second factor by another road.
 *
 * Promises: a body opens only with the link, the typed code or the sender's key, each together with the service key;
 * looking at a link changes nothing and sends nothing, so scanners burn nothing; codes are compared in constant time,
 * work once for ten minutes, and five wrong ones close the message and tell its sender; an answer is kept in the
 * sender's mailbox before the guest hears "sent", and once for its key; what ended has lost its keys and its bytes;
 * every step is in the ledger, in the transaction of its fact. Notices hold nothing of the message.
 * Fails: expected outcomes are values; a full disk is `Temporary` and nothing is half done; a gateway that sends no
 * text messages is told to the sender, with another way.
 * Standards: design §5 and §7; NTA 7516 6.1.10, 6.1.14, 6.1.17, 6.1.18; RFC 5869, RFC 9106; GDPR Art. 33 (not me).
 */
import type { BodyCipher, Sealer, ServiceKey } from '../keys/keys.ts'
import type { PasswordHash } from '../crypto/password-hash.ts'
import type { OutgoingMail } from '../queue/queue.ts'
import type { PreparedOutgoing } from '../queue/scripts.ts'
import { createAccessKeys } from './access-keys.ts'
import { createAnswering, type Answering } from './answering.ts'
import { discardGuestMail, prepareGuestMail, type GuestMail, type PreparedGuestMail } from './entrance.ts'
import { createGuestAccess, type GuestAccess } from './guest-access.ts'
import { createPortalMails } from './mails.ts'
import type { PortalParts } from './parts.ts'
import { createReading, type Reading } from './reading.ts'
import { createPortalSecrets } from './secrets.ts'
import { createSenderSide, type SenderSide } from './sender-side.ts'
import { sweepPortal, type PortalSwept } from './sweep.ts'

export interface PortalOptions extends Omit<PortalParts, 'mails' | 'keys' | 'secrets'> {
  readonly serviceKey: ServiceKey
  readonly bodyCipher: BodyCipher
  readonly sealer: Sealer
  /** Encrypts a mail for the queue (`Queue.prepare`). */
  readonly prepareOutgoing: (mail: OutgoingMail) => Promise<PreparedOutgoing>
  /** A cheaper one for tests. */
  readonly passwordHash?: PasswordHash
}

export interface Portal extends SenderSide {
  /** Makes ready what `insertPortalMessage` and its companions keep in one transaction. */
  prepare(mail: GuestMail): Promise<PreparedGuestMail>
  discard(prepared: PreparedGuestMail): Promise<void>
  /** The guest's side. */
  readonly guests: GuestAccess & Omit<Reading, 'raw'> & { readonly answering: Answering }
  /** Ends what is over its time and tells senders; hourly. */
  sweep(): Promise<PortalSwept>
}

export function createPortal(options: PortalOptions): Portal {
  const { serviceKey, prepareOutgoing, passwordHash, ...rest } = options
  const { settings, hostname, clock } = rest
  const parts: PortalParts = {
    ...rest,
    mails: createPortalMails({ settings, hostname, clock, prepareOutgoing }),
    keys: createAccessKeys({ serviceKey, ...(passwordHash === undefined ? {} : { passwordHash }) }),
    secrets: createPortalSecrets(serviceKey),
  }
  const reading = createReading(parts)
  return {
    ...createSenderSide(parts),
    prepare: (mail) => prepareGuestMail(parts, mail),
    discard: (prepared) => discardGuestMail(parts, prepared),
    guests: { ...createGuestAccess(parts), ...reading, answering: createAnswering(parts, reading) },
    sweep: () => sweepPortal(parts),
  }
}

export type { GuestMail, PreparedGuestMail } from './entrance.ts'
