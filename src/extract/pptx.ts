/** PresentationML (ECMA-376 part 1 §19): slides in their order, hidden ones too, with notes and comments. */
import type { OfficePackage, OfficePart } from './office.ts'
import type { AttachmentPlace } from '../guard/types.ts'
import { attributeOf, readXml } from './xml.ts'

export function readPptx(office: OfficePackage): void {
  for (const presentation of office.ofType('presentation.main')) {
    const targets = office.relations(presentation)
    const order: string[] = []
    office.walk(presentation, (name, tag) => {
      if (name === 'sldId') order.push(targets.get(relationOf(tag))?.target ?? '')
    })
    for (const [index, target] of order.entries()) readSlide(office.parts.get(target),
      { office, label: String(index + 1) })
  }
  // Slides that were taken out of the order but not out of the file.
  for (const part of office.ofType('slide')) {
    if (office.isTaken(part)) continue
    office.reading.note('hidden-slide', part.name)
    readSlide(part, { office, label: part.name })
  }
  for (const part of office.ofType('notesSlide')) readNotes(part, { office, label: part.name })
  if (office.ofType('presentation.main').length === 0) return
  for (const part of office.ofType('comments', 'commentAuthors', 'authors')) {
    if (part.type === 'comments') office.reading.note('comments')
    readText(part, { office, kind: 'comments', label: part.name })
  }
}

/** The relation's id: the slide's own number is called `id` too, and stands without a prefix. */
function relationOf(tag: string): string {
  return /:id\s*=\s*["']([^"']{0,200})["']/.exec(tag)?.[1] ?? ''
}

interface Slide { readonly office: OfficePackage, readonly label: string }

function readSlide(part: OfficePart | undefined, { office, label }: Slide): void {
  if (part === undefined || office.isTaken(part)) return
  const targets = office.relations(part)
  readText(part, { office, kind: 'slide', label })
  for (const { target, type } of targets.values()) {
    const notes = type === 'notesSlide' ? office.parts.get(target) : undefined
    if (notes !== undefined) readNotes(notes, { office, label })
  }
}

function readNotes(part: OfficePart, { office, label }: Slide): void {
  if (office.isTaken(part)) return
  const before = office.reading.length
  readText(part, { office, kind: 'notes', label })
  if (office.reading.length > before) office.reading.note('speaker-notes', label)
}

/** Paragraphs are lines, rows of a table lines with tabs. */
function readText(part: OfficePart, { office, kind, label }: Slide & { readonly kind: AttachmentPlace['kind'] }): void {
  const { reading } = office
  const lines: string[] = []
  let [line, takes, cells, isNumber] = ['', false, 0, false]
  const end = (): void => {
    if (line.trim() !== '') lines.push(line.replace(/[\t ]+$/, ''))
    line = ''
  }
  readXml(office.xml(part) ?? '', {
    open(name, tag) {
      if (name === 'sld' && /^(0|false)$/.test(attributeOf(tag, 'show') ?? '')) reading.note('hidden-slide', label)
      if (name === 't' || name === 'text') takes = !isNumber
      if (name === 'fld') isNumber = attributeOf(tag, 'type') === 'slidenum'
      if (name === 'tc') cells += 1
      if (name === 'br') line += ' '
      if (name === 'cNvPr') line += attributeOf(tag, 'descr') ?? ''
      if (name === 'cmAuthor' || name === 'author') line += `${attributeOf(tag, 'name') ?? ''}\n`
    },
    close(name) {
      if (name === 't' || name === 'text') takes = false
      if (name === 'fld') isNumber = false
      if (name === 'tc') [cells, line] = [cells - 1, `${line}\t`]
      if (name === 'p' && cells > 0) line += ' '
      if ((name === 'p' && cells === 0) || name === 'tr' || name === 'cm' || name === 'sp') end()
    },
    text(text) {
      if (takes) line += text
    },
    check: () => reading.checkTime(),
  })
  end()
  if (lines.length === 0) return
  reading.add('\f')
  reading.place(kind, label)
  reading.add(`${lines.join('\n')}\n`)
}
