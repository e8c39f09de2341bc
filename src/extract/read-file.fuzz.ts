import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { compoundFile, outlookMail, packRtf } from './cfb.testing.ts'
import { isUnknown, kindsOf } from './kind.ts'
import { docx, openDocument, paragraph, pptx, xlsx } from './office.testing.ts'
import { pdf } from './pdf.testing.ts'
import { drawn, png } from './picture.testing.ts'
import { readWhole } from './read-file.testing.ts'
import { tnef } from './tnef.testing.ts'
import { zip } from './zip.testing.ts'

const files: readonly Uint8Array[] = [
  docx({ body: `${paragraph('BSN 111222333')}<w:tbl><w:tr><w:tc/></w:tr></w:tbl>`, comments: '<w:comment/>' }),
  xlsx({ sheets: [{ name: 'a', rows: '<row><c t="s"><v>0</v></c></row>' }], texts: ['x'] }), pptx([{ text: 'a', notes: 'b' }]),
  openDocument({ body: '<text:p>a</text:p>' }), pdf([['een'], ['twee']]), Buffer.from("{\\rtf1\\ansi {\\fonttbl{\\f0 A;}}caf\\'e9\\u233?{\\*\\x y}}"),
  compoundFile(outlookMail({ subject: 'a', html: '<p>b', rtf: packRtf('{\\rtf1 a}'), files: [{ name: 'a.txt', bytes: Buffer.from('x') }] })),
  zip([{ name: 'a.txt', content: 'x', isStored: true }, { name: 'b.zip', content: zip([]), isStored: true }]), gzipSync('abc'),
  Buffer.from('<html><table><tr><td>a</td></tr></table><img src="data:text/plain,b" alt=c>'), Buffer.from('Subject: a\r\nTo: b@x.nl\r\n\r\nc'),
  tnef({ subject: 'a', rtf: packRtf('{\\rtf1 a}'), files: [{ name: 'b', bytes: Buffer.from('c') }] }),
  png(drawn(['1'])), Buffer.from('From a Mon\nSubject: a\n\nb\n\nFrom b Mon\nSubject: c\n\nd'),
]

// PDF.js leaves some of its own rejections to nobody; `child.ts` says what becomes of them.
process.on('unhandledRejection', () => undefined)

/**
 * Whole files of every format: reading ends, throws nothing, and every place lies in the text; what is unknown has no
 * kind.
 */
export const fuzz = {
  name: 'extract-file',
  seeds: files.map((file) => new Uint8Array(file)),
  async run(input: Uint8Array): Promise<void> {
    assert.equal(isUnknown({ bytes: input }), kindsOf({ name: 'a.pdf', type: '', bytes: input }).length === 0)
    const { text, places = [] } = await readWhole({ bytes: input })
    const before = (index: number): number => places[index - 1]?.offset ?? 0
    assert.ok(places.every(({ offset }, index) => offset <= text.length && offset >= before(index)))
  },
}
