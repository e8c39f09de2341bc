/** One envelope recipient with what was asked for it. */
export interface Recipient {
  readonly address: string
  /** DSN parameters (RFC 3461 §4.1, §4.2), kept as they came. */
  readonly notify?: string
  readonly originalRecipient?: string
}
