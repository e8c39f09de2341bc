import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesOf } from './message-files.ts'

/** Names that are found in a letter in quoted-printable with this text. */
function namesIn(text: string): readonly string[] {
  const head = 'Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
  return filesOf(Buffer.from(head + text, 'latin1')).old
}

const FILE = ' 644 plan.exe\r\nM33J0\r\n`\r\nend\r\n'
const FOUND = ['plan.exe']

for (const [what, text] of [
  ['as it is', `begin${FILE}`], ['with a letter in hexadecimal', `b=65gin${FILE}`], ['with the last one so', `begi=6e${FILE}`],
  ['with all of them so', `=62=65=67=69=6E${FILE}`], ['broken behind its first letter', `b=\r\negin${FILE}`],
  ['broken behind its last but one', `begi=\r\nn${FILE}`], ['broken with blanks', `be= \t\r\ngin${FILE}`], ['broken by a bare LF', `beg=\nin${FILE}`],
  ['broken twice in one place', `b=\r\n=\r\negin${FILE}`], ['broken everywhere', `b=\r\ne=\r\ng=\r\ni=\r\nn${FILE}`],
  ['behind other lines', `Dag =C3=A9\r\nb=\r\negin${FILE}`],
] as const) test(`a file of before MIME in quoted-printable: ${what}`, () => assert.deepEqual(namesIn(text), FOUND))

for (const [what, mark] of [
  ['in the middle of a line that was broken', '=3Dyb=\r\negin line=128 size=205 name=plan.exe\r\nxx'],
] as const) test(`a file of Usenet in quoted-printable: ${what}`, () => assert.deepEqual(namesIn(mark), FOUND))

for (const mark of [
  '(This file must be converted with BinHex', '=28This file must be converted with BinHex', '(=54his file must be converted with Bin=48ex',
  '(Th=\r\nis file must be converted with Bin=\r\nHex', '(=\r\nThis file must be converted with BinH=\r\nex', '(Th=69s file must be converted with Bin=\r\nHex',
]) test(`BinHex in quoted-printable: ${JSON.stringify(mark)}`, () => assert.deepEqual(namesIn(`${mark} 4.0)\r\n\r\n:#`), ['file.hqx']))

test('words that are broken or encoded elsewhere are no file', () => {
  assert.deepEqual(namesIn('be=C3=ABindigen (=C3=A9=C3=A9n) b=\r\nijna, beg=\r\nrip =6D =29'), [])
})
