import { isAtomChar } from '../imap/cursor.ts'
import { flagBits, type Flags } from '../mailstore/types.ts'

/** Flags between IMAP's spelling and the mailstore's bits. RFC 9051 §2.3.2 */

const BITS = Object.entries(flagBits)
const BIT_OF: ReadonlyMap<string, { readonly name: string, readonly bit: number }> =
  new Map(BITS.map(([name, bit]) => [name.toLowerCase(), { name, bit }]))

/** Flags that every mailbox has, for the FLAGS response. */
export const KNOWN_FLAGS: readonly string[] = BITS.map(([name]) => name)

/** From the words of a command. Keywords keep their first spelling and are told apart without case. */
export function toFlags(words: readonly string[]): Flags {
  let bits = 0
  const keywords = new Map<string, string>()
  for (const word of words) {
    const known = BIT_OF.get(word.toLowerCase())
    if (known) bits |= known.bit
    else if (!keywords.has(word.toLowerCase())) keywords.set(word.toLowerCase(), word)
  }
  return { bits, keywords: [...keywords.values()].sort() }
}

/** Is this flag set? */
export function hasFlag(flags: Flags, word: string): boolean {
  const known = BIT_OF.get(word.toLowerCase())
  if (known) return (flags.bits & known.bit) !== 0
  return flags.keywords.some((keyword) => keyword.toLowerCase() === word.toLowerCase())
}

const spelled: string[] = []

/** flag-list with parentheses. The 1,024 lists without keywords are spelled once. */
export function formatFlags(flags: Flags): string {
  if (flags.keywords.length === 0) return spelled[flags.bits] ??= `(${names(flags.bits).join(' ')})`
  return `(${[...names(flags.bits), ...flags.keywords.filter(isAtom)].join(' ')})`
}

/** A keyword that came in by another door and is no atom cannot be said here. */
export function isAtom(keyword: string): boolean {
  for (let at = 0; at < keyword.length; at++) if (!isAtomChar(keyword.charCodeAt(at))) return false
  return keyword !== ''
}

function names(bits: number): string[] {
  return BITS.filter(([, bit]) => (bits & bit) !== 0).map(([name]) => name)
}
