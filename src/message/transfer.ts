import { byteCharacters } from '../base/byte-characters.ts'
import { concatBytes } from '../base/bytes.ts'

/**
 * Content transfer encodings, RFC 2045 §6. Decoding never throws and is linear; `problem` says that bytes did not fit
 * the encoding and were skipped or kept as they were.
 */
export interface Transferred {
  readonly bytes: Uint8Array
  readonly problem: boolean
}

/** Undoes the transfer encoding named by `encoding` (lower case). Unknown encodings give the bytes as they are. */
export function decodeTransfer(bytes: Uint8Array, encoding: string): Transferred {
  if (encoding === 'base64') return decodeBase64(byteCharacters(bytes))
  if (encoding === 'quoted-printable') return decodeQuotedPrintable(bytes)
  return { bytes, problem: !IDENTITY.has(encoding) }
}

/** Encodings that leave bytes as they are. */
export const IDENTITY: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary', ''])

/** Base64 with line ends; other characters are skipped, padding may be absent. */
export function decodeBase64(text: string): Transferred {
  try {
    return { bytes: Uint8Array.fromBase64(text), problem: false }
  } catch {
    return { bytes: decodeBrokenBase64(text), problem: true }
  }
}

/**
 * Padding in the middle ends one run and begins another, as when pieces were encoded apart and put after each other.
 */
function decodeBrokenBase64(text: string): Uint8Array {
  const runs = text.replace(/[^A-Za-z0-9+/=]/g, '').split(/=+/)
  return concatBytes(runs.map((run) => Uint8Array.fromBase64(run.length % 4 === 1 ? run.slice(0, -1) : run)))
}

/** Bytes of quoted-printable that mean nothing but themselves, wherever they stand: above CR and no `=`. */
const STANDS_FOR_ITSELF = Uint8Array.from({ length: 256 }, (_, byte) => byte > 0x0d && byte !== 0x3d ? 1 : 0)

/** RFC 2045 §6.7. Trailing white space of a line is dropped, soft line breaks join, wrong `=` stay as they are. */
export function decodeQuotedPrintable(bytes: Uint8Array): Transferred {
  const end = bytes.length
  const out = new Uint8Array(end)
  let length = 0
  let problem = false
  /** Blanks of the text itself stand behind this place only: one that was encoded stays. */
  let writtenFrom = 0
  for (let at = 0; at < end; at++) {
    // Nearly every byte stands for itself: in a loop that does nothing else they cost half as much.
    const shift = at - length
    while (at < end && STANDS_FOR_ITSELF[bytes[at] as number] === 1) out[at - shift] = bytes[at++] as number
    length = at - shift
    if (at >= end) break
    const byte = bytes[at] as number
    if (byte === EQUALS) {
      const high = hexValue(bytes[at + 1])
      const low = high < 0 ? -1 : hexValue(bytes[at + 2])
      const next = low < 0 ? softBreakEnd(bytes, at + 1) : at + 3
      if (low >= 0) out[length++] = high * 16 + low
      else if (next === -1) out[length++] = byte
      if (next === -1) problem = true
      else at = next - 1
      writtenFrom = length
    } else {
      if (byte === LF || byte === CR) while (length > writtenFrom && isBlank(out[length - 1])) length--
      out[length++] = byte
    }
  }
  return { bytes: out.subarray(0, length), problem }
}

const LF = 0x0a
const CR = 0x0d
const EQUALS = 0x3d

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09
}

/** Blanks looked at between `=` and the line's end. */
const SOFT_BREAK_BLANKS_MAX = 80

/** Where the text goes on after `=`, blanks and a line end; -1 when this is not a soft line break. */
function softBreakEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && at - from < SOFT_BREAK_BLANKS_MAX && isBlank(bytes[at])) at++
  if (at >= bytes.length) return at
  if (bytes[at] === LF) return at + 1
  if (bytes[at] !== CR) return -1
  return bytes[at + 1] === LF ? at + 2 : at + 1
}

/** Value of a hexadecimal digit, or -1. */
export function hexValue(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  if (code >= 0x41 && code <= 0x46) return code - 0x37
  if (code >= 0x61 && code <= 0x66) return code - 0x57
  return -1
}
