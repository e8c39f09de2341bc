import { hour, minute } from '../base/sizes.ts'

/** Waiting times after each failed try; the last one repeats until the mail expires. RFC 5321 §4.5.4.1. */
export const RETRY_AFTER_MS = [
  1 * minute, 5 * minute, 15 * minute, 30 * minute, 1 * hour, 2 * hour, 4 * hour,
] as const

/**
 * When the next try is due after `attempts` failed ones (1 or more), spread by up to a tenth so that tries do not
 * bunch.
 */
export function nextAttemptAt({ now, attempts, spread }: {
  readonly now: number, readonly attempts: number, readonly spread: number,
}): number {
  const wait = RETRY_AFTER_MS[Math.min(attempts, RETRY_AFTER_MS.length) - 1] ?? RETRY_AFTER_MS[0]
  return now + Math.round(wait * (1 + spread / 10))
}
