/** What goes through the pipes: a length, a JSON head of that length, then the bytes that the head announces. */

/** Bytes of one head. */
export const HEAD_BYTES_MAX = 64 * 1024
const LENGTH_BYTES = 4

export interface Frame {
  readonly head: Readonly<Record<string, unknown>>
  readonly body: Uint8Array
}

/** One frame as bytes. */
export function writeFrame(head: Readonly<Record<string, unknown>>, body: Uint8Array): readonly Uint8Array[] {
  const text = new TextEncoder().encode(JSON.stringify({ ...head, bytes: body.length }))
  const length = new Uint8Array(LENGTH_BYTES)
  new DataView(length.buffer).setUint32(0, text.length)
  return [length, text, body]
}

/** Puts frames together out of pieces; throws for what is no frame, or over `bodyMax` or `headMax`. */
export class FrameReader {
  readonly #bodyMax: number
  readonly #headMax: number
  #pieces: Uint8Array[] = []
  #size = 0
  #head: Readonly<Record<string, unknown>> | undefined
  #wanted = LENGTH_BYTES
  #state: 'length' | 'head' | 'body' = 'length'

  constructor(bodyMax: number, headMax: number = HEAD_BYTES_MAX) {
    this.#bodyMax = bodyMax
    this.#headMax = headMax
  }

  /** The frames that are whole now. */
  push(piece: Uint8Array): Frame[] {
    this.#pieces.push(piece)
    this.#size += piece.length
    const frames: Frame[] = []
    while (this.#size >= this.#wanted) {
      const bytes = this.#take(this.#wanted)
      if (this.#state === 'length') {
        this.#expect('head', new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), this.#headMax)
      } else if (this.#state === 'head') {
        this.#head = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
        this.#expect('body', Number(this.#head['bytes']), this.#bodyMax)
      } else {
        frames.push({ head: this.#head ?? {}, body: bytes })
        this.#expect('length', LENGTH_BYTES, LENGTH_BYTES)
      }
    }
    return frames
  }

  #expect(state: 'length' | 'head' | 'body', wanted: number, max: number): void {
    if (!Number.isSafeInteger(wanted) || wanted < 0 || wanted > max) throw new RangeError(`a ${state} of this size is not taken`)
    this.#state = state
    this.#wanted = wanted
  }

  #take(count: number): Uint8Array {
    const whole = this.#pieces.length === 1 ? this.#pieces[0] ?? new Uint8Array() : concat(this.#pieces, this.#size)
    this.#pieces = whole.length > count ? [whole.subarray(count)] : []
    this.#size = whole.length - count
    return whole.slice(0, count)
  }
}

function concat(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
