import type { OuterHeader } from '../message/rewrite.ts'

/** Results in the words of RFC 8601 §2.7. */
export type SpfResult = 'none' | 'neutral' | 'pass' | 'fail' | 'softfail' | 'temperror' | 'permerror'
export type DkimResult = 'none' | 'pass' | 'fail' | 'policy' | 'neutral' | 'temperror' | 'permerror'
export type DmarcResult = 'none' | 'pass' | 'fail' | 'temperror' | 'permerror'
export type ArcResult = 'none' | 'pass' | 'fail'
export type DmarcPolicy = 'none' | 'quarantine' | 'reject'

/** The one author of a message. */
export interface Author {
  /** As written, the domain in lower case. */
  readonly email: string
  readonly domain: string
  /** Display name, decoded; null when there is none. */
  readonly name: string | null
}

export interface SpfCheck {
  readonly result: SpfResult
  /** The domain that was asked: of MAIL FROM, or of HELO for the null sender. */
  readonly domain: string | null
}

export interface DkimCheck {
  readonly result: DkimResult
  readonly domain: string
  readonly selector: string
  /** A valid signature that covers List-Unsubscribe and List-Unsubscribe-Post (RFC 8058 §4). */
  readonly coversUnsubscribe?: true
}

export interface DmarcCheck {
  readonly result: DmarcResult
  /** What the domain's owner asks for this message if it fails (sp, np, t and pct applied); null without a record. */
  readonly policy: DmarcPolicy | null
  /** The record that counted and what of the message aligned with it, for reports; absent without a record. */
  readonly published?: DmarcPublished
}

/** A DMARC record as it was found, with what aligned (RFC 9989 §4.4). */
export interface DmarcPublished {
  /** Where it stands: the author's domain or one above it. */
  readonly domain: string
  /** As published. */
  readonly record: string
  readonly dkim: boolean
  readonly spf: boolean
}

/** What is known of the sender of one message. */
export interface AuthCheck {
  /** Undefined when From is missing, doubled, or does not hold exactly one address: then nothing else counts. */
  readonly author: Author | undefined
  readonly spf: SpfCheck
  readonly dkim: readonly DkimCheck[]
  readonly dmarc: DmarcCheck
  readonly arc: ArcResult
  /** A domain that SPF or DKIM proved and that belongs to the author's; null without proof. */
  readonly alignedDomain: string | null
  /** Value of the Authentication-Results field, folded, without its name (RFC 8601 §2.2). */
  readonly authenticationResults: string
}

export interface AuthQuestion {
  readonly ip: string
  readonly helo: string
  /** '' for the null sender. */
  readonly mailFrom: string
  readonly raw: Uint8Array
  /** The fields of `raw`, when the caller has read them already. */
  readonly header?: OuterHeader
}

/** Fields that others may have written in our name: to be removed when their authserv-id is ours (RFC 8601 §5). */
export const OWN_FIELDS = ['authentication-results', 'arc-authentication-results'] as const

/** Signatures of one message that are looked at, the topmost first; more are ignored (RFC 6376 §6.1). */
export const SIGNATURES_MAX = 8
/** A larger header is not checked at all: every result is `permerror`. */
export const HEADER_BYTES_MAX = 512 * 1024
/** SPF results kept in memory, and for how long. */
export const SPF_RESULTS_MAX = 10_000
export const SPF_RESULT_MS = 5 * 60_000
/** Longest that all of SPF may take (RFC 7208 §4.6.4 asks for at least 20 s; the client is waiting for its 250). */
export const SPF_MS_MAX = 10_000
