/** What a client may say, parsed. One command at a time; what follows it in a batch waits (RFC 2920). */

import type { ReplyName } from './replies.ts'

/** An address of the envelope: local part as written (needless quotes gone), domain in lower case. */
export interface Mailbox {
  /** `local@domain`; '' for the null reverse-path `<>`; `postmaster` for `<Postmaster>` without a domain. */
  readonly address: string
  /** Holds characters beyond ASCII, so the transaction needs SMTPUTF8 (RFC 6531 §3.4). */
  readonly utf8: boolean
}

export interface MailParameters {
  /** SIZE in octets (RFC 1870 §3). */
  readonly sizeBytes?: number
  readonly body?: '7BIT' | '8BITMIME'
  readonly smtputf8: boolean
  /** RET and ENVID as they came (RFC 3461 §4.3, §4.4). */
  readonly ret?: 'FULL' | 'HDRS'
  readonly envelopeId?: string
  /** REQUIRETLS: onwards only over TLS that is proved (RFC 8689 §2). */
  readonly requireTls?: true
}

export interface RecipientParameters {
  /** NOTIFY as it came, upper case (RFC 3461 §4.1). */
  readonly notify?: string
  /** ORCPT as it came (RFC 3461 §4.2). */
  readonly originalRecipient?: string
}

/** What a trusted filter in front says of the real client. */
export interface XclientFacts {
  /** As written; whether it is an address is looked at by the server. */
  readonly address: string
  readonly helo?: string
}

export type Command =
  | { readonly verb: 'HELO', readonly client: string }
  | { readonly verb: 'EHLO', readonly client: string }
  /** The hello of LMTP (RFC 2033 §4.1). */
  | { readonly verb: 'LHLO', readonly client: string }
  | { readonly verb: 'XCLIENT', readonly facts: XclientFacts }
  | { readonly verb: 'MAIL', readonly from: Mailbox, readonly parameters: MailParameters }
  | { readonly verb: 'RCPT', readonly to: Mailbox, readonly parameters: RecipientParameters }
  | { readonly verb: 'DATA' | 'RSET' | 'NOOP' | 'QUIT' | 'VRFY' | 'EXPN' | 'HELP' | 'STARTTLS' }
  | { readonly verb: 'BDAT', readonly octets: number, readonly last: boolean }
  | { readonly verb: 'AUTH', readonly mechanism: string, readonly initial?: string }
  /** Another protocol's verb: a browser or a scanner that was led here (cross-protocol attack). */
  | { readonly verb: 'foreign' }
  | { readonly verb: 'malformed', readonly reply: ReplyName }
