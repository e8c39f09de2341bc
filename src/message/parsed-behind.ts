import { ByteText } from './byte-text.ts'
import { WANTED_FIELDS } from './fields.ts'
import { scanHeader } from './header.ts'
import { MESSAGE_LIMITS } from './limits.ts'
import type { HeaderField, ParsedMessage, Part } from './types.ts'

/** Defects that fewer or more fields of the header may change. */
const OF_FIELDS: ReadonlySet<string> = new Set(['too-many-headers', 'header-too-large', 'nul-in-header'])

/**
 * What `parseMessage` finds in a message that has new fields in `front` of it and is `without` some of its own, when
 * `parsed` is what it found in `raw`: the places move, and nothing is read again. Undefined where that is not so: these
 * fields are not all whole ones that say nothing of the message (a trace, RFC 5321 §4.4), or `raw` begins with a line
 * that would go on with the last of them, or a limit is near.
 */
export function parsedBehind(front: Uint8Array, { raw, parsed, without }: {
  readonly raw: Uint8Array, readonly parsed: ParsedMessage, readonly without: readonly HeaderField[],
}): ParsedMessage | undefined {
  const added = wholeFields(front)
  if (added === undefined || raw[0] === 0x20 || raw[0] === 0x09 || !without.every(saysNothing)) return undefined
  if (parsed.defects.some((defect) => OF_FIELDS.has(defect))) return undefined
  if (added.length + parsed.headers.length > MESSAGE_LIMITS.fieldsMax) return undefined
  if (front.length + parsed.headerEnd > MESSAGE_LIMITS.headerBytesMax) return undefined
  const headers = [...added]
  const gone = new Set(without.map(({ start }) => start))
  let by = front.length
  for (const field of parsed.headers) {
    if (gone.has(field.start)) by -= field.end - field.start
    else headers.push(movedField(field, by))
  }
  return {
    ...parsed, size: parsed.size + by, headerEnd: parsed.headerEnd + by, headers,
    root: { ...movedPart(parsed.root, by), headerStart: 0 },
  }
}

/** The fields of `front` when it is nothing else, and none of them says what the message is or who wrote it. */
function wholeFields(front: Uint8Array): readonly HeaderField[] | undefined {
  let isWhole = front[front.length - 1] === 0x0a
  const { fields } = scanHeader(new ByteText(front), {
    start: 0, end: front.length, limits: MESSAGE_LIMITS, delimiterAt: () => undefined,
    defect: () => {
      isWhole = false
    },
  })
  // A blank line would end the header before its end.
  isWhole &&= fields.at(-1)?.end === front.length
  return isWhole && fields.every(saysNothing) ? fields : undefined
}

function saysNothing(field: HeaderField): boolean {
  const name = field.name.toLowerCase()
  return !name.startsWith('content-') && !WANTED_FIELDS.has(name)
}

function movedField({ name, value, start, end }: HeaderField, by: number): HeaderField {
  return { name, value, start: start + by, end: end + by }
}

/** With the parts and messages inside; recursion is bounded by the depth that parsing allows. */
function movedPart(part: Part, by: number): Part {
  return {
    ...part, headerStart: part.headerStart + by, bodyStart: part.bodyStart + by, bodyEnd: part.bodyEnd + by,
    children: part.children.map((child) => movedPart(child, by)),
    message: part.message === null ? null : {
      ...part.message, headerEnd: part.message.headerEnd + by, root: movedPart(part.message.root, by),
      headers: part.message.headers.map((field) => movedField(field, by)),
    },
  }
}
