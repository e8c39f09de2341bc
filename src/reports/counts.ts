/**
 * What is counted for reports: gathered in memory and written every few seconds, so that no mail waits for it. A kill
 * loses the counts of those seconds; reports are statistics and say so little.
 */
import { day } from '../base/sizes.ts'
import type { Clock } from '../base/clock.ts'
import type { Place, ServiceKey } from '../keys/keys.ts'
import type { Log } from '../log/log.ts'
import type { Store } from '../storage/store.ts'
import { addCounts, type CountRow, type Subject } from './scripts.ts'
import type { ReportKind } from './types.ts'

/** Different rows that wait in memory; above it nothing new is counted until they are written. */
export const WAITING_MAX = 5000

/** Rows of one write. */
export const ROWS_AT_ONCE = 200

export interface Counts {
  /** One more of this. `about` is the domain that the report goes to. Never throws, never waits. */
  add(kind: ReportKind, of: { readonly tenant: number, readonly about: string }, facts: object): void
  /** Writes what waits. */
  flush(): Promise<void>
  /** The digest that a domain's rows stand under. */
  subjectOf(tenant: number, about: string): Uint8Array
  open(row: CountRow): unknown
}

interface Waiting { readonly row: Omit<CountRow, 'facts' | 'amount'>, readonly text: string, amount: number }

export function createCounts({ store, serviceKey, clock, log }: {
  readonly store: Store, readonly serviceKey: ServiceKey, readonly clock: Clock, readonly log: Log,
}): Counts {
  let waiting = new Map<string, Waiting>()
  let writing: Promise<void> = Promise.resolve()
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const token = (purpose: string, text: string): Uint8Array => serviceKey.mac(purpose, bytes(text)).subarray(0, 16)
  const subjectOf = (tenant: number, about: string): Uint8Array => token('report-subject', `${tenant}|${about.toLowerCase()}`)
  const placeOf = ({ tenant, kind, day: number, detail }: Subject & { readonly detail: Uint8Array }): Place =>
    ({ tenant, account: 0, kind: 'report-count', id: `${kind}/${number}/${detail.toHex()}` })

  async function writeAll(): Promise<void> {
    const batch = waiting
    if (batch.size === 0) return
    waiting = new Map()
    const rows = [...batch.values()].map(({ row, text, amount }): CountRow =>
      ({ ...row, amount, facts: serviceKey.encrypt(placeOf(row), bytes(text)) }))
    try {
      let left = 0
      // In pieces, so that mail which is being accepted waits for none of them long.
      for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
        left += await store.write(addCounts, { rows: rows.slice(at, at + ROWS_AT_ONCE) })
      }
      if (left > 0) log.warn('reports.no-room', { rows: left })
    } catch (error) {
      log.error('reports.count-failed', error)
    }
  }

  return {
    subjectOf,
    add(kind, { tenant, about }, facts) {
      const text = JSON.stringify(facts)
      const number = Math.floor(clock.now() / day)
      const key = `${tenant}|${kind}|${number}|${about}|${text}`
      const known = waiting.get(key)
      if (known !== undefined) known.amount += 1
      else if (waiting.size < WAITING_MAX) {
        const detail = token('report-detail', `${tenant}|${kind}|${about}|${text}`)
        waiting.set(key, {
          row: { tenant, kind, day: number, subject: subjectOf(tenant, about), detail }, text, amount: 1,
        })
      }
    },
    flush() {
      writing = writing.then(writeAll)
      return writing
    },
    open: (row) => JSON.parse(new TextDecoder().decode(serviceKey.decrypt(placeOf(row), row.facts))) as unknown,
  }
}
