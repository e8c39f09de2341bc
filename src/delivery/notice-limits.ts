/**
 * How often strangers are told that their mail arrived. Whoever holds a signed mail of somebody can hand it in again and
 * again, and each notice goes to that somebody: so one mail is told of once, and one sender hears so many a day.
 * In memory and for one process; after a restart all counts begin anew.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'

/** Notices of success to one sender within 24 hours of the first; mail beyond is kept, its sender hears nothing. */
export const NOTICES_A_DAY_MAX = 100
/** Senders whose notices are counted; over it the one whose day began first is forgotten. */
export const SENDERS_COUNTED_MAX = 10_000
/** Mails that are known to be told of, for each recipient; over it the oldest is forgotten. */
export const TOLD_REMEMBERED_MAX = 50_000

/** One notice that may be sent. */
export interface NoticeLeave {
  /** Of the recipients asked for, those that were not told of yet. */
  readonly recipients: ReadonlySet<string>
  /** It was not sent after all: the mail was not kept, and comes again. */
  giveBack(): void
}

export interface NoticeLimits {
  /**
   * Undefined when all was told before, or this sender has heard enough today. Counted at once, so that nothing slips
   * by.
   */
  take(mail: {
    readonly sender: string, readonly messageId: string | null, readonly recipients: readonly string[],
  }): NoticeLeave | undefined
}

export function createNoticeLimits({ clock }: { readonly clock: Clock }): NoticeLimits {
  const counted = new Map<string, { readonly since: number, notices: number }>()
  const told = new Set<string>()

  function countOf(sender: string): { readonly since: number, notices: number } {
    const now = clock.now()
    const known = counted.get(sender)
    if (known !== undefined && now - known.since < day) return known
    const begun = { since: now, notices: 0 }
    counted.delete(sender)
    counted.set(sender, begun)
    forgetFirst(counted, SENDERS_COUNTED_MAX)
    return begun
  }

  return {
    take({ sender, messageId, recipients }) {
      const who = sender.toLowerCase()
      const fresh = new Map(recipients.map((recipient) =>
        [recipient, digest([who, messageId, recipient.toLowerCase()])]))
      for (const [recipient, key] of fresh) if (told.has(key)) fresh.delete(recipient)
      if (fresh.size === 0) return undefined
      const count = countOf(who)
      if (count.notices >= NOTICES_A_DAY_MAX) return undefined
      count.notices++
      for (const key of fresh.values()) told.add(key)
      forgetFirst(told, TOLD_REMEMBERED_MAX)
      return {
        recipients: new Set(fresh.keys()),
        giveBack() {
          count.notices--
          for (const key of fresh.values()) told.delete(key)
        },
      }
    },
  }
}

/** Mails without a Message-ID count as one. */
const digest = (of: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('base64url').slice(0, 22)

function forgetFirst(
  some: { readonly size: number, keys(): Iterable<string>, delete(key: string): boolean }, sizeMax: number,
): void {
  for (const key of some.keys()) {
    if (some.size <= sizeMax) return
    some.delete(key)
  }
}
