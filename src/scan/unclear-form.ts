/**
 * Forms of a mail that mail programs read differently, so that what we looked at need not be what is opened: two types or encodings
 * of one part, no boundary or two of them, lines that are a delimiter for some, parts after the end, a mail in pieces, base64 that
 * goes on after its end, encodings of before MIME. Honest programs do not write them. What was read one way only is never called
 * clean. RFC 2045 §5, §6; RFC 2046 §5.1.
 */
import type { ParsedMessage, Part } from '../message/types.ts'
import { hasStrayDelimiter } from './stray-delimiter.ts'

/** Octets of a message that are searched for marks of text. */
export const FORM_BYTES_MAX = 8 * 1024 * 1024
/** Octets of one header that are searched. */
const HEADER_BYTES_MAX = 256 * 1024

const UNCLEAR: ReadonlySet<string> = new Set([
  'repeated-content-type', 'repeated-content-transfer-encoding', 'repeated-content-disposition', 'ambiguous-parameters', 'no-boundary', 'encoded-message', 'broken-content-type',
  'too-many-parameters', 'header-without-end', 'nul-in-header', 'too-many-headers', 'header-too-large', 'ambiguous-encoding', 'no-parts',
])

/** Whether readers may see other files in it than we do. */
export function isUnclear({ defects, root }: Pick<ParsedMessage, 'defects' | 'root'>, raw: Uint8Array): boolean {
  return defects.some((defect) => UNCLEAR.has(defect)) || isUnclearPart(root, raw) || hasStrayDelimiter(root, raw)
}

/** Encodings that are none of RFC 2045 §6.1 and that some reader undoes nevertheless. */
const UNDONE_BY_SOME = /64|uu|yenc|hex|hqx|zip|compress|quot|print|qp/
const KNOWN_ENCODINGS: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary', 'base64', 'quoted-printable'])

function isUnclearPart(part: Part, raw: Uint8Array): boolean {
  if (hasUnclearHeader(part, raw) || (part.type === 'message' && part.subtype === 'partial')) return true
  if (!KNOWN_ENCODINGS.has(part.encoding) && UNDONE_BY_SOME.test(part.encoding)) return true
  if (part.type === 'multipart') {
    if (part.encoding === 'base64' || part.encoding === 'quoted-printable' || goesOnAfterItsEnd(part, raw)) return true
  } else if (part.encoding === 'base64' && !isLetter(part) && goesOnAfterPadding(part, raw)) return true
  return part.children.some((child) => isUnclearPart(child, raw))
    || (part.message !== null && isUnclearPart(part.message.root, raw))
}

/** Lists put words behind what is shown as text. */
function isLetter({ type, disposition, fileName }: Part): boolean {
  return type === 'text' && disposition !== 'attachment' && fileName === null
}

const textOf = (raw: Uint8Array, from: number, to: number): string =>
  Buffer.from(raw.buffer, raw.byteOffset + from, Math.max(0, Math.min(to - from, FORM_BYTES_MAX))).toString('latin1')

/**
 * `Content-Type :` is a field for some and a line of text for others; a line of blanks goes on with the field above it for some and
 * ends the header for others; a boundary in pieces, percents, escapes or encoded words is put together by some only.
 */
export function hasUnclearHeader({ headerStart, bodyStart }: Pick<Part, 'headerStart' | 'bodyStart'>, raw: Uint8Array): boolean {
  const header = textOf(raw, headerStart, Math.min(bodyStart, headerStart + HEADER_BYTES_MAX))
  return /^content-(?:type|transfer-encoding|disposition)[ \t]{1,100}:/im.test(header)
    || /\n[ \t]{1,100}\r?\ncontent-(?:type|transfer-encoding|disposition):/i.test(header)
    || /[;\s]boundary(?:\*|\s{0,10}=\s{0,10}(?:"?'|"?=\?|[^"\s;]{0,200}[\\\x80-\xff]|"[^"]{0,200}[\\\x80-\xff]))/i.test(header)
}

/** A delimiter once more after the closing one: some readers stop there, others go on. */
function goesOnAfterItsEnd({ parameters, bodyStart, bodyEnd }: Part, raw: Uint8Array): boolean {
  const boundary = parameters['boundary'] ?? ''
  if (boundary === '') return false
  const body = textOf(raw, bodyStart, bodyEnd)
  const close = lineWith(body, `--${boundary}--`, 0)
  return close >= 0 && lineWith(body, `--${boundary}`, close + boundary.length + 4) >= 0
}

function lineWith(text: string, start: string, from: number): number {
  for (let at = text.indexOf(start, from); at >= 0; at = text.indexOf(start, at + 1)) if (at === 0 || text[at - 1] === '\n') return at
  return -1
}

/** Some decoders end at `=`, others go on. */
function goesOnAfterPadding({ bodyStart, bodyEnd }: Part, raw: Uint8Array): boolean {
  const body = Buffer.from(raw.buffer, raw.byteOffset + bodyStart, Math.min(bodyEnd - bodyStart, FORM_BYTES_MAX))
  const padding = body.indexOf(0x3d)
  return padding >= 0 && /[A-Za-z0-9+/]/.test(body.subarray(padding).toString('latin1'))
}
