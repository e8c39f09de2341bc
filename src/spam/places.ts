/** Marks are numbers: what a mail says is hashed into places of one table. Pure; scratch memory of its own. */

/** Places of words, signs and forms. */
export const PLACES = 1 << 18
/** Places of runs of letters; they follow those of words. */
export const GRAM_PLACES = 1 << 18
/** Weights of all marks. */
export const WEIGHTS = PLACES + GRAM_PLACES
/** Marks of one kind in one message; the first ones count. */
export const MARKS_MAX = 12_000

/** One octet a place: four would not stay in the processor's cache. */
const seen = new Uint8Array(WEIGHTS)
const found = new Uint32Array(MARKS_MAX)
let stamp = 0
let count = 0

/** Begins a kind: nothing of the one before stays. */
export function beginMarks(): void {
  count = 0
  stamp = (stamp + 1) & 0xff
  if (stamp !== 0) return
  seen.fill(0)
  stamp = 1
}

/** Each place once, in the order they were met. */
export const endMarks = (): Uint32Array => found.slice(0, count)

/** A mark of words. */
export function mark(hash: number): void {
  note(place(hash) & (PLACES - 1))
}

/** A run of letters. */
export function markGram(hash: number): void {
  note(PLACES + (place(hash) & (GRAM_PLACES - 1)))
}

const place = (hash: number): number => Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0

function note(at: number): void {
  if (seen[at] === stamp || count >= MARKS_MAX) return
  seen[at] = stamp
  found[count++] = at
}

/** FNV-1a over UTF-16 units. */
export function hashOf(text: string, start = 0x811c9dc5): number {
  let hash = start
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash
}
