import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { concatBytes } from '../base/bytes.ts'
import { MESSAGE_LIMITS } from './limits.ts'
import { fuzz } from './parse.fuzz.ts'
import { parseMessage } from './parse.ts'
import { parsedBehind } from './parsed-behind.ts'
import { withoutFields } from './rewrite.ts'
import type { HeaderField, ParsedMessage } from './types.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const TRACE = bytes('Return-Path: <a@b.test>\r\nAuthentication-Results: mx.c.test; spf=none\r\nReceived: from x ([192.0.2.1])\r\n\tby mx.c.test; '
  + 'Sun, 22 Nov 2026 16:00:00 +0000\r\n')

function behind(front: Uint8Array, raw: Uint8Array, without: readonly HeaderField[] = []): ParsedMessage | undefined {
  return parsedBehind(front, { raw, parsed: parseMessage(raw), without })
}

const pieces = fc.constantFrom(
  '\r\n', '\n', '\r\n\r\n', ' ', '\t', ':', '--', '--b', '--b--', 'Dag', '\r', '\0', 'From: a@b.test\r\n', 'Content-Type: multipart/mixed; boundary=b\r\n',
  'Content-Type: message/rfc822\r\n', 'Content-Type: text/html\r\n', 'Content-Transfer-Encoding: base64\r\n', 'From x\r\n', 'é', 'Subject: s\r\n', '\r\n--b\r\n', '\r\n--b--\r\n',
  'Content-Type: multipart/digest; boundary=b\r\n', 'X: y\r\n', 'Return-Path: <>\r\n z\r\n', 'Received: x\n',
)
const mails = fc.oneof(
  fc.array(pieces, { maxLength: 40 }).map((some) => bytes(some.join(''))),
  fc.tuple(fc.constantFrom(...fuzz.seeds), fc.nat(), pieces).map(([seed, at, piece]) => {
    const place = at % (seed.length + 1)
    return concatBytes([seed.subarray(0, place), bytes(piece), seed.subarray(place)])
  }),
)

test('behind a trace a message is what parsing it anew would give, or nothing is said', () => {
  fc.assert(fc.property(mails, (raw) => {
    const found = behind(TRACE, raw)
    const anew = parseMessage(concatBytes([TRACE, raw]))
    if (found !== undefined) assert.deepEqual(found, anew)
    else assert.ok(raw[0] === 0x20 || raw[0] === 0x09 || anew.defects.includes('nul-in-header'))
  }), { numRuns: 2000 })
})

test('the same without some of its fields', () => {
  fc.assert(fc.property(mails, fc.infiniteStream(fc.boolean()), (raw, choices) => {
    const without = parseMessage(raw).headers.filter(() => choices.next().value)
    const found = behind(TRACE, raw, without)
    if (found !== undefined) assert.deepEqual(found, parseMessage(concatBytes([TRACE, withoutFields(raw, without)])))
  }), { numRuns: 2000 })
})

test('without a field of before the trace is moved; without one that says something it is parsed anew', () => {
  const raw = bytes('Return-Path: <x@y.test>\r\n of old\r\nFrom: a@b.test\r\nX: y\r\nSubject: s\r\n\r\nDag')
  const [path, from, x, subject] = parseMessage(raw).headers
  assert.ok(path && from && x && subject)
  for (const without of [[path], [x], [path, x]]) {
    assert.deepEqual(behind(TRACE, raw, without), parseMessage(concatBytes([TRACE, withoutFields(raw, without)])))
  }
  assert.equal(behind(TRACE, raw, [from]), undefined)
  assert.equal(behind(TRACE, raw, [path, subject]), undefined)
})

test('a NUL may stand in the field that is gone, so then it is parsed anew', () => {
  const raw = bytes('X: a\0b\r\nFrom: a@b.test\r\n\r\nDag')
  assert.equal(behind(TRACE, raw, parseMessage(raw).headers.slice(0, 1)), undefined)
})

test('a first line that would go on with the trace has to be parsed anew', () => {
  assert.equal(behind(TRACE, bytes(' x\r\nFrom: a@b.test\r\n\r\nDag')), undefined)
  assert.equal(behind(TRACE, bytes('\tx\r\n\r\nDag')), undefined)
})

for (const [what, front] of [
  ['that says who wrote it', 'From: c@d.test\r\n'], ['that says what it is', 'Content-Type: text/html\r\n'], ['in other case', 'SUBJECT: x\r\n'],
  ['without its line end', 'Received: x'], ['with the end of a header', 'Received: x\r\n\r\n'], ['with a line that is none', 'Received: x\r\ny\r\n'],
  ['that is nothing', ''],
] as const) {
  test(`behind a field ${what} it has to be parsed anew`, () => {
    assert.equal(behind(bytes(front), bytes('From: a@b.test\r\n\r\nDag')), undefined)
  })
}

test('at the limit of fields it is moved, and past it parsed anew', () => {
  const raw = (fields: number): Uint8Array => bytes(`${'X: y\r\n'.repeat(fields)}\r\nDag`)
  const most = raw(MESSAGE_LIMITS.fieldsMax - 3)
  assert.deepEqual(behind(TRACE, most), parseMessage(concatBytes([TRACE, most])))
  assert.equal(behind(TRACE, raw(MESSAGE_LIMITS.fieldsMax - 2)), undefined)
  assert.equal(behind(TRACE, raw(MESSAGE_LIMITS.fieldsMax + 1)), undefined)
})

test('at the limit of a header it is moved, and past it parsed anew', () => {
  const raw = (header: number): Uint8Array => bytes(`X: ${'y'.repeat(header - 'X: \r\n\r\n'.length)}\r\n\r\nDag`)
  const room = MESSAGE_LIMITS.headerBytesMax - TRACE.length
  assert.deepEqual(behind(TRACE, raw(room)), parseMessage(concatBytes([TRACE, raw(room)])))
  assert.equal(behind(TRACE, raw(room + 1)), undefined)
  assert.equal(behind(TRACE, raw(MESSAGE_LIMITS.headerBytesMax + 10)), undefined)
})
