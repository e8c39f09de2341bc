import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { summariseHeader } from '../message/summary.ts'
import { linesOfFields, NAME_LENGTH_MAX } from './header-lines.ts'
import { StoredRecord } from './record.ts'
import { LINES_REMEMBERED_MAX, SeenLines, summaryKeys } from './sort-keys.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const empty = new Uint8Array(0)
const record = (headers: string): StoredRecord => new StoredRecord(1, {
  envelope: empty, bodyStructure: empty, headers: bytes(headers), rest: bytes('{}'),
})

test('lines of a field come with those that continue them, whatever the case of the name', () => {
  const lines = bytes('To: a@x.test\r\nFROM : Jan\r\n\t<jan@x.test>\r\n of hier\r\nSubject: From: nee\r\n'
    + 'from: tweede@x.test')
  const found = new TextDecoder().decode(linesOfFields(lines, new Set(['from'])))
  assert.equal(found, 'FROM : Jan\r\n\t<jan@x.test>\r\n of hier\r\nfrom: tweede@x.test')
  assert.equal(linesOfFields(lines, new Set(['date'])).length, 0)
  assert.equal(linesOfFields(empty, new Set(['date'])).length, 0)
})

test('a name of the longest kind is found, one that is longer is never asked for', () => {
  const name = 'x'.repeat(NAME_LENGTH_MAX)
  assert.equal(linesOfFields(bytes(`${name}: 1\n`), new Set([name])).length, NAME_LENGTH_MAX + 4)
  assert.equal(linesOfFields(bytes(`${name}xx: 1\n`), new Set([name])).length, 0)
})

test('a summary of the lines of one field is that of the whole header with this field alone', () => {
  const names = fc.constantFrom('From', 'To', 'SUBJECT', 'Date', 'Cc', 'X-From')
  const field = fc.tuple(names, fc.constantFrom(':', ' :', ': '),
    fc.constantFrom('Jan <jan@x.test>', '=?utf-8?q?J=C3=A9?= <j@x.test>', 'Re: iets', '\r\n van ver <v@x.test>',
      'Wed, 01 Jan 2025 04:23:24 +0000', ''), fc.constantFrom('\r\n', '\n'))
  const asked = fc.constantFrom('from', 'to', 'subject', 'date')
  fc.assert(fc.property(fc.array(field, { maxLength: 8 }), asked, (fields, name) => {
    const lines = bytes(fields.map((parts) => parts.join('')).join(''))
    const only = new Set([name])
    assert.deepEqual(summariseHeader(linesOfFields(lines, only), only), summariseHeader(lines, only))
  }))
})

test('keys are those of the message, also of more senders than are remembered', () => {
  const seen = new SeenLines(new Set(['from']), summaryKeys)
  for (let round = 0; round < 2; round++) {
    for (const number of [0, 1, LINES_REMEMBERED_MAX - 1, LINES_REMEMBERED_MAX]) {
      assert.equal(seen.of(record(`From: Jan ${number} <jan@x.test>\r\n`)).from, `jan ${number}`)
    }
    for (let number = 0; number <= LINES_REMEMBERED_MAX; number++) seen.of(record(`From: p${number}@x.test\r\n`))
  }
  assert.equal(seen.of(record('Subject: zonder\r\n')).from, '')
})
