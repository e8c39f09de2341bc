import { ByteText } from './byte-text.ts'
import { WANTED_FIELDS } from './fields.ts'
import { scanHeader, type ScannedHeader } from './header.ts'
import { MESSAGE_LIMITS } from './limits.ts'
import type { HeaderField, ParsedMessage, Part } from './types.ts'

/** Defects after which other fields may be kept when more stand in front. */
const OVER_LIMIT: ReadonlySet<string> = new Set(['too-many-headers', 'header-too-large'])

/**
 * What `parseMessage` finds in `front` and `raw` behind each other, when `parsed` is what it found in `raw`: every place
 * moves by as much as stands in front, and nothing is read again. Undefined where that is not so: `front` is not just
 * whole fields that say nothing of the message (a trace, RFC 5321 §4.4), or `raw` begins with a line that would go on
 * with the last of them, or a limit is near.
 */
export function parsedBehind(front: Uint8Array, raw: Uint8Array, parsed: ParsedMessage): ParsedMessage | undefined {
  const header = wholeFields(front)
  if (header === undefined || raw[0] === 0x20 || raw[0] === 0x09) return undefined
  const by = front.length
  if (parsed.defects.some((defect) => OVER_LIMIT.has(defect))) return undefined
  if (header.fields.length + parsed.headers.length > MESSAGE_LIMITS.fieldsMax) return undefined
  if (by + parsed.headerEnd > MESSAGE_LIMITS.headerBytesMax) return undefined
  return {
    ...moved(parsed, by), size: parsed.size + by, headers: [...header.fields, ...movedFields(parsed.headers, by)],
    root: { ...movedPart(parsed.root, by), headerStart: 0 },
  }
}

/** The fields of `front` when it is nothing else, and none of them says what the message is or who wrote it. */
function wholeFields(front: Uint8Array): ScannedHeader | undefined {
  let isWhole = front[front.length - 1] === 0x0a
  const header = scanHeader(new ByteText(front), {
    start: 0, end: front.length, limits: MESSAGE_LIMITS, delimiterAt: () => undefined,
    defect: () => {
      isWhole = false
    },
  })
  // A blank line would end the header before its end.
  const { fields } = header
  isWhole &&= fields.at(-1)?.end === front.length
  return isWhole && fields.every(({ name }) => saysNothing(name.toLowerCase())) ? header : undefined
}

function saysNothing(name: string): boolean {
  return !name.startsWith('content-') && !WANTED_FIELDS.has(name)
}

function moved(message: ParsedMessage, by: number): ParsedMessage {
  return {
    ...message, headerEnd: message.headerEnd + by, headers: movedFields(message.headers, by), root: movedPart(message.root, by),
  }
}

function movedFields(fields: readonly HeaderField[], by: number): readonly HeaderField[] {
  return fields.map(({ name, value, start, end }) => ({ name, value, start: start + by, end: end + by }))
}

function movedPart(part: Part, by: number): Part {
  return {
    ...part, headerStart: part.headerStart + by, bodyStart: part.bodyStart + by, bodyEnd: part.bodyEnd + by,
    children: part.children.map((child) => movedPart(child, by)),
    message: part.message === null ? null : moved(part.message, by),
  }
}
