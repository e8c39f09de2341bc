import { concatBytes } from '../base/bytes.ts'
import { ByteText } from './byte-text.ts'
import { scanHeader } from './header.ts'
import { MESSAGE_LIMITS } from './limits.ts'
import type { HeaderField, Part } from './types.ts'

/** What `BODY[...]` asks for. RFC 9051 §6.4.5.1 */
export interface SectionSpec {
  /** Part numbers: `1.2` is [1, 2]; empty for the whole message. */
  readonly path: readonly number[]
  readonly text: null | 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME'
  /** Names for HEADER.FIELDS and HEADER.FIELDS.NOT. */
  readonly fields?: readonly string[]
}

export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** What `section` needs of a message: a parsed one, or the structure kept in a list record. */
export interface Sectioned {
  readonly headerEnd: number
  readonly root: Part
}

/**
 * The bytes of a section as a range of the raw message, or made (HEADER.FIELDS); undefined when there is no such part
 * or it has no such text. RFC 9051 §6.4.5.1
 */
export function section(message: Sectioned, raw: Uint8Array, spec: SectionSpec): ByteRange | Uint8Array | undefined {
  const range = sectionRange(message, spec)
  if (range === undefined || spec.text !== 'HEADER.FIELDS' && spec.text !== 'HEADER.FIELDS.NOT') return range
  return selectFields(raw.subarray(range.start, range.end), { names: spec.fields ?? [],
    not: spec.text === 'HEADER.FIELDS.NOT' })
}

/** The range alone, found without the raw bytes; for HEADER.FIELDS the whole header, to be given to `selectFields`. */
export function sectionRange(message: Sectioned, { path, text }: SectionSpec): ByteRange | undefined {
  if (path.length === 0) return text === 'MIME' ? undefined : messageRange(message, text)
  const part = findPart(message, path)
  if (part === undefined) return undefined
  if (text === null) return { start: part.bodyStart, end: part.bodyEnd }
  if (text === 'MIME') return { start: part.headerStart, end: part.bodyStart }
  return part.message === null ? undefined : messageRange(part.message, text)
}

function messageRange({ headerEnd, root }: Sectioned, text: Exclude<SectionSpec['text'], 'MIME'>): ByteRange {
  const start = root.headerStart
  if (text === null) return { start, end: root.bodyEnd }
  return text === 'TEXT' ? { start: headerEnd, end: Math.max(headerEnd, root.bodyEnd) } : { start, end: headerEnd }
}

/** The part with this number: a message that is no multipart has its body as part 1. */
export function findPart(message: Sectioned, path: readonly number[]): Part | undefined {
  let within: Sectioned | null = message
  let part: Part | undefined
  for (const number of path) {
    // Past the first number we stand on a part: a multipart is entered, an inner message by its root, a leaf has no
    // parts.
    const parent: Part | undefined = within === null ? part : within.root
    if (parent === undefined) return undefined
    const isRoot: boolean = within !== null
    if (parent.type === 'multipart') part = parent.children[number - 1]
    else part = isRoot && number === 1 ? parent : undefined
    within = part?.message ?? null
  }
  return part
}

/**
 * The fields with these names (or without, `not`) as they stand in the header, and the blank line. RFC 9051 §6.4.5.1
 */
export function selectFields(
  header: Uint8Array, { names, not }: { readonly names: readonly string[], readonly not: boolean },
): Uint8Array {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const text = new ByteText(header)
  const { fields } = scanHeader(text, {
    start: 0, end: header.length, limits: MESSAGE_LIMITS, delimiterAt: () => undefined, defect: () => undefined,
  })
  const lines = fields.filter((field) => wanted.has(field.name.toLowerCase()) !== not)
  return concatBytes([...fieldLines(lines, header), CRLF])
}

const CRLF = new Uint8Array([0x0d, 0x0a])

/** The raw lines of fields; a last one without a line end gets one. */
export function fieldLines(fields: readonly HeaderField[], raw: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  for (const { start, end } of fields) {
    lines.push(raw.subarray(start, end))
    if (raw[end - 1] !== 0x0a) lines.push(CRLF)
  }
  return lines
}
