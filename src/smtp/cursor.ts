/** A cursor over the bytes of one line. Grammar functions take from it; nothing in it looks back or backtracks. */
export class Cursor {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get ended(): boolean {
    return this.at >= this.bytes.length
  }

  /** The byte here, or -1 at the end. */
  peek(): number {
    return this.bytes[this.at] ?? -1
  }

  /** Steps over that byte; false (and stays) when something else stands here. */
  take(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false
    this.at += 1
    return true
  }

  /** Steps over `word` (given in upper case) in any case; false and stays when it is not here. */
  takeWord(word: string): boolean {
    if (this.at + word.length > this.bytes.length) return false
    for (let index = 0; index < word.length; index += 1) {
      if (upper(this.bytes[this.at + index] ?? 0) !== word.charCodeAt(index)) return false
    }
    this.at += word.length
    return true
  }

  /** The text of the bytes that `belongs` accepts, ASCII only unless it accepts more; '' when there is none. */
  takeWhile(belongs: (byte: number) => boolean): string {
    const start = this.at
    while (this.at < this.bytes.length && belongs(this.bytes[this.at] ?? 0)) this.at += 1
    return text(this.bytes.subarray(start, this.at))
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as text; the caller has checked that they are UTF-8 (`isUtf8`). */
export function text(bytes: Uint8Array): string {
  if (bytes.length > 64) return decoder.decode(bytes)
  let ascii = ''
  for (const byte of bytes) {
    if (byte > 0x7e) return decoder.decode(bytes)
    ascii += String.fromCharCode(byte)
  }
  return ascii
}

/** Whether the bytes are well-formed UTF-8 (RFC 3629). */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes)
    return true
  } catch {
    return false
  }
}

/** ASCII letter in upper case; any other byte as it is. */
export function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte
}

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39
export const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
/** Part of a character beyond ASCII: UTF8-non-ascii of RFC 6531 §3.3. */
export const isBeyondAscii = (byte: number): boolean => byte >= 0x80
