import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ENTRIES_MAX, archiveOf } from './archive-names.ts'
import { ruleOf, SEARCHED_BYTES_MAX, type FileRule } from './file-rules.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** A ZIP that holds nothing but a directory; bit 0 of the flags locks an entry. */
function zip(names: readonly string[], { flags = 0, comment = '' } = {}): Uint8Array {
  const entries = names.map((name) => {
    const head = Buffer.alloc(46)
    head.writeUInt32LE(0x02014b50, 0)
    head.writeUInt16LE(flags, 8)
    head.writeUInt16LE(Buffer.byteLength(name), 28)
    return Buffer.concat([head, Buffer.from(name)])
  })
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(30, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(26), directory, end, bytes(comment)])
}

const wide = (text: string): Uint8Array => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.from(text, 'utf16le')])
const program = Buffer.concat([bytes('MZ\x90\0\x03'), Buffer.alloc(100)])

const files: readonly (readonly [what: string, names: readonly string[], content: Uint8Array,
  rule: FileRule | undefined, type?: string])[] = [
  ['a letter', ['brief.pdf'], bytes('%PDF-1.7'), undefined],
  ['a picture', ['foto.jpg'], bytes('\xff\xd8\xff'), undefined],
  ['a text that begins with MZ', ['MZ.txt'], bytes(`MZ is de afkorting van ${'x'.repeat(100)}`), undefined],
  ['a document', ['verslag.docx'], zip(['[Content_Types].xml', 'word/document.xml']), undefined],
  ['a version in a name', ['verslag.v2.docx'], bytes('x'), undefined],
  ['a date in a name', ['verslag 2026.11.22.pdf'], bytes('%PDF'), undefined],
  ['a document scanned twice', ['brief.pdf.pdf'], bytes('%PDF'), undefined],
  ['an archive', ['fotos.zip'], zip(['a.jpg', 'map/b.png']), undefined],
  ['a page', ['pagina.html'], bytes('<html><p>hallo</p></html>'), undefined],
  ['a page with a script that only counts', ['pagina.html'], bytes('<script>let a = 1 + 1</script>'), undefined],
  ['a drawing', ['logo.svg'], bytes('<svg><path d="M0"/></svg>'), undefined],
  ['a signed message', ['smime.p7s'], bytes('x'), undefined],
  ['nothing', [''], bytes(''), undefined],
  ['a program', ['a.exe'], program, 'dangerous-type'], ['a program by another name', ['a.dat'], program, 'dangerous-type'],
  ['an office file with settings of a printer', ['a.xlsx'], zip(['xl/printerSettings/printerSettings1.bin']), undefined],
  ['a program for Linux', ['a'], bytes('\x7fELF\x02'), 'dangerous-type'],
  ['capitals', ['A.EXE'], bytes('x'), 'dangerous-type'], ['a dot behind', ['a.exe.'], bytes('x'), 'dangerous-type'],
  ['blanks and dots behind', ['a.js . .'], bytes('x'), 'dangerous-type'], ['a NUL', ['a.ex\0e'], bytes('x'), 'dangerous-type'],
  ['wide letters', ['a.ｅｘｅ'], bytes('x'), 'dangerous-type'], ['a stream of NTFS', ['x:a.hta'], bytes('x'), 'dangerous-type'],
  ['in the other name', ['brief.pdf', 'brief.vbs'], bytes('x'), 'dangerous-type'],
  ['a shortcut', ['a.lnk'], bytes('x'), 'script-link'], ['a shortcut by its bytes', ['a'], Buffer.from([0x4c, 0, 0, 0, 1, 0x14, 2, 0]), 'dangerous-type'],
  ['a disk image', ['a.iso'], bytes('x'), 'dangerous-type'], ['a notebook', ['a.one'], bytes('x'), 'dangerous-type'],
  ['a program in an archive', ['a.zip'], zip(['map/lees.txt', 'map/a.EXE']), 'dangerous-type'],
  ['a program in an archive behind other bytes', ['a.jpg'], Buffer.concat([bytes('\xff\xd8\xff junk'), zip(['a.js'])]), 'dangerous-type'],
  ['an archive with a comment', ['a.zip'], zip(['a.js'], { comment: 'PK\x05 no end' }), 'dangerous-type'],
  ['a program in a RAR', ['a.rar'], bytes(`Rar!\x1a\x07\x01\0\0\0\0\0\x01 factuur.exe`), 'dangerous-type'],
  ['two endings', ['factuur.pdf.exe'], bytes('x'), 'double-extension'], ['two endings apart', ['factuur.pdf      .exe'], bytes('x'), 'double-extension'],
  ['a document that is a page', ['factuur.pdf.html'], bytes('x'), 'double-extension'],
  ['turned round', ['factuur\u202efdp.exe'], bytes('x'), 'double-extension'],
  ['pushed out of sight', [`factuur${' '.repeat(60)}.scr`], bytes('x'), 'double-extension'],
  ['pushed out of sight by many', [`factuur${' '.repeat(1990)}.scr`], bytes('x'), 'double-extension'],
  ['pushed out of sight behind other rows of blanks', [`a${' '.repeat(900)}b${' '.repeat(60)}.pdf`], bytes('x'), 'double-extension'],
  ['many blanks and dots behind', [`a.js${' .'.repeat(490)}`], bytes('x'), 'dangerous-type'],
  ['two endings in an archive', ['a.zip'], zip(['factuur.docx.js']), 'double-extension'],
  ['a locked archive', ['a.zip'], zip(['brief.pdf'], { flags: 1 }), 'encrypted-archive'],
  ['a locked archive by entries alone', ['a.zip'], Buffer.concat([bytes('PK\x03\x04\x14\0\x01\0'), Buffer.alloc(40)]), 'encrypted-archive'],
  ['a locked 7z', ['a.7z'], Buffer.from([...bytes('7z\xbc\xaf\x27\x1c'), 0, 6, 0xf1, 7, 1]), 'encrypted-archive'],
  ['an open 7z', ['a.7z'], Buffer.from([...bytes('7z\xbc\xaf\x27\x1c'), 0, 6, 0]), undefined],
  ['a locked RAR 4', ['a.rar'], Buffer.from([...bytes('Rar!\x1a\x07\0'), 0, 0, 0x73, 0x80, 0, 13, 0]), 'encrypted-archive'],
  ['macros', ['a.docm'], zip(['word/document.xml', 'word/vbaProject.bin']), 'macros'],
  ['macros by another name', ['a.docx'], zip(['word/vbaProject.bin']), 'macros'],
  ['macro sheets', ['a.xlsx'], zip(['xl/macrosheets/sheet1.xml', 'xl/macrosheets/intlMacroSheet1.xml']), 'macros'],
  ['macros in the old packing', ['a.doc'], wide('xx_VBA_PROJECT'), 'macros'], ['the old packing without', ['a.doc'], wide('WordDocument'), undefined],
  ['macros in one XML file', ['a.xml'], bytes('<w:wordDocument w:macrosPresent="yes">'), 'macros'],
  ['a page that makes a file', ['a.html'], bytes('<script>var a=new Blob([atob("TVqQ")]);b.href=URL.createObjectURL(a)</script>'), 'html-smuggling'],
  ['a page without an ending', ['bijlage'], bytes('<!DOCTYPE html><script>eval(x)</script>'), 'html-smuggling'],
  ['a page by its type', ['a.txt'], bytes('<b onclick="document.write(1)">'), 'html-smuggling', 'text/html'],
  ['a wide page', ['a.html'], Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<script>unescape("%4d")</script>', 'utf16le')]), 'html-smuggling'],
  ['a drawing that leads away', ['a.svg'], bytes('<svg onload="location=\'//evil.test\'">'), 'html-smuggling'],
  ['a page with a program in it', ['a.htm'], bytes('<a href="data:application/octet-stream;base64,TVqQ">'), 'html-smuggling'],
  ['a link that starts a search', ['a.html'], bytes('<meta http-equiv=refresh content="0"><a href="search-ms:query=x">'), 'script-link'],
  ['a link to a share', ['a.html'], bytes('<img src=file://evil.test/a>'), 'script-link'],
  ['an internet shortcut', ['a.url'], bytes('[InternetShortcut]'), 'script-link'],
  ['a shortcut in an archive', ['a.zip'], zip(['a.library-ms']), 'script-link'],
]
for (const [what, names, content, rule, type = 'application/octet-stream'] of files) {
  test(`${what}: ${rule ?? 'nothing'}`, () => assert.equal(ruleOf({ names, type, bytes: content }), rule))
}

test('so many names of an archive are read, and not one more', () => {
  const many = (count: number): Uint8Array => zip([...Array.from({ length: count - 1 }, (_, index) => `a${index}`), 'b.exe'])
  assert.ok(archiveOf(many(ENTRIES_MAX))?.names.includes('b.exe'))
  assert.equal(archiveOf(many(ENTRIES_MAX))?.isMore, undefined)
  assert.equal(archiveOf(many(ENTRIES_MAX + 1))?.isMore, true)
  const text = Array.from({ length: ENTRIES_MAX + 1 }, (_, index) => `a${index}`)
  assert.equal(ruleOf({ names: ['a.zip'], type: '', bytes: zip(text) }), 'unclear-form')
})

test('of a large file the beginning and the end are searched', () => {
  const large = Buffer.alloc(SEARCHED_BYTES_MAX * 2 + 1000)
  large.set(wide(''))
  Buffer.from('_VBA_PROJECT', 'utf16le').copy(large, large.length - 30)
  assert.equal(ruleOf({ names: ['a.doc'], type: '', bytes: large }), 'macros')
})

test('hostile lists end: a directory that lies about its length and names without end', () => {
  const lying = Buffer.from(zip(['a'.repeat(60_000)]))
  lying.writeUInt32LE(0xffffffff, lying.length - 10)
  assert.ok(archiveOf(lying))
  assert.ok(archiveOf(Buffer.concat(Array.from({ length: 10_000 }, () => bytes('PK\x05\x06')))) !== undefined)
  ruleOf({ names: [`${'. '.repeat(100_000)}`, '\u00a0'.repeat(100_000)], type: 'text/html', bytes: bytes('<'.repeat(1_000_000)) })
})
