import type { TlsaRecord } from '../dns/types.ts'
import type { TlsLevel } from '../tls/levels.ts'
import type { TlsFailure, TlsFailureKind } from './tls-failure.ts'

/**
 * What proved the server on the other side. `dane`: its TLSA records, signed in the DNS. `pinned`: a route that the
 * administrator fixed, with a certificate for that name. `mta-sts`: a certificate for a host that the domain's MTA-STS
 * policy names. `certificate`: one of a trusted authority for a name of the domain.
 */
export type TlsProof = 'dane' | 'pinned' | 'mta-sts' | 'certificate'

/** From strongest to weakest: what is told when more than one holds. */
export const TLS_PROOFS: readonly TlsProof[] = ['dane', 'pinned', 'mta-sts', 'certificate']

/** What is known of a server before it is connected to. */
export interface HopTrust {
  /**
   * Usable TLSA records (RFC 7672): TLS must fit one of them. `names`: of which DANE-TA needs one in the certificate,
   * the
   * one under which the records stand first.
   */
  readonly tlsa?: { readonly records: readonly TlsaRecord[], readonly names: readonly string[] }
  /** There are TLSA records and none can be used: TLS is a must, and proves nothing. */
  readonly hasUnusableTlsa?: true
  /** It could not be found out whether there are TLSA records: not now. */
  readonly isTlsaUnknown?: true
  /** Names for which a trusted authority's certificate proves this server, and what it then counts for. */
  readonly certificate?: { readonly names: readonly string[], readonly proof: Exclude<TlsProof, 'dane'> }
  /** MTA-STS in `enforce`: ordinary mail too goes with that certificate only (RFC 8461 §5). */
  readonly isEnforced?: true
  /** MTA-STS in `enforce`, and the policy does not name this host. */
  readonly isOutsidePolicy?: true
}

/** A server to try. */
export interface NextHop {
  /** Its name: for SNI, for the certificate, for the record. An IP address where there is no name. */
  readonly host: string
  /** Where to connect; `host` is looked up by the system when this is absent. */
  readonly address?: string
  readonly port: number
  /** Nothing when absent: no certificate of it proves anything. */
  readonly trust?: HopTrust
}

/**
 * What the connection must be. `opportunistic`: what the server's own domain demands (DANE, MTA-STS), and without such
 * a demand TLS where it is offered and works, with any certificate, else plain. `verified`: one of these proofs; never
 * anything less.
 */
export type Protection =
  /** `ignoresPolicies`: also without what the domain demands (TLS-Required: No, RFC 8689 §5). */
  | { readonly need: 'opportunistic', readonly ignoresPolicies?: true }
  /** `requireTls`: the server must also promise to pass it on in the same way (REQUIRETLS, RFC 8689). */
  | {
    readonly need: 'verified', readonly proofs: readonly TlsProof[], readonly requireTls?: true
    /** The least version of TLS; both that are spoken here when absent. */
    readonly tlsMin?: 'TLSv1.2' | 'TLSv1.3'
  }

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
  /** MAIL FROM ... REQUIRETLS (RFC 8689); with `requireTls` of the protection. */
  readonly requireTls?: true
}

export interface SendArgs {
  /** Tried in this order until one talks; at most `HOPS_MAX` of them. */
  readonly hops: readonly NextHop[]
  readonly protection: Protection
  readonly letter: Letter
  /** Hears of every new connection, also of those that came to nothing; kept ones are not told again. */
  readonly onSession?: (seen: SessionSeen) => void
}

/** How one connection ended before a letter was handed over, for reports to its domain (RFC 8460). */
export interface SessionSeen {
  readonly hop: NextHop
  /** False when the server was not reached or sent us away for another reason: then nothing is known of its TLS. */
  readonly isTold: boolean
  /** Absent when TLS did what it should. */
  readonly failure?: TlsFailure
  /** What was reached; null without TLS. */
  readonly tls: ReachedTls | null
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
  /** Key exchange, as OpenSSL names it; '' when it does not say. */
  readonly group: string
  /** All that was proved of the server, strongest first; empty when nothing was. */
  readonly proofs: readonly TlsProof[]
  /** Of the connection and of the key in the certificate (NCSC-NL). */
  readonly level: TlsLevel
  readonly keyLevel: TlsLevel
  /** The name that was asked for in the handshake. */
  readonly peerName: string
  /** SHA-256 of the certificate in hexadecimal. */
  readonly fingerprint: string
  /** What a trusted authority's certificate for that name would ask and this one does not give. */
  readonly certificateFailure?: TlsFailureKind
}

export interface SendResult {
  readonly recipients: readonly RecipientResult[]
  /** The server that took the envelope, or null when none was reached. */
  readonly server: { readonly host: string, readonly ip: string, readonly tls: ReachedTls | null,
    /** It offers DSN (RFC 3461): what was asked there is its business from now on. */
    readonly tellsOfDelivery: boolean } | null
  /**
   * No letter was sent, and at least one server fell short of what was asked: told even when others only were not
   * there.
   */
  readonly isDowngrade: boolean
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
