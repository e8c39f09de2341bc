import { NumberSet } from '../search/number-set.ts'
import type { StoredRecord } from './record.ts'

/**
 * What list records said once and a filter asks again and again. A message never changes, so it is remembered while the
 * account is open: two bits a message.
 */
export class MessageFacts {
  readonly #seen = new NumberSet()
  readonly #attachments = new NumberSet()

  /** Undefined when no record was looked at yet. */
  hasAttachment(message: number): boolean | undefined {
    return this.#seen.has(message) ? this.#attachments.has(message) : undefined
  }

  learn(record: StoredRecord): void {
    if (this.#seen.add(record.message) && record.hasAttachment) this.#attachments.add(record.message)
  }
}
