/**
 * What a reader sees of an HTML file, and what stands in it beside that: values of forms, descriptions of pictures, addresses that
 * links lead to. Cells of a table are set apart by tabs. Scripts and styles are left out.
 */
import { Parser } from 'htmlparser2'
import type { Reading } from './reading.ts'

/** Files inside the page (`data:` addresses) that are opened. */
export const DATA_ADDRESSES_MAX = 100
/** Characters given to the parser at a time, so that it can be stopped. */
const STEP = 65_536

const UNSEEN: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript'])
const BLOCKS: ReadonlySet<string> = new Set([
  'p', 'div', 'br', 'tr', 'li', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'ul', 'ol', 'hr', 'section', 'article',
  'title', 'option', 'dt', 'dd', 'caption', 'textarea', 'address', 'header', 'footer',
])
const TOLD: readonly string[] = ['alt', 'title', 'value', 'placeholder', 'content', 'label', 'aria-label']

export async function readHtml(html: string, reading: Reading): Promise<void> {
  const files: Uint8Array[] = []
  let pieces: string[] = []
  let [unseen, cells] = [0, 0]
  const give = (): void => {
    reading.add(pieces.join(''))
    pieces = []
  }
  const parser = new Parser({
    onopentag(name, attributes) {
      if (UNSEEN.has(name)) unseen += 1
      else if (name === 'td' || name === 'th') pieces.push(cells > 0 ? '\t' : '')
      else if (BLOCKS.has(name) && (name === 'tr' || cells === 0)) pieces.push('\n')
      else if (BLOCKS.has(name)) pieces.push(' ')
      if (name === 'tr') cells = 0
      if (name === 'td' || name === 'th') cells += 1
      for (const word of told(name, attributes)) pieces.push(` ${word} `)
      const file = dataOf(attributes['src'] ?? attributes['href'] ?? attributes['data'] ?? '')
      if (file !== undefined && files.length < DATA_ADDRESSES_MAX) files.push(file)
    },
    onclosetag(name) {
      if (UNSEEN.has(name) && unseen > 0) unseen -= 1
      if (name === 'tr') cells = 0
      if (BLOCKS.has(name) && cells === 0) pieces.push('\n')
    },
    ontext(text) {
      if (unseen === 0) pieces.push(text)
    },
  }, { decodeEntities: true, lowerCaseTags: true })
  for (let at = 0; at < html.length; at += STEP) {
    parser.write(html.slice(at, at + STEP))
    give()
  }
  parser.end()
  give()
  for (const bytes of files) await reading.inside({ name: '', type: '', bytes })
}

function told(name: string, attributes: Readonly<Record<string, string>>): string[] {
  const words = TOLD.flatMap((key) => {
    const isTold = key !== 'content' || /^(author|description|keywords|title)$/i.test(attributes['name'] ?? '')
    return isTold ? [attributes[key] ?? ''] : []
  })
  if (name === 'a' && /^(mailto|tel):/i.test(attributes['href'] ?? '')) words.push(attributes['href'] ?? '')
  return words.filter((word) => word.trim() !== '')
}

/** RFC 2397: a file in an address. */
function dataOf(address: string): Uint8Array | undefined {
  if (!/^\s*data:/i.test(address)) return undefined
  const comma = address.indexOf(',')
  if (comma < 0) return undefined
  const body = address.slice(comma + 1)
  return new Uint8Array(/;base64\s*$/i.test(address.slice(0, comma)) ? Buffer.from(body, 'base64') : Buffer.from(body.replaceAll('+', ' ').replace(/%([0-9a-f]{2})/gi,
    (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1'))
}
