import type { AccountMail } from '../mailstore/types.ts'

/** Messages up to this size are read whole; of larger ones a part is read alone when it is less than half. */
export const WHOLE_SIZE_MAX = 128 * 1024

/** Bodies read ahead of the one at work: as many, and as many octets together. */
export const BODIES_AHEAD_MAX = 16
/** Reading ahead is looked at once for so many bodies: asking for each alone costs as much as reading it. */
export const BODIES_AT_ONCE = 8
export const BODY_BYTES_AHEAD_MAX = 8 * 1024 * 1024

/** Begins reading this message and the next ones within the budget, so that reading and working overlap. */
export function readAhead(
  messages: readonly { readonly bytes: MessageBytes, readonly entry: { readonly sizeBytes: number } }[], at: number,
): void {
  let bytes = 0
  for (let next = at; next < messages.length && next <= at + BODIES_AHEAD_MAX; next++) {
    const message = messages[next]
    bytes += message?.entry.sizeBytes ?? 0
    if (next > at && bytes > BODY_BYTES_AHEAD_MAX) return
    message?.bytes.begin()
  }
}

/** The raw octets of one message, read once however many items want some of them. */
export class MessageBytes {
  readonly #mail: Pick<AccountMail, 'body' | 'bodyRange'>
  readonly #message: number
  /** Octets of the whole message. */
  readonly sizeBytes: number
  #whole: Promise<Uint8Array | undefined> | null = null

  constructor(mail: Pick<AccountMail, 'body' | 'bodyRange'>, message: number, size: number) {
    this.#mail = mail
    this.#message = message
    this.sizeBytes = size
  }

  /**
   * Begins reading, so that the octets are there when their turn comes. Large messages wait until it is known how much
   * is wanted.
   */
  begin(): void {
    if (this.sizeBytes <= WHOLE_SIZE_MAX) void this.whole().catch(() => undefined)
  }

  /** Whether it is being read, or is here. */
  get begun(): boolean {
    return this.#whole !== null
  }

  /** All of it; undefined when the message is gone. */
  whole(): Promise<Uint8Array | undefined> {
    return this.#whole ??= this.#mail.body(this.#message)
  }

  /** Octets [start, end), cut at the message's end; undefined when the message is gone. */
  async range(start: number, end: number): Promise<Uint8Array | undefined> {
    const last = Math.min(end, this.sizeBytes)
    const first = Math.min(start, last)
    if (!this.#whole && this.sizeBytes > WHOLE_SIZE_MAX && (last - first) * 2 < this.sizeBytes) {
      return first === last ? new Uint8Array(0) : await this.#mail.bodyRange(this.#message, first, last)
    }
    return (await this.whole())?.subarray(first, last)
  }

  /** Lets go of the octets. */
  forget(): void {
    this.#whole = null
  }
}
