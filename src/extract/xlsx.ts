/** SpreadsheetML (ECMA-376 part 1 §18): every sheet, also hidden ones, row by row, cells set apart by tabs. */
import type { OfficePackage, OfficePart } from './office.ts'
import { TEXT_LENGTH_MAX, Unreadable, type Reading } from './reading.ts'
import { cellFormats, shownValue, type CellFormats } from './cell-format.ts'
import { attributeOf, readXml } from './xml.ts'

/** Texts that the sheets share; a cell names one by number. */
export const SHARED_TEXTS_MAX = 1_000_000
/** Empty cells that are kept between two filled ones, so that columns stay under their headers. */
export const GAP_CELLS_MAX = 100

/** Sheets in the order of the workbook, then names, comments and texts that no cell shows. */
export function readXlsx(office: OfficePackage): void {
  const workbooks = office.ofType('sheet.main')
  if (workbooks.length === 0) return
  const { reading } = office
  const texts = new SharedTexts(office)
  for (const workbook of workbooks) {
    const names = namesOf(workbook, office)
    const formats = cellFormats(office.ofType('styles').map((part) => office.xml(part) ?? ''), names.startsIn1904)
    for (const { name, state, target } of names.sheets) {
      const part = office.parts.get(target)
      if (part === undefined || office.isTaken(part)) continue
      if (state === 'hidden' || state === 'veryHidden') reading.note('hidden-sheet', name)
      readSheet(part, name, { office, texts, formats })
    }
    if (names.defined.length > 0) {
      reading.place('hidden', 'names')
      reading.add(`${names.defined.join('\n')}\n`)
    }
  }
  // Sheets that no workbook names: a program does not show them, a curious reader finds them.
  for (const part of office.ofType('worksheet', 'chartsheet', 'dialogsheet', 'macrosheet')) {
    if (office.isTaken(part)) continue
    reading.note('hidden-sheet', part.name)
    readSheet(part, part.name, { office, texts, formats: cellFormats([], false) })
  }
  readComments(office)
  texts.readUnused(reading)
}

interface Names {
  readonly sheets: readonly { readonly name: string, readonly state: string, readonly target: string }[]
  readonly defined: readonly string[]
  readonly startsIn1904: boolean
}

function namesOf(workbook: OfficePart, office: OfficePackage): Names {
  const targets = office.relations(workbook)
  const sheets: { name: string, state: string, target: string }[] = []
  const defined: string[] = []
  let [startsIn1904, name] = [false, '']
  readXml(office.xml(workbook) ?? '', {
    open(element, tag) {
      if (element === 'workbookPr') startsIn1904 = /^(1|true)$/.test(attributeOf(tag, 'date1904') ?? '')
      if (element === 'definedName') name = attributeOf(tag, 'name') ?? ''
      if (element !== 'sheet') return
      sheets.push({
        name: attributeOf(tag, 'name') ?? '', state: attributeOf(tag, 'state') ?? 'visible',
        target: targets.get(attributeOf(tag, 'id') ?? '')?.target ?? '',
      })
    },
    close(element) {
      if (element === 'definedName') name = ''
    },
    text(text) {
      if (name !== '' && !/^_xlnm|#REF!/.test(`${name}${text}`)) defined.push(`${name}: ${text}`)
    },
  })
  return { sheets, defined, startsIn1904 }
}

/** The texts that cells share, and which of them a cell has shown. */
class SharedTexts {
  readonly #texts: string[] = []
  readonly #used: Uint8Array

  constructor(office: OfficePackage) {
    for (const part of office.ofType('sharedStrings')) this.#read(office.xml(part) ?? '', office.reading)
    this.#used = new Uint8Array(this.#texts.length)
  }

  #read(xml: string, reading: Reading): void {
    let [text, isText, phonetic] = ['', false, 0]
    readXml(xml, {
      open(name) {
        if (name === 'rPh') phonetic += 1
        isText = name === 't' && phonetic === 0
      },
      close: (name) => {
        if (name === 't') isText = false
        if (name === 'rPh') phonetic -= 1
        if (name !== 'si') return
        if (this.#texts.length >= SHARED_TEXTS_MAX) throw new Unreadable('over-limit', { isFinal: true })
        this.#texts.push(oneLine(text))
        text = ''
      },
      text(piece) {
        if (isText) text += piece
      },
      check: () => reading.checkTime(),
    })
  }

  at(index: number): string {
    if (index < this.#used.length) this.#used[index] = 1
    return this.#texts[index] ?? ''
  }

  /** Texts of cells that were emptied stay in the file. */
  readUnused(reading: Reading): void {
    let isFirst = true
    for (const [index, text] of this.#texts.entries()) {
      if (this.#used[index] === 1 || text.trim() === '') continue
      if (isFirst) reading.place('hidden', 'texts')
      isFirst = false
      reading.add(`${text}\n`)
    }
  }
}

interface SheetContext { readonly office: OfficePackage, readonly texts: SharedTexts, readonly formats: CellFormats }

function readSheet(part: OfficePart, name: string, { office, texts, formats }: SheetContext): void {
  const { reading } = office
  office.relations(part)
  const xml = office.xml(part)
  if (xml === undefined) return
  reading.add('\f')
  reading.place('sheet', name)
  reading.add(`${name}\n`)
  const row = new Row()
  let cell = { type: '', style: 0 }
  let [value, takes] = ['', false]
  readXml(xml, {
    open(element, tag) {
      switch (element) {
        case 'col': if (isHidden(tag)) reading.note('hidden-columns', name); break
        case 'row': if (isHidden(tag)) reading.note('hidden-rows', name); break
        case 'c':
          row.goTo(attributeOf(tag, 'r'))
          cell = { type: attributeOf(tag, 't') ?? 'n', style: Number(attributeOf(tag, 's') ?? 0) }
          value = ''
          break
        case 'v': case 't': case 'oddHeader': case 'oddFooter': case 'evenHeader': case 'firstHeader': case 'firstFooter':
          takes = true
          break
        default:
      }
    },
    close(element) {
      if (element === 'c') row.add(cell.type === 's' ? texts.at(Number(value)) : oneLine(shownValue(value, cell, formats)))
      else if (element === 'row') reading.add(row.end())
      else if (element === 'v' || element === 't') takes = false
      else if (/^(odd|even|first)(Header|Footer)$/.test(element)) {
        takes = false
        reading.add(`${value.replace(/&("[^"]*"|[LCRBIUPNDTFA]|\d{1,3}|K[0-9A-F]{6})/g, ' ')}\n`)
        value = ''
      }
    },
    text(text) {
      if (takes) value += text
    },
    check: () => reading.checkTime(),
  })
}

/** A cell stands in one line of text. */
const oneLine = (text: string): string => /[\t\r\n]/.test(text) ? text.replace(/[\t\r\n]+/g, ' ') : text

const isHidden = (tag: string): boolean => tag.includes('hidden') && /^(1|true)$/.test(attributeOf(tag, 'hidden') ?? '')

/** One row of cells; empty ones between filled ones are kept, so that a column has one place in every line. */
class Row {
  #cells: string[] = []
  #length = 0
  #column = 0
  #wanted = 0

  /** `C7` is the third column; without a place a cell follows on the last. */
  goTo(reference: string | undefined): void {
    let column = 0
    for (const letter of reference ?? '') {
      const code = letter.toUpperCase().charCodeAt(0)
      if (code < 65 || code > 90 || column > 100_000) break
      column = column * 26 + code - 64
    }
    this.#wanted = column === 0 ? this.#column + 1 : column
  }

  add(text: string): void {
    const gap = Math.min(Math.max(this.#wanted - this.#column - 1, 0), GAP_CELLS_MAX)
    for (let empty = 0; empty < gap; empty += 1) this.#cells.push('')
    this.#length += text.length
    if (this.#length > TEXT_LENGTH_MAX) throw new Unreadable('over-limit', { isFinal: true })
    this.#cells.push(text)
    this.#column = Math.max(this.#wanted, this.#column + 1)
  }

  end(): string {
    const line = this.#cells.join('\t').replace(/\t+$/, '')
    this.#cells = []
    this.#length = 0
    this.#column = 0
    return line === '' ? '' : `${line}\n`
  }
}

/** Notes and conversations beside cells. */
function readComments(office: OfficePackage): void {
  for (const part of office.ofType('comments', 'threadedcomments', 'persons')) {
    let [text, takes] = ['', false]
    readXml(office.xml(part) ?? '', {
      open(name, tag) {
        takes = name === 't' || name === 'author' || name === 'text'
        if (name === 'person') text += `${attributeOf(tag, 'displayName') ?? ''}\n`
      },
      close(name) {
        if (name === 't' || name === 'author') takes = false
        if (name === 'comment' || name === 'author' || name === 'threadedComment') text += '\n'
      },
      text(piece) {
        if (takes) text += piece
      },
      check: () => office.reading.checkTime(),
    })
    if (text.trim() === '') continue
    if (part.type !== 'persons') office.reading.note('comments')
    office.reading.place('comments', part.name)
    office.reading.add(text)
  }
}
