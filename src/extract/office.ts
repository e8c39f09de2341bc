/**
 * The parts of an Office Open XML package (ECMA-376 part 2): which part is what says `[Content_Types].xml`, not its name.
 * Main parts are read by `docx.ts`, `xlsx.ts` and `pptx.ts` in the order a reader sees them; whatever they leave (charts, diagrams,
 * caches of pivot tables, embedded files, parts that nothing points to) is read after them, so that nothing is silently skipped.
 */
import { decodeText } from './charset.ts'
import { readDocx } from './docx.ts'
import { imageTypeOf } from './picture.ts'
import { readPptx } from './pptx.ts'
import { readProperties } from './properties.ts'
import { Unreadable, type Reading } from './reading.ts'
import { readXlsx } from './xlsx.ts'
import { attributeOf, attributeValues, readXml } from './xml.ts'
import type { ZipEntry } from './zip.ts'

/** Pictures inside an office file smaller than this are logos and bullets. */
export const DECORATION_BYTES_MAX = 16 * 1024

export interface OfficePart {
  readonly name: string
  /** The last word of its content type, such as `document.main`, `worksheet`, `image/png`. */
  readonly type: string
  readonly entry: ZipEntry
}

/** Parts by name in lower case, and what was read of them. */
export class OfficePackage {
  readonly parts: ReadonlyMap<string, OfficePart>
  readonly #taken = new Set<string>()
  readonly reading: Reading

  constructor(parts: ReadonlyMap<string, OfficePart>, reading: Reading) {
    this.parts = parts
    this.reading = reading
  }

  /** Parts whose content type ends so, in the order of the package. */
  ofType(...types: readonly string[]): readonly OfficePart[] {
    return [...this.parts.values()].filter(({ type }) => types.includes(type))
  }

  /** The XML of a part; undefined, and told, when it cannot be read. */
  xml(part: OfficePart | undefined): string | undefined {
    if (part === undefined || this.#taken.has(part.name)) return undefined
    this.#taken.add(part.name)
    try {
      return decodeText(part.entry.read())
    } catch (error) {
      if (!(error instanceof Unreadable) || error.isFinal) throw error
      this.reading.miss(error.why)
      return undefined
    }
  }

  /** Reads a part of which only the structure is wanted. */
  walk(part: OfficePart | undefined, open: (name: string, tag: string) => void): void {
    const xml = this.xml(part)
    if (xml !== undefined) readXml(xml, { open, check: () => this.reading.checkTime() })
  }

  /** Targets of a part's relations, by id: names of parts in lower case. ECMA-376 part 2 §9.3 */
  relations(part: OfficePart): ReadonlyMap<string, { readonly target: string, readonly type: string }> {
    const slash = part.name.lastIndexOf('/')
    const folder = part.name.slice(0, slash + 1)
    const targets = new Map<string, { target: string, type: string }>()
    this.walk(this.parts.get(`${folder}_rels/${part.name.slice(slash + 1)}.rels`), (name, tag) => {
      if (name !== 'Relationship') return
      const target = attributeOf(tag, 'Target') ?? ''
      if (attributeOf(tag, 'TargetMode') === 'External') this.reading.add(`${target}\n`)
      else targets.set(attributeOf(tag, 'Id') ?? '', { target: resolved(folder, target), type: attributeOf(tag, 'Type')?.split('/').at(-1) ?? '' })
    })
    return targets
  }

  isTaken(part: OfficePart): boolean {
    return this.#taken.has(part.name)
  }
}

function resolved(folder: string, target: string): string {
  const steps = target.startsWith('/') ? [] : folder.split('/').filter((step) => step !== '')
  for (const step of target.split('/').slice(0, 50)) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/').toLowerCase()
}

/** Whether the archive is such a package. */
export function isOffice(entries: readonly ZipEntry[]): boolean {
  return entries.some(({ name }) => name.toLowerCase() === '[content_types].xml')
}

/** Reads all of it. */
export async function readOffice(entries: readonly ZipEntry[], reading: Reading): Promise<void> {
  const office = new OfficePackage(partsOf(entries), reading)
  readDocx(office)
  readXlsx(office)
  readPptx(office)
  readProperties(office)
  await readRest(office)
}

function partsOf(entries: readonly ZipEntry[]): Map<string, OfficePart> {
  const byName = new Map<string, string>()
  const byExtension = new Map<string, string>()
  const list = entries.find(({ name }) => name.toLowerCase() === '[content_types].xml')
  readXml(list === undefined ? '' : decodeText(list.read()), {
    open(name, tag) {
      const type = shortType(attributeOf(tag, 'ContentType') ?? '')
      if (name === 'Override') byName.set((attributeOf(tag, 'PartName') ?? '').replace(/^\//, '').toLowerCase(), type)
      if (name === 'Default') byExtension.set((attributeOf(tag, 'Extension') ?? '').toLowerCase(), type)
    },
  })
  const parts = new Map<string, OfficePart>()
  for (const entry of entries) {
    const name = entry.name.replace(/^\//, '').toLowerCase()
    if (name === '[content_types].xml') continue
    const type = byName.get(name) ?? byExtension.get(name.slice(name.lastIndexOf('.') + 1)) ?? ''
    // Two entries of one name: readers differ in which they show, so both are read.
    parts.set(parts.has(name) ? `${name}\0${parts.size}` : name, { name: parts.has(name) ? `${name}\0${parts.size}` : name, type, entry })
  }
  return parts
}

/** `application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml` → `footer`; macro and template kinds are the same. */
function shortType(type: string): string {
  if (!type.includes('vnd.')) return type
  const last = type.replace(/\+xml$/, '').replace(/^application\/vnd\.(openxmlformats-(officedocument|package)|ms-(word|excel|powerpoint|office))\.?/, '')
  return last.replace(/^(wordprocessingml|spreadsheetml|presentationml|drawingml)\./, '').replace(/(macroEnabled|macroEnabledTemplate|template|slideshow|addin)\.main$/, (kind) => mainOf(type, kind))
}

function mainOf(type: string, kind: string): string {
  if (/word/i.test(type)) return 'document.main'
  if (/sheet|excel/i.test(type)) return 'sheet.main'
  return /presentation|powerpoint/i.test(type) ? 'presentation.main' : kind
}

/** Parts without words of the writer: looks, names of fonts, printer settings, small previews. */
const WITHOUT_WORDS: ReadonlySet<string> = new Set([
  'styles', 'stylesWithEffects', 'settings', 'webSettings', 'fontTable', 'numbering', 'theme', 'themeOverride', 'tableStyles', 'presProps',
  'viewProps', 'calcChain', 'printerSettings', 'relationships', 'chartstyle', 'chartcolorstyle', 'obfuscatedFont', 'keyMapCustomizations',
  'sheetMetadata', 'commentsIds', 'commentsExtended', 'commentsExtensible', 'x-fontdata', 'rdRichValueStructure', 'rdRichValueTypes', 'volatileDependencies',
])

async function readRest(office: OfficePackage): Promise<void> {
  for (const part of office.parts.values()) {
    if (office.isTaken(part) || WITHOUT_WORDS.has(part.type) || part.name.startsWith('docprops/thumbnail')) continue
    if (part.type === 'vbaProject' || part.name.endsWith('vbaproject.bin')) office.reading.note('macros')
    else if (/xml$|^text\/xml/.test(part.type) || part.name.endsWith('.xml') || part.name.endsWith('.vml')) readLooseXml(office, part)
    else if (!part.name.endsWith('.rels')) await readEmbedded(part, office.reading)
  }
}

/** Charts, diagrams, caches, custom XML: text and the attributes that hold values or descriptions. */
function readLooseXml(office: OfficePackage, part: OfficePart): void {
  const isCache = /pivotCache|externalLink|rdrichvalue/i.test(part.type)
  if (isCache) office.reading.note('hidden-text')
  const pieces: string[] = []
  // What a layout or master says in a placeholder is its prompt, which no reader sees.
  const isPattern = /^slide(Layout|Master)$|^(notes|handout)Master$/.test(part.type)
  let [shape, isPrompt] = [0, false]
  readXml(office.xml(part) ?? '', {
    open(name, tag) {
      if (isPattern && name === 'sp') shape += 1
      if (isPattern && name === 'ph' && shape > 0) isPrompt = true
      if (isCache) pieces.push(...attributeValues(tag), '\n')
    },
    close(name) {
      if (isPattern && name === 'sp') [shape, isPrompt] = [shape - 1, false]
      if (LINES.has(name)) pieces.push('\n')
    },
    text(text) {
      if (!isPrompt && text.trim() !== '') pieces.push(text)
    },
    check: () => office.reading.checkTime(),
  })
  const text = pieces.join('')
  if (text.trim() === '') return
  office.reading.place(isCache ? 'hidden' : 'file', part.name)
  office.reading.add(`${text}\n`)
}

const LINES: ReadonlySet<string> = new Set(['p', 'v', 'pt', 'tr', 'row', 'txBody', 'r', 'si', 'text'])

/** A file inside the office file; pictures of some size go to character recognition. */
async function readEmbedded(part: OfficePart, reading: Reading): Promise<void> {
  let bytes: Uint8Array
  try {
    bytes = part.entry.read()
  } catch (error) {
    if (!(error instanceof Unreadable) || error.isFinal) throw error
    reading.miss(error.why)
    return
  }
  const name = part.name.slice(part.name.lastIndexOf('/') + 1)
  if (isOfficePicture(bytes, name)) {
    if (bytes.length <= DECORATION_BYTES_MAX) return
    if (imageTypeOf(bytes) === undefined) reading.note('pictures-not-read')
    else reading.picture({ bytes, place: { kind: 'picture', label: name }, isContent: false })
    return
  }
  if (bytes.length === 0 || /\.(bin|sigs|psdsxs)$/.test(name)
    && /activex|printersettings|customproperty/i.test(part.type + part.name)) return
  reading.note('embedded-files')
  await reading.inside({ name, type: part.type, bytes })
}

/** Pictures as office programs keep them; drawings (EMF, WMF) and HD photos (WDP) count, and stay unread. */
function isOfficePicture(bytes: Uint8Array, name: string): boolean {
  return imageTypeOf(bytes) !== undefined || /\.(emf|wmf|wdp|emz|wmz)$/.test(name)
}
