import { second } from '../base/sizes.ts'
import type { SmtpServerLimits } from './limits.ts'

/** How many times quicker message text must come while nearly all places are taken. */
export const UNDER_LOAD_TEXT_TIMES = 8

/** Octets in a second from which on text counts as coming at a good pace, when somebody else's place is needed. */
export const GOOD_PACE_OCTETS = 8192

/** So long after its beginning the pace of a text is not judged: a round of the network may be all that is between. */
export const YOUNG_TEXT_MS = second

/**
 * How long one client is waited for. Times are of a monotonic clock, in milliseconds. A whole command must come within its
 * time however it is cut up; text may take the time its octets take at the least pace, and has an end all the same; and
 * a client that brings nothing at all does not stay.
 */
export class Patience {
  readonly #limits: SmtpServerLimits
  readonly #now: () => number
  #awaits: 'command' | 'text' | 'handshake' | 'nothing' = 'nothing'
  #since: number
  #textSince = 0
  #broughtAt: number

  constructor(limits: SmtpServerLimits, now: () => number = () => performance.now()) {
    this.#limits = limits
    this.#now = now
    this.#since = now()
    this.#broughtAt = this.#since
  }

  /** From now on the client has its time for this; text goes on from where it began, whatever stands between chunks. */
  await(what: 'command' | 'text' | 'handshake' | 'nothing'): void {
    this.#awaits = what
    this.#since = this.#now()
  }

  /** A message begins. */
  beginText(): void {
    this.#textSince = this.#now()
  }

  /** A message was kept, somebody signed in: the client is worth a place. */
  brought(): void {
    this.#broughtAt = this.#now()
  }

  /** Whether the client has been slower than it may be; `received` octets of text came so far. */
  isOver({ received, underLoad }: { readonly received: number, readonly underLoad: boolean }): boolean {
    const {
      commandMs, commandUnderLoadMs, dataMs, dataWholeMs, bytesPerSecondMin, handshakeMs,
    } = this.#limits
    const now = this.#now()
    switch (this.#awaits) {
      case 'nothing': return false
      case 'handshake': return now - this.#since > handshakeMs
      case 'command': return now - this.#since > (underLoad ? Math.min(commandMs, commandUnderLoadMs) : commandMs)
        || this.isEmptyHanded()
      case 'text': {
        const times = underLoad ? UNDER_LOAD_TEXT_TIMES : 1
        const allowedMs = dataMs / times + received / (bytesPerSecondMin * times) * 1000
        return now - this.#since > allowedMs || now - this.#textSince > dataWholeMs / times
      }
    }
  }

  /**
   * Whether it has brought nothing for longer than it may; asked only between commands, never while a message is kept.
   */
  isEmptyHanded(): boolean {
    return this.#now() - this.#broughtAt > this.#limits.emptyHandedMs
  }

  /** Whether text began so lately that its pace says nothing yet. */
  get isTextYoung(): boolean {
    return this.#now() - this.#textSince < YOUNG_TEXT_MS
  }

  /** Whether text came at a good pace since it began. */
  hasGoodPace(received: number): boolean {
    return received >= (this.#now() - this.#textSince) / 1000 * GOOD_PACE_OCTETS
  }
}
