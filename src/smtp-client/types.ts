/** A server to try. */
export interface NextHop {
  /** Its name: for SNI, for the certificate, for the record. An IP address where there is no name. */
  readonly host: string
  /** Where to connect; `host` is looked up by the system when this is absent. */
  readonly address?: string
  readonly port: number
}

/**
 * What the connection must be. `opportunistic`: TLS where it is offered and works, with any certificate, else plain.
 * `verified`: TLS with a certificate that a trusted authority issued for one of `names`; never anything less.
 */
export type Protection =
  | { readonly need: 'opportunistic' }
  | { readonly need: 'verified', readonly names: readonly string[] }

export interface LetterRecipient {
  readonly address: string
  /** NOTIFY and ORCPT (RFC 3461), passed on where the server offers DSN. */
  readonly notify?: string
  readonly originalRecipient?: string
}

export interface Letter {
  /** Envelope sender; '' for notices. */
  readonly mailFrom: string
  readonly rcptTo: readonly LetterRecipient[]
  readonly raw: Uint8Array
  readonly envelopeId?: string
  readonly ret?: string
}

export interface SendArgs {
  /** Tried in this order until one talks; at most `HOPS_MAX` of them. */
  readonly hops: readonly NextHop[]
  readonly protection: Protection
  readonly letter: Letter
}

/** How far the dialogue came when this outcome was decided. */
export type Place = 'connect' | 'greeting' | 'hello' | 'tls' | 'mail' | 'rcpt' | 'data' | 'text' | 'before'

export interface RecipientResult {
  readonly address: string
  readonly outcome: 'delivered' | 'try-later' | 'failed'
  readonly at: Place
  /** 0 when the other side said nothing. */
  readonly code: number
  /** Enhanced status (RFC 3463), the other side's or ours: `5.1.1`. Always there. */
  readonly status: string
  /** The other side's words, printable ASCII and at most 500 characters, or ours. */
  readonly reply: string
}

/** What protected the message on its way, as it really was. */
export interface ReachedTls {
  readonly protocol: string
  readonly cipher: string
  /** A trusted authority vouches for the name. */
  readonly verified: boolean
  /** The name that was asked for in the certificate. */
  readonly peerName: string
  /** SHA-256 of the certificate in hexadecimal. */
  readonly fingerprint: string
}

export interface SendResult {
  readonly recipients: readonly RecipientResult[]
  /** The server that took the envelope, or null when none was reached. */
  readonly server: { readonly host: string, readonly ip: string, readonly tls: ReachedTls | null } | null
}

/** How long each step may take: RFC 5321 §4.5.3.2, shortened where nobody honest needs so long. */
export interface SmtpClientLimits {
  readonly connectMs: number
  readonly greetingMs: number
  readonly commandMs: number
  /** Without progress while text is being sent. */
  readonly blockMs: number
  /** Between the final dot and its reply. */
  readonly finalMs: number
  /** How long a connection is kept for the next message. */
  readonly idleMs: number
}

/** The defaults. */
export const smtpClientLimits: SmtpClientLimits = {
  connectMs: 30_000, greetingMs: 120_000, commandMs: 180_000, blockMs: 180_000, finalMs: 600_000, idleMs: 5_000,
}

/** Servers tried for one message. */
export const HOPS_MAX = 10
/** Connections kept for the next message, all servers together. */
export const IDLE_CONNECTIONS_MAX = 100
/** Messages over one connection. */
export const MESSAGES_PER_CONNECTION_MAX = 100
/** RCPT commands sent before their replies are awaited (RFC 2920). */
export const PIPELINED_MAX = 100
/** Characters of a foreign reply that are kept. */
export const REPLY_LENGTH_MAX = 500
