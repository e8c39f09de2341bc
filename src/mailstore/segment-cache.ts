/** Decrypted words and postings of search indexes, all accounts together; what was not used for longest goes first. */
export class SegmentCache {
  readonly #bytesMax: number
  readonly #kept = new Map<string, { readonly value: unknown, readonly bytes: number }>()
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** The value of a key, made when it is not there. */
  async get<T>(key: string, make: () => Promise<{ readonly value: T, readonly bytes: number }>): Promise<T> {
    const known = this.#kept.get(key)
    if (known !== undefined) {
      this.#kept.delete(key)
      this.#kept.set(key, known)
      return known.value as T
    }
    const made = await make()
    this.#forget(key)
    this.#kept.set(key, made)
    this.#bytes += made.bytes
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#bytesMax || oldest === key) break
      this.#forget(oldest)
    }
    return made.value
  }

  /** The value of a key if it is kept; it counts as no use of it. */
  peek(key: string): unknown {
    return this.#kept.get(key)?.value
  }

  /** Bytes of all that is kept. */
  get bytes(): number {
    return this.#bytes
  }

  /** A value that is kept takes less room than it did. */
  shrunk(key: string, bytes: number): void {
    const known = this.#kept.get(key)
    if (known === undefined) return
    const left = Math.max(0, known.bytes - bytes)
    this.#bytes -= known.bytes - left
    this.#kept.set(key, { value: known.value, bytes: left })
  }

  /** A value that is kept takes more room than it did; one that takes more than there is for all is not kept. */
  grown(key: string, bytes: number): void {
    const known = this.#kept.get(key)
    if (known === undefined) return
    this.#forget(key)
    const all = known.bytes + bytes
    if (all > this.#bytesMax) return
    this.#kept.set(key, { value: known.value, bytes: all })
    this.#bytes += all
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#bytesMax || oldest === key) break
      this.#forget(oldest)
    }
  }

  /** Forgets whatever begins so: an account that was closed, a segment that was replaced. */
  forget(beginning: string): void {
    for (const key of this.#kept.keys()) if (key.startsWith(beginning)) this.#forget(key)
  }

  #forget(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0
    this.#kept.delete(key)
  }
}
