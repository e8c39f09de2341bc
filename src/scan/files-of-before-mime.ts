/**
 * Files that stand in a text as mail programs and Usenet wrote them before MIME, which some readers still open:
 * uuencode, yEnc and BinHex. The whole text is searched; only their first lines are looked at.
 */

/** Places in a text where one of the marks stands, in a line or in front of it; no honest text has so many. */
export const OLD_MARKS_MAX = 100_000
/** Such files of one text that are named. */
export const OLD_FILES_MAX = 500
/** Octets of the line that names a file, and of the one after it. */
export const OLD_LINES_BYTES_MAX = 1000

const LF = 0x0a
const BINHEX = '(This file must be converted with BinHex'
/** A mark, and what may stand in front of it in its line: one search finds uuencode in both forms and yEnc. */
const MARKS = [{ mark: Buffer.from('begin'), front: '=y' }, { mark: Buffer.from(BINHEX), front: '' }]

export interface OldFiles {
  /** One in BinHex hides its name, so it has the ending of its form. */
  readonly names: readonly string[]
  /** False when there may be more than is looked at: the one that does harm may be the next. */
  readonly isAll: boolean
}

/** A row of octets. */
export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * The files in a text. Its work grows with the length of the text only. `blankless`: rows without a blank, in their
 * order, which are passed over, for in the line that names a file there is one.
 */
export function filesOfBeforeMime(text: Uint8Array, blankless: readonly Span[] = []): OldFiles {
  const all = Buffer.from(text.buffer, text.byteOffset, text.length)
  const names: string[] = []
  let marks = 0
  for (const { at, front } of marksIn(all, searchedRows(all, blankless))) {
    if (++marks > OLD_MARKS_MAX) return { names, isAll: false }
    const isBehind = front !== '' && all.toString('latin1', Math.max(0, at - front.length), at) === front
    const start = isBehind ? at - front.length : at
    if (start > 0 && all[start - 1] !== LF) continue
    const found = fileIn(all.toString('latin1', start, start + OLD_LINES_BYTES_MAX))
    if (found === 'too long') return { names, isAll: false }
    if (found === undefined) continue
    if (names.length >= OLD_FILES_MAX) return { names, isAll: false }
    names.push(found.name.trim())
  }
  return { names, isAll: true }
}

/** What is left without those rows. A row's last line may go on behind it, so it is searched. */
function searchedRows(all: Buffer, blankless: readonly Span[]): readonly Span[] {
  const rows: Span[] = []
  let at = 0
  for (const { start, end } of blankless) {
    const lastLine = Math.max(start, all.subarray(0, end).lastIndexOf(LF) + 1)
    if (start < at || lastLine === start) continue
    rows.push({ start: at, end: start })
    at = lastLine
  }
  return [...rows, { start: at, end: all.length }]
}

/** Where marks begin in those rows. */
function* marksIn(all: Buffer, rows: readonly Span[]): Generator<{ readonly at: number, readonly front: string }> {
  for (const { mark, front } of MARKS) {
    for (const { start, end } of rows) {
      const searched = all.subarray(0, Math.min(all.length, end + mark.length - 1))
      for (let at = searched.indexOf(mark, start); at >= 0; at = searched.indexOf(mark, at + 1)) yield { at, front }
    }
  }
}

/** Words that begin a sentence are no file: a mode stands behind them, and a line of it follows. */
function fileIn(beginning: string): { readonly name: string } | 'too long' | undefined {
  if (beginning.startsWith(BINHEX)) return { name: 'file.hqx' }
  const end = beginning.indexOf('\n')
  const line = end < 0 ? beginning : beginning.slice(0, end)
  const isLong = end < 0 && beginning.length === OLD_LINES_BYTES_MAX
  if (line.startsWith('=ybegin ')) {
    const place = line.indexOf(' name=')
    if (isLong) return 'too long'
    return place < 0 ? undefined : { name: line.slice(place + ' name='.length) }
  }
  const name = /^begin(?:-base64)? [0-7]{3,4} ([^\r\n]+)/.exec(line)?.[1]
  if (name === undefined) return undefined
  if (isLong) return 'too long'
  return end >= 0 && /^[\x20-\x7e]{2}/.test(beginning.slice(end + 1)) ? { name } : undefined
}
