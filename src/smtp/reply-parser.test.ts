import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REPLY_LINES_MAX, REPLY_LINE_OCTETS_MAX } from './limits.ts'
import { ReplyParser } from './reply-parser.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

test('one reply over several lines and pieces', () => {
  const parser = new ReplyParser()
  assert.deepEqual(parser.push(bytes('250-mx.te')), [])
  assert.deepEqual(parser.push(bytes('st\r\n250-SIZE 1\r\n250')), [])
  assert.deepEqual(parser.push(bytes(' HELP\r\n550 5.1.1 no\r\n354\r\n')), [
    { code: 250, enhanced: '', lines: ['mx.test', 'SIZE 1', 'HELP'] }, { code: 550, enhanced: '5.1.1', lines: ['no'] }, { code: 354, enhanced: '', lines: [''] },
  ])
})

test('control characters of a stranger do not get further', () => {
  assert.deepEqual(new ReplyParser().push(bytes('554 a\rBcc: \xe9\x1b\r\n')), [{ code: 554, enhanced: '', lines: ['a?Bcc: ??'] }])
})

const broken: Readonly<Record<string, string>> = {
  'hello\r\n': 'not-a-reply', '99 x\r\n': 'not-a-reply', '600 x\r\n': 'not-a-reply', '150 x\r\n': 'not-a-reply', '250_x\r\n': 'not-a-reply',
  '250-a\r\n251 b\r\n': 'not-a-reply', '\r\n': 'not-a-reply',
}
for (const [input, problem] of Object.entries(broken)) {
  test(`${JSON.stringify(input)}: ${problem}`, () => assert.equal(new ReplyParser().push(bytes(input)), problem))
}

test('lines and their length are limited, at and one past', () => {
  assert.notEqual(new ReplyParser().push(bytes(`${'250-x\r\n'.repeat(REPLY_LINES_MAX - 1)}250 x\r\n`)), 'too-many-lines')
  assert.equal(new ReplyParser().push(bytes('250-x\r\n'.repeat(REPLY_LINES_MAX + 1))), 'too-many-lines')
  assert.deepEqual(new ReplyParser().push(bytes('2'.repeat(REPLY_LINE_OCTETS_MAX))), [])
  assert.equal(new ReplyParser().push(bytes('2'.repeat(REPLY_LINE_OCTETS_MAX + 1))), 'line-too-long')
})
