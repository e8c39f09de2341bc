/**
 * Text out of PDF (ISO 32000) by PDF.js as `unpdf` packs it: without canvas, without WebAssembly, without evaluation of code,
 * without a file system. Pages, form fields, notes in the margin, properties, attached files; pages that are only a picture go to
 * character recognition.
 */
import { getDocument } from 'unpdf/pdfjs'
import { pdfPictures } from './pdf-pictures.ts'
import { checkWork } from './pdf-streams.ts'
import { Unreadable, type Reading } from './reading.ts'

/** Pages of one document that are read. */
export const PDF_PAGES_MAX = 5000
/** Notes and fields of one page that are read. */
export const ANNOTATIONS_MAX = 5000
/** A page with fewer letters and digits than this holds no text layer, or only a stamp. */
const LETTERS_MIN = 12
/** Share of characters without a meaning (fonts without a table of characters) from which a page counts as unread. */
const NONSENSE_SHARE = 0.3

type PdfDocument = Awaited<ReturnType<typeof getDocument>['promise']>
type PdfPage = Awaited<ReturnType<PdfDocument['getPage']>>

export async function readPdf(bytes: Uint8Array, reading: Reading): Promise<void> {
  checkWork(bytes, reading)
  const document = await open(bytes)
  const count = Math.min(document.numPages, PDF_PAGES_MAX)
  if (document.numPages > PDF_PAGES_MAX) reading.miss('over-limit')
  const pictured: number[] = []
  for (let number = 1; number <= count; number += 1) {
    reading.checkTime()
    const letters = await readPage(document, number, reading)
    if (letters < LETTERS_MIN) pictured.push(number)
  }
  await readProperties(document, reading)
  await readAttached(document, reading)
  if (pictured.length > 0) readPictures(bytes, { pictured, count, reading })
}

/** Opens it; a password that everybody has (none) is no secret. */
async function open(bytes: Uint8Array): Promise<PdfDocument> {
  try {
    return await getDocument({
      // PDF.js takes the memory for itself, and no Buffer.
      data: new Uint8Array(bytes), verbosity: 0, useWasm: false, useWorkerFetch: false, useSystemFonts: false,
      disableFontFace: true, enableXfa: true,
      isOffscreenCanvasSupported: false, isImageDecoderSupported: false, maxImageSize: 1, disableAutoFetch: true,
      disableStream: true,
      stopAtErrors: false,
    }).promise
  } catch (error) {
    if (error instanceof RangeError) throw new Unreadable('over-limit')
    throw new Unreadable(error instanceof Error && error.name === 'PasswordException' ? 'encrypted' : 'broken')
  }
}

/** Gives how many letters and digits its text layer has. A page that cannot be read does not end the document. */
async function readPage(document: PdfDocument, number: number, reading: Reading): Promise<number> {
  if (number > 1) reading.add('\f')
  reading.place('page', String(number))
  try {
    const page = await document.getPage(number)
    const text = await pageText(page)
    reading.add(text)
    await readAnnotations(document, page, reading)
    page.cleanup()
    if (isNonsense(text)) reading.miss('unknown-format')
    return text.replace(/[^\p{L}\p{N}]/gu, '').length
  } catch (error) {
    if (error instanceof Unreadable) throw error
    reading.miss(error instanceof RangeError ? 'over-limit' : 'broken')
    return LETTERS_MIN
  }
}

/** Lines as they stand; a wide gap in a line is a tab, so that columns of a table stay columns. */
async function pageText(page: PdfPage): Promise<string> {
  const { items } = await page.getTextContent()
  const pieces: string[] = []
  for (const item of items) {
    if (!('str' in item)) continue
    const isGap = item.str.trim() === '' && item.str !== '' && item.width > Math.max(item.height, 6) * 1.2
    pieces.push(isGap ? '\t' : item.str)
    if (item.hasEOL) pieces.push('\n')
  }
  return `${pieces.join('')}\n`
}

/** Marks of the font's own instead of characters: a font without its table, or one made so that programs cannot read it. */
function isNonsense(text: string): boolean {
  const odd = text.match(/[\uE000-\uF8FF\uFFFD\u0000-\u0008\u000E-\u001F]/g)?.length ?? 0
  return odd > 20 && odd > text.length * NONSENSE_SHARE
}

async function readAnnotations(document: PdfDocument, page: PdfPage, reading: Reading): Promise<void> {
  const annotations: readonly unknown[] = await page.getAnnotations()
  if (annotations.length > ANNOTATIONS_MAX) reading.miss('over-limit')
  for (const annotation of annotations.slice(0, ANNOTATIONS_MAX)) {
    if (typeof annotation !== 'object' || annotation === null) continue
    // A paper clip on the page.
    const id = wordsOf(annotation, 'fileId')
    if (id !== '') await readAttachedFile(document, { id, name: inner(annotation, 'file', 'filename') }, reading)
    const field = wordsOf(annotation, 'fieldValue')
    const said = [inner(annotation, 'titleObj'), inner(annotation, 'contentsObj')].filter((word) => word !== '').join(': ')
    const link = wordsOf(annotation, 'url')
    if (field !== '' && field !== 'Off') {
      reading.note('form-fields')
      reading.add(`${wordsOf(annotation, 'alternativeText') || wordsOf(annotation, 'fieldName')}: ${field}\n`)
    }
    if (said !== '') {
      reading.note('annotations')
      reading.add(`${said}\n`)
    }
    if (/^(mailto|tel):/i.test(link)) reading.add(`${link}\n`)
  }
}

function wordsOf(value: object, key: string): string {
  const found: unknown = Reflect.get(value, key)
  if (Array.isArray(found)) return found.filter((one) => typeof one === 'string').join(', ')
  return typeof found === 'string' ? found : ''
}

function inner(value: object, key: string, innerKey = 'str'): string {
  const found: unknown = Reflect.get(value, key)
  return typeof found === 'object' && found !== null ? wordsOf(found, innerKey) : ''
}

async function readProperties(document: PdfDocument, reading: Reading): Promise<void> {
  const lines: string[] = []
  try {
    const { info } = await document.getMetadata()
    for (const key of ['Title', 'Author', 'Subject', 'Keywords']) {
      const value = wordsOf(info, key).trim()
      if (value === '') continue
      if (key === 'Author') reading.note('metadata-author', value)
      lines.push(`${key}: ${value}`)
    }
  } catch {
    reading.miss('broken')
  }
  if (lines.length === 0) return
  reading.add('\n')
  reading.place('properties', '')
  reading.add(`${lines.join('\n')}\n`)
}

async function readAttached(document: PdfDocument, reading: Reading): Promise<void> {
  let attached: unknown
  try {
    attached = await document.getAttachments()
  } catch {
    reading.miss('broken')
    return
  }
  if (!(attached instanceof Map)) return
  for (const [id, file] of attached) await readAttachedFile(document, { id: String(id), name: wordsOf(file ?? {}, 'filename') }, reading)
}

async function readAttachedFile(document: PdfDocument, { id, name }: { readonly id: string, readonly name: string },
  reading: Reading): Promise<void> {
  reading.note('embedded-files')
  const content = await document.getAttachmentContent(id)
  if (content instanceof Uint8Array) await reading.inside({ name, type: '', bytes: content })
  else reading.miss('broken')
}

/**
 * Pages without text: pictures that recognition can read are handed on. Which stands on which page is known only when there are as
 * many. Pages that hold neither text nor picture are empty, unless all are: then the words are drawn, which nobody can read here.
 */
function readPictures(bytes: Uint8Array, { pictured, count, reading }: {
  readonly pictured: readonly number[], readonly count: number, readonly reading: Reading,
}): void {
  const { pictures, unknown } = pdfPictures(bytes, reading)
  if (unknown > 0 || (pictures.length === 0 && pictured.length === count)) reading.miss('unknown-format')
  const isPaged = pictures.length === pictured.length
  for (const [index, picture] of pictures.entries()) {
    const place = isPaged ? { kind: 'page' as const, label: String(pictured[index]) } : { kind: 'picture' as const, label: String(index + 1) }
    reading.picture({ bytes: picture, place, isContent: true })
  }
}
