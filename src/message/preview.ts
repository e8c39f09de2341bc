import type { BodyParts } from './body-parts.ts'
import { decodeCharset } from './charset.ts'
import { htmlToText } from './html-text.ts'
import { decodeTransfer } from './transfer.ts'
import type { Part } from './types.ts'

/** Characters of a preview. RFC 8621 §4.1.4 */
export const PREVIEW_MAX = 256
/** Raw bytes of a text part that are looked at for it. */
export const PREVIEW_BYTES_MAX = 64 * 1024
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
  const end = Math.min(part.bodyEnd, part.bodyStart + PREVIEW_BYTES_MAX)
  const { bytes } = decodeTransfer(raw.subarray(part.bodyStart, end), part.encoding)
  const { text } = decodeCharset(bytes, part.charset)
  const plain = part.subtype === 'html'
    ? htmlToText(text, { charactersMax: PREVIEW_MAX * 8 })
    : text.slice(0, PREVIEW_MAX * 8)
  return folded(plain)
}

/** Blanks, line ends and control characters, and what is invisible: soft hyphen, joiners, direction marks, fillers. */
const BLANK = /[\s\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufeff\uffa0]+/g

function folded(text: string): string {
  const line = text.replace(BLANK, ' ').trim()
  if (line.length <= PREVIEW_MAX) return line
  // Never half a surrogate pair at the end.
  const last = line.charCodeAt(PREVIEW_MAX - 1)
  return line.slice(0, last >= 0xd800 && last < 0xdc00 ? PREVIEW_MAX - 1 : PREVIEW_MAX)
}
