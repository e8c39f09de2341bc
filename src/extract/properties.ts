/** What an office file says of itself: title, writer, company,
  words of its own (ECMA-376 part 2 §11, part 1 §22.2, §22.3). */
import type { OfficePackage } from './office.ts'
import { readXml } from './xml.ts'

/** Properties that name a person. */
const PEOPLE: ReadonlySet<string> = new Set(['creator', 'lastModifiedBy', 'Manager'])
/** Properties with words of the writer; counts and programs are left out. */
const WORDS: ReadonlySet<string> = new Set(['title', 'subject', 'description', 'keywords', 'category', 'contentStatus', 'Company', ...PEOPLE])

/** `name: value` lines, so that a reader of the text knows what stands there. */
export function readProperties(office: OfficePackage): void {
  const lines: string[] = []
  for (const part of office.ofType('core-properties', 'extended-properties', 'custom-properties')) {
    const isCustom = part.type === 'custom-properties'
    let [current, value] = ['', '']
    readXml(office.xml(part) ?? '', {
      open(name, tag) {
        if (isCustom && name === 'property') current = /\bname="([^"]{0,200})"/.exec(tag)?.[1] ?? 'property'
        else if (!isCustom && WORDS.has(name)) [current, value] = [name, '']
      },
      close(name) {
        if (name !== (isCustom ? 'property' : current)) return
        if (current !== '' && value.trim() !== '') {
          lines.push(`${current}: ${value.trim()}`)
          if (PEOPLE.has(current)) office.reading.note('metadata-author', value)
        }
        ;[current, value] = ['', '']
      },
      text(text) {
        if (current !== '') value += text
      },
    })
  }
  if (lines.length === 0) return
  office.reading.place('properties', '')
  office.reading.add(`${lines.join('\n')}\n`)
}
