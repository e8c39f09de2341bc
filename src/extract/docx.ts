/** WordprocessingML (ECMA-376 part 1 §17): what a reader sees, and what Word keeps behind it. */
import type { OfficePackage } from './office.ts'
import type { Reading } from './reading.ts'
import { attributeOf, readXml } from './xml.ts'

/** Lines of a drawing's first form that are remembered, so that its second form for old programs is not read twice. */
const REMEMBERED_LINES_MAX = 1000

/** Body, headers, footers, notes and comments. */
export function readDocx(office: OfficePackage): void {
  const { reading } = office
  for (const part of office.ofType('document.main', 'document.glossary')) {
    office.relations(part)
    const xml = office.xml(part)
    if (xml !== undefined) readWordXml(xml, reading, { hasPages: part.type === 'document.main' })
  }
  for (const part of office.ofType('header', 'footer', 'footnotes', 'endnotes')) {
    const xml = office.xml(part)
    if (xml === undefined) continue
    reading.place('properties', part.type)
    readWordXml(xml, reading)
  }
  if (office.ofType('document.main').length === 0) return
  for (const part of office.ofType('comments')) {
    const xml = office.xml(part)
    if (xml === undefined) continue
    reading.place('comments', '')
    readWordXml(xml, reading)
  }
}

/** Text of one part: a paragraph is a line, a row of a table a line with tabs. */
function readWordXml(xml: string, reading: Reading, { hasPages = false }: { readonly hasPages?: boolean } = {}): void {
  const word = new WordText(reading, hasPages ? (xml.includes('lastRenderedPageBreak') ? 'rendered' : 'asked') : 'none')
  readXml(xml, {
    open: (name, tag) => word.open(name, tag),
    close: (name) => word.close(name),
    text: (text) => word.text(text),
    check: () => reading.checkTime(),
  })
  word.end()
}

class WordText {
  readonly #reading: Reading
  readonly #pageMarks: 'rendered' | 'asked' | 'none'
  #line: string[] = []
  #cells = 0
  #words = ''
  #page = 1
  #fallback = 0
  #choice = 0
  readonly #shown = new Set<string>()

  constructor(reading: Reading, pageMarks: 'rendered' | 'asked' | 'none') {
    this.#reading = reading
    this.#pageMarks = pageMarks
    if (pageMarks !== 'none') reading.place('page', '1')
  }

  open(name: string, tag: string): void {
    switch (name) {
      case 't': case 'delText': case 'instrText': case 'delInstrText': this.#words = name; break
      case 'ins': case 'del': case 'moveFrom': case 'moveTo': this.#reading.note('tracked-changes', attributeOf(tag, 'author')); break
      case 'comment':
        this.#reading.note('comments', attributeOf(tag, 'author'))
        this.#push(attributeOf(tag, 'author') ?? '', ': ')
        break
      case 'vanish': case 'webHidden': if (!/^(0|false|off)$/.test(attributeOf(tag, 'val') ?? '')) this.#reading.note('hidden-text'); break
      case 'tc': this.#cells += 1; break
      case 'tab': if (!attributeOf(tag, 'pos')) this.#push('\t'); break
      case 'br': this.#break(attributeOf(tag, 'type')); break
      case 'cr': this.#push('\n'); break
      case 'noBreakHyphen': this.#push('-'); break
      case 'lastRenderedPageBreak': this.#nextPage('rendered'); break
      case 'docPr': this.#push(...described(tag)); break
      case 'default': case 'listItem': case 'result': this.#push(attributeOf(tag, 'displayText') ?? attributeOf(tag, 'val') ?? '', ' '); break
      case 'Choice': this.#choice += 1; break
      case 'Fallback': this.#fallback += 1; break
      default:
    }
  }

  close(name: string): void {
    switch (name) {
      case 't': case 'delText': case 'instrText': case 'delInstrText': this.#words = ''; break
      case 'p': this.#endParagraph(); break
      case 'tc':
        this.#cells -= 1
        while (this.#line.at(-1) === ' ') this.#line.pop()
        this.#push('\t')
        break
      case 'tr': this.#endLine(); break
      case 'Choice': this.#choice -= 1; break
      case 'Fallback': this.#fallback -= 1; break
      default:
    }
  }

  text(text: string): void {
    if (this.#words === 't' || this.#words === 'delText') this.#push(text)
    // Codes of fields: only where a link leads, that a name or address may stand in.
    else if (this.#words !== '' && /HYPERLINK|mailto:/.test(text)) this.#push(text)
  }

  end(): void {
    this.#endLine()
  }

  #push(...pieces: readonly string[]): void {
    for (const piece of pieces) if (piece !== '') this.#line.push(piece)
  }

  #break(type: string | undefined): void {
    if (type === 'page') this.#nextPage('asked')
    this.#push(this.#cells > 0 ? ' ' : '\n')
  }

  #nextPage(mark: 'rendered' | 'asked'): void {
    if (mark !== this.#pageMarks) return
    this.#endLine()
    this.#page += 1
    this.#reading.place('page', String(this.#page))
  }

  /** In a cell a paragraph is set apart by a blank, so that a row stays one line. */
  #endParagraph(): void {
    if (this.#cells > 0) this.#push(' ')
    else this.#endLine()
  }

  #endLine(): void {
    const line = this.#line.join('').replace(/[\t ]+$/, '')
    this.#line = []
    if (line === '') return
    if (this.#fallback > 0 && this.#shown.has(line)) return
    if (this.#choice > 0 && this.#shown.size < REMEMBERED_LINES_MAX) this.#shown.add(line)
    this.#reading.add(`${line}\n`)
  }
}

/** What a picture is said to show. Names that programs give themselves say nothing. */
function described(tag: string): string[] {
  const text = attributeOf(tag, 'descr') ?? ''
  return text === '' ? [] : [text, ' ']
}
