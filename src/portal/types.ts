import type { AccountRef } from '../keys/keys.ts'
import type { GuestFactor } from '../queue/types.ts'

/**
 * Where a guest's message stands. `factor-needed`: nothing was sent, for nobody knows yet how the guest can show who he
 * is. `open` until something ends it. `locked`: five wrong codes; the sender can send a new link. The others are final:
 * body and keys are gone.
 */
export type PortalState = 'factor-needed' | 'open' | 'locked' | 'expired' | 'recalled' | 'refused'

/** In which a guest reads. */
export type GuestLanguage = 'nl' | 'en' | 'de' | 'fr'

/** In which our own people read. */
export type SenderLanguage = 'nl' | 'en'

/** One guest's message: it belongs to the account that sent it. */
export interface PortalRef extends AccountRef {
  readonly message: string
}

export interface PortalRecipient {
  readonly address: string
  readonly name: string | null
  /** Null: what this contact chose before, or what the address says. */
  readonly language: GuestLanguage | null
}

/** What is known of a message besides its body; kept under the service key. */
export interface PortalFacts {
  readonly sender: { readonly name: string, readonly address: string }
  readonly recipient: { readonly name: string | null, readonly address: string }
  readonly language: GuestLanguage
  readonly organisation: string
  readonly sentAt: number
  /** Of the sender's mail, without angle brackets: notices and answers refer to it. */
  readonly messageId: string | null
  /** Why the mail was secured, rule words of the guard: what a breach is about, without its content. */
  readonly reasons?: readonly string[]
}

/** How the guest shows who he is, as kept under the service key. */
export type KeptFactor =
  | { readonly kind: 'sms', readonly phone: string }
  /** Salt and Argon2id hash, base64url. */
  | { readonly kind: 'agreed-code', readonly salt: string, readonly hash: string, readonly question: string | null }

export type FactorKind = GuestFactor['kind']

/** Whom to ask about the service. Empty texts are left out on every page. */
export interface ServiceContact {
  readonly name: string
  readonly phone: string
  readonly email: string
  readonly hours: string
}

/** How a notice lets the guest in: by a link, by a code to type at the organisation's own address, or both. */
export type NoticeForm = 'link' | 'link-and-code' | 'code'

/** What the administrator decided (`portal.*`). */
export interface PortalSettings {
  /** `https://mail.delinde.example`, no slash at the end. */
  readonly url: string
  readonly expiryDays: number
  readonly unreadDays: number
  readonly replyBytes: number
  readonly notice: NoticeForm
  readonly country: string
  readonly timeZone: string
  readonly serviceContact: ServiceContact
}

/** A message of one recipient as its sender may see it. */
export interface PortalRecipientState {
  readonly message: string
  readonly outgoing: string
  readonly recipientNumber: number
  readonly address: string
  readonly name: string | null
  readonly state: PortalState
  readonly createdAt: number
  readonly expiresAt: number
  /** When the last notice was put in the queue; null while a factor is needed. */
  readonly noticedAt: number | null
  /** What became of that notice. */
  readonly notice: 'waiting' | 'delivered' | 'failed' | null
  readonly readAt: number | null
  readonly endedAt: number | null
  readonly repliedAt: number | null
  readonly factor: { readonly kind: FactorKind, readonly hint: string | null } | null
}

/** Wrong codes after which a message is locked. */
export const WRONG_CODES_MAX = 5
/** Codes sent for one link; more take a new link. */
export const CODES_PER_LINK_MAX = 8
/** Between two codes. */
export const CODE_WAIT_MS = 60_000
/** A code works so long, once. */
export const CODE_LIFE_MS = 10 * 60_000
/** A guest who does nothing so long shows his code again. */
export const GUEST_IDLE_MS = 30 * 60_000
/** And after so long in any case. */
export const GUEST_AGE_MS = 12 * 60 * 60_000
/** Characters of a name that are shown. */
export const NAME_LENGTH_MAX = 100
/** Days that a sender may keep a message open. */
export const EXPIRY_DAYS_MAX = 365
/** How long the row of an ended message says what became of it. */
export const ENDED_KEPT_MS = 365 * 24 * 60 * 60_000
