import { MiB, minute, second } from '../base/sizes.ts'
import { RECIPIENTS_MAX, UNKNOWN_RECIPIENTS_MAX } from '../smtp/limits.ts'

/** What one listener may cost. All have defaults; the app sets what the configuration names. */
export interface SmtpServerLimits {
  readonly sizeBytesMax: number
  readonly recipientsMax: number
  readonly unknownRecipientsMax: number
  /** A whole command must have come this long after the last reply. RFC 5321 §4.5.3.2.7 says 5 minutes. */
  readonly commandMs: number
  /** The same while more than three quarters of all connections are in use. */
  readonly commandUnderLoadMs: number
  /** Message text must have come this long after the 354, plus the time its octets take at `bytesPerSecondMin`. */
  readonly dataMs: number
  readonly bytesPerSecondMin: number
  /** However steadily it comes, the whole text of a message takes no longer. */
  readonly dataWholeMs: number
  /** A client that brought no message and did not sign in for so long is ended, whatever it says. */
  readonly emptyHandedMs: number
  /** Who is doubtful waits so long for the greeting, and gives itself away by not waiting. */
  readonly greetDelayMs: number
  readonly handshakeMs: number
  /** Who is not let in hears so this much later, as long as few wait for it (`TURNED_AWAY_MAX`). */
  readonly turnAwayMs: number
  /** A pause before the answer to each unknown recipient after the third, so that guessing is slow. */
  readonly unknownDelayMs: number
  /** A pause before each answer to a client that talks without bringing mail; it grows with every command. */
  readonly idleCommandMs: number
  /** How long `close` waits for messages that are being received. */
  readonly stopMs: number
}

/** The defaults. */
export const smtpServerLimits: SmtpServerLimits = {
  sizeBytesMax: 50 * MiB,
  recipientsMax: RECIPIENTS_MAX,
  unknownRecipientsMax: UNKNOWN_RECIPIENTS_MAX,
  commandMs: 2 * minute,
  commandUnderLoadMs: 10 * second,
  dataMs: 2 * minute,
  bytesPerSecondMin: 1024,
  dataWholeMs: 60 * minute,
  emptyHandedMs: 10 * minute,
  greetDelayMs: 4 * second,
  handshakeMs: 20 * second,
  turnAwayMs: 2 * second,
  unknownDelayMs: 500,
  idleCommandMs: 250,
  stopMs: 10 * second,
}

/** Octets of one connection that wait while a command is answered; past it nothing more is read from its socket. */
export const PENDING_OCTETS_MAX = 64 * 1024

/** Reply octets that may wait for a client that does not read; past it no further command of it is run. */
export const REPLY_OCTETS_MAX = 16 * 1024

/** Unknown recipients that are answered at once; later ones wait `unknownDelayMs`. */
export const UNKNOWN_AT_ONCE = 3

/** Commands since the last recipient, text, sign-in or handshake that are answered at once. */
export const IDLE_COMMANDS_AT_ONCE = 20
/** The pause grows so many times. */
export const IDLE_DELAYS_MAX = 20

/** Messages that are being kept at the same time; the rest wait in fair rounds, one of each network. */
export const MESSAGES_AT_ONCE = 100
/** Handshakes begun before the loop looks at anything else. */
export const HANDSHAKES_AT_ONCE = 4
/** How many of either may wait, in all and of one network. */
export const WAITING_MAX = 10_000
export const WAITING_PER_NETWORK_MAX = 5000
