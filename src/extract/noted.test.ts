import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { silentLog } from '../log/log.ts'
import { createExtractor } from './extract.ts'
import { docx, openDocument, paragraph, pptx, xlsx } from './office.testing.ts'
import { readWhole } from './read-file.testing.ts'
import { NOTED_MAX } from './reading.ts'

const noted = async (bytes: Uint8Array): Promise<readonly string[]> => (await readWhole({ bytes })).noted?.map(({ note, label }) => `${note}: ${label}`) ?? []

test('a workbook says which sheets are hidden, and on which rows and columns are', async () => {
  const bytes = xlsx({ sheets: [
    { name: 'Lijst', rows: '<row hidden="1"><c><v>1</v></c></row>', before: '<cols><col min="1" max="2" hidden="1"/></cols>' },
    { name: 'Salaris', state: 'hidden', rows: '<row><c><v>2</v></c></row>' }, { name: 'Diep', state: 'veryHidden', rows: '' },
  ] })
  assert.deepEqual(await noted(bytes), ['hidden-columns: Lijst', 'hidden-rows: Lijst', 'hidden-sheet: Salaris', 'hidden-sheet: Diep'])
})

test('a text says who changed it, who remarked on it and who made it', async () => {
  const bytes = docx({
    body: `<w:p><w:del w:author="Femke Post"><w:r><w:delText>weg</w:delText></w:r></w:del><w:ins w:author="Femke Post"><w:r><w:t>erbij</w:t></w:r></w:ins></w:p>`,
    comments: `<w:comment w:author="Els">${paragraph('klopt dit?')}</w:comment>`, author: 'J. de Vries',
  })
  assert.deepEqual(await noted(bytes), ['tracked-changes: Femke Post', 'comments: Els', 'metadata-author: J. de Vries'])
})

test('slides say which are hidden and which have notes; OpenDocument too', async () => {
  assert.deepEqual(await noted(pptx([{ text: 'een', notes: 'zeg dit' }, { text: 'twee', isHidden: true }])), ['speaker-notes: 1', 'hidden-slide: 2'])
  const sheet = openDocument({
    kind: 'spreadsheet', author: 'Karin Bos',
    styles: '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>',
    body: '<office:spreadsheet><table:table table:name="Loon" table:style-name="ta2"><table:table-row table:visibility="collapse"><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>',
  })
  assert.deepEqual(await noted(sheet), ['hidden-sheet: Loon', 'hidden-rows: Loon', 'metadata-author: Karin Bos'])
})

test('the names of places are kept up to the maximum, the note itself stays', async () => {
  const many = (count: number): Buffer => xlsx({ sheets: Array.from({ length: count }, (_, index) => ({ name: `B${index}`, state: 'hidden', rows: '' })) })
  assert.equal((await noted(many(NOTED_MAX))).length, NOTED_MAX)
  assert.equal((await noted(many(NOTED_MAX + 1))).length, NOTED_MAX)
})

test('the names come out of the locked-down child as they are read here', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-noted-'))
  const extractor = createExtractor({ cacheFolder: folder, log: silentLog })
  t.after(() => {
    extractor.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const bytes = xlsx({ sheets: [{ name: 'Lijst', rows: '' }, { name: 'Salaris', state: 'hidden', rows: '' }] })
  const read = await extractor.extract({ name: 'a.xlsx', type: '', bytes })
  assert.deepEqual(read.noted, [{ note: 'hidden-sheet', label: 'Salaris' }])
})
