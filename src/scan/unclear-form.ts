/**
 * Forms of a mail that mail programs read differently, so that what we looked at need not be what is opened: two types or encodings
 * of one part, no boundary or two of them, parts after the end, a mail in pieces, base64 that goes on after its end. Honest
 * programs do not write them. What was read one way only is never called clean. RFC 2045 §5, §6; RFC 2046 §5.1.
 */
import type { ParsedMessage, Part } from '../message/types.ts'

/** Octets of a message that are searched for marks of text. */
export const FORM_BYTES_MAX = 8 * 1024 * 1024
/** Octets of one header that are searched. */
const HEADER_BYTES_MAX = 256 * 1024
/** Files in the old form of mail programs (uuencode) that are looked at. */
export const UUENCODED_MAX = 50

const UNCLEAR: ReadonlySet<string> = new Set([
  'repeated-content-type', 'repeated-content-transfer-encoding', 'ambiguous-parameters', 'no-boundary', 'encoded-message', 'broken-content-type',
  'too-many-parameters', 'header-without-end', 'nul-in-header', 'too-many-headers', 'header-too-large',
])

/** Whether readers may see other files in it than we do. */
export function isUnclear({ defects, root }: Pick<ParsedMessage, 'defects' | 'root'>, raw: Uint8Array): boolean {
  return defects.some((defect) => UNCLEAR.has(defect)) || isUnclearPart(root, raw)
}

function isUnclearPart(part: Part, raw: Uint8Array): boolean {
  if (hasBlankBeforeColon(part, raw) || (part.type === 'message' && part.subtype === 'partial')) return true
  if (part.type === 'multipart') {
    if (part.encoding === 'base64' || part.encoding === 'quoted-printable' || goesOnAfterItsEnd(part, raw)) return true
  } else if (part.encoding === 'base64' && part.type !== 'text' && goesOnAfterPadding(part, raw)) return true
  return part.children.some((child) => isUnclearPart(child, raw))
    || (part.message !== null && isUnclearPart(part.message.root, raw))
}

const textOf = (raw: Uint8Array, from: number, to: number): string =>
  Buffer.from(raw.buffer, raw.byteOffset + from, Math.max(0, Math.min(to - from, FORM_BYTES_MAX))).toString('latin1')

/** `Content-Type :` is a field for some and a line of text for others. */
export function hasBlankBeforeColon({ headerStart, bodyStart }: Pick<Part, 'headerStart' | 'bodyStart'>, raw: Uint8Array): boolean {
  const header = textOf(raw, headerStart, Math.min(bodyStart, headerStart + HEADER_BYTES_MAX))
  return /^content-(?:type|transfer-encoding|disposition)[ \t]{1,100}:/im.test(header)
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
  return padding >= 0 && /^=+\s*[A-Za-z0-9+/]/.test(body.subarray(padding, padding + 100).toString('latin1'))
}

/** Names of files that stand in a text as mail programs wrote them before MIME, which some still open: `begin 644 name`. */
export function uuencodedNames(raw: Uint8Array): readonly string[] {
  const all = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, FORM_BYTES_MAX))
  const names: string[] = []
  for (let at = all.indexOf('\nbegin '); at >= 0 && names.length < UUENCODED_MAX; at = all.indexOf('\nbegin ', at + 1)) {
    const name = /^\nbegin [0-7]{3,4} ([^\r\n]{1,250})\r?\n[\x20-\x60]{2,}/.exec(all.subarray(at, at + 400).toString('latin1'))?.[1]
    if (name !== undefined) names.push(name.trim())
  }
  return names
}
