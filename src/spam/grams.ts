/**
 * Runs of four letters: of what a mail says, and of how its header was written. They hold where words do not: in languages that were
 * never learned, in words that were broken or misspelt on purpose, and in the hand of a program. Pure.
 */
import type { Letter } from './letter.ts'
import { beginMarks, endMarks, hashOf, markGram } from './places.ts'

/** Letters of a run. */
const RUN = 4
/** Characters of the texts that are taken apart. */
export const GRAMS_WITHIN = 4000
const HEAD_WITHIN = 300
const HAND_WITHIN = 1500

/** Runs of the sender's name and address, the subject and the beginning of the texts. */
export function letterGrams({ from, subject }: Letter, texts: readonly string[]): Uint32Array {
  beginMarks()
  runs(`${from?.name ?? ''} <${(from?.email ?? '').toLowerCase()}> ${subject}`, 'head', HEAD_WITHIN)
  runs(texts.join('\n'), 'text', GRAMS_WITHIN)
  return endMarks()
}

/** Fields that the sender's program fills; of the others only that they stand there. */
const OF_PROGRAM: ReadonlySet<string> = new Set(['content-type', 'date', 'mime-version', 'content-transfer-encoding', 'message-id'])

/** Runs of the fields that say how the mail was made: no addresses, and no host of a Message-ID. */
export function handGrams({ written }: Letter): Uint32Array {
  beginMarks()
  runs(written.map(({ name, value }) => {
    const field = name.toLowerCase()
    if (!OF_PROGRAM.has(field)) return `${name}:`
    return `${name}: ${(field === 'message-id' ? value.split('@')[0] ?? '' : value).slice(0, 120)}`
  }).join('\n'), 'hand', HAND_WITHIN)
  return endMarks()
}

/** Which digit it is says nothing. */
function runs(text: string, zone: string, within: number): void {
  const start = hashOf(zone)
  const end = Math.min(text.length, within)
  for (let at = 0; at + RUN <= end; at++) {
    let hash = start
    for (let offset = 0; offset < RUN; offset++) {
      const code = text.charCodeAt(at + offset)
      hash = Math.imul(hash ^ (code >= 48 && code <= 57 ? 48 : code), 0x01000193)
    }
    markGram(hash)
  }
}
