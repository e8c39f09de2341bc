/** What small things that are kept for long take in memory, on a 64-bit engine without compressed pointers. */

/** A place in a map with the room it keeps free; a heap number; the head of an object or a text. */
const ENTRY_BYTES = 48
const NUMBER_BYTES = 16
const HEAD_BYTES = 24
const FIELD_BYTES = 8

/**
 * Bytes that a text, a number or a flat object of such takes under its own place in a map. What several share is counted
 * for each of them: a count that is too high pushes something out too early, one that is too low fills the memory.
 */
export function keptBytes(kept: unknown): number {
  if (typeof kept !== 'object' || kept === null) return ENTRY_BYTES + ownBytes(kept)
  let bytes = ENTRY_BYTES + HEAD_BYTES
  for (const value of Object.values(kept)) bytes += FIELD_BYTES + ownBytes(value)
  return bytes
}

function ownBytes(value: unknown): number {
  if (typeof value === 'number') return NUMBER_BYTES
  return typeof value === 'string' ? HEAD_BYTES + value.length * (isOneByte(value) ? 1 : 2) : 0
}

/** The same text by itself: what was cut out of a longer one keeps all of that in memory. */
export function ownCopy(text: string): string {
  if (text === '') return ''
  const encoding = isOneByte(text) ? 'latin1' : 'utf16le'
  return Buffer.from(text, encoding).toString(encoding)
}

/** Texts with nothing above U+00FF take one byte for each character. */
function isOneByte(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return false
  return true
}
