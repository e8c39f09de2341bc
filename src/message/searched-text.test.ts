import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SEARCHED_FIELDS_MAX, SEARCHED_HEADER_BYTES_MAX, searchedFields } from './searched-text.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('fields are searched by name in lower case and decoded value', () => {
  assert.deepEqual(searchedFields(bytes('Subject: =?utf-8?q?Caf=C3=A9?=\r\n DE  zon\r\nX-A:\r\n\r\n')),
    [{ name: 'subject', value: 'caf\u00e9 de  zon' }, { name: 'x-a', value: '' }])
})

test('so many fields and so many octets of a header are searched, and not one more', () => {
  assert.equal(searchedFields(bytes(`${'X: y\r\n'.repeat(SEARCHED_FIELDS_MAX)}\r\n`)).length, SEARCHED_FIELDS_MAX)
  assert.equal(searchedFields(bytes(`${'X: y\r\n'.repeat(SEARCHED_FIELDS_MAX + 1)}\r\n`)).length, SEARCHED_FIELDS_MAX)
  const first = `X: ${'y'.repeat(SEARCHED_HEADER_BYTES_MAX - 5)}\r\n`
  assert.equal(first.length, SEARCHED_HEADER_BYTES_MAX)
  assert.equal(searchedFields(bytes(`${first}Y: z\r\n\r\n`)).length, 1)
  assert.deepEqual(searchedFields(bytes(`${first.slice(0, -10)}\r\nY: z\r\n\r\n`)).map(({ name }) => name), ['x', 'y'])
})
