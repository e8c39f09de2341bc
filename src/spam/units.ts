/**
 * A text part as UTF-16 units in one array that is used again for every mail: no strings of bodies are made. Only the
 * beginning and the end of a long part are decoded, so the price of a mail does not grow with its size. Pure.
 */
import { decodeCharset } from '../message/charset.ts'
import { decodeTransfer } from '../message/transfer.ts'
import type { Part } from '../message/types.ts'

/** Octets of a part, as sent, that are decoded from its beginning. */
export const HEAD_BYTES_MAX = 8 * 1024
/** And from its end, where the rest is longer. */
export const TAIL_BYTES_MAX = 2 * 1024
/** A page that begins with so many octets of style sheets and comments is followed so far. */
export const LONG_HEAD_BYTES_MAX = 64 * 1024

const units = new Uint16Array(LONG_HEAD_BYTES_MAX + 8)

/** From a place to another one, which is not part of it. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** The beginning of a part, and its end when it is longer; each from and to a line's end where there is one. */
export function windowsOf(part: Part, raw: Uint8Array, headBytesMax: number): readonly Range[] {
  const { bodyStart, bodyEnd } = part
  if (bodyEnd - bodyStart <= headBytesMax + TAIL_BYTES_MAX / 4) {
    return [{ from: bodyStart, to: Math.min(bodyEnd, bodyStart + units.length - 8) }]
  }
  const to = lineBefore(raw, { at: bodyStart + headBytesMax, within: headBytesMax >> 1 })
  const from = lineBefore(raw, { at: Math.max(to, bodyEnd - TAIL_BYTES_MAX), within: 1000 })
  const isAligned = part.encoding !== 'base64' || (from - 2 - lineBefore(raw, { at: from - 1, within: 200 })) % 4 === 0
  return [{ from: bodyStart, to }, ...isAligned ? [{ from: Math.max(to, from), to: bodyEnd }] : []]
}

/** The place behind the last line end before `at`; `at` itself when there is none within so many octets. */
function lineBefore(raw: Uint8Array, { at, within }: { readonly at: number, readonly within: number }): number {
  for (let place = at; place > 0 && place > at - within; place--) if (raw[place - 1] === 0x0a) return place
  return at
}

/** The units of one window. Valid until the next window is read. */
export function unitsOf(part: Part, raw: Uint8Array, { from, to }: Range): Uint16Array {
  const { bytes } = decodeTransfer(raw.subarray(from, to), part.encoding)
  const charset = part.charset ?? ''
  const length = UTF8.has(charset) ? fromUtf8(bytes, from > part.bodyStart) : charset === 'iso-8859-1' ? fromOctets(bytes) : -1
  if (length >= 0) return units.subarray(0, length)
  return unitsOfText(decodeCharset(bytes, charset).text)
}

const UTF8: ReadonlySet<string> = new Set(['', 'utf-8', 'utf8', 'us-ascii', 'ascii'])

/** A text's units, as far as they are looked at. Valid until the next window is read. */
export function unitsOfText(text: string): Uint16Array {
  const end = Math.min(text.length, units.length)
  for (let at = 0; at < end; at++) units[at] = text.charCodeAt(at)
  return units.subarray(0, end)
}

/** Octets 0x80 to 0x9f stay controls: what they are in windows-1252 says nothing here. */
function fromOctets(bytes: Uint8Array): number {
  const end = Math.min(bytes.length, units.length)
  for (let at = 0; at < end; at++) units[at] = bytes[at] as number
  return end
}

/** -1 when it is no UTF-8, apart from a character that the window cut in two. */
function fromUtf8(bytes: Uint8Array, isTail: boolean): number {
  const end = Math.min(bytes.length, units.length - 2)
  let [at, length] = [0, 0]
  if (isTail) while (at < 3 && at < end && ((bytes[at] as number) & 0xc0) === 0x80) at++
  while (at < end) {
    const start = at - length
    while (at < end && (bytes[at] as number) < 0x80) units[at - start] = bytes[at++] as number
    length = at - start
    if (at >= end) break
    const byte = bytes[at++] as number
    const more = byte >= 0xf0 && byte < 0xf5 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc2 ? 1 : 0
    if (more === 0 || byte >= 0xf5) return -1
    if (at + more > bytes.length) break
    let code = byte & (0x3f >> more)
    for (let next = 0; next < more; next++) {
      const continued = bytes[at++] as number
      if ((continued & 0xc0) !== 0x80) return -1
      code = (code << 6) | (continued & 0x3f)
    }
    if (code > 0xffff) {
      units[length++] = 0xd7c0 + (code >> 10)
      units[length++] = 0xdc00 | (code & 0x3ff)
    } else units[length++] = code
  }
  return length
}

/** From so many units on the decoder is faster than arguments of a call. */
const FEW = 64
const decoder = new TextDecoder('utf-16le', { ignoreBOM: true })

/** Some units as text. */
export function textOf(from: Uint16Array, start: number, end: number): string {
  const units = from.subarray(start, end)
  return units.length < FEW ? String.fromCharCode.apply(null, units as unknown as number[]) : decoder.decode(units)
}
