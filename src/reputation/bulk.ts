/**
 * Watches for mail of one kind to many people outside that leaves without a way to leave the list (RFC 2369, RFC 8058): large
 * mailbox providers put such mail into Junk, and people cannot get rid of it. Nothing is refused; the sender hears once.
 *
 * "Of one kind" is one account, one day and one subject, without its numbers: newsletters differ in a name or an order. Only a
 * digest of it stays in memory, for a day; after a restart counting begins anew.
 */
import { createHash } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import type { AccountRef } from '../keys/keys.ts'
import { parseMessage } from '../message/parse.ts'
import { BoundedMap } from '../tenants/bounded-map.ts'

/** Kinds of mail that are counted at the same time; over it the oldest is forgotten. */
export const BULK_KINDS_MAX = 10_000

export interface BulkWatch {
  /** Counts a mail; gives how many people this kind went to when its sender must be told now, which is once. */
  count(mail: AccountRef & { readonly raw: Uint8Array, readonly outside: number }): number | undefined
}

/** `from`: people outside that one kind of mail must go to in a day. */
export function createBulkWatch({ clock, from }: { readonly clock: Clock, readonly from: number }): BulkWatch {
  const kinds = new BoundedMap<string, { people: number, isTold: boolean }>({
    max: BULK_KINDS_MAX, ageMs: day, now: () => clock.now(),
  })
  return {
    count({ tenant, account, raw, outside }) {
      const { subject, headers } = parseMessage(raw)
      if (outside === 0 || offersLeaving(headers)) return undefined
      const kind = subject.toLowerCase().replaceAll(/[\p{N}\s]+/gu, ' ').trim()
      const key = createHash('sha256').update(JSON.stringify([tenant, account, Math.floor(clock.now() / day), kind])).digest('base64')
      const counted = kinds.get(key) ?? { people: 0, isTold: false }
      counted.people += outside
      kinds.set(key, counted)
      if (counted.isTold || counted.people < from) return undefined
      counted.isTold = true
      return counted.people
    },
  }
}

/** Both fields, for one click needs both (RFC 8058 §3.1). */
function offersLeaving(headers: readonly { readonly name: string, readonly value: string }[]): boolean {
  const of = (name: string): string => headers.find((field) => field.name.toLowerCase() === name)?.value ?? ''
  return /<https:/i.test(of('list-unsubscribe')) && of('list-unsubscribe-post').trim().toLowerCase() === 'list-unsubscribe=one-click'
}
