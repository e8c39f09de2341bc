import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { silentLog } from '../log/log.ts'
import { createExtractor, type Extractor } from './extract.ts'
import { createOcr } from './ocr.ts'
import { docx, paragraph } from './office.testing.ts'
import { scannedPdf } from './pdf.testing.ts'
import { drawn, filteredRows, pgm, png } from './picture.testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-ocr-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const drawing = drawn(['PATIENT', 'BSN 111222333'])
const isThere = existsSync('/usr/bin/tesseract') ? {} : { skip: 'Debian packages tesseract-ocr and tesseract-ocr-nld are not installed' }
const file = (bytes: Uint8Array) => ({ name: 'scan', type: '', bytes })

describe('words in pictures', isThere, () => {
  let extractor: Extractor
  before(() => {
    extractor = createExtractor({ cacheFolder: folder, log: silentLog })
  })
  after(() => extractor.close())
  const rows = { packed: deflateSync(drawing.gray), shape: `/Width ${drawing.width} /Height ${drawing.height} /ColorSpace /DeviceGray /BitsPerComponent 8` }
  const pictures: Readonly<Record<string, Uint8Array>> = {
    'a PNG': png(drawing),
    'a PGM': pgm(drawing),
    'a scanned PDF of packed rows': scannedPdf(rows.packed, `${rows.shape} /Filter /FlateDecode`),
    'a scanned PDF with the rows of a PNG': scannedPdf(deflateSync(filteredRows(drawing)), `${rows.shape} /Filter /FlateDecode /DecodeParms <</Predictor 15 /Colors 1 /Columns ${drawing.width}>>`),
    'a picture in a document': docx({ body: paragraph('Zie de foto'), others: [{ name: 'word/media/image1.pgm', content: pgm(drawing) }] }),
  }
  for (const [what, bytes] of Object.entries(pictures)) {
    test(what, async () => {
      const read = await extractor.extract(file(bytes))
      assert.ok('text' in read && /111\s?222\s?333/.test(read.text), JSON.stringify(read))
      assert.equal(read.unread, undefined)
      assert.ok(read.notes?.includes('read-by-ocr'))
      const place = read.places?.at(-1)
      assert.ok(place !== undefined && /^\s*PATIENT/.test(read.text.slice(place.offset)))
    })
  }
})

describe('what no picture is', () => {
  test('is not handed to tesseract, which would open what it names', async (t) => {
    const ocr = createOcr({ log: silentLog })
    t.after(() => ocr.close())
    assert.deepEqual(await ocr.read(Buffer.from('/etc/passwd\nhttp://127.0.0.1/x.png\n')), { unread: 'broken' })
  })
  test('a picture of more pixels than are looked at is over the limit', async (t) => {
    const ocr = createOcr({ log: silentLog })
    t.after(() => ocr.close())
    const huge = png(drawing)
    huge.writeUInt32BE(100_000, 16)
    huge.writeUInt32BE(100_000, 20)
    assert.deepEqual(await ocr.read(huge), { unread: 'over-limit' })
  })
})

describe('without tesseract', () => {
  test('a scan could not be read, a document with a picture could', async (t) => {
    const extractor = createExtractor({ cacheFolder: folder, log: silentLog, ocrProgram: '/nowhere/tesseract' })
    t.after(() => extractor.close())
    assert.deepEqual(await extractor.extract(file(png(drawing))), { unread: 'unknown-format' })
    const read = await extractor.extract(file(docx({ body: paragraph('Zie de foto'), others: [{ name: 'word/media/image1.pgm', content: pgm(drawing) }] })))
    assert.ok('text' in read && read.text.includes('Zie de foto') && read.unread === undefined)
    assert.deepEqual(read.notes, ['pictures-not-read'])
  })
})
