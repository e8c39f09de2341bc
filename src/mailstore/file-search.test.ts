import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMessage } from '../message/parse.ts'
import { filesReached, filesReadUpTo, filesSegmentName } from './file-indexing.ts'
import { fileSearchContract, withFiles } from './file-search.contract.ts'
import { FILE_TEXT_LENGTH_MAX, FILES_OF_MESSAGE_MAX, fileTexts, hasFilesToRead, SEARCHED_FILE_BYTES_MAX } from './file-texts.ts'

fileSearchContract('SQLite', () => ({}))

test('what is no file to read costs nothing: texts, pictures, too large, too many', async () => {
  const structure = (raw: Uint8Array) => parseMessage(raw).root
  const one = (type: string) => withFiles('x', [{ type, name: 'a', content: Buffer.from('abc') }])
  for (const type of ['text/csv', 'image/png', 'audio/mpeg', 'message/rfc822']) assert.equal(hasFilesToRead(structure(one(type))), false, type)
  assert.equal(hasFilesToRead(structure(one('application/pdf'))), true)
  const many = Array.from({ length: FILES_OF_MESSAGE_MAX + 1 }, (_, at) => ({ type: 'application/pdf', name: `${at}.pdf`, content: Buffer.from('x') }))
  const opened: string[] = []
  const raw = withFiles('many', many)
  await fileTexts(async ({ name }) => {
    opened.push(name)
    return { text: name }
  }, structure(raw), raw)
  assert.equal(opened.length, FILES_OF_MESSAGE_MAX)
  const large = parseMessage(withFiles('large', [{ type: 'application/pdf', name: 'a.pdf', content: Buffer.alloc(100) }])).root
  const file = large.children[1] ?? assert.fail()
  const sized = (bytes: number) => ({ ...large, children: [{ ...file, bodyEnd: file.bodyStart + bytes }] })
  assert.equal(hasFilesToRead(sized(SEARCHED_FILE_BYTES_MAX)), true)
  assert.equal(hasFilesToRead(sized(SEARCHED_FILE_BYTES_MAX + 1)), false)
})

test('names of segments say how far files were read', () => {
  assert.equal(filesReadUpTo({ segment: filesSegmentName(123456, 'abc-def') }), 123456)
  assert.equal(filesReadUpTo({ segment: 'k3j-files-1' }), undefined)
  assert.equal(filesReached([]), 0)
})

test('the text of all files of a message together is cut at its limit', async () => {
  const type = 'application/pdf'
  const raw = withFiles('x', ['a', 'b', 'c'].map((name) => ({ type, name, content: Buffer.from(name) })))
  const structure = parseMessage(raw).root
  const texts = async (lengths: readonly number[]): Promise<readonly string[]> => {
    let at = 0
    return await fileTexts(async () => ({ text: 'x'.repeat(lengths[at++] ?? 0) }), structure, raw)
  }
  const lengths = async (...of: readonly number[]) => (await texts(of)).map(({ length }) => length)
  assert.deepEqual(await lengths(FILE_TEXT_LENGTH_MAX), [FILE_TEXT_LENGTH_MAX])
  assert.deepEqual(await lengths(FILE_TEXT_LENGTH_MAX + 1), [FILE_TEXT_LENGTH_MAX])
  assert.deepEqual(await lengths(FILE_TEXT_LENGTH_MAX - 1, 1, 1), [FILE_TEXT_LENGTH_MAX - 1, 1])
  assert.deepEqual(await lengths(FILE_TEXT_LENGTH_MAX - 1, 2), [FILE_TEXT_LENGTH_MAX - 1, 1])
})
