/**
 * Words as the index knows them: runs of letters, digits and marks of a text that is already in searched form
 * (`src/message/searched-text.ts`). What stands between runs is never part of a word, so a query of one run occurs in a text
 * exactly when it occurs in one of the text's words.
 */

/** Longest word kept whole, in UTF-16 units; longer runs (keys, encoded files) are kept as windows of this length. */
export const WORD_LENGTH_MAX = 64
/** Windows overlap by this, so that every stretch of up to this length stands whole in one of them. */
export const WINDOW_OVERLAP = 32

const RUN = /[\p{L}\p{N}\p{M}]+/gu

/** Words of a text with repetitions, in order. */
export function* wordsOf(text: string): Generator<string> {
  for (const [run] of text.matchAll(RUN)) {
    if (run.length <= WORD_LENGTH_MAX) yield run
    else yield* windowsOf(run)
  }
}

/** The windows of a long run. Half of a pair that one cuts through is no character, and is kept as none. */
export function* windowsOf(run: string): Generator<string> {
  const step = WORD_LENGTH_MAX - WINDOW_OVERLAP
  for (let at = 0; at + WINDOW_OVERLAP < run.length; at += step) {
    yield run.slice(at, at + WORD_LENGTH_MAX).toWellFormed()
  }
}

/** A run of a text that is looked for: it must occur inside some word, and at an edge of it where the text goes on. */
export interface NeedleRun {
  readonly run: string
  /** Something that is in no word stands before it: a word must begin with it. */
  readonly begins: boolean
  /** The same behind it: a word must end with it. */
  readonly ends: boolean
}

/** What a text that is looked for asks of the words of a message. */
export interface Needle {
  readonly runs: readonly NeedleRun[]
  /** The runs alone decide: the text is one run, short enough to stand in a window whole. */
  readonly isExact: boolean
}

/** Reads a query text in searched form. Without runs nothing can be said of it. */
export function needleOf(text: string): Needle {
  const found = [...text.matchAll(RUN)]
  const isExact = found.length === 1 && found[0]?.[0] === text && text.length <= WINDOW_OVERLAP
  // Half of a pair may be cut from a letter: then nothing is known of where words end.
  const isWhole = text.isWellFormed()
  const runs = found.map(({ 0: run, index }) => {
    // A stretch of a long run stands in a window whole when it is no longer than the overlap.
    const part = run.slice(0, WINDOW_OVERLAP).replace(/[\ud800-\udbff]$/, '')
    const isBeforeMore = part === run && index + run.length < text.length
    return { run: part, begins: isWhole && index > 0, ends: isWhole && isBeforeMore }
  })
  return { runs, isExact }
}

const APART: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', þ: 'th' }

/** Without accents: `café` as `cafe`. Of searched form only; letters stay letters, so words stay words. */
export function withoutAccents(text: string): string {
  if (!/[^\x00-\x7f]/.test(text)) return text
  return text.normalize('NFD').replace(/\p{M}+/gu, '').replace(/[ßæœøđðłıþ]/g, (letter) => APART[letter] ?? letter)
}
