import { KiB, MiB, minute, second } from '../base/sizes.ts'

/** What one client may cost over HTTP. JMAP has its own limits in `src/jmap/limits.ts`. */
export const webLimits = {
  /** Bytes of all header lines of a request. */
  headerBytesMax: 16 * KiB,
  /** Header lines of a request. */
  headersMax: 64,
  /** Bytes of a JSON body of `/api`. */
  bodyBytesMax: 128 * KiB,
  /** Bytes of preferences. */
  preferencesBytesMax: 64 * KiB,
  /** Requests of one session at the same time, without JMAP and events. */
  requestsPerSession: 16,
  /** Requests of one guest at the same time: each opens the whole message. */
  requestsPerGuest: 6,
  /** Answers of guests that are written at the same time: each holds its files in memory. */
  guestRepliesAtOnce: 4,
  /** Copies as PDF that are made at the same time: each costs up to half a second of one core. */
  guestCopiesAtOnce: 2,
  /** Event streams of one session at the same time; the oldest is closed for a new one. */
  eventStreamsPerSession: 5,
  /** Bytes of all uploads that are being received, all sessions together. */
  uploadBytesAtOnce: 512 * MiB,
  /** Until a request's headers are there. */
  headersMs: 10 * second,
  /** Until a whole request is there. */
  requestMs: 15 * minute,
  /** A connection without a request is closed after this. */
  keepAliveMs: 65 * second,
  /** What runs at a stop may take this long to answer. */
  closeMs: 2 * second,
  /** Connections at the same time, all clients together. */
  connectionsMax: 5000,
} as const
