/** Blocks of text into lines on pages. */
import { lineWidth, widthOf, type Face } from './helvetica.ts'
import { encodeWinAnsi } from './win-ansi.ts'

/** What a block is, for readers that speak a document aloud. */
export type Tag = 'H1' | 'H2' | 'P'

export interface Block {
  readonly tag: Tag
  /** Line ends stand as they are; longer lines are wrapped. */
  readonly text: string
}

/** A block as bytes of the font, one line end a line. */
export interface EncodedBlock {
  readonly tag: Tag
  readonly lines: readonly Uint8Array[]
  /** Signs that the fonts lack. */
  readonly changed: number
}

export interface PlacedLine {
  /** Number of the block it belongs to. */
  readonly block: number
  readonly face: Face
  readonly size: number
  readonly y: number
  readonly bytes: Uint8Array
}

export interface LaidOut {
  readonly pages: readonly (readonly PlacedLine[])[]
  /** Not everything fitted within `PDF_PAGES_MAX`. */
  readonly isCut: boolean
}

/** A4, in points. */
export const PAGE = { width: 595.28, height: 841.89, margin: 62, bottom: 72 } as const
/** Pages of one document; what does not fit is left out, and the document says so. */
export const PDF_PAGES_MAX = 2000

interface Style {
  readonly face: Face
  readonly size: number
  readonly lead: number
  readonly before: number
}

const styles: Readonly<Record<Tag, Style>> = {
  H1: { face: 'bold', size: 17, lead: 22, before: 16 },
  H2: { face: 'bold', size: 12, lead: 16, before: 18 },
  P: { face: 'regular', size: 11, lead: 15.5, before: 9 },
}

/** The text of a block for these fonts. */
export function encodeBlock({ tag, text }: Block): EncodedBlock {
  const lines = text.split(/\r\n|\r|\n/).map(encodeWinAnsi)
  return { tag, lines: lines.map(({ bytes }) => bytes), changed: lines.reduce((sum, { changed }) => sum + changed, 0) }
}

/** Lays the blocks out. A heading never stands alone at the foot of a page. */
export function layOut(blocks: readonly EncodedBlock[]): LaidOut {
  const pages: PlacedLine[][] = [[]]
  let y = PAGE.height - PAGE.margin
  for (const [number, { tag, lines }] of blocks.entries()) {
    const { face, size, lead, before } = styles[tag]
    const isFirst = pages.at(-1)?.length === 0
    if (!isFirst) y -= before
    if (tag === 'H2' && y < PAGE.bottom + 3 * lead) y = -1
    for (const line of lines) {
      for (const bytes of wrapped(line, { face, size, width: PAGE.width - 2 * PAGE.margin })) {
        if (y - lead < PAGE.bottom) {
          if (pages.length === PDF_PAGES_MAX) return { pages, isCut: true }
          pages.push([])
          y = PAGE.height - PAGE.margin
        }
        y -= lead
        pages.at(-1)?.push({ block: number, face, size, y, bytes })
      }
    }
  }
  return { pages, isCut: false }
}

const SPACE = 0x20

/** Breaks a line at spaces, and a word that is wider than the line where it must. */
export function wrapped(bytes: Uint8Array, { face, size, width }: {
  readonly face: Face, readonly size: number, readonly width: number,
}): Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  let space = -1
  let used = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? SPACE
    if (byte === SPACE) space = at
    used += widthOf(byte, face) * size / 1000
    if (used <= width || byte === SPACE) continue
    const end = space > start ? space : at > start ? at : at + 1
    lines.push(bytes.subarray(start, end))
    start = space > start ? space + 1 : end
    space = -1
    used = lineWidth(bytes.subarray(start, at + 1), { face, size })
  }
  lines.push(bytes.subarray(start))
  return lines
}
