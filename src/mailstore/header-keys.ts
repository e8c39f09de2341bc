/**
 * What sorting and threading look at in headers, remembered. It never changes, so it is kept among the decrypted parts of
 * search indexes, within their limit: the next page of a sorted list reads no record again.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HeaderSummary } from '../message/summary.ts'
import type { AccountState } from './account.ts'
import { cacheKey } from './search-index.ts'
import { SeenLines } from './sort-keys.ts'

/** What is wanted of each header. */
export interface HeaderKeys<Key> {
  /** Stands for the fields and for `read`: two that differ in either have different names. */
  readonly name: string
  /** Names of the fields that are looked at, in lower case. */
  readonly fields: ReadonlySet<string>
  readonly read: (header: HeaderSummary) => Key
  /** What one key takes in memory, about. */
  readonly keyBytes: number
  /** Told now and then how many were looked at; `false` ends the reading. */
  readonly goOn?: (looked: number) => boolean
}

/** Messages whose records are read together. */
const RECORDS_AT_ONCE = 2048
/** The event loop is given back at least this often. */
const SLICE_MS = 8

/** The key of each message, those that are gone left out; undefined when the reading was ended. */
export async function headerKeys<Key>(
  state: AccountState, messages: readonly number[], { name, fields, read, keyBytes, goOn }: HeaderKeys<Key>,
): Promise<ReadonlyMap<number, Key> | undefined> {
  const cache = state.parts.segments
  const key = `${cacheKey(state.ref)}headers/${name}`
  const keys = await cache.get(key, async () => ({ value: new Map<number, Key>(), bytes: 0 }))
  const seen = new SeenLines(fields, read)
  const unknown = messages.filter((message) => !keys.has(message))
  let turn = performance.now()
  for (let at = 0; at < unknown.length; at += RECORDS_AT_ONCE) {
    const some = unknown.slice(at, at + RECORDS_AT_ONCE)
    for (const record of await state.records.get(some)) {
      if (record !== undefined) keys.set(record.message, seen.of(record))
      if (performance.now() - turn < SLICE_MS) continue
      await nextTurn()
      turn = performance.now()
    }
    cache.grown(key, some.length * keyBytes)
    if (goOn?.(messages.length - unknown.length + at + some.length) === false) return undefined
  }
  return keys
}
