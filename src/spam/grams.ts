/**
 * Runs of four letters: of what a mail says, and of how its header was written. They hold where words do not: in languages that were
 * never learned, in words that were broken or misspelt on purpose, and in the hand of a program. Pure.
 */
import type { Letter } from './letter.ts'
import { GATHERED_MAX, hashOf, type MarkSet } from './places.ts'
import type { Range } from './units.ts'

/** Units of the texts that are taken apart. */
export const GRAMS_WITHIN = 4000
const HEAD_WITHIN = 300
const HAND_WITHIN = 1500

/** Four blanks: how a text is set, not what it says. */
const BLANKS = 0x20202020
const [TEXT, HEAD, HAND] = [hashOf('text'), hashOf('head'), hashOf('hand')]
const scratch = new Uint16Array(HAND_WITHIN)

/** Runs of the sender's name and address, the subject and the beginning of the texts. */
export function letterGrams({ from, subject, said, textAt }: Letter, marks: MarkSet): void {
  runsOf(`${from?.name ?? ''} <${(from?.email ?? '').toLowerCase()}> ${subject}`, HEAD_WITHIN, HEAD, marks)
  runs(said.units, { from: textAt, to: Math.min(said.length, textAt + GRAMS_WITHIN) }, TEXT, marks)
}

/** Fields that the sender's program fills; of the others only that they stand there. */
const OF_PROGRAM: ReadonlySet<string> = new Set(['content-type', 'date', 'mime-version', 'content-transfer-encoding', 'message-id'])

/** Runs of the fields that say how the mail was made: no addresses, and no host of a Message-ID. */
export function handGrams({ written }: Letter, marks: MarkSet): void {
  runsOf(written.map(({ field, name, value }) => {
    if (!OF_PROGRAM.has(field)) return `${name}:`
    return `${name}: ${(field === 'message-id' ? value.split('@', 1)[0] ?? '' : value).slice(0, 120)}`
  }).join('\n'), HAND_WITHIN, HAND, marks)
}

function runsOf(text: string, within: number, zone: number, marks: MarkSet): void {
  const end = Math.min(text.length, within)
  for (let at = 0; at < end; at++) scratch[at] = text.charCodeAt(at)
  runs(scratch, { from: 0, to: end }, zone, marks)
}

/** What a unit is in a run; which digit it is says nothing. A table of every unit: no unit needs a branch. */
const FOLDED = Uint8Array.from({ length: 0x10000 }, (_, unit) =>
  unit >= 48 && unit <= 57 ? 48 : (unit ^ (unit >> 8)) & 0xff)
const gathered = new Int32Array(GATHERED_MAX)

function runs(units: Uint16Array, { from, to }: Range, zone: number, marks: MarkSet): void {
  let [run, at] = [0, from]
  for (; at < to && at < from + 3; at++) run = (run << 8) | (FOLDED[units[at] as number] as number)
  while (at < to) {
    const end = Math.min(to, at + GATHERED_MAX)
    let length = 0
    for (; at < end; at++) {
      run = (run << 8) | (FOLDED[units[at] as number] as number)
      gathered[length] = Math.imul(run, 0x9e3779b1) ^ zone
      if (run !== BLANKS) length++
    }
    marks.add(gathered, length)
  }
}
