import type { AccountRef } from '../keys/keys.ts'
import type { TlsProof } from '../smtp-client/types.ts'
import type { TlsLevel } from '../tls/levels.ts'

/**
 * How one recipient's copy travels. `ordinary` takes TLS where offered; `verified-tls` never goes without a certificate
 * that fits; `nta7516`, `openpgp` and `portal` are decided by the guard and carried out by the flows that know them;
 * `internal` stays in this house.
 */
export type Route = 'internal' | 'ordinary' | 'verified-tls' | 'nta7516' | 'openpgp' | 'portal'

/** How a guest shows who he is, besides the link in his mailbox. */
export type GuestFactor =
  /** A number in any spelling that `src/sms/phone.ts` reads. */
  | { readonly kind: 'sms', readonly phone: string }
  /** A code that both know; `question` reminds the guest which one ("uw cliëntnummer"). */
  | { readonly kind: 'agreed-code', readonly code: string, readonly question?: string }

/** What the portal needs to know of a recipient besides the mail; only for the route `portal`. */
export interface PortalWish {
  readonly name?: string
  readonly language?: 'nl' | 'en' | 'de' | 'fr'
  /** Absent: the number that this contact proved before, and without one the mail waits for its sender. */
  readonly factor?: GuestFactor
  /** Milliseconds; the configured default when absent, and never later than that. */
  readonly expiresAt?: number
}

export interface QueuedRecipient {
  readonly address: string
  readonly route: Route
  /** Stands in no To or Cc: travels alone, so that nobody else's server or page learns of it. */
  readonly blind?: true
  /** Equally strong ways that the policy lists after the chosen one, in order; never a weaker one. */
  readonly fallback?: readonly Route[]
  readonly portal?: PortalWish
  /** For `verified-tls`: what may prove the server; anything of `TLS_PROOFS` when absent. */
  readonly proofs?: readonly TlsProof[]
  /** DSN parameters (RFC 3461), as handed in. */
  readonly notify?: string
  readonly originalRecipient?: string
}

/** Why a mail waits for its sender. */
export type HeldProblem = 'question' | 'blocked' | 'factor-needed' | 'no-route'

/** What was decided about securing this mail: rule ids and words of the guard, no content. */
export interface QueuedProtection {
  readonly level: 'record' | 'advise' | 'protect' | 'block'
  readonly reasons: readonly string[]
  readonly warnings: readonly string[]
  readonly isOverridden: boolean
  readonly held?: Held
}

export interface Held {
  readonly problem: HeldProblem
  readonly since: number
  /** After this it goes back to its sender, ms. */
  readonly until: number
  /** Warnings that the sender must answer. */
  readonly questions: readonly string[]
  readonly factorNeeded: readonly string[]
  readonly mayOverride: 'with-ground' | 'no' | null
}

/** What is known of the whole mail; kept under the service key. */
export interface QueuedEnvelope {
  readonly mailFrom: string
  readonly messageId: string | null
  readonly envelopeId?: string
  readonly ret?: string
  /** Secured mail: notices about it carry neither subject nor headers of the original. */
  readonly isProtected: boolean
  readonly isNotice: boolean
  /** An account whose own mail this is about, although it stands in nobody's list: it hears when this one ends. */
  readonly tells?: number
  /** Absent for mail that nobody had to judge, such as notices. */
  readonly protection?: QueuedProtection
  /** The sender's own program asked for it: only over servers that are proved and pass it on so (RFC 8689). */
  readonly requireTls?: true
  readonly utf8: boolean
  /** Base64url of the 32 bytes that open the body. */
  readonly bodyKey: string
  /** Language of the sender, for notices. */
  readonly language: 'nl' | 'en'
}

/** One recipient whose turn it is, with all that delivery needs. */
export interface DueRecipient extends AccountRef {
  readonly outgoing: string
  readonly number: number
  readonly attempts: number
  readonly handedInAt: number
  readonly expiresAt: number
  readonly sizeBytes: number
  readonly envelope: QueuedEnvelope
  readonly recipient: QueuedRecipient
}

/** `held`: waits for its sender, not for a time. */
export type RecipientState = 'waiting' | 'held' | 'trying' | 'delivered' | 'failed' | 'recalled'

/** How one try ended. Replies are the other side's words, kept under the service key. */
export type Attempt =
  | { readonly outcome: 'delivered', readonly reply: string, readonly reached: Reached }
  | { readonly outcome: 'try-later', readonly reply: string, readonly status: string }
  | { readonly outcome: 'failed', readonly reply: string, readonly status: string }

/** The protection that was really reached. */
export interface Reached {
  readonly route: Route
  readonly protocol: string | null
  readonly cipher: string | null
  /** Key exchange; '' when it did not say. */
  readonly group?: string | null
  /** The strongest that proved the other server; null when nothing did. */
  readonly proof?: TlsProof | null
  /** Words of NCSC-NL for the connection and for the key in the certificate. */
  readonly level?: TlsLevel | null
  readonly keyLevel?: TlsLevel | null
  readonly verified: boolean
  /** For `nta7516`: by which profile it went, and the recipient's record that allowed it. */
  readonly nta7516?: { readonly profile: string, readonly provider: string, readonly endMonth: string } | null
  /** That server offers DSN and was told what the sender wants to hear: a notice of success is its business. */
  readonly tellsOfDelivery?: true
  /** Name of the server that took it; null inside the house. */
  readonly peer: string | null
}

/** Most recipients of one queued mail. */
export const QUEUED_RECIPIENTS_MAX = 10_000
/** Largest body kept in the row itself; larger ones go to the blob store. */
export const QUEUE_INLINE_BYTES_MAX = 128 * 1024
