/**
 * Lines of a mail that are a delimiter of a multipart, or that some readers take for one and we do not: with blanks
 * in front, words behind, other case, or only the first characters of a long boundary. What stands behind those is a
 * part for such readers. The whole mail is gone through once, whatever the nesting. RFC 2046 §5.1.1.
 */
import type { Part } from '../message/types.ts'

/** Delimiters of one mail that are noted: its parts are far fewer (`MESSAGE_LIMITS.partsMax`). */
export const DELIMITERS_MAX = 5000
/** Lines that begin as a delimiter of the mail does and are compared whole; no honest text has so many. */
export const COMPARED_LINES_MAX = 200_000
/** Characters of a boundary that every reader compares. */
const COMPARED = 70
/** Characters that are compared first, so that most lines cost no more. */
const COMPARED_FIRST = 8
/**
 * Characters of a line behind its dashes that are looked at; `message/delimiters.ts` takes no longer line for a
 * delimiter.
 */
const LINE_MAX = 260
/** Blanks in front of the dashes that are looked over. */
const BLANKS_MAX = 100

export interface DelimiterLine {
  /** Octets from the beginning of the mail. */
  readonly at: number
  readonly isClosing: boolean
}

export interface DelimiterLines {
  /** Our delimiters by their boundary (`boundaryOf`), in the order of the mail; not all of them when `hasStray`. */
  readonly own: ReadonlyMap<string, readonly DelimiterLine[]>
  /** The mail has a line that some readers take for a delimiter, or more lines than are looked at. */
  readonly hasStray: boolean
}

/** `text` has one character for each octet of the mail. */
export function delimiterLines(root: Part, text: string): DelimiterLines {
  const own = new Map<string, DelimiterLine[]>()
  gather(root, own)
  if (own.size === 0) return { own, hasStray: false }
  const beginsAsOne = comparison([...own.keys()])
  let [compared, noted] = [0, 0]
  for (let at = text.indexOf('--'); at >= 0; at = text.indexOf('--', at)) {
    const blanks = blanksBefore(text, at)
    if (blanks >= 0 && beginsAsOne.first(text, at + 2)) {
      const rest = text.slice(at + 2, at + 2 + LINE_MAX)
      const end = rest.search(/[\r\n]/)
      const line = (end < 0 ? rest : rest.slice(0, end)).trimEnd()
      const isDelimiter = blanks === 0 && (end >= 0 || rest.length < LINE_MAX)
      const opened = isDelimiter ? own.get(line) : undefined
      const ours = opened ?? (isDelimiter && line.endsWith('--') ? own.get(line.slice(0, -2)) : undefined)
      ours?.push({ at, isClosing: opened === undefined })
      if (ours !== undefined) noted++
      if (ours === undefined && beginsAsOne.whole(line)) return { own, hasStray: true }
      if (++compared > COMPARED_LINES_MAX || noted > DELIMITERS_MAX) return { own, hasStray: true }
    }
    // Past all dashes that follow, so that a line of them costs one look.
    at += 2
    while (text.charCodeAt(at) === 0x2d) at++
  }
  return { own, hasStray: false }
}

/** The boundary of a multipart as it stands in the mail; '' when it has none. */
export function boundaryOf({ type, parameters }: Part): string {
  const boundary = parameters['boundary']?.trimEnd() ?? ''
  return type === 'multipart' ? Buffer.from(boundary).toString('latin1') : ''
}

function gather(part: Part, own: Map<string, DelimiterLine[]>): void {
  const boundary = boundaryOf(part)
  if (boundary !== '') own.set(boundary, [])
  for (const child of part.children) gather(child, own)
  if (part.message !== null) gather(part.message.root, own)
}

/**
 * Whether a line begins as one of the boundaries, whatever the case: by its first characters, and by all that
 * readers compare.
 */
function comparison(boundaries: readonly string[]): {
  readonly first: (text: string, at: number) => boolean, readonly whole: (line: string) => boolean
} {
  const beginnings = new Set(boundaries.map((boundary) => boundary.slice(0, COMPARED).toLowerCase()))
  const lengths = [...new Set([...beginnings].map(({ length }) => length))]
  const length = Math.min(COMPARED_FIRST, ...lengths)
  const firsts = new Set([...beginnings].map((beginning) => beginning.slice(0, length)))
  const codes = new Set([...firsts].flatMap((first) => [first.charCodeAt(0), first.toUpperCase().charCodeAt(0)]))
  return {
    first: (text, at) => codes.has(text.charCodeAt(at)) && firsts.has(text.slice(at, at + length).toLowerCase()),
    whole: (line) => {
      const low = line.toLowerCase()
      return lengths.some((compared) => beginnings.has(low.slice(0, compared)))
    },
  }
}

/** Blanks between the line's beginning and this place; -1 when something else stands there. */
function blanksBefore(text: string, at: number): number {
  let start = at
  while (start > 0 && at - start <= BLANKS_MAX && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--
  return start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r' ? at - start : -1
}
