import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { silentLog } from '../log/log.ts'
import { compoundFile, outlookMail, packRtf } from './cfb.testing.ts'
import { createExtractor } from './extract.ts'
import { doc, ppt, xls } from './legacy.testing.ts'
import { docx, openDocument, paragraph, pptx, xlsx } from './office.testing.ts'
import { pdf, pdfOf, scannedPdf } from './pdf.testing.ts'
import { imageSizeOf, imageTypeOf } from './picture.ts'
import { drawn, png } from './picture.testing.ts'
import { readWhole } from './read-file.testing.ts'
import { tnef } from './tnef.testing.ts'
import { zip } from './zip.testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-formats-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const bsn = 'BSN 111222333'

/** One file of every format, each with the same number in its text. */
const everyFormat: Readonly<Record<string, Uint8Array>> = {
  pdf: pdf([[bsn, 'van Jan de Vries']]), docx: docx({ body: paragraph('BSN 111', '222333') }),
  xlsx: xlsx({ sheets: [{ name: 'Een', rows: '<row r="1"><c r="A1" t="s"><v>0</v></c></row>' }], texts: [bsn] }), pptx: pptx([{ text: bsn }]),
  odt: openDocument({ body: `<office:text><text:p>${bsn}</text:p></office:text>` }), rtf: Buffer.from(`{\\rtf1\\ansi ${bsn}\\par}`),
  msg: compoundFile(outlookMail({ subject: 'Uitslag', body: bsn })), doc: doc('BSN 111222333\r', 'caf\u00e9'), xls: xls([bsn], [1]), ppt: ppt([bsn]),
  zip: zip([{ name: 'a.txt', content: bsn }]), gzip: gzipSync(bsn), html: Buffer.from(`<html><p>${bsn}</p>`), eml: Buffer.from(`Subject: x\r\nTo: a@x.nl\r\n\r\n${bsn}`),
  vcf: Buffer.from(`BEGIN:VCARD\r\nNOTE:${bsn}`), ics: Buffer.from(`BEGIN:VCALENDAR\r\nSUMMARY:${bsn}`), txt: Buffer.from(bsn), csv: Buffer.from(`bsn;naam\n111222333;Jan`),
}

describe('every format', () => {
  test('a text of one word is read as well', async () => {
    for (const text of ['Leefregels', 'x', 'Leefregels\r\n']) {
      const read = await readWhole({ name: 'a.txt', type: 'text/plain', bytes: Buffer.from(text) })
      assert.ok('text' in read && read.text.trim() === text.trim() && !('unread' in read), JSON.stringify(read))
    }
  })

  test('is read in a locked-down child as it is here, whatever it is called', async (t) => {
    const extractor = createExtractor({ cacheFolder: folder, log: silentLog })
    t.after(() => extractor.close())
    for (const [format, bytes] of Object.entries(everyFormat)) {
      const read = await extractor.extract({ name: 'foto.jpg', type: 'image/jpeg', bytes })
      const here = await readWhole({ name: 'foto.jpg', type: 'image/jpeg', bytes })
      assert.ok('text' in read && read.text.includes('111222333'), `${format}: ${JSON.stringify(read)}`)
      assert.equal(read.unread, undefined, format)
      assert.equal(read.text, here.text, format)
    }
  })
})

const textOf = async (bytes: Uint8Array): Promise<string> => (await readWhole({ bytes })).text
const place = async (bytes: Uint8Array): Promise<readonly string[]> => (await readWhole({ bytes })).places?.map(({ kind, label }) => `${kind} ${label}`) ?? []

describe('Word', () => {
  const all = docx({
    body: `${paragraph('Beste ', 'Jan')}<w:p><w:del><w:r><w:delText>weg</w:delText></w:r></w:del><w:ins><w:r><w:t>erbij</w:t></w:r></w:ins></w:p>`
      + `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>onzichtbaar</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>twee</w:t></w:r></w:p>`
      + '<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>kader</w:t></w:r></w:p></w:txbxContent></mc:Choice>'
      + '<mc:Fallback><w:txbxContent><w:p><w:r><w:t>kader</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>',
    header: paragraph('koptekst'), footnotes: paragraph('voetnoot'), comments: `<w:comment w:author="Els">${paragraph('klopt dit?')}</w:comment>`, author: 'J. de Vries',
  })
  test('gives body, deletions, boxes, header, notes, comments and author', async () => {
    const { text, notes, unread } = await readWhole({ bytes: all })
    assert.equal(text, 'Beste Jan\nwegerbij\nonzichtbaar\ntwee\nkader\nkoptekst\nvoetnoot\nEls: klopt dit?\ncreator: J. de Vries\n')
    assert.deepEqual(new Set(notes), new Set(['tracked-changes', 'hidden-text', 'comments', 'metadata-author']))
    assert.equal(unread, undefined)
  })
  test('marks pages', async () => assert.deepEqual((await place(all)).slice(0, 2), ['page 1', 'page 2']))
  test('a row of a table is one line with tabs', async () => {
    const cell = (text: string): string => `<w:tc>${paragraph(text)}</w:tc>`
    const table = `<w:tbl><w:tr>${cell('naam')}${cell('bsn')}</w:tr><w:tr>${cell('Jan')}${cell('111222333')}</w:tr></w:tbl>`
    assert.equal(await textOf(docx({ body: table })), 'naam\tbsn\nJan\t111222333\n')
  })
  test('a file inside it is read', async () => {
    const read = await readWhole({ bytes: docx({ body: paragraph('x'), others: [{ name: 'word/embeddings/sheet.xlsx', content: everyFormat['xlsx'] ?? '' }] }) })
    assert.ok(read.text.includes(bsn) && read.notes?.includes('embedded-files'))
  })
  test('another prefix for the same names changes nothing', async () => {
    const bytes = docx({ body: '<x:p xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><x:r><x:t>BSN</x:t></x:r></x:p>' })
    assert.equal(await textOf(bytes), 'BSN\n')
  })
})

describe('Excel', () => {
  const cells = (row: number, ...values: readonly string[]): string => `<row r="${row}">${values.map((value, index) => `<c r="${'ABCDEF'.charAt(index)}${row}" ${value}</c>`).join('')}</row>`
  test('keeps columns, formats of numbers and dates', async () => {
    const rows = cells(1, 't="s"><v>0</v>', 't="s"><v>1</v>', 't="s"><v>2</v>') + cells(2, '><v></v>', 's="1"><v>12345678</v>', 's="2"><v>30000</v>')
    const bytes = xlsx({ sheets: [{ name: 'Een', rows }], texts: ['naam', 'bsn', 'geboren'], formats: [[164, '000000000'], [165, 'dd/mm/yyyy']] })
    assert.ok((await textOf(bytes)).includes('naam\tbsn\tgeboren\n\t012345678\t18-02-1982\n'))
  })
  test('hidden and very hidden sheets, rows, columns and comments are read and told', async () => {
    const { text, notes } = await readWhole({ bytes: xlsx({
      sheets: [{ name: 'Open', rows: '<row hidden="1"><c t="inlineStr"><is><t>een</t></is></c></row>', before: '<cols><col min="1" max="2" hidden="1"/></cols>' },
        { name: 'Salaris', state: 'hidden', rows: '<row><c><v>2</v></c></row>' }, { name: 'Diep', state: 'veryHidden', rows: '<row><c><v>3</v></c></row>' }],
      texts: ['geen cel heeft dit'], comments: 'let op' }) })
    for (const part of ['een', 'Salaris\n2', 'Diep\n3', 'let op', 'geen cel heeft dit', 'Peildatum']) assert.ok(text.includes(part), part)
    assert.deepEqual(new Set(notes), new Set(['hidden-rows', 'hidden-columns', 'hidden-sheet', 'comments']))
  })
  test('each sheet is a place', async () => {
    const bytes = xlsx({ sheets: [{ name: 'Een', rows: '' }, { name: 'Twee', rows: '' }] })
    assert.deepEqual((await place(bytes)).slice(0, 2), ['sheet Een', 'sheet Twee'])
  })
})

describe('PowerPoint', () => {
  test('slides with their notes, hidden ones too', async () => {
    const bytes = pptx([{ text: 'een', notes: 'zeg dit' }, { text: 'twee', isHidden: true }])
    const { text, notes } = await readWhole({ bytes })
    assert.equal(text.replaceAll('\f', ''), 'een\nzeg dit\ntwee\n')
    assert.deepEqual(new Set(notes), new Set(['speaker-notes', 'hidden-slide']))
    assert.deepEqual(await place(bytes), ['slide 1', 'notes 1', 'slide 2'])
  })
})

describe('OpenDocument', () => {
  test('text with changes and comments', async () => {
    const { text, notes } = await readWhole({ bytes: openDocument({ author: 'Jan', body: '<office:text><text:tracked-changes><text:deletion><text:p>weg</text:p></text:deletion></text:tracked-changes>'
      + '<text:p>a<text:s text:c="2"/>b<office:annotation><text:p>klopt?</text:p></office:annotation></text:p></office:text>' }) })
    for (const part of ['weg', 'a  b', 'klopt?', 'Jan']) assert.ok(text.includes(part), text)
    assert.deepEqual(new Set(notes), new Set(['tracked-changes', 'comments', 'metadata-author']))
  })
  test('a sheet that is hidden, with rows that repeat without end', async () => {
    const { text, notes } = await readWhole({ bytes: openDocument({ kind: 'spreadsheet', styles: '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>',
      body: '<office:spreadsheet><table:table table:name="Geheim" table:style-name="ta1"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>' }) })
    assert.equal(text, '\fGeheim\nx\tx\tx\nx\tx\tx\nx\tx\tx\n')
    assert.deepEqual(notes, ['hidden-sheet'])
  })
  test('one with a password is encrypted', async () => {
    const read = await readWhole({ bytes: openDocument({ body: 'x', manifest: '<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>' }) })
    assert.deepEqual([read.text, read.unread], ['', 'encrypted'])
  })
})

describe('RTF', () => {
  const forms: Readonly<Record<string, readonly [rtf: string, text: string]>> = {
    'code page and hex': ["{\\rtf1\\ansi\\ansicpg1252 caf\\'e9}", 'caf\u00e9'],
    'another code page': ["{\\rtf1\\ansi\\ansicpg1251 \\'cf}", '\u041f'],
    'Unicode with a replacement': ["{\\rtf1\\uc1 \\u233?n}", '\u00e9n'],
    'Unicode without one': ['{\\rtf1\\uc0\\u8364 5}', '\u20ac5'],
    'a number in pieces': ['{\\rtf1 {\\b 111}{\\i 222}333}', '111222333'],
    'tables of fonts and looks': ['{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}{\\*\\generator X;}a}', 'a'],
    'cells and rows': ['{\\rtf1 a\\cell b\\cell\\row}', 'a\tb\t\n'],
    'a font of another script': ["{\\rtf1{\\fonttbl{\\f1\\fcharset161 Arial;}}\\f1 \\'e1}", '\u03b1'],
    'a comment': ['{\\rtf1 a{\\*\\annotation klopt?}}', 'aklopt?\n'],
    'what is left after the end': ['{\\rtf1 a}BSN', 'aBSN'],
    'HTML of Outlook': ['{\\rtf1\\fromhtml1{\\*\\htmltag <p>}a{\\htmlrtf x\\htmlrtf0}b{\\*\\htmltag </p>}}', ' ab '],
  }
  for (const [what, [rtf, text]] of Object.entries(forms)) test(what, async () => assert.equal(await textOf(Buffer.from(rtf, 'latin1')), text))
  test('a file inside it is read', async () => {
    const hex = Buffer.from(everyFormat['docx'] ?? '').toString('hex')
    assert.ok((await textOf(Buffer.from(`{\\rtf1{\\object{\\*\\objdata 0105${hex}}}}`))).includes('111222333'))
  })
})

describe('mails of Outlook', () => {
  test('subject, body, recipients, files, mails', async () => {
    const inner = outlookMail({ subject: 'Binnen', rtf: packRtf("{\\rtf1\\ansi uitslag caf\\'e9}"), isInner: true })
    const { text, unread } = await readWhole({ bytes: compoundFile(outlookMail({
      subject: 'Buiten', html: '<p>Beste Jan</p>', recipients: [['Jan', 'jan@x.nl']], files: [{ name: 'brief.docx', bytes: everyFormat['docx'] ?? Buffer.alloc(0) }], mails: [inner],
    })) })
    for (const part of ['Buiten', 'Beste Jan', 'Jan jan@x.nl', 'brief.docx', '111222333', 'Binnen', 'uitslag caf\u00e9']) assert.ok(text.includes(part), part)
    assert.equal(unread, undefined)
  })
  test('winmail.dat', async () => {
    const { text, unread } = await readWhole({ bytes: tnef({ subject: 'Uitslag', rtf: packRtf('{\\rtf1 Beste Jan}'), files: [{ name: 'brief.docx', bytes: everyFormat['docx'] ?? Buffer.alloc(0) }] }) })
    for (const part of ['Uitslag', 'Beste Jan', 'brief.docx', '111222333']) assert.ok(text.includes(part), text)
    assert.equal(unread, undefined)
  })
  test('a large one, whose table of sectors needs a list of its own', async () => {
    const large = Buffer.alloc(9_000_000, `${bsn} `)
    const { text, unread } = await readWhole({ bytes: compoundFile(outlookMail({ subject: 'x', files: [{ name: 'a.txt', bytes: large }] })) })
    assert.equal(text.split(bsn).length, large.toString().split(bsn).length)
    assert.equal(unread, undefined)
  })
  test('packed RTF repeats what it had before', async () => {
    // [MS-OXRTFCP] §4.1.1: the example of the specification.
    const packed = Buffer.from('2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0', 'hex')
    assert.ok((await textOf(compoundFile(outlookMail({ subject: '', rtf: packed })))).includes('hello world'))
  })
})

describe('Office 97', () => {
  test('Word', async () => assert.equal(await textOf(doc('een\rtwee', ' \u20ac')), 'een\ntwee \u20ac\n'))
  test('Word with a password', async () => assert.equal((await readWhole({ bytes: doc('een', 'x', { flags: 0x0100 }) })).unread, 'encrypted'))
  test('Excel', async () => {
    const { text, notes } = await readWhole({ bytes: xls(['naam', 'bsn'], [7, 111222333], { isHidden: true }) })
    assert.equal(text, '\fBlad1\nnaam\tbsn\n7\t111222333\n')
    assert.deepEqual(notes, ['hidden-sheet'])
  })
  test('Excel with a password', async () => assert.equal((await readWhole({ bytes: xls(['a'], [1], { isEncrypted: true }) })).unread, 'encrypted'))
  test('PowerPoint', async () => assert.deepEqual(await place(ppt(['een', 'twee'])), ['slide 1', 'slide 2']))
  test('an office file with a password', async () => {
    assert.equal((await readWhole({ bytes: compoundFile({ EncryptedPackage: 'x', EncryptionInfo: 'y' }) })).unread, 'encrypted')
  })
  test('another compound file', async () => assert.equal((await readWhole({ bytes: compoundFile({ Iets: 'x' }) })).unread, 'unknown-format'))
})

describe('PDF', () => {
  test('pages, properties, notes in the margin and fields', async () => {
    const bytes = pdf([['Beste Jan de Vries'], ['naam']], { info: '/Title (Dossier) /Author (Els)',
      annotations: '<</Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (klopt dit?)>> <</Type /Annot /Subtype /Widget /FT /Tx /T (bsn) /V (111222333) /Rect [0 0 9 9]>>' })
    const { text, notes } = await readWhole({ bytes })
    for (const part of ['Beste Jan', 'klopt dit?', 'bsn: 111222333', 'Title: Dossier', 'Author: Els']) assert.ok(text.includes(part), `${part} in ${text}`)
    assert.deepEqual(new Set(notes), new Set(['annotations', 'form-fields', 'metadata-author']))
    assert.deepEqual((await place(bytes)).slice(0, 2), ['page 1', 'page 2'])
  })
  test('files that are attached to it, also by a paper clip on a page', async () => {
    const file = (name: string, stream: number): string => `<</Type /Filespec /F (${name}) /UF (${name}) /EF <</F ${stream} 0 R>>>>`
    const { text, notes, unread } = await readWhole({ bytes: pdfOf([
      '<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles <</Names [(a) 4 0 R]>>>>>>',
      '<</Type /Pages /Kids [3 0 R] /Count 1>>', '<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [6 0 R]>>',
      file('geheim.txt', 5), { dictionary: '/Type /EmbeddedFile', stream: Buffer.from(bsn) },
      '<</Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 7 0 R>>', file('clip.docx', 8),
      { dictionary: '/Type /EmbeddedFile', stream: Buffer.from(docx({ body: paragraph('in de clip') })) },
    ]) })
    for (const part of ['geheim.txt', bsn, 'clip.docx', 'in de clip']) assert.ok(text.includes(part), text)
    assert.deepEqual(notes, ['embedded-files'])
    assert.equal(unread, 'unknown-format')
  })
  test('fax pages are handed on as TIFF, what is packed otherwise is told', async () => {
    const shape = '/Width 1728 /Height 2200 /BitsPerComponent 1'
    const fax = await readWhole({ bytes: scannedPdf(Buffer.alloc(300, 0xff), `${shape} /Filter /CCITTFaxDecode /DecodeParms <</K -1 /Columns 1728>>`) })
    assert.deepEqual(fax.pictures.map(({ bytes }) => [imageTypeOf(bytes), imageSizeOf(bytes)]), [['tiff', { width: 1728, height: 2200 }]])
    assert.deepEqual(fax.pictures.map(({ place: { kind, label } }) => `${kind} ${label}`), ['page 1'])
    const other = await readWhole({ bytes: scannedPdf(Buffer.alloc(300, 0xff), `${shape} /Filter /JBIG2Decode`) })
    assert.deepEqual([other.pictures.length, other.unread], [0, 'unknown-format'])
  })
  test('one with nothing on it is not clean', async () => assert.equal((await readWhole({ bytes: pdf([[]]) })).unread, 'unknown-format'))
  test('one with a password is encrypted', async () => {
    const trailer = `/ID [<00><00>] /Encrypt <</Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}>>>`
    assert.equal((await readWhole({ bytes: pdf([['x']], { trailer }) })).unread, 'encrypted')
  })
})

describe('several things at once', () => {
  test('an archive behind a picture', async () => {
    const { text, pictures } = await readWhole({ bytes: Buffer.concat([png(drawn(['1'])), everyFormat['zip'] ?? Buffer.alloc(0)]) })
    assert.ok(text.includes(bsn) && pictures.length === 1)
  })
  test('an archive of a kind we cannot open behind a picture', async () => {
    assert.equal((await readWhole({ bytes: Buffer.concat([png(drawn(['1'])), Buffer.from('Rar!\x1a\x07\x01', 'latin1')]) })).unread, 'unknown-format')
  })
  test('a PDF that is an archive', async () => {
    const { text } = await readWhole({ bytes: Buffer.concat([pdf([['gewone tekst']]), everyFormat['zip'] ?? Buffer.alloc(0)]) })
    assert.ok(text.includes('gewone tekst') && text.includes(bsn))
  })
  test('a file that the directory of an archive does not name', async () => {
    assert.equal((await readWhole({ bytes: zip([{ name: 'a.txt', content: 'x' }, { name: 'b.txt', content: bsn, isUnlisted: true }]) })).unread, 'unknown-format')
  })
  test('bytes behind an archive', async () => {
    assert.equal((await readWhole({ bytes: Buffer.concat([zip([{ name: 'a.txt', content: 'x' }]), Buffer.from('geheim')]) })).unread, 'unknown-format')
  })
  test('an encrypted file in an archive is named, the others are read', async () => {
    const read = await readWhole({ bytes: zip([{ name: 'loon.txt', content: 'x', isEncrypted: true }, { name: 'b.txt', content: bsn }]) })
    assert.ok(read.text.includes('loon.txt') && read.text.includes(bsn) && read.unread === 'encrypted')
  })
})
