/**
 * Forms of a mail that mail programs read differently, so that what we looked at need not be what is opened: two
 * types or encodings of one part, no boundary or two of them, lines that are a delimiter for some, parts after the
 * end, a mail in pieces, base64 that goes on after its end, encodings of before MIME. Honest programs do not write
 * them. What was read one way only is never called clean. RFC 2045 §5, §6; RFC 2046 §5.1.
 */
import { byteCharacters } from '../base/byte-characters.ts'
import { MESSAGE_LIMITS } from '../message/limits.ts'
import type { ParsedMessage, Part } from '../message/types.ts'
import { boundaryOf, delimiterLines, type DelimiterLines } from './stray-delimiter.ts'

/** Octets of one header that are searched: what the parser keeps of one. A longer one is unclear. */
export const HEADER_BYTES_MAX = MESSAGE_LIMITS.headerBytesMax

const UNCLEAR: ReadonlySet<string> = new Set([
  'repeated-content-type', 'repeated-content-transfer-encoding', 'repeated-content-disposition', 'ambiguous-parameters',
  'encoded-message', 'broken-content-type',
  'too-many-parameters', 'nul-in-header', 'too-many-headers', 'header-too-large', 'ambiguous-encoding',
])

/**
 * Whether readers may see other files in it than we do. `isInside` for a mail that was a file of another; `text` is the
 * mail with a character for each octet, where it was made already. Its work grows with the length of the mail only.
 */
export function isUnclear(
  { defects, root }: Pick<ParsedMessage, 'defects' | 'root'>, raw: Uint8Array,
  { isInside = false, text = byteCharacters(raw) }: { readonly isInside?: boolean, readonly text?: string } = {},
): boolean {
  if (defects.some((defect) => UNCLEAR.has(defect))) return true
  const lines = delimiterLines(root, text)
  return lines.hasStray || isUnclearPart(root, { text, lines, isRootInside: isInside, isInside })
}

interface Seen {
  /** The whole mail, one character for each octet: no level of it makes a copy. */
  readonly text: string
  readonly lines: DelimiterLines
  /** The part is in a mail inside the mail. */
  readonly isInside: boolean
  /** The part is the root of one. */
  readonly isRootInside: boolean
}

/** Encodings that are none of RFC 2045 §6.1 and that some reader undoes nevertheless. */
const UNDONE_BY_SOME = /64|uu|yenc|hex|hqx|zip|compress|quot|print|qp/
const KNOWN_ENCODINGS: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary', 'base64', 'quoted-printable'])

function isUnclearPart(part: Part, seen: Seen): boolean {
  const { text, isInside } = seen
  if (isUnclearText(text.slice(part.headerStart, part.bodyStart)) || hasNoEnd(part, seen)) return true
  if (part.type === 'message' && part.subtype === 'partial') return true
  if (!KNOWN_ENCODINGS.has(part.encoding) && UNDONE_BY_SOME.test(part.encoding)) return true
  if (part.type === 'multipart') {
    if (part.encoding === 'base64' || part.encoding === 'quoted-printable') return true
    if (goesOnAfterItsEnd(part, seen) || hidesParts(part, seen)) return true
  } else if (part.encoding === 'base64' && !isLetter(part) && goesOnAfterPadding(part, text)) return true
  return part.children.some((child) => isUnclearPart(child, { ...seen, isRootInside: false, isInside }))
    || (part.message !== null && isUnclearPart(part.message.root, { ...seen, isRootInside: true, isInside: true }))
}

/** Lists put words behind what is shown as text. */
function isLetter({ type, disposition, fileName }: Part): boolean {
  return type === 'text' && disposition !== 'attachment' && fileName === null
}

/** By the header of a mail or a part alone. */
export function hasUnclearHeader(
  { headerStart, bodyStart }: Pick<Part, 'headerStart' | 'bodyStart'>, raw: Uint8Array,
): boolean {
  return isUnclearText(byteCharacters(raw.subarray(headerStart, Math.max(headerStart, bodyStart))))
}

/**
 * `Content-Type :` is a field for some and a line of text for others; a line of blanks goes on with the field above
 * it for some and ends the header for others; a boundary in pieces, percents, escapes or encoded words is put
 * together by some only.
 */
function isUnclearText(header: string): boolean {
  return header.length > HEADER_BYTES_MAX
    || /^content-(?:type|transfer-encoding|disposition)[ \t]{1,100}:/im.test(header)
    || /\n[ \t]{1,100}\r?\ncontent-(?:type|transfer-encoding|disposition):/i.test(header)
    || /[;\s]boundary(?:\*|\s{0,10}=\s{0,10}(?:"?'|"?=\?|[^"\s;]{0,200}[\\\x80-\xff]|"[^"]{0,200}[\\\x80-\xff]))/i.test(header)
}

/** A delimiter once more after the closing one: some readers stop there, others go on. */
function goesOnAfterItsEnd(part: Part, { lines }: Seen): boolean {
  const within = lines.own.get(boundaryOf(part))?.filter(({ at }) => at >= part.bodyStart && at < part.bodyEnd) ?? []
  const close = within.findIndex(({ isClosing }) => isClosing)
  return close >= 0 && close < within.length - 1
}

/**
 * A multipart in which we find no part: others may, behind a line with dashes. A mail inside that was cut off in or
 * after its header, as the mail servers of the world send back what they could not deliver, has no such line.
 */
function hidesParts(part: Part, { text, lines, isInside }: Seen): boolean {
  const [child] = part.children
  const isFound = part.children.length > 1 || (child !== undefined && child.headerStart > part.bodyStart)
  if (isFound) return false
  if (!isInside || (lines.own.get(boundaryOf(part))?.length ?? 0) > 0) return true
  return text.slice(part.bodyStart, part.bodyEnd).includes('--')
}

/**
 * A header that a delimiter ends, so that some go on in it with what stands behind. That of a mail inside may end so
 * when nothing but closing delimiters is left: cut off again.
 */
function hasNoEnd({ headerStart, bodyStart, bodyEnd }: Part, { text, isRootInside }: Seen): boolean {
  if (bodyStart >= text.length) return false
  // Without any header it is the whole body of a multipart (`hidesParts`), or a delimiter follows upon another.
  if (headerStart === bodyStart) {
    const lineBefore = text.lastIndexOf('\n', headerStart - 2) + 1
    return !isRootInside && text.startsWith('--', bodyStart) && text.startsWith('--', lineBefore)
  }
  const end = text.slice(Math.max(headerStart, bodyStart - 4), bodyStart)
  if (/(?:^|\n)\r?\n$/.test(end)) return false
  if (!isRootInside || text.length - bodyEnd > REST_MAX) return true
  return text.slice(bodyEnd).split('\n')
    .some((line) => line.trim() !== '' && !(line.startsWith('--') && line.trimEnd().endsWith('--')))
}

/** Octets behind a header that was cut off in which closing delimiters may stand. */
const REST_MAX = 2000

/** Some decoders end at `=`, others go on. */
function goesOnAfterPadding({ bodyStart, bodyEnd }: Part, text: string): boolean {
  const body = text.slice(bodyStart, bodyEnd)
  const padding = body.indexOf('=')
  return padding >= 0 && /[A-Za-z0-9+/]/.test(body.slice(padding))
}
