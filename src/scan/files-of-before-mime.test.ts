import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesOfBeforeMime, OLD_FILES_MAX, OLD_LINES_BYTES_MAX, OLD_MARKS_MAX } from './files-of-before-mime.ts'

const filesIn = (text: string): ReturnType<typeof filesOfBeforeMime> => filesOfBeforeMime(Buffer.from(text, 'latin1'))
const uu = 'begin 644 plan.exe\nM33J0\n`\nend\n'

for (const [what, text, names] of [
  ['nothing', '', []], ['words', 'begin maar vast\nbegin 644 pagina\'s te lezen', []], ['in front', uu, ['plan.exe']], ['in the text', `Dag\r\n${uu}`, ['plan.exe']],
  ['in base64', `x\nbegin-base64 644 a.js\nTVqQ\n====`, ['a.js']], ['of Usenet', '=ybegin line=128 size=205 name=a.vbs\r\nxx', ['a.vbs']],
  ['of Usenet, a long line', `=ybegin ${'x=1 '.repeat(100)}name=a.vbs\r\nxx`, ['a.vbs']], ['with a long name', `begin 644 ${'a'.repeat(400)}.exe\nMM`, [`${'a'.repeat(400)}.exe`]],
  ['of the Macintosh', '(This file must be converted with BinHex 4.0)\n\n:#', ['file.hqx']], ['inside a line', `x${uu}`, []],
] as const) {
  test(`files of before MIME: ${what}`, () => assert.deepEqual(filesIn(text), { names, isAll: true }))
}

test('so many are named; one more is said, and behind harmless ones the harmful one is', () => {
  const many = (count: number): string => 'begin 644 a.txt\nMM\n'.repeat(count)
  const named = (count: number): readonly [number, boolean] => {
    const { names, isAll } = filesIn(many(count))
    return [names.length, isAll]
  }
  assert.deepEqual(named(OLD_FILES_MAX), [OLD_FILES_MAX, true])
  assert.deepEqual(named(OLD_FILES_MAX + 1), [OLD_FILES_MAX, false])
  assert.deepEqual(filesIn(many(50) + uu).names.at(-1), 'plan.exe')
})

test('so many places with a mark are looked at; one more is said', () => {
  assert.deepEqual(filesIn('begin wij\n'.repeat(OLD_MARKS_MAX)), { names: [], isAll: true })
  assert.deepEqual(filesIn('begin wij\n'.repeat(OLD_MARKS_MAX + 1)), { names: [], isAll: false })
})

test('a first line as long as it gets names its file; of a longer one it is said', () => {
  const long = (length: number): string => `begin 644 ${'a'.repeat(length - 'begin 644 '.length)}`
  assert.equal(filesIn(`${long(OLD_LINES_BYTES_MAX - 3)}\nMM\n`).names.length, 1)
  assert.equal(filesIn(`${long(OLD_LINES_BYTES_MAX)}\nMM\n`).isAll, false)
  assert.equal(filesIn(`=ybegin ${'x'.repeat(OLD_LINES_BYTES_MAX)} name=a.exe\nx`).isAll, false)
})

test('a file behind megabytes of words is found', () => {
  assert.deepEqual(filesIn(`${'x'.repeat(70)}\n`.repeat(200_000) + uu).names, ['plan.exe'])
})

test('rows without a blank are passed over; a line that goes on behind one is not', () => {
  const packed = 'aGFsbG8\nbegin\n'
  const text = Buffer.from(`Dag\n${packed}${uu}`, 'latin1')
  const row = { start: 'Dag\n'.length, end: `Dag\n${packed}`.length }
  assert.deepEqual(filesOfBeforeMime(text, [row]), { names: ['plan.exe'], isAll: true })
  // The row ends in the middle of the line that names the file.
  assert.deepEqual(filesOfBeforeMime(text, [{ ...row, end: row.end + 'begin'.length }]), { names: ['plan.exe'], isAll: true })
  assert.deepEqual(filesOfBeforeMime(text, [{ start: row.end, end: row.end + 'beg'.length }]), { names: ['plan.exe'], isAll: true })
  assert.deepEqual(filesOfBeforeMime(text, [{ start: 0, end: 3 }, row, { start: text.length, end: text.length }]).names, ['plan.exe'])
})
