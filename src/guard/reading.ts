import { normalise, type Normalised } from './normalise.ts'
import { blocks, is, scan, type Scan } from './scan.ts'
import { kindAt, segments, type Segment } from './segment.ts'
import { headerAt, tablesOf, type Table } from './tables.ts'
import { lexicon } from './words.ts'
import type { Flags } from './lexicon.ts'
import type { Draft, PartKind, SegmentKind } from './types.ts'

/** One block of one part of a draft, ready for detectors. All offsets are in the block's text. */
export interface Reading {
  readonly part: PartKind
  readonly attachment?: string
  readonly text: string
  readonly scan: Scan
  readonly tables: readonly Table[]
  kindAt(at: number): SegmentKind
  /** Where a place of the block stands in the part's text as it was written. */
  original(at: number): number
}

/** Most blocks of one part that are read: 4,096 of 64 KiB is 256 MiB of text. */
export const BLOCKS_MAX = 4096

/** Everything there is to read in a draft, part after part, block after block. Text is read once, in order. */
export function* readings(draft: Draft): Generator<Reading> {
  yield* readPart('subject', draft.subject)
  yield* readWhole('body', bodyOf(draft))
  for (const { id, name, text } of draft.attachments) {
    yield* readPart('attachment-name', name, id)
    if (text !== undefined && text !== '') yield* readPart('attachment-text', text, id)
  }
}

/** A part without hidden characters, with what is quoted, signature and disclaimer in it. */
interface Whole { readonly written: string, readonly whole: Normalised, readonly list: readonly Segment[] }

const bodies = new WeakMap<Draft, Whole>()

/** The body of a draft: the same for all who look at it. */
export function bodyOf(draft: Draft): Whole {
  const known = bodies.get(draft)
  if (known?.written === draft.body) return known
  const whole = normalise(draft.body)
  const made = { written: draft.body, whole, list: segments(whole.text) }
  bodies.set(draft, made)
  return made
}

/** One part, block after block. */
export function* readPart(part: PartKind, written: string, attachment?: string): Generator<Reading> {
  const whole = normalise(part === 'attachment-name' ? spacedName(written) : written)
  yield* readWhole(part, { written, whole, list: part === 'body' || part === 'attachment-text' ? segments(whole.text) : [] }, attachment)
}

function* readWhole(part: PartKind, { whole, list }: Whole, attachment?: string): Generator<Reading> {
  const place = { part, isMail: part === 'attachment-text' && MAIL_HEAD.test(whole.text.slice(0, MAIL_HEAD_MAX)) }
  let count = 0
  let carried: Table | undefined
  for (const { start, end } of blocks(whole.text)) {
    if (++count > BLOCKS_MAX) return
    const text = start === 0 && end === whole.text.length ? whole.text : whole.text.slice(start, end)
    const tables = tablesOf(text, carried)
    carried = tables.at(-1)
    if (carried !== undefined && carried.end < text.length) carried = undefined
    yield {
      part, text, tables, scan: scan(whole.text, lexicon, { start, end }),
      ...attachment === undefined ? {} : { attachment },
      kindAt: (at) => kindOf(place, list, start + at),
      original: (at) => whole.original(start + at),
    }
  }
}

/** In a document only boilerplate is set apart; a signature there is part of it. An attached mail is a mail. */
function kindOf({ part, isMail }: { readonly part: PartKind, readonly isMail: boolean }, list: readonly Segment[],
  at: number): SegmentKind {
  const kind = list.length === 0 ? 'new' : kindAt(list, at)
  return part === 'attachment-text' && !isMail && kind === 'signature' ? 'new' : kind
}

/** A text that begins with the head of a mail: two of its lines. */
const MAIL_HEAD = new RegExp(String.raw`^\s*(?:(?:from|to|date|subject|sent|cc|van|aan|datum|verzonden|onderwerp|von|an|gesendet|betreff|de|à|envoyé|objet)\s?:[^\n]{0,300}\n\s*){2}`, 'i')
/** How much of a text is looked at for such a head. */
const MAIL_HEAD_MAX = 1000

/** A file name as words: underscores, dots and joined capitals part them; the length stays the same. */
function spacedName(name: string): string {
  return name.replace(/[_.]/g, ' ')
}

/** The header of the column in which a place stands; undefined outside tables and in the header itself. */
export function columnHeader({ text, tables }: Reading, at: number): string | undefined {
  return headerAt(text, tables, at)
}

/** Index of the first token that begins at or after a place. */
export function tokenAt({ scan: { start, count } }: Reading, at: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((start[middle] ?? 0) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** How far words are looked for, in characters and words, before and after a place. */
export interface Window { readonly before: number, readonly after: number }

/** Most words looked at on each side. */
const WINDOW_WORDS_MAX = 24

/**
 * Distance in words to the nearest token with one of the classes; negative = before, positive = after, 0 = none. Stops
 * at an empty line or the window's end.
 */
export function nearest(reading: Reading, span: { readonly start: number, readonly end: number }, flags: Flags,
  window: Window): number {
  const tokens = reading.scan
  const from = tokenAt(reading, span.start)
  let best = 0
  for (let at = from - 1; at >= 0 && from - at <= WINDOW_WORDS_MAX; at -= 1) {
    if (span.start - (tokens.end[at] ?? 0) > window.before) break
    if (is(tokens, at, flags)) { best = at - from; break }
  }
  const behind = tokenAt(reading, span.end)
  for (let at = behind; at < tokens.count && at - behind < WINDOW_WORDS_MAX; at += 1) {
    if ((tokens.start[at] ?? 0) - span.end > window.after) break
    if (is(tokens, at, flags)) {
      const distance = at - behind + 1
      if (best === 0 || distance < -best) best = distance
      break
    }
  }
  return best
}
