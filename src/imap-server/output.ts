import { giveBack } from '../base/bytes.ts'
import type { Wire } from './compressed-socket.ts'
import { OUTPUT_SIZE_MAX } from './limits.ts'

/**
 * What is said to one client. Small pieces are gathered into large writes; a command with much to say asks `room()` now
 * and then and so waits for a slow reader instead of filling memory.
 */
export class Output {
  #socket: Wire
  #buffer: Buffer | null = null
  #used = 0
  #gone = false
  readonly #waiting = new Set<() => void>()
  readonly #stallMs: number

  constructor(socket: Wire, stallMs: number) {
    this.#socket = socket
    this.#stallMs = stallMs
    this.#listen(socket)
  }

  /** After STARTTLS and COMPRESS: the same conversation on another socket. Nothing may be waiting. */
  attach(socket: Wire): void {
    this.#socket = socket
    this.#listen(socket)
  }

  #listen(socket: Wire): void {
    socket.on('drain', () => this.#wake())
    socket.on('close', () => {
      if (socket !== this.#socket) return
      this.#gone = true
      this.#wake()
    })
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  /** False once the client is gone: whoever writes much may stop. */
  get open(): boolean {
    return !this.#gone
  }

  /** Text without line end; UTF-8. */
  text(text: string): void {
    // Most text is ASCII; three octets a character is the most there can be.
    const buffer = this.#reserve(text.length * 3)
    this.#used += buffer.write(text, this.#used)
  }

  line(text: string): void {
    this.text(`${text}\r\n`)
  }

  /** Octets as they are. `isGiven`: nobody else looks at them, so their memory is given back when they were written. */
  bytes(octets: Uint8Array, { isGiven = false }: { readonly isGiven?: boolean } = {}): void {
    if (octets.length >= DIRECT_SIZE_MIN) {
      // What stands before them travels in the same call of the system.
      this.#socket.cork()
      this.flush()
      if (!this.#gone) this.#socket.write(octets, isGiven ? () => giveBack(octets) : undefined)
      this.#socket.uncork()
      return
    }
    this.#reserve(octets.length).set(octets, this.#used)
    this.#used += octets.length
  }

  #reserve(size: number): Buffer {
    if (this.#buffer && this.#used + size <= this.#buffer.length) return this.#buffer
    this.flush()
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(size, BUFFER_SIZE))
    return this.#buffer
  }

  /** Hands everything to the socket. */
  flush(): void {
    if (!this.#buffer || this.#used === 0) return
    const whole = this.#buffer.subarray(0, this.#used)
    // What is left of a large buffer serves the next answers; the written part may not be touched again.
    this.#buffer = this.#buffer.length - this.#used >= BUFFER_SIZE / 4 ? this.#buffer.subarray(this.#used) : null
    this.#used = 0
    if (!this.#gone) this.#socket.write(whole)
  }

  /** The last words are said: what comes after is dropped. */
  finish(): void {
    this.flush()
    this.#gone = true
    this.#wake()
  }

  /** Forgets the buffer between commands, so that an idle connection holds none. */
  release(): void {
    this.flush()
    this.#buffer = null
  }

  /** True when a command that has more to write must wait in `room` first. */
  get full(): boolean {
    return this.#socket.writableLength > OUTPUT_SIZE_MAX
  }

  /** Resolves when the reader has caught up; false when it is gone or did not read for too long. */
  async room(): Promise<boolean> {
    if (!this.full) return !this.#gone
    while (this.full && !this.#gone) {
      const before = this.#socket.bytesWritten
      const timer = setTimeout(() => {
        if (this.#socket.bytesWritten === before) this.#socket.destroy()
        this.#wake()
      }, this.#stallMs)
      await new Promise<void>((wake) => { this.#waiting.add(wake) })
      clearTimeout(timer)
    }
    return !this.#gone
  }
}

/** Size of one gathered write. */
const BUFFER_SIZE = 64 * 1024
/** From this size on octets go to the socket without being copied. */
const DIRECT_SIZE_MIN = 16 * 1024
