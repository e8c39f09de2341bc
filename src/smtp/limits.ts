/** What SMTP may cost, each limit with its source. RFC 5321 §4.5.3 gives minima; ours are at least those. */

/** A command line with its CRLF. RFC 5321 §4.5.3.1.4 says 512; RFC 1870, 3461, 4865 and 6531 add to MAIL and RCPT. */
export const COMMAND_OCTETS_MAX = 2048

/** A line of the AUTH dialogue with its CRLF (RFC 4954 §4). */
export const AUTH_OCTETS_MAX = 12_288

/** A line of message text with its CRLF. RFC 5321 §4.5.3.1.6 says 1,000; common mail programs write longer ones. */
export const DATA_LINE_OCTETS_MAX = 65_536

/** A path in angle brackets. RFC 5321 §4.5.3.1.3 says 256; return paths with encoded recipients (VERP) are longer. */
export const PATH_OCTETS_MAX = 512

/** A local part. RFC 5321 §4.5.3.1.1 says 64; return paths with encoded recipients are longer. */
export const LOCAL_PART_OCTETS_MAX = 255

/** A domain name (RFC 5321 §4.5.3.1.2), and one label of it (RFC 1035 §2.3.4). */
export const DOMAIN_OCTETS_MAX = 255
export const LABEL_OCTETS_MAX = 63

/** Parameters after one MAIL or RCPT. */
export const PARAMETERS_MAX = 16

/** Recipients of one message. RFC 5321 §4.5.3.1.8 asks for at least 100. */
export const RECIPIENTS_MAX = 1000

/** Received fields that make a loop (RFC 5321 §6.3 says at least 100). */
export const RECEIVED_FIELDS_MAX = 100

/** Commands of one connection that were malformed, unknown or out of order, before it is closed. */
export const BAD_COMMANDS_MAX = 20

/** Unknown recipients of one connection before it is closed. */
export const UNKNOWN_RECIPIENTS_MAX = 10

/** Commands of one connection. A sender of 10,000 messages with one recipient each still fits. */
export const COMMANDS_MAX = 100_000

/** Failed sign-ins of one connection before it is closed. */
export const SIGN_IN_FAILURES_MAX = 3

/** BDAT chunks of one message (RFC 3030); senders use a few. */
export const CHUNKS_MAX = 10_000

/** Lines, and octets of one line, of a reply that the client reads (RFC 5321 §4.5.3.1.5 says 512). */
export const REPLY_LINES_MAX = 128
export const REPLY_LINE_OCTETS_MAX = 2048
