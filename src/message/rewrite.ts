import { concatBytes } from '../base/bytes.ts'
import { Refusal } from '../base/errors.ts'
import { ByteText } from './byte-text.ts'
import { utf8Bytes } from './charset.ts'
import { formatDate, type MessageDate } from './date.ts'
import { scanHeader } from './header.ts'
import { MESSAGE_LIMITS } from './limits.ts'
import type { HeaderField, ParsedMessage } from './types.ts'

/** Name and value of a field to be put into a header; the value may be folded with CRLF and a blank. */
export type NewField = readonly [name: string, value: string]

/**
 * The message with fields put in front, in the order given. Values that would begin another field or end the header
 * are a
 * `Refusal` (`header-injection`): nothing that came from outside can add a field of its own, nor go on with one of these.
 */
export function prependHeaders(raw: Uint8Array, fields: readonly NewField[]): Uint8Array {
  return concatBytes([utf8Bytes(fieldTexts(fields)), raw.subarray(strayLinesEnd(raw))])
}

/**
 * Where the lines end that begin with a blank although no field stands before them: behind a field of ours they would be
 * words of it. They belong to none (RFC 5322 §2.2.3), so nothing that counts goes with them.
 */
export function strayLinesEnd(raw: Uint8Array): number {
  let at = 0
  while (raw[at] === 0x20 || raw[at] === 0x09) {
    const lineEnd = raw.indexOf(0x0a, at)
    if (lineEnd === -1) return raw.length
    at = lineEnd + 1
  }
  return at
}

/** Fields with their line ends, behind each other. */
export function fieldTexts(fields: readonly NewField[]): string {
  return fields.map(fieldText).join('')
}

/** One field with its line end. Throws a `Refusal` when name or value could break out of it. */
export function fieldText([name, value]: NewField): string {
  if (!/^[\x21-\x39\x3b-\x7e]{1,100}$/.test(name)) {
    throw new Refusal('header-injection', 'a field name may hold printable ASCII only')
  }
  const unfolded = value.replaceAll('\r\n ', ' ').replaceAll('\r\n\t', '\t')
  if (/[\r\n\0]/.test(unfolded)) throw new Refusal('header-injection', `the value of ${name} holds a line end`)
  return `${name}: ${value.trimStart()}\r\n`
}

/**
 * The message without the fields named (any case), all their occurrences. With `when` only those whose value it
 * accepts.
 * Used for Bcc, and for Authentication-Results that others wrote in our name. `header` is the message's own, when it was
 * read already.
 */
export function removeHeaders(
  raw: Uint8Array, names: readonly string[], when: (field: HeaderField) => boolean = () => true,
  header: OuterHeader = headerFields(raw),
): Uint8Array {
  return withoutFields(raw, fieldsNamed(header, names, when))
}

/** The fields of these names (any case) that `when` accepts. */
export function fieldsNamed(
  { fields }: OuterHeader, names: readonly string[], when: (field: HeaderField) => boolean,
): readonly HeaderField[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  return fields.filter((field) => wanted.has(field.name.toLowerCase()) && when(field))
}

/** The message without these of its fields. */
export function withoutFields(raw: Uint8Array, gone: readonly HeaderField[]): Uint8Array {
  return gone.length === 0 ? raw : concatBytes(keptPieces(raw, gone))
}

/** What is left of the message without these of its fields, in pieces that are views on it. */
export function keptPieces(
  raw: Uint8Array, gone: readonly Pick<HeaderField, 'start' | 'end'>[],
): readonly Uint8Array[] {
  const kept: Uint8Array[] = []
  let from = 0
  for (const { start, end } of gone) {
    kept.push(raw.subarray(from, start))
    from = end
  }
  kept.push(raw.subarray(from))
  return kept
}

/**
 * The message with a Message-ID and a Date when it has none; the identifier with or without its angle brackets, the
 * date in ms (then written in UTC) or with its zone. RFC 6409 §8.3
 */
export function addMissing(
  raw: Uint8Array, missing: { readonly messageId: string, readonly date: MessageDate | number },
): Uint8Array {
  const { date } = missing
  const present = new Set(headerFields(raw).fields.map((field) => field.name.toLowerCase()))
  const fields: NewField[] = []
  if (!present.has('date')) fields.push(['Date', formatDate(
    typeof date === 'number' ? { ms: date, offsetMinutes: 0 } : date,
  )])
  if (!present.has('message-id')) fields.push(['Message-ID', `<${missing.messageId.replace(/^<|>$/g, '')}>`])
  return fields.length === 0 ? raw : prependHeaders(raw, fields)
}

/** The outer header of a message: its fields and where the body begins. */
export interface OuterHeader {
  readonly fields: readonly HeaderField[]
  readonly bodyStart: number
}

/** Headers are short: a body is not decoded to find them. */
const HEADER_WINDOW_BYTES = 4 * 1024

/** The fields of the outer header, no other part looked at. Every field counts here, so the limits are lifted. */
export function headerFields(raw: Uint8Array): OuterHeader {
  return scanHeader(new ByteText(raw, HEADER_WINDOW_BYTES), {
    start: 0,
    end: raw.length,
    limits: { ...MESSAGE_LIMITS, fieldsMax: Infinity, headerBytesMax: Infinity },
    delimiterAt: () => undefined,
    defect: () => undefined,
  })
}

/** The same of a message that was taken apart already. */
export function outerHeader(parsed: ParsedMessage, raw: Uint8Array): OuterHeader {
  const isShort = parsed.defects.some((defect) => defect === 'too-many-headers' || defect === 'header-too-large')
  return isShort ? headerFields(raw) : { fields: parsed.headers, bodyStart: parsed.headerEnd }
}
