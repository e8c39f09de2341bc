/**
 * What submission needs to know of and do with portal messages; the portal gives it, and without a portal nobody can
 * be reached that way.
 */
import type { AccountRef } from '../keys/keys.ts'
import type { GuestState } from './types.ts'

/** One portal message as its sender may see it. */
export interface GuestMessage {
  /** Its id, for the calls of docs/guest-portal.md. */
  readonly id: string
  readonly address: string
  readonly state: GuestState
  readonly factor: { readonly kind: 'sms' | 'agreed-code', readonly hint: string | null } | null
  readonly readAt: number | null
  readonly repliedAt: number | null
  /** When the last notice was put in the queue, and what became of it. */
  readonly noticedAt: number | null
  readonly notice: 'waiting' | 'delivered' | 'failed' | null
  readonly expiresAt: number | null
  readonly recalledAt: number | null
}

export interface Guests {
  /** Hints (`06 •• •• •• 21`) of the numbers that these people proved to this account before, by address in lower case. */
  knownNumbers(account: AccountRef, addresses: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Portal messages of these mails, by id of the mail. */
  messages(account: AccountRef, outgoing: readonly string[]): Promise<ReadonlyMap<string, readonly GuestMessage[]>>
  /** Closes them; says what had been read before. */
  recall(account: AccountRef, outgoing: string): Promise<readonly {
    readonly address: string, readonly result: 'withdrawn-unread' | 'withdrawn-read' | 'already-ended', readonly readAt: number | null,
  }[]>
}
