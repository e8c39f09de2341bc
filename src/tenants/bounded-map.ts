/**
 * A map that remembers at most `max` entries, each for at most `ageMs`; over it the one used longest ago goes. What is
 * thrown out is told, so that keys can be closed.
 */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, { readonly value: Value, readonly until: number }>()
  readonly #max: number
  readonly #ageMs: number
  readonly #now: () => number
  readonly #dropped: (value: Value) => void

  constructor({ max, ageMs, now, dropped = () => undefined }: {
    readonly max: number, readonly ageMs: number, readonly now: () => number, readonly dropped?: (value: Value) => void,
  }) {
    this.#max = max
    this.#ageMs = ageMs
    this.#now = now
    this.#dropped = dropped
  }

  get size(): number {
    return this.#entries.size
  }

  /** The value, now the most recently used; its age keeps running. */
  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    if (entry.until <= this.#now()) {
      this.#dropped(entry.value)
      return undefined
    }
    this.#entries.set(key, entry)
    return entry.value
  }

  /** Remembers it anew: an older value of that key is dropped. */
  set(key: Key, value: Value): void {
    this.delete(key)
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size < this.#max) break
      this.delete(oldest)
    }
    this.#entries.set(key, { value, until: this.#now() + this.#ageMs })
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#dropped(entry.value)
  }

  /** Takes the value out without dropping it: it is the caller's from now on. */
  take(key: Key): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    if (entry.until > this.#now()) return entry.value
    this.#dropped(entry.value)
    return undefined
  }

  /** Drops every entry the question says yes to. */
  deleteWhere(question: (value: Value, key: Key) => boolean): void {
    for (const [key, entry] of this.#entries) if (question(entry.value, key)) this.delete(key)
  }

  /** Drops what is over its age. */
  sweep(): void {
    const now = this.#now()
    for (const [key, entry] of this.#entries) if (entry.until <= now) this.delete(key)
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.delete(key)
  }
}
