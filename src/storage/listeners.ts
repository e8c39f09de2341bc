import type { Log } from '../log/log.ts'
import type { Change } from './script.ts'

/** Who hears of changes. A listener that throws is logged and does not keep the others from hearing. */
export class Listeners {
  readonly #change = new Set<(change: Change) => void>()
  readonly #group = new Set<(changes: readonly Change[]) => void>()
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  onChange(listener: (change: Change) => void): () => void {
    const own = (change: Change): void => listener(change)
    this.#change.add(own)
    return () => void this.#change.delete(own)
  }

  afterGroupCommit(listener: (changes: readonly Change[]) => void): () => void {
    const own = (changes: readonly Change[]): void => listener(changes)
    this.#group.add(own)
    return () => void this.#group.delete(own)
  }

  /** Tells one durable group. */
  tell(changes: readonly Change[]): void {
    for (const change of changes) {
      for (const listener of this.#change) this.#guarded(() => listener(change))
    }
    for (const listener of this.#group) this.#guarded(() => listener(changes))
  }

  #guarded(call: () => void): void {
    try {
      call()
    } catch (error) {
      this.#log.error('a listener to storage changes failed', error)
    }
  }
}
