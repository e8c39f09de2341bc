import { DOT, GREATER, LBRACKET, LESS, RBRACKET, utf8Bytes, utf8TextLenient } from './bytes.ts'
import type { SectionSpec } from '../message/section.ts'
import type { Cursor } from './cursor.ts'

/** `<start.size>` after a section: that much of it. RFC 9051 §9: partial */
export interface Partial {
  readonly start: number
  readonly sizeBytes: number
}

/** Deepest part number, such as `1.2.3`: as deep as the parser of messages goes. */
export const PART_DEPTH_MAX = 100
/** Most field names in HEADER.FIELDS. */
export const HEADER_FIELDS_MAX = 256
/** Longest field name. */
const FIELD_NAME_SIZE_MAX = 256

/** section: `[` [section-spec] `]`. */
export function section(cursor: Cursor): SectionSpec {
  cursor.take(LBRACKET)
  const { part, more } = sectionPart(cursor)
  const spec = more ? sectionText(cursor, part) : { path: part, text: null, fields: [] }
  cursor.take(RBRACKET)
  return spec
}

/** section-binary: `[` [section-part] `]`. */
export function sectionBinary(cursor: Cursor): readonly number[] {
  cursor.take(LBRACKET)
  const { part, more } = sectionPart(cursor)
  if (more) cursor.expected('"]"')
  cursor.take(RBRACKET)
  return part
}

/** Numbers with dots; `more` when text such as HEADER must or may follow. */
function sectionPart(cursor: Cursor): { readonly part: readonly number[], readonly more: boolean } {
  const part: number[] = []
  while (cursor.peek() >= 48 && cursor.peek() <= 57) {
    if (part.length >= PART_DEPTH_MAX) cursor.expected(`at most ${PART_DEPTH_MAX} part numbers`)
    part.push(cursor.nzNumber('a part number'))
    if (!cursor.skip(DOT)) return { part, more: false }
  }
  return { part, more: part.length > 0 || cursor.peek() !== RBRACKET }
}

function sectionText(cursor: Cursor, part: readonly number[]): SectionSpec {
  const text = cursor.word('HEADER, TEXT or a part number')
  switch (text) {
    case 'HEADER':
    case 'TEXT':
      return { path: part, text, fields: [] }
    case 'MIME':
      if (part.length === 0) cursor.expected('a part number before MIME')
      return { path: part, text, fields: [] }
    case 'HEADER.FIELDS':
    case 'HEADER.FIELDS.NOT':
      cursor.sp()
      return { path: part, text,
        fields: cursor.list(() => fieldName(cursor), { what: 'header fields', countMax: HEADER_FIELDS_MAX }) }
    default:
      return cursor.expected('HEADER, HEADER.FIELDS, TEXT or MIME before')
  }
}

function fieldName(cursor: Cursor): string {
  const octets = cursor.astring('a header field name')
  if (octets.length === 0 || octets.length > FIELD_NAME_SIZE_MAX || !octets.every(isFieldNameChar)) {
    cursor.expected('a header field name before')
  }
  return utf8TextLenient(octets).toUpperCase()
}

/** ftext of RFC 5322 §2.2: printable ASCII without the colon. */
function isFieldNameChar(octet: number): boolean {
  return octet > 32 && octet < 127 && octet !== 58
}

/** partial: `<` number64 `.` nz-number64 `>`, or null when none stands here. */
export function partial(cursor: Cursor): Partial | null {
  if (!cursor.skip(LESS)) return null
  const start = cursor.number64('a first octet')
  cursor.take(DOT)
  const sizeBytes = cursor.number64('a number of octets')
  if (sizeBytes === 0) cursor.expected('a number of octets above 0 before')
  cursor.take(GREATER)
  return { start, sizeBytes }
}

/** The section as FETCH answers it, with its brackets: `[1.2.HEADER.FIELDS (FROM TO)]`. */
export function formatSection(spec: SectionSpec): string {
  const words: string[] = spec.path.map(String)
  if (spec.text !== null) words.push(spec.text)
  const fields = spec.text?.startsWith('HEADER.FIELDS') ? ` (${(spec.fields ?? []).map(formatFieldName).join(' ')})`
    : ''
  return `[${words.join('.')}${fields}]`
}

/** A field name is printable ASCII, but may hold characters that an atom may not. */
function formatFieldName(name: string): string {
  for (const octet of utf8Bytes(name)) {
    const plain = (octet >= 65 && octet <= 90) || (octet >= 48 && octet <= 57) || octet === 45 || octet === 95
    if (!plain) return `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  }
  return name
}
