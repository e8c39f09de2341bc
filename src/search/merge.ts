import { Segment, SegmentWriter, type SegmentParts } from './segment.ts'

/** A segment with all its postings at hand. */
export interface WholeSegment { readonly segment: Segment, readonly postings: Uint8Array }

/** How many words are merged between two breaths. */
const WORDS_AT_ONCE = 2000

/**
 * One segment in the place of several: messages that are gone are left out, of a message in two the first counts. `breathe`
 * is awaited often, so that others get their turn.
 */
export async function merge(
  parts: readonly WholeSegment[], { isGone, breathe }: {
    readonly isGone: (message: number) => boolean, readonly breathe: () => Promise<void>,
  },
): Promise<SegmentParts> {
  const owner = new Map<number, number>()
  for (const [index, { segment }] of parts.entries()) {
    for (const message of segment.messages) if (!isGone(message) && !owner.has(message)) owner.set(message, index)
  }
  const messages = [...owner.keys()].sort((a, b) => a - b)
  const placeOf = new Map(messages.map((message, place) => [message, place]))
  const writer = new SegmentWriter(messages)
  const at = parts.map(() => 0)
  for (let words = 0; ; words++) {
    if (words % WORDS_AT_ONCE === 0) await breathe()
    const word = smallest(parts, at)
    if (word === undefined) return writer.done()
    const found: { place: number, mask: number }[] = []
    for (const [index, { segment, postings }] of parts.entries()) {
      const next = at[index] ?? 0
      if (next >= segment.count || segment.word(next) !== word) continue
      at[index] = next + 1
      const { start, end } = segment.range(next)
      for (const { message, fields } of segment.decode(postings.subarray(start, end))) {
        const place = placeOf.get(message)
        if (place !== undefined && owner.get(message) === index) found.push({ place, mask: fields })
      }
    }
    if (found.length === 0) continue
    found.sort((a, b) => a.place - b.place)
    writer.word(word, found.map(({ place }) => place), found.map(({ mask }) => mask))
  }
}

function smallest(parts: readonly WholeSegment[], at: readonly number[]): string | undefined {
  let least: string | undefined
  for (const [index, { segment }] of parts.entries()) {
    const next = at[index] ?? 0
    if (next >= segment.count) continue
    const word = segment.word(next)
    if (least === undefined || word < least) least = word
  }
  return least
}
