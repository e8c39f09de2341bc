/** OpenDocument (ISO/IEC 26300): text, spreadsheets and presentations, with what their programs hide. */
import { decodeText } from './charset.ts'
import { imageTypeOf } from './picture.ts'
import { Unreadable, type Reading } from './reading.ts'
import { attributeOf, readXml } from './xml.ts'
import type { ZipEntry } from './zip.ts'

/** Times that a repeated cell or row is written out; more says nothing new. */
export const REPEATED_MAX = 3
/** Blanks that one `text:s` gives. */
const BLANKS_MAX = 100
const DECORATION_BYTES_MAX = 16 * 1024

/** Whether the archive is one: its first entry names the kind. */
export function isOpenDocument(entries: readonly ZipEntry[]): boolean {
  const names = new Set(entries.map(({ name }) => name))
  return names.has('content.xml') && (names.has('mimetype') || names.has('META-INF/manifest.xml'))
}

export async function readOpenDocument(entries: readonly ZipEntry[], reading: Reading): Promise<void> {
  const manifest = entries.find(({ name }) => name === 'META-INF/manifest.xml')
  if (manifest !== undefined && /<(\w+:)?encryption-data\b/.test(decodeText(manifest.read()))) throw new Unreadable('encrypted')
  const rank = (name: string): number => name === 'content.xml' ? 0 : name === 'styles.xml' ? 2 : name === 'meta.xml' ? 3 : 1
  for (const entry of entries.toSorted((a, b) => rank(a.name) - rank(b.name))) await readPart(entry, reading)
}

async function readPart(entry: ZipEntry, reading: Reading): Promise<void> {
  const { name } = entry
  if (/^(mimetype|settings\.xml|manifest\.rdf|META-INF\/|Thumbnails\/|Configurations2\/|layout-)/.test(name)) return
  if (/^(Basic|Scripts)\//.test(name)) {
    reading.note('macros')
    return
  }
  try {
    if (name === 'meta.xml') readMeta(decodeText(entry.read()), reading)
    else if (name === 'styles.xml') new OpenText(reading, '').read(decodeText(entry.read()))
    else if (name.endsWith('.xml')) new OpenText(reading, name === 'content.xml' ? '' : name).read(decodeText(entry.read()))
    else await readEmbedded(entry, reading)
  } catch (error) {
    if (!(error instanceof Unreadable) || error.isFinal) throw error
    reading.miss(error.why)
  }
}

async function readEmbedded(entry: ZipEntry, reading: Reading): Promise<void> {
  const bytes = entry.read()
  const isReplacement = entry.name.startsWith('ObjectReplacements/')
  if (bytes.length === 0 || isReplacement) return
  if (imageTypeOf(bytes) !== undefined) {
    if (bytes.length > DECORATION_BYTES_MAX) reading.picture({ bytes, place: { kind: 'picture', label: entry.name }, isContent: false })
    return
  }
  reading.note('embedded-files')
  await reading.inside({ name: entry.name.slice(entry.name.lastIndexOf('/') + 1), type: '', bytes })
}

const PEOPLE: ReadonlySet<string> = new Set(['creator', 'initial-creator', 'printed-by'])

function readMeta(xml: string, reading: Reading): void {
  const lines: string[] = []
  let current = ''
  readXml(xml, {
    open(name) {
      current = PEOPLE.has(name) || ['title', 'subject', 'description', 'keyword', 'user-defined'].includes(name) ? name : ''
    },
    close() {
      current = ''
    },
    text(text) {
      if (current === '' || text.trim() === '') return
      if (PEOPLE.has(current)) reading.note('metadata-author', text)
      lines.push(`${current}: ${text.trim()}`)
    },
  })
  if (lines.length === 0) return
  reading.place('properties', '')
  reading.add(`${lines.join('\n')}\n`)
}

/** Text of one part. Rows of tables are lines with tabs; what is repeated is repeated a little. */
class OpenText {
  readonly #reading: Reading
  /** Styles that make hidden what has them. */
  readonly #hiding = new Set<string>()
  #style = ''
  #line: string[] = []
  #cells: string[] | undefined
  #repeat = 1
  #rows = 1
  #pages = 0
  #sheetName = ''
  #inText = 0
  #aside: '' | 'annotation' = ''

  constructor(reading: Reading, place: string) {
    this.#reading = reading
    if (place !== '') reading.place('file', place)
  }

  read(xml: string): void {
    readXml(xml, {
      open: (name, tag) => this.#open(name, tag), close: (name) => this.#close(name),
      text: (text) => {
        if (this.#inText > 0) this.#line.push(text)
      },
      check: () => this.#reading.checkTime(),
    })
    this.#endLine()
  }

  #open(name: string, tag: string): void {
    switch (name) {
      case 'style': this.#style = attributeOf(tag, 'name') ?? ''; break
      case 'table-properties': if (attributeOf(tag, 'display') === 'false') this.#hiding.add(this.#style); break
      case 'drawing-page-properties': if (attributeOf(tag, 'visibility') === 'hidden') this.#hiding.add(this.#style); break
      case 'text-properties': if (attributeOf(tag, 'display') === 'none') this.#reading.note('hidden-text'); break
      case 'p': case 'h': this.#inText += 1; break
      case 's': this.#line.push(' '.repeat(Math.min(Math.max(Number(attributeOf(tag, 'c') ?? 1) || 1, 1), BLANKS_MAX))); break
      case 'tab': this.#line.push('\t'); break
      case 'line-break': this.#line.push(this.#cells === undefined ? '\n' : ' '); break
      case 'tracked-changes': this.#reading.note('tracked-changes'); break
      case 'annotation': this.#reading.note('comments'); this.#aside = 'annotation'; break
      case 'creator': if (this.#aside !== '') this.#inText += 1; break
      case 'hidden-text': case 'hidden-paragraph': this.#reading.note('hidden-text'); break
      case 'notes': this.#notes(); break
      default: this.#openTable(name, tag)
    }
  }

  #notes(): void {
    this.#endLine()
    this.#reading.note('speaker-notes', String(this.#pages))
    this.#reading.place('notes', String(this.#pages))
  }

  #openTable(name: string, tag: string): void {
    switch (name) {
      case 'table': this.#begin('sheet', tag); break
      case 'page': if (attributeOf(tag, 'master-page-name') !== undefined) this.#begin('slide', tag); break
      case 'table-row':
        if (isHidden(tag)) this.#reading.note('hidden-rows', this.#sheetName)
        this.#rows = repeated(tag, 'number-rows-repeated')
        this.#cells ??= []
        break
      case 'table-column': if (isHidden(tag)) this.#reading.note('hidden-columns', this.#sheetName); break
      case 'table-cell': case 'covered-table-cell': this.#repeat = repeated(tag, 'number-columns-repeated'); break
      default:
    }
  }

  #begin(kind: 'sheet' | 'slide', tag: string): void {
    if (this.#cells !== undefined) return
    this.#endLine()
    this.#pages += 1
    const name = attributeOf(tag, 'name') ?? String(this.#pages)
    if (this.#hiding.has(attributeOf(tag, 'style-name') ?? '')) this.#reading.note(kind === 'sheet' ? 'hidden-sheet' : 'hidden-slide', kind === 'sheet' ? name : String(this.#pages))
    this.#sheetName = kind === 'sheet' ? name : ''
    this.#reading.add('\f')
    this.#reading.place(kind, kind === 'slide' ? String(this.#pages) : name)
    if (kind === 'sheet') this.#reading.add(`${name}\n`)
  }

  #close(name: string): void {
    switch (name) {
      case 'p': case 'h':
        this.#inText = Math.max(0, this.#inText - 1)
        if (this.#cells === undefined) this.#endLine()
        else this.#line.push(' ')
        break
      case 'creator':
        if (this.#aside !== '') {
          this.#inText = Math.max(0, this.#inText - 1)
          this.#line.push(': ')
        }
        break
      case 'annotation': this.#aside = ''; break
      case 'table-cell': case 'covered-table-cell': this.#endCell(); break
      case 'table-row': this.#endRow(); break
      default:
    }
  }

  #endCell(): void {
    const text = this.#line.join('').trim().replace(/[\t\r\n]+/g, ' ')
    this.#line = []
    const times = text === '' ? Math.min(this.#repeat, 100) : Math.min(this.#repeat, REPEATED_MAX)
    if ((this.#cells?.length ?? 0) < 20_000) for (let time = 0; time < times; time += 1) this.#cells?.push(text)
    this.#repeat = 1
  }

  #endRow(): void {
    const line = (this.#cells ?? []).join('\t').replace(/\t+$/, '')
    this.#cells = undefined
    if (line !== '') this.#reading.add(`${line}\n`.repeat(Math.min(this.#rows, REPEATED_MAX)))
    this.#rows = 1
  }

  #endLine(): void {
    const line = this.#line.join('').trimEnd()
    this.#line = []
    if (line !== '') this.#reading.add(`${line}\n`)
  }
}

const isHidden = (tag: string): boolean => /^(collapse|filter)$/.test(attributeOf(tag, 'visibility') ?? '')

function repeated(tag: string, name: string): number {
  const times = Number(attributeOf(tag, name) ?? 1)
  return Number.isSafeInteger(times) && times > 0 ? times : 1
}
