import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { asciiText, utf8Bytes } from '../imap/bytes.ts'
import { selectFields } from '../message/section.ts'
import { fieldPicker } from './listed-fields.ts'

test('fields are picked in order, with folded lines, whatever their case', () => {
  const lines = utf8Bytes('From: a\r\nSUBJECT: b\r\n c\r\n\td\r\nTo : e\r\nSubjects: f\r\nsubject: g\r\n')
  const picked = (names: string[]): string => asciiText(fieldPicker(names)(lines))
  assert.equal(picked(['SUBJECT']), 'SUBJECT: b\r\n c\r\n\td\r\nsubject: g\r\n\r\n')
  assert.equal(picked(['FROM', 'TO']), 'From: a\r\nTo : e\r\n\r\n')
  assert.equal(picked(['CC']), '\r\n')
  assert.equal(asciiText(fieldPicker(['FROM'])(new Uint8Array(0))), '\r\n')
})

test('it picks what the parser of messages picks', () => {
  const field = fc.tuple(fc.constantFrom('From', 'To', 'SUBJECT', 'Date', 'X'), fc.constantFrom('a', 'b\r\n c', ''))
  fc.assert(fc.property(fc.array(field, { maxLength: 8 }), fc.subarray(['FROM', 'TO', 'SUBJECT', 'DATE']),
    (fields, names) => {
    const lines = utf8Bytes(fields.map(([name, value]) => `${name}: ${value}\r\n`).join(''))
    assert.deepEqual(fieldPicker(names)(lines), selectFields(lines, { names, not: false }))
  }))
})
