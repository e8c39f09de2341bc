/** Where in a message a word stands; one bit each. What one kind of search looks at is a sum of them. */
export const fields = {
  subject: 1, from: 2, to: 4, cc: 8,
  /** Every header field as `name: value`. */
  header: 16,
  /** Text parts as IMAP reads them: decoded, HTML also as its source, headers of messages inside. */
  text: 32,
  /** Text parts as a reader sees them. */
  readable: 64,
  /** Names of attachments. */
  fileName: 128,
} as const
