import { BACKSLASH } from './bytes.ts'
import { isAtomChar, type Cursor } from './cursor.ts'

/** Most flags in one list of a command, and octets of one keyword: what an entry can hold. */
export const FLAGS_MAX = 64
export const KEYWORD_SIZE_MAX = 64

/** The system flags a client may set, in their own spelling. `\Recent` is not among them. RFC 9051 §2.3.2 */
export const SYSTEM_FLAGS = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'] as const

/** flag: a system flag in its own spelling, or a keyword as written. RFC 9051 §9 */
export function flag(cursor: Cursor): string {
  if (cursor.skip(BACKSLASH)) {
    const name = cursor.atom('a flag').toLowerCase()
    const known = SYSTEM_FLAGS.find((system) => system.toLowerCase() === `\\${name}`)
    return known ?? cursor.expected('a system flag before')
  }
  return keyword(cursor)
}

/** flag-keyword: an atom. */
export function keyword(cursor: Cursor): string {
  const text = cursor.run(isAtomChar)
  if (text === '' || text.length > KEYWORD_SIZE_MAX) cursor.expected(`a keyword of 1 to ${KEYWORD_SIZE_MAX} octets`)
  return text
}

/** flag-list: `(` [flag *(SP flag)] `)`. */
export function flagList(cursor: Cursor): string[] {
  return cursor.list(() => flag(cursor), { what: 'flags', countMax: FLAGS_MAX, empty: true })
}
