/** Bytes that are text, and what they say: marks of Unicode, UTF-16 without a mark, UTF-8, or else Windows-1252. */
import { decodeCharset } from '../message/charset.ts'

/** Bytes that are looked at to see whether a file is text. */
const LOOKED_AT = 65_536

/** The text of bytes that are text. A declaration inside (`<meta charset>`, `<?xml encoding>`) counts when bytes are no UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  const order = unicodeOf(bytes)
  if (order === 'utf-32') return utf32(bytes)
  if (order !== undefined) return new TextDecoder(order).decode(bytes)
  return decodeCharset(bytes, declared(bytes)).text.replace(/^\uFEFF/, '')
}

/** Whether these can be text: no control characters but those of lines and pages. */
export function looksLikeText(bytes: Uint8Array): boolean {
  if (unicodeOf(bytes) !== undefined) return true
  const head = bytes.subarray(0, LOOKED_AT)
  // A NUL or two in a text are a slip of the program that wrote it, or somebody who hopes that we look away.
  const oddMax = head.length / 100
  let odd = 0
  for (let at = 0; at < head.length; at++) {
    const byte = head[at] as number
    const isOdd = byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27
    if (isOdd && ++odd > oddMax) return false
  }
  return true
}

function declared(bytes: Uint8Array): string | null {
  if (isUtf8(bytes)) return null
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 2048)).toString('latin1')
  const label = /<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})/i.exec(head) ?? /<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{2,40})/i.exec(head)
  return label?.[1] ?? null
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function unicodeOf(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | 'utf-32' | undefined {
  const [a, b, c, d] = [bytes[0], bytes[1], bytes[2], bytes[3]]
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'utf-32' : 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  return unmarked(bytes)
}

/** Western text in UTF-16 has a NUL in nearly every second byte, always on the same side. */
function unmarked(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const head = bytes.subarray(0, 2048)
  if (head.length < 4) return undefined
  let [even, odd] = [0, 0]
  for (let at = 0; at < head.length; at++) {
    if (head[at] !== 0) continue
    if (at % 2 === 0) even++
    else odd++
  }
  const many = head.length * 0.3
  if (odd > many && even * 10 < odd) return 'utf-16le'
  return even > many && odd * 10 < even ? 'utf-16be' : undefined
}

function utf32(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const pieces: string[] = []
  for (let at = 4; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, true)
    pieces.push(code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\uFFFD' : String.fromCodePoint(code))
  }
  return pieces.join('')
}
