import type { BodyParts } from './body-parts.ts'
import { decodeCharset } from './charset.ts'
import { htmlToText } from './html-text.ts'
import { decodeTransfer } from './transfer.ts'
import type { Part } from './types.ts'

/** Characters of a preview. RFC 8621 §4.1.4 */
export const PREVIEW_MAX = 256
/** Raw bytes of a text part that are looked at for it. */
export const PREVIEW_BYTES_MAX = 64 * 1024
/** Bytes that are looked at first: nearly always they are enough. */
const EARLY_BYTES = 4 * 1024
/** Characters of text after which what follows cannot change the preview, whatever was cut off at the end. */
const EARLY_MIN = PREVIEW_MAX * 2
/** Charsets that do not depend on bytes further on: others are guessed from all there are. */
const DECLARED: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'iso-8859-1', 'iso-8859-15', 'windows-1252'])
/** Text parts that are tried until one has text. */
const PARTS_TRIED_MAX = 4

/**
 * The beginning of what the message says, white space folded: from the plain text, or from the HTML when there is none.
 * Invisible characters that senders use as padding are left out.
 */
export function previewText({ textBody, htmlBody }: Pick<BodyParts, 'textBody' | 'htmlBody'>, raw: Uint8Array): string {
  const parts = [...textBody, ...htmlBody].filter((part) => part.type === 'text').slice(0, PARTS_TRIED_MAX)
  for (const part of parts) {
    const preview = partPreview(part, raw)
    if (preview !== '') return preview
  }
  return ''
}

function partPreview(part: Part, raw: Uint8Array): string {
  const early = part.bodyEnd - part.bodyStart > EARLY_BYTES ? beginning(part, raw, EARLY_BYTES) : undefined
  return cut(early !== undefined && early.length >= EARLY_MIN ? early : beginning(part, raw, PREVIEW_BYTES_MAX) ?? '')
}

/** Text of the first bytes, on one line; undefined when more bytes are needed to know their charset. */
function beginning(part: Part, raw: Uint8Array, bytesMax: number): string | undefined {
  const end = Math.min(part.bodyEnd, part.bodyStart + bytesMax)
  const { bytes } = decodeTransfer(raw.subarray(part.bodyStart, end), part.encoding)
  const isGuessed = bytesMax < PREVIEW_BYTES_MAX && !DECLARED.has((part.charset ?? '').toLowerCase())
  if (isGuessed && bytes.some((byte) => byte > 0x7f)) return undefined
  const { text } = decodeCharset(bytes, part.charset)
  const plain = part.subtype === 'html'
    ? htmlToText(text, { charactersMax: PREVIEW_MAX * 8 })
    : text.slice(0, PREVIEW_MAX * 8)
  return plain.replace(BLANK, ' ').trim()
}

/** Blanks, line ends and control characters, and what is invisible: soft hyphen, joiners, direction marks, fillers. */
const BLANK = new RegExp(`[${[
  /\s\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e/,
  /\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufeff\uffa0/,
].map(({ source }) => source).join('')}]+`, 'g')

function cut(line: string): string {
  if (line.length <= PREVIEW_MAX) return line
  // Never half a surrogate pair at the end.
  const last = line.charCodeAt(PREVIEW_MAX - 1)
  return line.slice(0, last >= 0xd800 && last < 0xdc00 ? PREVIEW_MAX - 1 : PREVIEW_MAX)
}
