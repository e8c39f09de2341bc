import type { Clock } from '../base/clock.ts'
import { KiB, MiB, second } from '../base/sizes.ts'

/**
 * Ciphertext of bodies that were just written, so that the index need not have them read back from the database within
 * the next seconds: that took as much processor time as writing them. Never plain octets: a body opens with its key only.
 */

/** Bytes kept, all accounts together; what comes when it is full is read from the database. */
export const ARRIVED_BYTES_MAX = 32 * MiB

/** How long a body is kept at most; indexing begins after two seconds. */
export const ARRIVED_KEPT_MS = 15 * second

/** Larger ones are moved to the writer, not copied: of those a copy is kept. */
export const MOVED_BYTES_MIN = 16 * KiB

interface Arrived {
  readonly sealed: Uint8Array
  readonly sizeBytes: number
  readonly at: number
}

export class ArrivedBodies {
  readonly #clock: Clock
  /** By id, oldest first. */
  readonly #bodies = new Map<string, Arrived>()
  #bytes = 0
  #timer: NodeJS.Timeout | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Bytes kept now. */
  get bytes(): number {
    return this.#bytes
  }

  /** Keeps a body that is about to be written; one that will be moved to the writer is copied. */
  keep(id: string, sealed: Uint8Array): void {
    if (this.#bytes + sealed.length > ARRIVED_BYTES_MAX) this.#dropOld()
    if (this.#bytes + sealed.length > ARRIVED_BYTES_MAX) return
    const own = sealed.length >= MOVED_BYTES_MIN ? sealed.slice() : sealed
    this.#bodies.set(id, { sealed: own, sizeBytes: sealed.length, at: this.#clock.now() })
    this.#bytes += sealed.length
    this.#planDrop()
  }

  /** Gives a body away, once; undefined when it is not kept, or its writer had it moved all the same. */
  take(id: string): Uint8Array | undefined {
    const found = this.#bodies.get(id)
    if (found === undefined) return undefined
    this.#bodies.delete(id)
    this.#bytes -= found.sizeBytes
    return found.sealed.length === found.sizeBytes ? found.sealed : undefined
  }

  #planDrop(): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#dropOld()
      if (this.#bodies.size > 0) this.#planDrop()
    }, ARRIVED_KEPT_MS).unref()
  }

  #dropOld(): void {
    const now = this.#clock.now()
    for (const [id, { at }] of this.#bodies) {
      // A clock that was set back keeps nothing longer.
      if (now >= at && now - at < ARRIVED_KEPT_MS) return
      this.take(id)
    }
  }
}
