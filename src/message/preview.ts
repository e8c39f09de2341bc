import type { BodyParts } from './body-parts.ts'
import { decodeCharset } from './charset.ts'
import { htmlToText } from './html-text.ts'
import { decodeTransfer } from './transfer.ts'
import type { Part } from './types.ts'

/** Characters of a preview. RFC 8621 §4.1.4 */
export const PREVIEW_MAX = 256
/** Raw bytes of a text part that are looked at for it. */
export const PREVIEW_BYTES_MAX = 64 * 1024
/** Bytes that are looked at before all of them: nearly always they are enough. HTML begins with what nobody sees. */
const EARLY_BYTES = { plain: [1024, 4 * 1024], html: [4 * 1024] } as const
/** Characters of text after which what follows cannot change the preview, whatever was cut off at the end. */
const EARLY_MIN = PREVIEW_MAX * 2
/** Characters of text that are looked at first, and at most. */
const FOLDED_EARLY = PREVIEW_MAX * 3
const FOLDED_MAX = PREVIEW_MAX * 8
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
  for (const bytesMax of EARLY_BYTES[part.subtype === 'html' ? 'html' : 'plain']) {
    if (part.bodyEnd - part.bodyStart <= bytesMax) break
    const early = beginning(part, raw, bytesMax)
    if (early !== undefined && early.length >= EARLY_MIN) return cut(early)
  }
  return cut(beginning(part, raw, PREVIEW_BYTES_MAX) ?? '')
}

/** Text of the first bytes, on one line; undefined when more bytes are needed to know their charset. */
function beginning(part: Part, raw: Uint8Array, bytesMax: number): string | undefined {
  const end = Math.min(part.bodyEnd, part.bodyStart + bytesMax)
  const { bytes } = decodeTransfer(raw.subarray(part.bodyStart, end), part.encoding)
  const isGuessed = bytesMax < PREVIEW_BYTES_MAX && !DECLARED.has((part.charset ?? '').toLowerCase())
  if (isGuessed && hasHighByte(bytes)) return undefined
  const { text } = decodeCharset(bytes, part.charset)
  const isHtml = part.subtype === 'html'
  const early = folded(text, { isHtml, charactersMax: FOLDED_EARLY })
  return early.length >= EARLY_MIN ? early : folded(text, { isHtml, charactersMax: FOLDED_MAX })
}

/** So many characters of what a reader sees, on one line. */
function folded(
  text: string, { isHtml, charactersMax }: { readonly isHtml: boolean, readonly charactersMax: number },
): string {
  const plain = isHtml ? htmlToText(text, { charactersMax }) : text.slice(0, charactersMax)
  return plain.replace(BLANKS, ' ').trim()
}

function hasHighByte(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] as number) > 0x7f) return true
  return false
}

/**
 * Line ends, control characters, blanks but the usual one, and what is invisible: soft hyphen, joiners, direction marks,
 * fillers.
 */
const UNUSUAL = [
  /\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180e/,
  /\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0/,
].map(({ source }) => source).join('')
/** All that becomes one blank and is not one already: most words stand one blank apart. */
const BLANKS = new RegExp(`[${UNUSUAL}][${UNUSUAL} ]*| [${UNUSUAL} ]+`, 'g')

function cut(line: string): string {
  if (line.length <= PREVIEW_MAX) return line
  // Never half a surrogate pair at the end.
  const last = line.charCodeAt(PREVIEW_MAX - 1)
  return line.slice(0, last >= 0xd800 && last < 0xdc00 ? PREVIEW_MAX - 1 : PREVIEW_MAX)
}
