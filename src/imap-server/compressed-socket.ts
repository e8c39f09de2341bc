import { Duplex } from 'node:stream'
import { constants, createInflateRaw, deflateRaw, deflateRawSync, type InflateRaw, type ZlibOptions } from 'node:zlib'
import { KiB, MiB, second } from '../base/sizes.ts'

/** What a connection reads from and writes to: a socket, or this file's. */
export type Wire = Duplex & { readonly bytesWritten: number, destroySoon(): void }

/**
 * How much may come out of what a client sends: this much in any case (its largest message may be all zeros), and beyond
 * that so many times what came in. Ordinary mail shrinks to a third; a bomb makes a thousand out of one.
 */
export const INFLATE_FREE_SIZE = 64 * MiB
export const INFLATE_RATIO_MAX = 100

/** Octets deflated in one go; longer writes are cut. Small ones are not worth a way to another thread. */
export const DEFLATE_PIECE_SIZE = 64 * KiB
const DEFLATE_HERE_SIZE_MAX = 4 * KiB

/** Each piece stands for itself and ends at an octet, so that nothing has to be kept for an idle client. */
const DEFLATE: ZlibOptions = {
  level: 3, windowBits: 13, memLevel: 6, finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 16 * KiB,
}

/** Octets that come out at a time. */
const INFLATE_CHUNK_SIZE = 4 * KiB

/** After so long without input what inflates is given back. */
export const INFLATE_SLEEP_MS = second
/** What stands at the end of everything that was flushed to an octet: an empty stored block. RFC 1951 §3.2.4 */
const FLUSHED = Buffer.from([0, 0, 0xff, 0xff])

/**
 * The conversation under COMPRESS DEFLATE. RFC 4978. Looks like a socket; a slow reader stops both directions as on a
 * plain socket, so memory stays bounded whatever comes out of a little input. Input that is no deflate stream, and input
 * past the ratio, end the connection. For what we write nothing is kept. For what a client wrote only what may be referred to
 * again is: zlib's own window takes 40 KiB however little came, and is made anew from it when the next input comes.
 */
export class CompressedSocket extends Duplex {
  readonly #inner: Wire
  readonly #freeSize: number
  #inflate: InflateRaw | null = null
  readonly #history = new History()
  #lastOctets: Uint8Array = new Uint8Array(0)
  readonly #sleepTimer: NodeJS.Timeout
  #came = 0
  #made = 0

  constructor(inner: Wire, { freeSize = INFLATE_FREE_SIZE, sleepMs = INFLATE_SLEEP_MS }: {
    readonly freeSize?: number, readonly sleepMs?: number,
  } = {}) {
    super({ readableHighWaterMark: 2 * INFLATE_CHUNK_SIZE, writableHighWaterMark: DEFLATE_PIECE_SIZE })
    this.#inner = inner
    this.#freeSize = freeSize
    this.#sleepTimer = setTimeout(() => this.#sleep(), sleepMs).unref()
    inner.on('data', (octets: Buffer) => {
      this.#came += octets.length
      this.#lastOctets = lastOf(this.#lastOctets, octets)
      this.#sleepTimer.refresh()
      if (!this.#awake().write(octets)) inner.pause()
    })
    inner.on('end', () => this.#awake().end())
    inner.on('error', () => this.destroy())
    inner.on('close', () => this.destroy())
    inner.resume()
  }

  /** Whether it holds a window of zlib's. */
  get isAwake(): boolean {
    return this.#inflate !== null
  }

  #awake(): InflateRaw {
    if (this.#inflate !== null) return this.#inflate
    const dictionary = this.#history.take()
    const inflate = createInflateRaw({
      chunkSize: INFLATE_CHUNK_SIZE, finishFlush: constants.Z_SYNC_FLUSH,
      ...dictionary.length === 0 ? {} : { dictionary },
    })
    this.#inflate = inflate
    inflate.on('data', (octets: Buffer) => {
      this.#made += octets.length
      if (this.#made > this.#freeSize + INFLATE_RATIO_MAX * this.#came) return void this.destroy()
      this.#history.add(octets)
      if (!this.push(octets)) inflate.pause()
    })
    inflate.on('end', () => this.push(null))
    inflate.on('error', () => this.destroy())
    inflate.on('drain', () => this.#inner.resume())
    return inflate
  }

  /** Only between two flushed pieces, with everything handed on: then what came out is all that the next one needs. */
  #sleep(): void {
    const inflate = this.#inflate
    if (this.destroyed || inflate === null || inflate.writableEnded) return
    const isStill = inflate.writableLength === 0 && inflate.readableLength === 0 && !inflate.isPaused()
    if (!isStill) return void this.#sleepTimer.refresh()
    if (!FLUSHED.equals(this.#lastOctets)) return
    this.#inflate = null
    inflate.removeAllListeners()
    inflate.on('error', () => undefined)
    inflate.destroy()
  }

  get bytesWritten(): number {
    return this.#inner.bytesWritten
  }

  destroySoon(): void {
    if (this.writableFinished) return void this.destroy()
    this.once('finish', () => this.destroy())
    this.end()
  }

  override _read(): void {
    this.#inflate?.resume()
  }

  override _write(octets: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    void this.#writeAll(octets, done)
  }

  override _final(done: () => void): void {
    this.#inner.end()
    done()
  }

  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#sleepTimer)
    this.#inflate?.destroy()
    this.#inner.destroy()
    done(null)
  }

  async #deflate(octets: Buffer): Promise<void> {
    for (let from = 0; from < octets.length; from += DEFLATE_PIECE_SIZE) {
      const piece = octets.subarray(from, from + DEFLATE_PIECE_SIZE)
      const small = piece.length <= DEFLATE_HERE_SIZE_MAX ? deflateRawSync(piece, DEFLATE) : await deflated(piece)
      if (this.destroyed || this.#inner.destroyed) return
      if (!this.#inner.write(small)) await this.#drained()
    }
  }

  async #writeAll(octets: Buffer, done: (error: Error | null) => void): Promise<void> {
    let failure: Error | null = null
    try {
      await this.#deflate(octets)
    } catch (error) {
      failure = error instanceof Error ? error : new Error('deflate failed')
    }
    done(failure)
  }

  /** Resolves when the reader has caught up or is gone. */
  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const over = (): void => {
        this.#inner.off('drain', over)
        this.#inner.off('close', over)
        resolve()
      }
      this.#inner.on('drain', over)
      this.#inner.on('close', over)
    })
  }
}

function deflated(octets: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    deflateRaw(octets, DEFLATE, (error, small) => error ? reject(error) : resolve(small))
  })
}

/** How far back a deflate stream may refer. RFC 1951 §2 */
export const WINDOW_SIZE = 32 * KiB

/** The last octets that came out, as many as may be referred to, in a ring that is no larger than it must be. */
class History {
  #ring = Buffer.alloc(0)
  #length = 0
  /** Where the next octet goes. */
  #at = 0

  add(octets: Buffer): void {
    const some = octets.subarray(-WINDOW_SIZE)
    if (this.#length + some.length > this.#ring.length && this.#ring.length < WINDOW_SIZE) this.#grow(some.length)
    const first = Math.min(some.length, this.#ring.length - this.#at)
    some.copy(this.#ring, this.#at, 0, first)
    some.copy(this.#ring, 0, first)
    this.#at = (this.#at + some.length) % this.#ring.length
    this.#length = Math.min(this.#ring.length, this.#length + some.length)
  }

  /** In order, oldest first. */
  take(): Buffer {
    const begin = this.#length < this.#ring.length ? 0 : this.#at
    return Buffer.concat([this.#ring.subarray(begin, this.#length), this.#ring.subarray(0, begin)])
  }

  /** While it has not gone round, what is there begins at its front. */
  #grow(more: number): void {
    const size = Math.min(WINDOW_SIZE, Math.max(256, 2 ** Math.ceil(Math.log2(this.#length + more))))
    const ring = Buffer.alloc(size)
    this.#ring.copy(ring, 0, 0, this.#length)
    this.#ring = ring
    this.#at = this.#length % size
  }
}

/** The last four octets of two pieces behind each other. */
function lastOf(before: Uint8Array, octets: Uint8Array): Uint8Array {
  if (octets.length >= FLUSHED.length) return octets.slice(-FLUSHED.length)
  return Buffer.concat([before, octets]).subarray(-FLUSHED.length)
}
