/**
 * Addresses that nobody has and nobody was ever given: who writes to them did not ask anybody.
 *
 * Promises: the sender hears the same as for any other address, and nothing of its mail is kept but marks; the network
 * that sent it pays for it (`history.ts`), and mails like it go to Junk for a week, unless their author is proved.
 * Memory and rows have a maximum. Fails: marks that cannot be written are known to this process only.
 */
import { randomId } from '../base/ids.ts'
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import type { ServiceKey } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import { MARKS, MARKS_ALIKE, marksOfMail } from './likeness-marks.ts'
import { keepTrapMarks, readTrapMarks } from './trap-scripts.ts'

/** How long a mail to a trap is known again. */
export const TRAP_MARK_KEPT_MS = 7 * day
/** Mails whose marks are known at the same time; over it the oldest go. */
export const TRAP_MAILS_MAX = 2000

export interface Traps {
  isTrap(address: string): boolean
  /** A mail came to a trap. */
  caught(raw: Uint8Array): Promise<void>
  /** Whether a mail is like one of those. Costs nothing while none was caught. */
  isLikeCaught(raw: Uint8Array): boolean
  load(): Promise<void>
}

export function createTraps({ addresses, store, serviceKey, clock, log, mailsMax = TRAP_MAILS_MAX }: {
  /** In lower case. */
  readonly addresses: readonly string[]
  readonly store: Store, readonly serviceKey: Pick<ServiceKey, 'mac'>, readonly clock: Clock, readonly log: Log,
  readonly mailsMax?: number,
}): Traps {
  const set = new Set(addresses)
  /** Which mails have a mark; and each mail's marks with its moment, oldest first. */
  const byToken = new Map<string, Set<string>>()
  const mails = new Map<string, { readonly at: number, readonly tokens: readonly string[] }>()

  const tokenOf = (mark: number, number: number): Uint8Array =>
    serviceKey.mac('trap-mark', Uint8Array.of(number, mark >>> 24, mark >>> 16 & 255, mark >>> 8 & 255, mark & 255)).subarray(0, 12)

  function remember(mail: string, at: number, tokens: readonly string[]): void {
    for (const [oldest, { at: since }] of mails) {
      if (mails.size < mailsMax && clock.now() - since < TRAP_MARK_KEPT_MS) break
      forget(oldest)
    }
    mails.set(mail, { at, tokens })
    for (const token of tokens) {
      const found = byToken.get(token)
      if (found === undefined) byToken.set(token, new Set([mail]))
      else found.add(mail)
    }
  }

  function forget(mail: string): void {
    for (const token of mails.get(mail)?.tokens ?? []) {
      const found = byToken.get(token)
      found?.delete(mail)
      if (found?.size === 0) byToken.delete(token)
    }
    mails.delete(mail)
  }

  return {
    isTrap: (address) => set.has(address.toLowerCase()),
    async caught(raw) {
      const tokens = marksOfMail(raw).map(tokenOf)
      if (tokens.length === 0) return
      const [mail, at] = [randomId(), clock.now()]
      remember(mail, at, tokens.map((token) => token.toHex()))
      try {
        await store.write(keepTrapMarks, { mail, at, tokens, before: at - TRAP_MARK_KEPT_MS })
      } catch (error) {
        log.warn('reputation.trap-not-written', { error: error instanceof Error ? error.message : '' })
      }
    },
    isLikeCaught(raw) {
      if (mails.size === 0) return false
      const same = new Map<string, number>()
      for (const [number, mark] of marksOfMail(raw).entries()) {
        for (const mail of byToken.get(tokenOf(mark, number).toHex()) ?? []) {
          const count = (same.get(mail) ?? 0) + 1
          if (count >= MARKS_ALIKE && clock.now() - (mails.get(mail)?.at ?? 0) < TRAP_MARK_KEPT_MS) return true
          same.set(mail, count)
        }
      }
      return false
    },
    async load() {
      const now = clock.now()
      const rows = await store.read(readTrapMarks, { since: now - TRAP_MARK_KEPT_MS, limit: mailsMax * MARKS })
      const groups = [...Map.groupBy(rows, ({ mail }) => mail)].toReversed()
      for (const [mail, own] of groups) remember(mail, now, own.map(({ token }) => token.toHex()))
    },
  }
}
