import type { Account } from '../accounts/types.ts'
import type { Recipient } from '../smtp/recipient.ts'

/** A message that was taken from the network, before it is kept. */
export interface IncomingMail {
  /** Envelope sender without brackets; '' for the null sender. */
  readonly mailFrom: string
  readonly rcptTo: readonly Recipient[]
  /**
   * As received, CRLF line ends, without the dot stuffing; delivery adds Return-Path, Received and Authentication-
   * Results.
   * Handed over: when the mail is kept its memory has been given back, and the array is empty.
   */
  readonly raw: Uint8Array
  readonly session: ReceivingSession
  /** It also went to a trap address: then it is Junk for everybody. */
  readonly isTrapped?: boolean
  /**
   * Judged once for all, and when it cannot be kept for all together, kept for each by himself (RFC 2033 §4.2); `failed`
   * says for whom not.
   */
  readonly isEachAlone?: boolean
  /** It reports about delivery of mail that did not leave here: Junk. */
  readonly isBackscatter?: boolean
}

export interface ReceivingSession {
  readonly ip: string
  readonly helo: string
  /** Name in our greeting. */
  readonly hostname: string
  readonly tls: { readonly protocol: string, readonly cipher: string } | null
  readonly utf8: boolean
  readonly envelopeId?: string
  readonly ret?: string
}

/** A recipient of ours with the address it was written to. */
export interface Target {
  readonly account: Account
  readonly address: string
}

/** With `refused` nothing is taken from this client, and the text says why. */
export type RecipientAnswer = 'ok' | 'unknown' | 'not-local' | 'temporary' | { readonly refused: string }

/** What the MX listener asks before and after DATA. Both answer with words of the reply table, never with text. */
export interface Receiving {
  /** A client connected: what must be asked about it is asked now, so that nobody waits for it later. */
  meet?(ip: string): void
  recipient(args: { readonly address: string, readonly session: ReceivingSession }): Promise<RecipientAnswer>
  /** Resolves after the commit. */
  accept(mail: IncomingMail): Promise<Accepted>
}

export type Accepted =
  /** `failed`: addresses for which it was not kept, only where that was asked (`isEachAlone`). */
  | { readonly outcome: 'kept', readonly id: string, readonly failed?: ReadonlyMap<string, TryLater> }
  | { readonly outcome: 'refused', readonly reason: 'loop' | 'sender-forged' | 'not-one-author' | 'too-many-headers' | 'malformed' | 'malware', readonly text: string }
  | TryLater

export interface TryLater {
  readonly outcome: 'try-later'
  /** `come-again`: a doubtful sender that must show that it tries twice (RFC 6647). */
  readonly reason: 'storage-full' | 'temporary' | 'come-again'
}

export type { Recipient }
