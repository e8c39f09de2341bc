import { KiB, MiB, minute, second } from '../base/sizes.ts'

/** What one connection, one account and the whole server may cost. Passed in, so that a test can make each small. */
export interface ImapLimits {
  /** Largest message taken by APPEND, announced as APPENDLIMIT (RFC 7889). */
  readonly appendBytesMax: number
  /** Octets of literals being received at the same time, all connections together; past it APPEND is asked to wait. */
  readonly appendBytesInFlightMax: number
  /** Connections at the same time, and those of them that have not signed in. */
  readonly connectionsMax: number
  readonly connectionsBeforeLoginMax: number
  /** Connections of one account. A mail program opens up to ten; people have several. */
  readonly connectionsPerAccountMax: number
  /** Wrong passwords in one connection before it is closed. */
  readonly triesMax: number
  /** Wrong commands before sign-in, then after it, in one connection before it is closed. */
  readonly badCommandsBeforeLoginMax: number
  readonly badCommandsMax: number
  /** From the connection (and again from STARTTLS) to being signed in. */
  readonly loginMs: number
  /** Autologout: without a command for this long. At least 30 minutes (RFC 9051 §5.4). */
  readonly idleMs: number
  /** Results that a search which is kept up to date may hold (RFC 5267); with more it is told no further. */
  readonly contextResultsMax: number
  /** How often a long command says how far it is (RFC 9585 §4.3: not more than once in ten seconds). */
  readonly progressMs: number
  /** No octet moves inside a command or an answer for this long: the connection is dropped. */
  readonly stallMs: number
}

export const defaultImapLimits: ImapLimits = {
  appendBytesMax: 50 * MiB,
  appendBytesInFlightMax: 512 * MiB,
  connectionsMax: 10_000,
  connectionsBeforeLoginMax: 500,
  connectionsPerAccountMax: 64,
  triesMax: 5,
  badCommandsBeforeLoginMax: 25,
  badCommandsMax: 200,
  loginMs: 60 * second,
  idleMs: 30 * minute,
  contextResultsMax: 100_000,
  progressMs: 15 * second,
  stallMs: 5 * minute,
}

/** Text of one command after sign-in: holds a SEARCH of a thousand keys, or a set of ten thousand UIDs. */
export const COMMAND_TEXT_SIZE_MAX = 256 * KiB
/** Literals in one command: a SEARCH may hold one in each key. */
export const COMMAND_LITERALS_MAX = 4096
/** Literals of commands other than APPEND, together. */
export const COMMAND_LITERALS_SIZE_MAX = 128 * KiB
/** Refused lines and literals are read over up to twice the largest message, and at least this far. */
export const DROP_SIZE_MIN = 16 * MiB
/** Answers waiting in memory for a slow reader; a command that has more to say waits. */
export const OUTPUT_SIZE_MAX = 512 * KiB
/** Commands a client may send ahead while one is running; then its socket is not read. */
export const INPUT_SIZE_MAX = 256 * KiB
