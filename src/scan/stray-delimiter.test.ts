import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMessage } from '../message/parse.ts'
import { COMPARED_LINES_MAX, DELIMITERS_MAX, delimiterLines, type DelimiterLines } from './stray-delimiter.ts'
import { hasUnclearHeader, HEADER_BYTES_MAX, isUnclear } from './unclear-form.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const mixed = (body: string, boundary = 'b'): Buffer => bytes(`MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n${body}`)
const linesOf = (raw: Buffer): DelimiterLines => delimiterLines(parseMessage(raw).root, raw.toString('latin1'))
const isUnclearMail = (raw: Buffer): boolean => isUnclear(parseMessage(raw), raw)
const NINE_MIB = `${'x'.repeat(70)}\r\n`.repeat(131_072)

test('our delimiters are noted with their places', () => {
  const raw = mixed('--b\r\n\r\nx\r\n--b \r\n\r\n-- b\r\n--a\r\n--b--\r\n')
  const { own, hasStray } = linesOf(raw)
  const text = raw.toString('latin1')
  assert.deepEqual([own.get('b'), hasStray], [[
    { at: text.indexOf('--b'), isClosing: false }, { at: text.indexOf('--b '), isClosing: false }, { at: text.indexOf('--b--'), isClosing: true },
  ], false])
})

for (const [what, line, boundary] of [
  ['a blank in front', ' --bound', 'bound'], ['words behind', '--bound x', 'bound'], ['another case', '--BOUND', 'bound'], ['dashes in the boundary', '----=_X', '--=_x'],
  ['the first 70 characters', `--${'b'.repeat(70)}`, 'b'.repeat(90)],
] as const) {
  for (const [where, padding] of [['at once', ''], ['behind 9 MiB', NINE_MIB]] as const) {
    test(`a line with ${what} is a delimiter for some, ${where}`, () =>
      assert.equal(linesOf(mixed(`--${boundary}\r\n\r\n${padding}${line}\r\n\r\nx\r\n--${boundary}--\r\n`, boundary)).hasStray, true))
  }
}

test('so many delimiters of ours, and one more is unclear', () => {
  const many = (count: number): Buffer => mixed('--b--\r\n'.repeat(count))
  assert.equal(linesOf(many(DELIMITERS_MAX)).hasStray, false)
  assert.equal(linesOf(many(DELIMITERS_MAX + 1)).hasStray, true)
})

test('so many lines that begin as a boundary does are compared, and one more is unclear', () => {
  const many = (count: number): Buffer => mixed(`--12345678b\r\n\r\n${'--12345678\r\n'.repeat(count - 1)}`, '12345678b')
  assert.equal(linesOf(many(COMPARED_LINES_MAX)).hasStray, false)
  assert.equal(linesOf(many(COMPARED_LINES_MAX + 1)).hasStray, true)
})

test('what stands behind 9 MiB is seen: a part after the end, base64 that goes on after its padding', () => {
  const part = 'Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n'
  assert.equal(isUnclearMail(mixed(`--b\r\n\r\n${NINE_MIB}--b--\r\n--b\r\n\r\nx\r\n--b--\r\n`)), true)
  assert.equal(isUnclearMail(mixed(`--b\r\n${part}${'A'.repeat(9 * 1024 * 1024)}==AAAA\r\n--b--\r\n`)), true)
  assert.equal(isUnclearMail(mixed(`--b\r\n${part}${'A'.repeat(9 * 1024 * 1024)}==\r\n--b--\r\n`)), false)
})

test('a header as long as the parser keeps is searched to its end; a longer one is unclear', () => {
  const header = (length: number, last: string): Buffer => bytes(`${`X: ${'x'.repeat(995)}\r\n`.repeat(Math.floor((length - last.length) / 1000))}`.padEnd(length - last.length, '\n') + last)
  const isUnclearHeader = (raw: Buffer): boolean => hasUnclearHeader({ headerStart: 0, bodyStart: raw.length }, raw)
  assert.equal(isUnclearHeader(header(HEADER_BYTES_MAX, 'Y: y\r\n\r\n')), false)
  assert.equal(isUnclearHeader(header(HEADER_BYTES_MAX, 'Content-Type : a\r\n\r\n')), true)
  assert.equal(isUnclearHeader(header(HEADER_BYTES_MAX + 1, 'Y: y\r\n\r\n')), true)
})
