/** Small files that want to become large: each ends at a limit that is told, and the file after it is read. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { MiB } from '../base/sizes.ts'
import { silentLog } from '../log/log.ts'
import { CFB_ENTRIES_MAX } from './cfb.ts'
import { compoundFile, outlookMail, packRtf } from './cfb.testing.ts'
import { createExtractor, extractLimits, type Extractor } from './extract.ts'
import { docx, openDocument, paragraph, xlsx } from './office.testing.ts'
import { pdf, pdfOf } from './pdf.testing.ts'
import { readWhole } from './read-file.testing.ts'
import { FILES_MAX, NESTED_MAX, PLACES_MAX, Reading, TEXT_LENGTH_MAX, UNPACKED_BYTES_MAX } from './reading.ts'
import { RTF_DEPTH_MAX } from './rtf.ts'
import type { Unread } from './types.ts'
import { readXml, XML_DEPTH_MAX } from './xml.ts'
import { ENTRIES_MAX, ENTRY_BYTES_MAX } from './zip.ts'
import { zip, type FileToPack } from './zip.testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-bombs-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** `megabytes` of noughts, packed: one piece of 16 MiB after another, each of which stands by itself. */
function noughts(megabytes: number): Buffer {
  const piece = deflateRawSync(Buffer.alloc(16 * MiB), { finishFlush: constants.Z_FULL_FLUSH, level: 9 })
  return Buffer.concat([...Array.from({ length: megabytes / 16 }, () => piece), deflateRawSync(Buffer.alloc(0))])
}

const tenGigabytes = noughts(10_240)

function nested(levels: number, width: number): Buffer {
  let inner = zip([{ name: 'a.txt', content: Buffer.alloc(MiB, 97) }])
  for (let level = 0; level < levels; level += 1) inner = zip(Array.from({ length: width }, (_, index): FileToPack => ({ name: `${index}.zip`, content: inner })))
  return inner
}

/** A directory that names one file over and over. */
function overlapping(count: number): Buffer {
  const one = zip([{ name: 'a.txt', content: Buffer.alloc(MiB, 97) }])
  const start = one.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'))
  const end = one.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'))
  const record = Buffer.from(one.subarray(end))
  record.writeUInt16LE(count, 8)
  record.writeUInt16LE(count, 10)
  record.writeUInt32LE((end - start) * count, 12)
  return Buffer.concat([
    one.subarray(0, start), ...Array.from({ length: count }, () => one.subarray(start, end)), record,
  ])
}

/** A compound file in which a chain of sectors leads back to its start, or the directory to itself. */
function looping(what: 'sectors' | 'directory'): Buffer {
  const file = compoundFile(outlookMail({ subject: 'x', body: 'y'.repeat(5000) }))
  if (what === 'directory') {
    const directory = (file.readUInt32LE(48) + 1) * 512
    file.writeUInt32LE(1, directory + 128 + 72)
    return file
  }
  const table = (file.readUInt32LE(76) + 1) * 512
  for (let index = 0; index < 10; index += 1) file.writeUInt32LE(0, table + index * 4)
  return file
}

/** Streams in a directory that are all the same large chain. */
function shared(): Buffer {
  const entries = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`__substg1.0_${(0x8000 + index).toString(16).toUpperCase()}001E`, Buffer.of(65)]))
  const file = compoundFile({ '__properties_version1.0': new Uint8Array(32), '__substg1.0_1000001E': Buffer.alloc(8 * MiB, 97), ...entries })
  const directory = (file.readUInt32LE(48) + 1) * 512
  for (let index = 3; index < 2000; index += 1) {
    file.writeUInt32LE(0, directory + index * 128 + 116)
    file.writeUInt32LE(8 * MiB, directory + index * 128 + 120)
  }
  return file
}

const catalogue = '<</Type /Catalog /Pages 2 0 R>>'
const page = (contents: string, more = ''): string => `<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents ${contents} ${more}>>`

const bombs: Readonly<Record<string, readonly [make: () => Uint8Array, ...verdicts: readonly Unread[]]>> = {
  'ten gigabytes of noughts that say so': [() => zip([{ name: 'a.txt', content: '', packed: tenGigabytes, claims: 0xfffffffe }]), 'over-limit'],
  'ten gigabytes of noughts that say to be ten bytes': [() => zip([{ name: 'a.txt', content: '', packed: tenGigabytes, claims: 10 }]), 'over-limit'],
  'ten gigabytes of noughts as a part of Word': [() => docx({ body: paragraph('x'), others: [{ name: 'word/big.xml', content: '', packed: tenGigabytes, claims: 10 }] }), 'over-limit'],
  'archives in archives, ten each': [() => nested(6, 10), 'over-limit'],
  'an archive in an archive without end': [() => nested(100, 1), 'over-limit'],
  'ten thousand times one file': [() => overlapping(10_000), 'over-limit'],
  'gzip in gzip': [() => gzipSync(gzipSync(Buffer.alloc(600 * MiB))), 'over-limit'],
  'entities that double, in Word': [() => docx({ body: `<!DOCTYPE x [${Array.from({ length: 40 }, (_, index) => `<!ENTITY e${index + 1} "&e${index};&e${index};">`).join('')}]>${paragraph('&e40;')}` })],
  'an entity from outside, in Word': [() => docx({ body: `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>${paragraph('&e;')}` })],
  'a million elements inside each other': [() => docx({ body: '<w:p>'.repeat(1_000_000) }), 'over-limit'],
  'one long text in a hundred thousand cells': [() => xlsx({ sheets: [{ name: 'a', rows: `<row>${'<c t="s"><v>0</v></c>'.repeat(100_000)}</row>` }], texts: ['x'.repeat(MiB)] }), 'over-limit'],
  'five million texts that cells share': [() => xlsx({ sheets: [], texts: [], others: [{ name: 'xl/sharedStrings.xml', content: `<sst>${'<si/>'.repeat(5_000_000)}</sst>` }] }), 'over-limit'],
  'rows that repeat without end': [() => openDocument({ body: '<table:table><table:table-row table:number-rows-repeated="999999999"><table:table-cell table:number-columns-repeated="999999999"/></table:table-row></table:table>' })],
  'a million groups of RTF inside each other': [() => Buffer.from(`{\\rtf1 ${'{'.repeat(1_000_000)}`), 'over-limit'],
  'RTF of binary bytes that are not there': [() => Buffer.from(`{\\rtf1 a{\\pict\\bin2000000000 x}}`)],
  'a chain of sectors that loops': [() => looping('sectors'), 'over-limit', 'broken'],
  'a directory that leads to itself': [() => looping('directory'), 'broken'],
  'two thousand streams that are one chain': [shared, 'over-limit'],
  'packed RTF that says to be four gigabytes': [() => {
    const rtf = packRtf('{\\rtf1 a}')
    rtf.writeUInt32LE(0xfffffff0, 4)
    return compoundFile(outlookMail({ subject: 'x', rtf }))
  }, 'over-limit'],
  'a PDF of a million objects': [() => Buffer.from(`%PDF-1.7\n${Array.from({ length: 1_000_000 }, (_, index) => `${index + 1} 0 obj\n1\nendobj\n`).join('')}`), 'broken', 'over-limit'],
  'a PDF with a gigabyte of page': [() => pdfOf([
    catalogue, '<</Type /Pages /Kids [3 0 R] /Count 1>>', page('4 0 R'),
    { dictionary: '/Filter /FlateDecode', stream: deflateSync(Buffer.alloc(1024 * MiB, 'BT (x) Tj ET ')) },
  ]), 'over-limit', 'broken'],
  'a PDF of arrays inside each other': [() => pdfOf([catalogue, '<</Type /Pages /Kids [3 0 R] /Count 1>>', page('4 0 R', `/X ${'['.repeat(500_000)}`)]), 'over-limit', 'broken', 'unknown-format'],
  'a PDF whose pages contain themselves': [() => pdfOf([catalogue, '<</Type /Pages /Kids [2 0 R 2 0 R 2 0 R] /Count 1000000>>']), 'over-limit', 'broken'],
  'a PDF whose drawing draws itself': [() => pdfOf([catalogue, '<</Type /Pages /Kids [3 0 R] /Count 1>>', page('4 0 R', '/Resources <</XObject <</F 5 0 R>>>>'),
    { dictionary: '', stream: Buffer.from('/F Do /F Do') },
    { dictionary: '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</F 5 0 R>>>>', stream: Buffer.from('/F Do /F Do') }]), 'over-limit', 'broken', 'unknown-format'],
}

describe('a bomb', () => {
  let extractor: Extractor
  before(() => {
    extractor = createExtractor({ cacheFolder: folder, log: silentLog, limits: { children: 1 } })
  })
  after(() => extractor.close())
  for (const [what, [make, ...verdicts]] of Object.entries(bombs)) {
    test(`${what}: ${verdicts[0] ?? 'is read as it stands'}`, async () => {
      const bytes = make()
      assert.ok(bytes.length < extractLimits.fileBytesMax)
      const [read, next] = await Promise.all([
        extractor.extract({ name: 'a', type: '', bytes }), extractor.extract({ name: 'b.txt', type: '', bytes: Buffer.from('daarna') })])
      assert.ok(verdicts.length === 0 ? read.unread === undefined : read.unread !== undefined && verdicts.includes(read.unread), `${read.unread ?? 'clean'}`)
      assert.ok(!('text' in read) || read.text.length <= TEXT_LENGTH_MAX)
      assert.deepEqual(next, { text: 'daarna' })
    })
  }
})

describe('text before a limit stays', () => {
  test('in an archive', async () => {
    const read = await readWhole({ bytes: zip([{ name: 'a.txt', content: 'BSN 111222333' }, { name: 'b.txt', content: '', packed: tenGigabytes, claims: 10 }]) })
    assert.ok(read.text.includes('111222333') && read.unread === 'over-limit')
  })
  test('in a PDF that takes too long', async () => {
    let now = 0
    const read = await readWhole({ bytes: pdf([['BSN 111222333'], ['twee'], ['drie']]) }, { deadline: 9, now: () => now += 2 })
    assert.ok(read.text.includes('111222333') && !read.text.includes('drie') && read.unread === 'over-limit', read.text)
  })
})

const nothing = async (): Promise<void> => undefined

describe('limits, at and past', () => {
  const files = (count: number): Buffer => zip(Array.from({ length: count }, (_, index): FileToPack => ({ name: `${index}`, content: 'x', isStored: true })))
  const tag = (depth: number): string => `${'<a>'.repeat(depth)}x`
  test(`${FILES_MAX} files inside a file`, async () => {
    assert.equal((await readWhole({ bytes: files(FILES_MAX) })).unread, undefined)
    assert.equal((await readWhole({ bytes: files(FILES_MAX + 1) })).unread, 'over-limit')
  })
  test(`${ENTRIES_MAX} entries of an archive`, async () => {
    const entries = (count: number): Buffer => zip([{ name: '[Content_Types].xml', content: '<Types/>' },
      ...Array.from({ length: count - 1 }, (_, index): FileToPack => ({ name: `${index}.rels`, content: '' }))])
    assert.equal((await readWhole({ bytes: entries(ENTRIES_MAX) })).unread, undefined)
    assert.equal((await readWhole({ bytes: entries(ENTRIES_MAX + 1) })).unread, 'over-limit')
  })
  test(`${ENTRY_BYTES_MAX / MiB} MiB of one entry`, async () => {
    const of = (bytes: number): Buffer => zip([{ name: '[Content_Types].xml', content: '<Types/>' }, { name: 'a.xml', content: Buffer.alloc(bytes) }])
    assert.equal((await readWhole({ bytes: of(ENTRY_BYTES_MAX + 1) })).unread, 'over-limit')
  })
  test(`${NESTED_MAX} archives deep`, async () => {
    assert.equal((await readWhole({ bytes: nested(NESTED_MAX - 1, 1) })).unread, undefined)
    assert.equal((await readWhole({ bytes: nested(NESTED_MAX, 1) })).unread, 'over-limit')
  })
  test(`${XML_DEPTH_MAX} elements deep`, () => {
    assert.doesNotThrow(() => readXml(tag(XML_DEPTH_MAX), {}))
    assert.throws(() => readXml(tag(XML_DEPTH_MAX + 1), {}), /over-limit/)
  })
  test(`${RTF_DEPTH_MAX} groups deep`, async () => {
    assert.equal((await readWhole({ bytes: Buffer.from(`{\\rtf1 ${'{'.repeat(RTF_DEPTH_MAX - 1)}x`) })).unread, undefined)
    assert.equal((await readWhole({ bytes: Buffer.from(`{\\rtf1 ${'{'.repeat(RTF_DEPTH_MAX)}x`) })).unread, 'over-limit')
  })
  test(`${TEXT_LENGTH_MAX / MiB} MiB of text, ${UNPACKED_BYTES_MAX / MiB} MiB unpacked, ${PLACES_MAX} places`, () => {
    const reading = new Reading({ sink: { text: () => undefined, picture: () => undefined }, inner: nothing })
    reading.add('x'.repeat(TEXT_LENGTH_MAX))
    assert.throws(() => reading.add('x'), /over-limit/)
    reading.spend(UNPACKED_BYTES_MAX)
    assert.throws(() => reading.spend(1), /over-limit/)
    for (let index = 0; index <= PLACES_MAX; index += 1) reading.place('page', String(index))
    assert.equal(reading.places.length, PLACES_MAX)
  })
  test(`${CFB_ENTRIES_MAX} entries of a compound file`, async () => {
    const many = Object.fromEntries(Array.from({ length: CFB_ENTRIES_MAX - 1 }, (_, index) => [`s${index}`, '']))
    assert.equal((await readWhole({ bytes: compoundFile(many) })).unread, 'unknown-format')
    assert.equal((await readWhole({ bytes: compoundFile({ ...many, past: '' }) })).unread, 'over-limit')
  })
})
