/**
 * Writes a PDF of text: A4 pages, two fonts that every reader has, tagged so that it can be read aloud in order (ISO 32000-1
 * §14.8). Nothing in it is fetched, run or clickable. The same input gives the same bytes.
 */
import { lineWidth } from './helvetica.ts'
import { encodeBlock, layOut, PAGE, type Block, type EncodedBlock, type PlacedLine } from './layout.ts'
import { encodeWinAnsi } from './win-ansi.ts'

export interface PdfDocument {
  readonly title: string
  /** BCP 47, such as `nl`. */
  readonly language: string
  readonly blocks: readonly Block[]
  /** Under each page. */
  readonly foot: (page: number, pages: number) => string
  /** Stands above everything when some signs stand there in another form. */
  readonly changedNote: (count: number) => string
  /** And when not everything fitted. */
  readonly cutNote: string
}

/** The document as bytes. */
export function writePdf(document: PdfDocument): Uint8Array {
  const text = document.blocks.map(encodeBlock)
  const changed = text.reduce((sum, block) => sum + block.changed, 0)
  const note = (words: string): EncodedBlock => encodeBlock({ tag: 'P', text: words })
  const noted = changed === 0 ? text : [note(document.changedNote(changed)), ...text]
  const { pages, isCut } = layOut(noted)
  if (!isCut) return fileOf(document, noted, pages)
  const cut = [note(document.cutNote), ...noted]
  return fileOf(document, cut, layOut(cut).pages)
}

/** Numbers of the objects that every file has; pages and their contents follow. */
const CATALOG = 1
const PAGE_TREE = 2
const REGULAR = 3
const BOLD = 4
const STRUCTURE = 5
const PARENTS = 6
const INFO = 7
const FIRST_PAGE = 8

function fileOf(
  { title, language, foot }: PdfDocument, blocks: readonly EncodedBlock[], pages: readonly (readonly PlacedLine[])[],
): Uint8Array {
  const pageOf = (index: number): number => FIRST_PAGE + 2 * index
  const marks = pages.map(marksOf)
  const firstElement = FIRST_PAGE + 2 * pages.length
  const elements = blocks.map((block, number) => {
    const kids = marks.flatMap((on, page) => on.flatMap((mark, id) => mark.block === number ? [`<</Type/MCR/Pg ${pageOf(page)} 0 R/MCID ${id}>>`] : []))
    return `<</Type/StructElem/S/${block.tag}/P ${STRUCTURE} 0 R/K[${kids.join(' ')}]>>`
  })
  const parents = marks.map((on, page) => `${page} [${on.map(({ block }) => `${firstElement + block} 0 R`).join(' ')}]`)
  const objects = new Map<number, Piece[]>([
    [CATALOG, [`<</Type/Catalog/Pages ${PAGE_TREE} 0 R/Lang(${language.replace(/[^A-Za-z-]/g, '')})/MarkInfo<</Marked true>>`
      + `/StructTreeRoot ${STRUCTURE} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>`]],
    [PAGE_TREE, [`<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, index) => `${pageOf(index)} 0 R`).join(' ')}]>>`]],
    [REGULAR, [fontNamed('Helvetica')]], [BOLD, [fontNamed('Helvetica-Bold')]],
    [STRUCTURE, [`<</Type/StructTreeRoot/K[${elements.map((_, number) => `${firstElement + number} 0 R`).join(' ')}]/ParentTree ${PARENTS} 0 R`
      + `/ParentTreeNextKey ${pages.length}>>`]],
    [PARENTS, [`<</Nums[${parents.join(' ')}]>>`]],
    [INFO, ['<</Title ', utf16(title), '/Producer(Zegel)>>']],
  ])
  for (const [index, lines] of pages.entries()) {
    const content = contentOf(lines, foot(index + 1, pages.length), blocks)
    objects.set(pageOf(index), [`<</Type/Page/Parent ${PAGE_TREE} 0 R/MediaBox[0 0 ${PAGE.width} ${PAGE.height}]/StructParents ${index}/Tabs/S`
      + `/Resources<</Font<</R ${REGULAR} 0 R/B ${BOLD} 0 R>>>>/Contents ${pageOf(index) + 1} 0 R>>`])
    const length = content.reduce((sum, piece) => sum + piece.length, 0)
    objects.set(pageOf(index) + 1, [`<</Length ${length}>>\nstream\n`, ...content, '\nendstream'])
  }
  for (const [number, element] of elements.entries()) objects.set(firstElement + number, [element])
  return assembled(objects)
}

/** Text is Latin-1: one character, one byte. */
type Piece = string | Uint8Array

interface Mark {
  readonly block: number
  readonly lines: PlacedLine[]
}

/** Lines of one block that follow each other on one page are one marked piece. */
function marksOf(lines: readonly PlacedLine[]): readonly Mark[] {
  const marks: Mark[] = []
  for (const line of lines) {
    const last = marks.at(-1)
    if (last?.block === line.block) last.lines.push(line)
    else marks.push({ block: line.block, lines: [line] })
  }
  return marks
}

function contentOf(lines: readonly PlacedLine[], foot: string, blocks: readonly EncodedBlock[]): Piece[] {
  const content: Piece[] = []
  for (const [id, { block, lines: marked }] of marksOf(lines).entries()) {
    content.push(`/${blocks[block]?.tag ?? 'P'} <</MCID ${id}>> BDC\n`)
    for (const line of marked) content.push(...shown(line, PAGE.margin))
    content.push('EMC\n')
  }
  const { bytes } = encodeWinAnsi(foot)
  const face = { face: 'regular', size: 9 } as const
  const x = PAGE.width - PAGE.margin - lineWidth(bytes, face)
  return [...content, '/Artifact BMC\n', ...shown({ ...face, y: 40, bytes }, x), 'EMC\n']
}

function shown({ face, size, y, bytes }: Omit<PlacedLine, 'block'>, x: number): Piece[] {
  if (bytes.length === 0) return []
  return [`BT /${face === 'bold' ? 'B' : 'R'} ${size} Tf ${x.toFixed(2)} ${y.toFixed(2)} Td (`, escaped(bytes), ') Tj ET\n']
}

/** A literal string (ISO 32000-1 §7.3.4.2). */
function escaped(bytes: Uint8Array): Uint8Array {
  const out: number[] = []
  for (const byte of bytes) {
    if (byte === 0x28 || byte === 0x29 || byte === 0x5c) out.push(0x5c)
    out.push(byte)
  }
  return Uint8Array.from(out)
}

/** A text string as hexadecimal UTF-16BE (§7.9.2.2): every sign there is. */
function utf16(text: string): string {
  const units = [...Array(text.length).keys()].map((at) => text.charCodeAt(at).toString(16).padStart(4, '0'))
  return `<feff${units.join('')}>`
}

function fontNamed(name: string): string {
  return `<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding/WinAnsiEncoding>>`
}

/** Objects, the table of where they stand, and the trailer (§7.5). */
function assembled(objects: ReadonlyMap<number, readonly Piece[]>): Uint8Array {
  const pieces: Piece[] = ['%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n']
  let at = pieces[0]?.length ?? 0
  const offsets: number[] = []
  for (const [number, object] of [...objects].toSorted(([a], [b]) => a - b)) {
    offsets[number] = at
    for (const piece of [`${number} 0 obj\n`, ...object, '\nendobj\n']) {
      pieces.push(piece)
      at += piece.length
    }
  }
  const rows = offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
  pieces.push(`xref\n0 ${offsets.length}\n0000000000 65535 f \n${rows.join('')}trailer\n<</Size ${offsets.length}/Root ${CATALOG} 0 R/Info ${INFO} 0 R>>\n`
    + `startxref\n${at}\n%%EOF\n`)
  return joined(pieces)
}

function joined(pieces: readonly Piece[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    if (typeof piece === 'string') for (let index = 0; index < piece.length; index += 1) bytes[at + index] = piece.charCodeAt(index)
    else bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}
