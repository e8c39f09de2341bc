import { Duplex } from 'node:stream'
import { constants, createInflateRaw, deflateRaw, deflateRawSync, type InflateRaw, type ZlibOptions } from 'node:zlib'
import { KiB, MiB } from '../base/sizes.ts'

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

/** Octets that come out at a time, and the only buffer an idle client holds besides zlib's window of 32 KiB. */
const INFLATE_CHUNK_SIZE = 4 * KiB

/**
 * The conversation under COMPRESS DEFLATE. RFC 4978. Looks like a socket; a slow reader stops both directions as on a
 * plain socket, so memory stays bounded whatever comes out of a little input. Input that is no deflate stream, and input
 * past the ratio, end the connection. An idle client costs about 65 KiB: the window is the client's choice, so ours must
 * be the largest; for what we write nothing is kept.
 */
export class CompressedSocket extends Duplex {
  readonly #inner: Wire
  readonly #inflate: InflateRaw
  #came = 0
  #made = 0

  constructor(inner: Wire, options: { readonly freeSize?: number } = {}) {
    super({ readableHighWaterMark: 2 * INFLATE_CHUNK_SIZE, writableHighWaterMark: DEFLATE_PIECE_SIZE })
    this.#inner = inner
    const freeSize = options.freeSize ?? INFLATE_FREE_SIZE
    this.#inflate = createInflateRaw({ chunkSize: INFLATE_CHUNK_SIZE, finishFlush: constants.Z_SYNC_FLUSH })
    this.#inflate.on('data', (octets: Buffer) => {
      this.#made += octets.length
      if (this.#made > freeSize + INFLATE_RATIO_MAX * this.#came) return void this.destroy()
      if (!this.push(octets)) this.#inflate.pause()
    })
    this.#inflate.on('end', () => this.push(null))
    this.#inflate.on('error', () => this.destroy())
    this.#inflate.on('drain', () => inner.resume())
    inner.on('data', (octets: Buffer) => {
      this.#came += octets.length
      if (!this.#inflate.write(octets)) inner.pause()
    })
    inner.on('end', () => this.#inflate.end())
    inner.on('error', () => this.destroy())
    inner.on('close', () => this.destroy())
    inner.resume()
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
    this.#inflate.resume()
  }

  override _write(octets: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    void this.#writeAll(octets, done)
  }

  override _final(done: () => void): void {
    this.#inner.end()
    done()
  }

  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    this.#inflate.destroy()
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
