import { giveBack } from '../base/bytes.ts'
import type { Room } from './room.ts'

/** Smallest and largest block; blocks double in between, so a message of any size has few of them. */
export const BLOCK_BYTES_MIN = 16 * 1024
export const BLOCK_BYTES_MAX = 4 * 1024 * 1024

/**
 * The text of one message while it comes in: in memory only, nothing plain on disk. What it takes is counted in a
 * room that all connections share. `whole` copies once into an array of exactly the right size, so for that moment one
 * message takes its size twice.
 */
export class MessageBuffer {
  readonly #room: Room
  readonly #blocks: Uint8Array[] = []
  #block: Uint8Array = new Uint8Array(0)
  #used = 0
  #length = 0
  #taken = 0

  constructor(room: Room) {
    this.#room = room
  }

  /** Copies the piece in; false when the room is full, and then nothing more is kept. */
  append(piece: Uint8Array, start: number, end: number): boolean {
    let at = start
    while (at < end) {
      if (this.#used === this.#block.length && !this.#grow()) return false
      const part = Math.min(end - at, this.#block.length - this.#used)
      this.#block.set(at === 0 && part === piece.length ? piece : piece.subarray(at, at + part), this.#used)
      this.#used += part
      at += part
    }
    this.#length += end - start
    return true
  }

  #grow(): boolean {
    const size = Math.min(BLOCK_BYTES_MAX, Math.max(BLOCK_BYTES_MIN, this.#block.length * 2))
    if (!this.#room.take(size)) return false
    this.#taken += size
    if (this.#used > 0) this.#blocks.push(this.#block)
    // Never read beyond `#used`, and `whole` copies only that: what stood in this memory before cannot get out.
    this.#block = new Uint8Array(Buffer.allocUnsafeSlow(size).buffer)
    this.#used = 0
    return true
  }

  /** The whole message in an array of its own. The room stays taken until `release`. */
  whole(): Uint8Array {
    // Every byte is written below, so the memory need not be cleared first.
    const whole = new Uint8Array(Buffer.allocUnsafeSlow(this.#length).buffer)
    let at = 0
    for (const block of this.#blocks) {
      whole.set(block, at)
      at += block.length
    }
    whole.set(this.#block.subarray(0, this.#used), at)
    this.#forget()
    return whole
  }

  /** Forgets everything and gives the room back. A second call does nothing. */
  release(): void {
    this.#forget()
    this.#room.giveBack(this.#taken)
    this.#taken = 0
  }

  #forget(): void {
    for (const block of this.#blocks) giveBack(block)
    giveBack(this.#block)
    this.#blocks.length = 0
    this.#block = new Uint8Array(0)
    this.#used = 0
  }
}
