import type { Clock } from '../base/clock.ts'

/** Counts what happened by key within the last so many milliseconds, exactly. Bounded in keys and in times per key. */
export class SlidingCount {
  readonly #times = new Map<string, number[]>()
  readonly #clock: Clock
  readonly #windowMs: number
  readonly #max: number
  readonly #keysMax: number

  constructor({ clock, windowMs, max, keysMax }: {
    readonly clock: Clock, readonly windowMs: number, readonly max: number, readonly keysMax: number,
  }) {
    this.#clock = clock
    this.#windowMs = windowMs
    this.#max = max
    this.#keysMax = keysMax
  }

  /** How long until one more fits; 0 when it does now. */
  waitMs(key: string): number {
    const times = this.#recent(key)
    const oldest = times[times.length - this.#max]
    return oldest === undefined ? 0 : Math.max(1, oldest + this.#windowMs - this.#clock.now())
  }

  add(key: string): void {
    const times = this.#recent(key)
    times.push(this.#clock.now())
    this.#times.delete(key)
    // A full memory forgets the key that was quiet longest.
    if (this.#times.size >= this.#keysMax) {
      for (const first of this.#times.keys()) {
        this.#times.delete(first)
        break
      }
    }
    this.#times.set(key, times)
  }

  #recent(key: string): number[] {
    const since = this.#clock.now() - this.#windowMs
    return (this.#times.get(key) ?? []).filter((at) => at > since)
  }
}
