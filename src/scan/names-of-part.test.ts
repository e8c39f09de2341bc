import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ByteText } from '../message/byte-text.ts'
import { parseMessage } from '../message/parse.ts'
import { filesOf } from './message-files.ts'
import {
  ENCODED_WORDS_OF_MAIL_MAX, NAME_HEADERS_BYTES_MAX, NAME_LENGTH_MAX, NAMES_MAX, namesOfPart, noNameWork,
  PARAMETERS_MAX, PARAMETERS_OF_MAIL_MAX,
} from './names-of-part.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const MIXED = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'
const mail = (...headers: readonly string[]): Uint8Array => bytes(MIXED + `${headers.map((header) => `--b\r\nContent-Type: application/pdf\r\n${header}\r\n\r\nx\r\n`).join('')}--b--\r\n`)
const times = (count: number, one: (index: number) => string): string => Array.from({ length: count }, (_, index) => one(index)).join('')
/** Lines of a field, so that no line is too long for a mail. */
const folded = (count: number, one: (index: number) => string): string => `X: y${times(count, (index) => `;\r\n ${one(index)}`)}`
const isUnclear = (...headers: readonly string[]): boolean => filesOf(mail(...headers)).isUnclear

function namesOf(header: string): { readonly names: readonly string[], readonly isOver: boolean } {
  const raw = mail(header)
  const work = noNameWork()
  const [part] = parseMessage(raw).root.children
  assert.ok(part)
  return { names: namesOfPart(part, new ByteText(raw), work), isOver: work.isOver }
}

test('so many parameters of one part are read, and one more makes the mail unclear', () => {
  assert.equal(isUnclear(folded(PARAMETERS_MAX, () => 'name=a')), false)
  assert.equal(isUnclear(folded(PARAMETERS_MAX + 1, () => 'name=a')), true)
})

test('so many names of one part are looked at, the last one too, and one more makes the mail unclear', () => {
  const named = (count: number): string => folded(count / 2, (index) => `name=a${index}%41`)
  const last = namesOf(named(NAMES_MAX))
  assert.deepEqual([last.names.length, last.isOver, last.names.includes(`a${NAMES_MAX / 2 - 1}A`)], [NAMES_MAX, false, true])
  assert.equal(namesOf(`Content-Location: een.pdf\r\n${named(NAMES_MAX)}`).isOver, true)
})

test('so many parameters of one mail, over its parts and over mails in it', () => {
  const full = Array.from({ length: PARAMETERS_OF_MAIL_MAX / 50 }, () => folded(50, () => 'name=a'))
  assert.equal(isUnclear(...full), false)
  assert.equal(isUnclear(...full, 'X: name=a'), true)
  const packed = `Content-Disposition: attachment; filename=a.eml\r\n\r\n${Buffer.from(mail('X: name=a').slice()).toString('latin1').replaceAll('--b', '--c').replaceAll('=b', '=c')}`
  assert.equal(isUnclear(...full.slice(1), folded(48, () => 'name=a'), packed), false)
  assert.equal(isUnclear(...full.slice(1), folded(49, () => 'name=a'), packed), true)
})

test('so many encoded words of one mail', () => {
  const words = (count: number, from: number): string => folded(count, (index) => `name==?utf-8?q?a${from + index}?=`)
  const full = Array.from({ length: ENCODED_WORDS_OF_MAIL_MAX / 50 }, (_, part) => words(50, part * 50))
  assert.equal(isUnclear(...full), false)
  assert.equal(isUnclear(...full, words(1, 0)), true)
})

test('names are looked for in so many octets of headers', () => {
  // Of each part: the field for its type, the name of this one, line ends and the blank line.
  const around = 'Content-Type: application/pdf\r\nX: \r\n\r\n'.length
  const part = (length: number): string => `X: ${times(length / 100, () => `${'x'.repeat(97)}\r\n `)}`
  const each = NAME_HEADERS_BYTES_MAX / 16 - around
  const headers = Array.from({ length: 16 }, () => part(each - each % 100))
  assert.equal(isUnclear(...headers), false)
  assert.equal(isUnclear(...headers, part(3000)), true)
})

test('a name as long as it gets is read to its end, a longer one makes the mail unclear', () => {
  const name = (length: number): string => `X: name="${'a'.repeat(length - 5)}.exe"`
  assert.ok(namesOf(name(NAME_LENGTH_MAX)).names.some((one) => one.endsWith('.exe')))
  assert.equal(namesOf(name(NAME_LENGTH_MAX)).isOver, false)
  assert.equal(namesOf(name(NAME_LENGTH_MAX + 1)).isOver, true)
})

test('a name after many harmless ones makes the mail unclear, and one behind a NUL in an encoded word is read', () => {
  assert.equal(isUnclear(`${folded(500, (index) => `name=a${index}`)};\r\n name=plan.exe`), true)
  assert.ok(namesOf('X: name="=?utf-8?q?plan.exe=00.pdf?="').names.includes('plan.exe'))
  assert.ok(namesOf('X: name="\xef\xbc\xae.pdf"').names.includes('\uff2e.pdf'))
})

test('an honest long name in pieces, percents and twice is clear', () => {
  const piece = (name: string) => (index: number): string => ` ${name}*${index}*=${index === 0 ? 'utf-8\'\'' : ''}${'%D0%B0'.repeat(9)};\r\n`
  const header = `Content-Disposition: attachment;\r\n${times(28, piece('filename'))} x=y\r\nX: y;\r\n${times(28, piece('name'))} x=y`
  assert.equal(isUnclear(header), false)
})
