/**
 * What sorting and threading look at in headers, remembered. It never changes, so it is kept among the decrypted parts of
 * search indexes, within their limit: the next page of a sorted list reads no record again. What a message said goes with
 * the message.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AccountRef } from '../keys/keys.ts'
import type { HeaderSummary } from '../message/summary.ts'
import { keptBytes } from './kept-bytes.ts'
import type { Records } from './records.ts'
import { cacheKey } from './search-index.ts'
import type { SegmentCache } from './segment-cache.ts'
import { SeenLines } from './sort-keys.ts'

/** What is wanted of each header. */
export interface HeaderKeys<Key> {
  /** Stands for the fields and for `read`: two that differ in either have different names. */
  readonly name: string
  /** Names of the fields that are looked at, in lower case. */
  readonly fields: ReadonlySet<string>
  /** A text, a number, null or a flat object of such; its texts are `ownCopy`, and as short as they can be. */
  readonly read: (header: HeaderSummary) => Key
  /** Told now and then how many were looked at; `false` ends the reading. */
  readonly goOn?: (looked: number) => boolean
}

/** Messages whose records are read together. */
const RECORDS_AT_ONCE = 2048
/** The event loop is given back at least this often. */
const SLICE_MS = 8

/** The header keys of one open account. */
export class HeaderKeyCache {
  readonly #cache: SegmentCache
  readonly #records: Pick<Records, 'get'>
  readonly #beginning: string
  /** Names under which something may be kept: there are as many as ways to sort. */
  readonly #names = new Set<string>()
  /** Readings under way, and what was deleted since the first of them began: they may have seen it still. */
  #reading = 0
  readonly #goneMeanwhile = new Set<number>()
  #closed = false

  constructor({ cache, records, ref }: {
    readonly cache: SegmentCache, readonly records: Pick<Records, 'get'>, readonly ref: AccountRef,
  }) {
    this.#cache = cache
    this.#records = records
    this.#beginning = `${cacheKey(ref)}headers/`
  }

  /** The key of each message, those that are gone left out; undefined when the reading was ended. */
  async get<Key>(messages: readonly number[], wanted: HeaderKeys<Key>): Promise<ReadonlyMap<number, Key> | undefined> {
    this.#reading++
    try {
      return await this.#get(messages, wanted)
    } finally {
      if (--this.#reading === 0) this.#goneMeanwhile.clear()
    }
  }

  async #get<Key>(
    messages: readonly number[], { name, fields, read, goOn }: HeaderKeys<Key>,
  ): Promise<ReadonlyMap<number, Key> | undefined> {
    const keys = await this.#kept<Key>(name)
    const seen = new SeenLines(fields, read)
    const unknown = messages.filter((message) => !keys.has(message))
    let turn = performance.now()
    for (let at = 0; at < unknown.length; at += RECORDS_AT_ONCE) {
      const some = unknown.slice(at, at + RECORDS_AT_ONCE)
      let bytes = 0
      for (const record of await this.#records.get(some)) {
        // Somebody else may have asked the same meanwhile.
        if (record !== undefined && !this.#goneMeanwhile.has(record.message) && !keys.has(record.message)) {
          const key = seen.of(record)
          keys.set(record.message, key)
          bytes += keptBytes(key)
        }
        if (performance.now() - turn < SLICE_MS) continue
        bytes -= this.#grown(name, keys, bytes)
        await nextTurn()
        turn = performance.now()
      }
      this.#grown(name, keys, bytes)
      if (goOn?.(messages.length - unknown.length + at + some.length) === false) return undefined
    }
    return keys
  }

  async #kept<Key>(name: string): Promise<Map<number, Key>> {
    if (this.#closed) return new Map()
    this.#names.add(name)
    return await this.#cache.get(this.#beginning + name, async () => ({ value: new Map<number, Key>(), bytes: 0 }))
  }

  /** Counts what was added, unless it was pushed out meanwhile; gives what it was told. */
  #grown(name: string, keys: ReadonlyMap<number, unknown>, bytes: number): number {
    const key = this.#beginning + name
    if (this.#cache.peek(key) === keys) this.#cache.grown(key, bytes)
    return bytes
  }

  /** Forgets what the headers of messages said that were deleted. */
  forgetMessages(messages: readonly number[]): void {
    if (this.#reading > 0) for (const message of messages) this.#goneMeanwhile.add(message)
    for (const name of this.#names) {
      const key = this.#beginning + name
      const keys = this.#cache.peek(key) as Map<number, unknown> | undefined
      if (keys === undefined) continue
      let bytes = 0
      for (const message of messages) {
        if (!keys.has(message)) continue
        bytes += keptBytes(keys.get(message))
        keys.delete(message)
      }
      if (bytes > 0) this.#cache.shrunk(key, bytes)
    }
  }

  /** Forgets everything that is kept: nobody knows what was deleted. */
  forgetAll(): void {
    this.#cache.forget(this.#beginning)
  }

  close(): void {
    this.#closed = true
    this.forgetAll()
  }
}
