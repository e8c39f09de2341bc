/** The same four bytes as a whole number and as a fraction. */
const words = new Uint32Array(1)
const floats = new Float32Array(words.buffer)

/** Takes numbers from bytes, in order. Reading past the end throws a `RangeError`; little-endian. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.#at
  }

  u8(): number {
    const value = this.#bytes[this.#at]
    if (value === undefined) throw new RangeError('the end of the bytes')
    this.#at += 1
    return value
  }

  u16(): number {
    return this.u8() | (this.u8() << 8)
  }

  u32(): number {
    return (this.u16() | (this.u16() << 16)) >>> 0
  }

  f32(): number {
    words[0] = this.u32()
    return floats[0] ?? 0
  }

  /** A number in groups of seven bits, lowest first, at most 32 bits. */
  varint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new RangeError('a number of more than 32 bits')
  }

  bytes(length: number): Uint8Array {
    if (length > this.left) throw new RangeError('the end of the bytes')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  ascii(length: number): string {
    return String.fromCharCode(...this.bytes(Math.min(length, 255)))
  }
}

/** Puts numbers into bytes, as `ByteReader` takes them. */
export class ByteWriter {
  #bytes: Uint8Array = new Uint8Array(1024)
  #length = 0

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }

  u8(value: number): this {
    this.#room(1)
    this.#bytes[this.#length++] = value & 0xff
    return this
  }

  u16(value: number): this {
    return this.u8(value).u8(value >>> 8)
  }

  u32(value: number): this {
    return this.u16(value & 0xffff).u16(value >>> 16)
  }

  f32(value: number): this {
    floats[0] = value
    return this.u32(words[0] ?? 0)
  }

  varint(value: number): this {
    let rest = value >>> 0
    while (rest >= 0x80) {
      this.u8((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    return this.u8(rest)
  }

  raw(bytes: Uint8Array): this {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  /** A short text of ASCII letters behind its length. */
  ascii(text: string): this {
    this.u8(text.length)
    for (let at = 0; at < text.length; at += 1) this.u8(text.charCodeAt(at))
    return this
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}
