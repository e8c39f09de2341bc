import { decodeCharset } from './charset.ts'
import { decodeBase64, decodeTransfer } from './transfer.ts'
import type { ByteText } from './byte-text.ts'
import type { Part } from './types.ts'

export interface DecodedText {
  /** Line ends are LF. */
  readonly value: string
  readonly isTruncated: boolean
  readonly isEncodingProblem: boolean
}

/**
 * Raw bytes that can make one byte of decoded UTF-8: quoted-printable (3) of UTF-16 (2), with room for soft line
 * breaks.
 */
const RAW_PER_BYTE_MAX = 8
const RAW_SLACK = 1024

/**
 * A text part decoded: transfer encoding, charset, line ends. With `maxBytes` at most so many bytes of UTF-8, cut at a
 * whole character (and outside an HTML tag is not promised); only as much of the part is decoded as that needs. RFC
 * 8621 §4.1.4
 */
export function decodedText(part: Part, raw: Uint8Array, options: { readonly maxBytes?: number } = {}): DecodedText {
  const maxBytes = options.maxBytes ?? 0
  const rawEnd = maxBytes > 0
    ? Math.min(part.bodyEnd, part.bodyStart + maxBytes * RAW_PER_BYTE_MAX + RAW_SLACK)
    : part.bodyEnd
  const cut = rawEnd < part.bodyEnd
  const transferred = decodeTransfer(raw.subarray(part.bodyStart, rawEnd), part.encoding)
  const decoded = decodeCharset(transferred.bytes, part.charset)
  const text = decoded.text.includes('\r') ? decoded.text.replace(/\r\n?/g, '\n') : decoded.text
  const short = maxBytes > 0 ? truncate(text, maxBytes) : text
  return {
    value: short.replaceAll('\0', ''),
    isTruncated: cut || short.length < text.length,
    isEncodingProblem: decoded.problem || transferred.problem,
  }
}

/** A part's bytes with the transfer encoding undone. */
export function decodedBytes(part: Part, raw: Uint8Array): Uint8Array {
  return decodeTransfer(raw.subarray(part.bodyStart, part.bodyEnd), part.encoding).bytes
}

/** The same for who has the message as text already: a file in base64 is decoded from there. */
export function decodedFrom(text: ByteText, part: Part): Uint8Array {
  if (part.encoding === 'base64') return decodeBase64(text.slice(part.bodyStart, part.bodyEnd)).bytes
  return decodedBytes(part, text.raw)
}

function truncate(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text
  const target = new Uint8Array(maxBytes)
  const { read } = new TextEncoder().encodeInto(text, target)
  return text.slice(0, read)
}
