/** Read back by PDF.js, so that it is a PDF for others too. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extractText, getDocumentProxy } from 'unpdf'
import { lineWidth, widthOf } from './helvetica.ts'
import { encodeBlock, layOut, PAGE, PDF_PAGES_MAX, wrapped, type Block } from './layout.ts'
import { writePdf } from './pdf.ts'
import { encodeWinAnsi } from './win-ansi.ts'

const document = (blocks: readonly Block[]) => ({
  title: 'Uw moeder – Ødegård č 中', language: 'nl', blocks, foot: (page: number, pages: number) => `Pagina ${page} van ${pages}`,
  changedNote: (count: number) => `Let op: ${count} tekens.`, cutNote: 'Let op: het eind ontbreekt.',
})
const read = async (bytes: Uint8Array): Promise<readonly string[]> =>
  (await extractText(await getDocumentProxy(bytes.slice()), { mergePages: false })).text

test('text of four languages comes back as it was, with title, language and tags for a reader aloud', async () => {
  const lines = ['Coëfficiënt, één, “aanhalingen” – € 12,50 (bruto) \\ streep', 'Straße, Mädchen, Öl, „Zitat“', 'L’été, garçon, œuvre, Noël, où ?', 'It’s £5 – “fine”…']
  const bytes = writePdf(document([{ tag: 'H1', text: 'Uw moeder' }, { tag: 'P', text: lines.join('\n') }]))
  const [page = ''] = await read(bytes)
  for (const line of lines) assert.ok(page.includes(line), `${line} in ${page}`)
  assert.match(page, /Pagina 1 van 1/)
  const pdf = await getDocumentProxy(bytes.slice())
  const { info } = await pdf.getMetadata()
  assert.equal(Object.entries(info).find(([name]) => name === 'Title')?.[1], 'Uw moeder – Ødegård č 中')
  assert.equal((await pdf.getMarkInfo())?.Marked, true)
  const tree = JSON.stringify(await (await pdf.getPage(1)).getStructTree())
  assert.match(tree, /"role":"H1".*"role":"P"/)
  assert.match(new TextDecoder('latin1').decode(bytes), /\/Lang\(nl\)/)
  assert.deepEqual(writePdf(document([{ tag: 'P', text: 'a' }])), writePdf(document([{ tag: 'P', text: 'a' }])))
})

test('what the letters lack is said at the top, and stands there as base letter or question mark', async () => {
  const [page = ''] = await read(writePdf(document([{ tag: 'P', text: 'Beste Łukasz Dvořák 中文 👩‍👩‍👧, ½ ﬁn' }])))
  assert.match(page, /^Let op: 6 tekens\./)
  assert.match(page, /Beste Lukasz Dvorák \?\? \?, ½ fin/)
  assert.deepEqual(encodeWinAnsi('e\u0301\u202fx\u2011y\u200b').changed, 0, 'same sign in another spelling is no change')
  assert.deepEqual([...encodeWinAnsi('e\u0301').bytes], [0xe9])
  assert.deepEqual([...encodeWinAnsi('\u202ea\u0000b').bytes], [0x61, 0x62], 'direction and control signs are no text')
})

test('many pages, long words, and a heading that does not stand alone', async () => {
  const text = Array.from({ length: 130 }, (_, number) => `Regel ${number + 1}`).join('\n')
  const pages = await read(writePdf(document([{ tag: 'P', text }, { tag: 'P', text: 'x'.repeat(1000) }])))
  assert.equal(pages.length, 4)
  assert.match(pages[3] ?? '', /Pagina 4 van 4/)
  const all = pages.join(' ')
  for (let number = 1; number <= 130; number += 1) assert.match(all, new RegExp(`Regel ${number}\\b`))
  assert.equal(all.replace(/[^x]/g, '').length, 1000)
  const filled = Array.from({ length: 43 }, () => 'x').join('\n')
  const { pages: laid } = layOut([{ tag: 'P', text: filled }, { tag: 'H2', text: 'Kop' }, { tag: 'P', text: 'tekst' }].map((block) => encodeBlock(block as Block)))
  assert.ok(laid[1]?.some(({ block }) => block === 1), 'the heading is where its text is')
  for (const line of laid.flat()) assert.ok(lineWidth(line.bytes, line) <= PAGE.width - 2 * PAGE.margin + 0.01)
})

test('every width is that of the metrics, and no line is wider than the page', () => {
  assert.deepEqual([widthOf(0x20, 'regular'), widthOf(0x41, 'bold'), widthOf(0xe9, 'regular'), widthOf(0xc7, 'regular'), widthOf(0xee, 'regular'), widthOf(0x80, 'bold')],
    [278, 722, 556, 722, 278, 556])
  for (let byte = 0x20; byte < 0x100; byte += 1) if (byte !== 0x7f) assert.ok(widthOf(byte, 'regular') > 0 && widthOf(byte, 'bold') > 0, byte.toString(16))
  const width = 100
  for (const text of ['een twee drie vier vijf zes zeven acht', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bb', '  voor en na  ', '', 'W']) {
    const lines = wrapped(encodeWinAnsi(text).bytes, { face: 'regular', size: 11, width })
    for (const line of lines) assert.ok(lineWidth(line.filter((byte, at) => byte !== 0x20 || at < line.length - 1), { face: 'regular', size: 11 }) <= width)
    assert.equal(lines.map((line) => Buffer.from(line).toString('latin1')).join('').replaceAll(' ', ''), text.replaceAll(' ', ''))
  }
})

test('at the most pages all is there; one line more and the copy says that its end is missing', async () => {
  const perPage = layOut([encodeBlock({ tag: 'P', text: '\n'.repeat(200) })]).pages[0]?.length ?? 0
  const full = layOut([encodeBlock({ tag: 'P', text: '\n'.repeat(PDF_PAGES_MAX * perPage - 1) })])
  assert.deepEqual([full.pages.length, full.isCut], [PDF_PAGES_MAX, false])
  const over = layOut([encodeBlock({ tag: 'P', text: '\n'.repeat(PDF_PAGES_MAX * perPage) })])
  assert.deepEqual([over.pages.length, over.isCut], [PDF_PAGES_MAX, true])
  const pdf = await getDocumentProxy(writePdf(document([{ tag: 'P', text: `begin${'\n'.repeat(PDF_PAGES_MAX * perPage)}eind` }])))
  const { items } = await (await pdf.getPage(1)).getTextContent()
  assert.deepEqual(items.flatMap((item) => 'str' in item && item.str.trim() !== '' ? [item.str] : []), ['Let op: het eind ontbreekt.', 'begin', `Pagina 1 van ${PDF_PAGES_MAX}`])
})
