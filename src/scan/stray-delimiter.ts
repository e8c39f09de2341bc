/**
 * Lines that some readers take for a delimiter of a multipart and we do not: with blanks in front, words behind, other case, or
 * only the first characters of a long boundary. What stands behind them is a part for those readers. RFC 2046 §5.1.1.
 */
import type { Part } from '../message/types.ts'

/** Octets of a message that are searched. */
export const DELIMITER_BYTES_MAX = 8 * 1024 * 1024
/** Characters of a boundary that every reader compares. */
const COMPARED = 70
/** Characters of a line behind its dashes that are looked at; `message/delimiters.ts` takes no longer line for a delimiter. */
const LINE_MAX = 260
/** Blanks in front of the dashes that are looked over. */
const BLANKS_MAX = 100

/** Whether the message has such a line for one of its multiparts. */
export function hasStrayDelimiter(root: Part, raw: Uint8Array): boolean {
  const boundaries = new Set<string>()
  gather(root, boundaries)
  if (boundaries.size === 0) return false
  const beginnings = new Set([...boundaries].map((boundary) => boundary.slice(0, COMPARED).toLowerCase()))
  const lengths = [...new Set([...beginnings].map(({ length }) => length))]
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, DELIMITER_BYTES_MAX)).toString('latin1')
  for (let at = text.indexOf('--'); at >= 0; at = text.indexOf('--', at)) {
    const blanks = blanksBefore(text, at)
    if (blanks >= 0) {
      const rest = text.slice(at + 2, at + 2 + LINE_MAX)
      const end = rest.search(/[\r\n]/)
      const line = (end < 0 ? rest : rest.slice(0, end)).trimEnd()
      const isOurs = blanks === 0 && (end >= 0 || rest.length < LINE_MAX)
        && (boundaries.has(line) || (line.endsWith('--') && boundaries.has(line.slice(0, -2))))
      const low = line.toLowerCase()
      if (!isOurs && lengths.some((length) => beginnings.has(low.slice(0, length)))) return true
    }
    // Past all dashes that follow, so that a line of them costs one look.
    at += 2
    while (text.charCodeAt(at) === 0x2d) at++
  }
  return false
}

function gather({ type, parameters, children, message }: Part, boundaries: Set<string>): void {
  const boundary = parameters['boundary']?.trimEnd() ?? ''
  if (type === 'multipart' && boundary !== '') boundaries.add(Buffer.from(boundary).toString('latin1'))
  for (const child of children) gather(child, boundaries)
  if (message !== null) gather(message.root, boundaries)
}

/** Blanks between the line's beginning and this place; -1 when something else stands there. */
function blanksBefore(text: string, at: number): number {
  let start = at
  while (start > 0 && at - start <= BLANKS_MAX && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--
  return start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r' ? at - start : -1
}
