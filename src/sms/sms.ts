/**
 * Short messages to telephones: one small interface, a driver that keeps them here (demonstration), one that fills in
 * the HTTP call of whatever gateway an organisation has, and limits in front of both.
 *
 * Promises: a message goes to numbers of allowed countries only, at most so often to one number and to one country, so
 * that nobody makes money by having codes sent to numbers of his own; nothing of a number or a text reaches the log.
 * Fails: every outcome is a value with a word; a gateway that is away is tried again with back-off, within seconds,
 * because somebody waits for the code. Standards: E.164 (numbers), GSM 03.38 (one message is 160 characters).
 */
import type { Clock } from '../base/clock.ts'
import { hour } from '../base/sizes.ts'
import { SlidingCount } from './sliding-count.ts'

export interface SmsMessage {
  /** E.164: a plus sign and 7 to 15 digits. */
  readonly to: string
  readonly text: string
}

export type SmsFailure = 'not-allowed' | 'too-many' | 'gateway-down' | 'gateway-refused' | 'off'

export type SmsOutcome =
  | { readonly outcome: 'sent' }
  | { readonly outcome: 'failed', readonly reason: SmsFailure, readonly retryAfterMs?: number }

/** What carries one message. It tries again by itself where that may help, and gives up within half a minute. */
export interface SmsDriver {
  readonly kind: 'local' | 'http' | 'off'
  send(message: SmsMessage): Promise<SmsOutcome>
}

/** The drivers behind the limits. */
export interface Sms {
  /** False when there is no driver: then no recipient can be given a number. */
  readonly isOn: boolean
  /** Whether this number may get a message at all. */
  isAllowed(phone: string): boolean
  send(message: SmsMessage): Promise<SmsOutcome>
}

/** Characters of one message; longer texts are a bug of ours. */
export const SMS_TEXT_MAX = 300
/** Numbers and prefixes that are counted at the same time. */
export const SMS_COUNTED_MAX = 100_000

export interface SmsLimits {
  /** Country and network prefixes that may be called, such as `+316`. */
  readonly prefixes: readonly string[]
  readonly perNumberPerHour: number
  /** For all numbers of one prefix together. */
  readonly perPrefixPerHour: number
}

/** The driver within the limits. Counts are per process and begin anew with it. */
export function createSms({ driver, limits, clock }: {
  readonly driver: SmsDriver, readonly limits: SmsLimits, readonly clock: Clock,
}): Sms {
  const perNumber = new SlidingCount({ clock, windowMs: hour, max: limits.perNumberPerHour, keysMax: SMS_COUNTED_MAX })
  const perPrefix = new SlidingCount({ clock, windowMs: hour, max: limits.perPrefixPerHour, keysMax: SMS_COUNTED_MAX })
  /** The longest prefix that fits, so that `+316` is counted apart from `+31`. */
  const prefixOf = (phone: string): string | undefined => limits.prefixes
    .filter((prefix) => phone.startsWith(prefix))
    .toSorted((a, b) => b.length - a.length)[0]

  return {
    isOn: driver.kind !== 'off',
    isAllowed: (phone) => prefixOf(phone) !== undefined,
    async send(message) {
      if (message.text.length > SMS_TEXT_MAX) throw new RangeError('the text of a short message is too long')
      if (driver.kind === 'off') return { outcome: 'failed', reason: 'off' }
      const prefix = prefixOf(message.to)
      if (prefix === undefined || !/^\+[1-9]\d{6,14}$/.test(message.to)) return { outcome: 'failed', reason: 'not-allowed' }
      const waitMs = Math.max(perNumber.waitMs(message.to), perPrefix.waitMs(prefix))
      if (waitMs > 0) return { outcome: 'failed', reason: 'too-many', retryAfterMs: waitMs }
      // Counted before the try: a gateway that fails after it sent must not give another message for free.
      perNumber.add(message.to)
      perPrefix.add(prefix)
      return driver.send(message)
    },
  }
}

/** No messages at all. */
export const noSms: SmsDriver = { kind: 'off', send: () => Promise.resolve({ outcome: 'failed', reason: 'off' }) }
