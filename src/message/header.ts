import { decodeUndeclared } from './charset.ts'
import { decodeWords } from './encoded-word.ts'
import type { ByteText } from './byte-text.ts'
import type { MessageLimits } from './limits.ts'
import type { HeaderField } from './types.ts'

/** Longest field name that is taken as one. */
export const FIELD_NAME_MAX = 200

export interface ScannedHeader {
  readonly fields: readonly HeaderField[]
  /** Where the body begins: after the blank line, at the end, or at the delimiter line that cut the header off. */
  readonly bodyStart: number
}

export interface HeaderScan {
  readonly start: number
  readonly end: number
  readonly limits: MessageLimits
  /** Where the content in front ends, when the line at this place is the delimiter of an enclosing multipart. */
  readonly delimiterAt: (lineStart: number) => number | undefined
  readonly defect: (name: string) => void
}

const LF = 0x0a
const CR = 0x0d
const NOT_ASCII = /[^\x00-\x7f]/
const NUL_OR_NOT_ASCII = /[^\x01-\x7f]/

/**
 * Splits a header into its fields. Lines that are no field (no colon, an mbox `From ` line) are left out and named as a
 * defect; the header goes on after them. Linear, also over the limits. RFC 5322 §2.2.
 */
export function scanHeader(text: ByteText, scan: HeaderScan): ScannedHeader {
  const { raw } = text
  const fields: HeaderField[] = []
  const keepUntil = scan.start + scan.limits.headerBytesMax
  let at = scan.start
  while (at < scan.end) {
    const first = raw[at]
    if (first === LF) return { fields, bodyStart: at + 1 }
    if (first === CR && raw[at + 1] === LF && at + 1 < scan.end) return { fields, bodyStart: at + 2 }
    const cut = first === 0x2d && raw[at + 1] === 0x2d ? scan.delimiterAt(at) : undefined
    if (cut !== undefined) {
      scan.defect('header-without-end')
      return { fields, bodyStart: Math.max(scan.start, cut) }
    }
    const end = fieldEnd(text, at, scan.end)
    if (end > keepUntil) scan.defect('header-too-large')
    else if (fields.length >= scan.limits.fieldsMax) scan.defect('too-many-headers')
    else keepField(text, { start: at, end, fields, defect: scan.defect })
    at = end
  }
  return { fields, bodyStart: scan.end }
}

/** Just past the line end of the field that begins at `start`, continuation lines included. */
function fieldEnd(text: ByteText, start: number, end: number): number {
  let at = start
  for (;;) {
    const lf = text.indexOf('\n', at, end)
    if (lf === -1) return end
    at = lf + 1
    const next = at < end ? text.raw[at] : undefined
    if (next !== 0x20 && next !== 0x09) return at
  }
}

interface FieldPlace {
  readonly start: number
  readonly end: number
  readonly fields: HeaderField[]
  readonly defect: (name: string) => void
}

function keepField(text: ByteText, { start, end, fields, defect }: FieldPlace): void {
  const { raw } = text
  let at = start
  while (at < end && at - start <= FIELD_NAME_MAX && isNameByte(raw[at] as number)) at++
  const nameEnd = at
  while (at < end && (raw[at] === 0x20 || raw[at] === 0x09)) at++
  if (nameEnd === start || at >= end || raw[at] !== 0x3a) {
    defect(nameEnd === start + 4 && text.slice(start, start + 4) === 'From' ? 'mbox-line' : 'header-without-colon')
    return
  }
  let valueEnd = end
  if (raw[valueEnd - 1] === LF) valueEnd--
  if (raw[valueEnd - 1] === CR && valueEnd > at + 1) valueEnd--
  let value = text.slice(at + 1, valueEnd)
  if (NUL_OR_NOT_ASCII.test(value)) {
    if (NOT_ASCII.test(value)) value = decodeUndeclared(raw.subarray(at + 1, valueEnd))
    if (value.includes('\0')) defect('nul-in-header')
  }
  fields.push({ name: text.slice(start, nameEnd), value, start, end })
}

/** Printable ASCII but the colon. RFC 5322 §2.2 */
function isNameByte(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f && byte !== 0x3a
}

/**
 * The value on one line: line ends of folding taken out, the white space kept; a bare CR is a blank. RFC 5322 §2.2.3
 */
export function unfold(value: string): string {
  if (!value.includes('\n') && !value.includes('\r')) return value
  return value.replace(/\r?\n([ \t]?)/g, (_, blank: string) => blank === '' ? ' ' : blank).replaceAll('\r', ' ')
}

/** The value as text: unfolded, encoded-words decoded, outer white space gone, NUL gone, NFC. RFC 8621 §4.1.2.2 */
export function asText(value: string): string {
  const text = decodeWords(unfold(value)).replaceAll('\0', '').trim()
  return NOT_ASCII.test(text) ? text.normalize('NFC') : text
}
