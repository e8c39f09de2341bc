/** Statements for DKIM keys and their life. */
import { appendRecord } from '../ledger/scripts.ts'
import type { PreparedRecord } from '../ledger/types.ts'
import type { DkimAlgorithm } from '../mail-auth/dkim-keys.ts'
import { readScript, sql, writeScript, type Script } from '../storage/script.ts'

/**
 * `announced`: made, its record has to be published. `published`: seen in the DNS, and waiting until everybody can see
 * it. `in-use`: signs. `retired`: signs no more, its record must stand until mail under way has been checked.
 */
export type DkimKeyState = 'announced' | 'published' | 'in-use' | 'retired'

export interface DkimKeyRow {
  readonly selector: string
  readonly algorithm: DkimAlgorithm
  /** Under the service key; empty once retired. */
  readonly private_key: Uint8Array
  readonly record: string
  readonly state: DkimKeyState
  readonly created_at: number
  readonly changed_at: number
  /** When its record was last found in the DNS; 0 when never. */
  readonly seen_at: number
}

interface OfDomain {
  readonly tenant: number
  readonly domain: string
}

/** All keys of a domain. */
export const keysOf = readScript('dkim.keys', import.meta.url, function* (tx,
  { tenant, domain }: OfDomain): Script<DkimKeyRow[]> {
  return yield* tx.all<DkimKeyRow>(sql`select selector, algorithm, private_key, record, state, created_at, changed_at,
    seen_at
    from dkim_key where tenant = ${tenant} and domain = ${domain} order by selector`)
})

/** Keeps new keys; nothing happens for selectors that another node made first. Gives how many are new. */
export const keepKeys = writeScript('dkim.keep', import.meta.url, function* (
  tx, { tenant, domain, at, state, rows, records }: OfDomain & {
    readonly at: number, readonly state: DkimKeyState,
    readonly rows: readonly Pick<DkimKeyRow, 'selector' | 'algorithm' | 'private_key' | 'record'>[],
    readonly records: readonly PreparedRecord[],
  },
): Script<number> {
  let kept = 0
  for (const row of rows) {
    kept += yield* tx.run(sql`insert into dkim_key (tenant, domain, selector, algorithm, private_key, record,
      created_at, state, changed_at, seen_at)
      values (${tenant}, ${domain}, ${row.selector}, ${row.algorithm}, ${row.private_key}, ${row.record}, ${at},
        ${state}, ${at}, 0)
      on conflict do nothing`)
  }
  if (kept > 0) for (const record of records) yield* appendRecord(record)
  return kept
})

/** Brings a key one step further, if it still stands where it was. A retired key loses its secret at once. */
export const moveKey = writeScript('dkim.move', import.meta.url, function* (
  tx, { tenant, domain, selector, from, to, at, records }: OfDomain & {
    readonly selector: string, readonly from: DkimKeyState, readonly to: DkimKeyState | 'gone', readonly at: number,
    readonly records: readonly PreparedRecord[],
  },
): Script<boolean> {
  const which = sql`where tenant = ${tenant} and domain = ${domain} and selector = ${selector} and state = ${from}`
  const touched = to === 'gone' ? yield* tx.run(sql`delete from dkim_key ${which}`)
    : to === 'retired' ? yield* tx.run(sql`update dkim_key set state = 'retired', private_key = ${new Uint8Array()},
      changed_at = ${at} ${which}`)
      : yield* tx.run(sql`update dkim_key set state = ${to}, changed_at = ${at} ${which}`)
  if (touched === 0) return false
  for (const record of records) yield* appendRecord(record)
  return true
})

/** The record was found. */
export const sawKey = writeScript('dkim.saw', import.meta.url, function* (
  tx, { tenant, domain, selector, at }: OfDomain & { readonly selector: string, readonly at: number },
): Script<void> {
  yield* tx.run(sql`update dkim_key set seen_at = ${at} where tenant = ${tenant} and domain = ${domain} and selector =
    ${selector}`)
})
