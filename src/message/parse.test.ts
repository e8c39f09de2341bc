import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MESSAGE_LIMITS } from './limits.ts'
import { fuzz } from './parse.fuzz.ts'
import { parseMessage } from './parse.ts'
import type { Part } from './types.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (raw: Uint8Array, part: Part): string => new TextDecoder().decode(raw.subarray(
  part.bodyStart, part.bodyEnd,
))

/** `type/subtype` of every part with its number and text. */
function outline(source: string): { lines: readonly string[], defects: readonly string[] } {
  const raw = bytes(source)
  const parsed = parseMessage(raw)
  const lines: string[] = []
  const walk = (part: Part): void => {
    const leaf = part.children.length === 0 && part.message === null
    lines.push(`${part.number}:${part.type}/${part.subtype}${leaf ? `=${text(raw, part)}` : ''}`)
    part.children.forEach(walk)
    if (part.message !== null) walk(part.message.root)
  }
  walk(parsed.root)
  return { lines, defects: parsed.defects }
}

const mixed = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n'
const cases: readonly (readonly [what: string, source: string, lines: readonly string[],
  defects: readonly string[]])[] = [
  ['plain text', 'Subject: x\r\n\r\nhallo\r\n', ['1:text/plain=hallo\r\n'], []],
  ['no header', '\r\nhallo', ['1:text/plain=hallo'], []],
  ['nothing', '', ['1:text/plain='], []],
  ['bare LF', 'Subject: x\n\nhallo\n', ['1:text/plain=hallo\n'], []],
  ['two parts with preamble and epilogue', `${mixed}voor\r\n--b\r\n\r\neen\r\n--b\r\n\r\ntwee\r\n--b--\r\nna`,
    [':multipart/mixed', '1:text/plain=een', '2:text/plain=twee'], []],
  ['blanks behind a delimiter', `${mixed}--b \t\r\n\r\neen\r\n--b--  `, [':multipart/mixed', '1:text/plain=een'], []],
  [
    'a longer line is no delimiter', `${mixed}--b\r\n\r\neen\r\n--bc\r\n--b--`,
    [':multipart/mixed', '1:text/plain=een\r\n--bc'], [],
  ],
  ['unclosed', `${mixed}--b\r\n\r\neen`, [':multipart/mixed', '1:text/plain=een'], ['unclosed-multipart']],
  ['cut behind a delimiter', `${mixed}--b\r\n\r\neen\r\n--b\r\n`, [':multipart/mixed', '1:text/plain=een'],
    ['unclosed-multipart']],
  ['no boundary', 'Content-Type: multipart/mixed\r\n\r\n--b\r\n', [':multipart/mixed', '1:text/plain=--b\r\n'],
    ['no-boundary']],
  ['boundary never seen', `${mixed}geheim`, [':multipart/mixed', '1:text/plain=geheim'], [
    'unclosed-multipart', 'no-parts',
  ]],
  [
    'header cut off by a delimiter', `${mixed}--b\r\nContent-Type: text/html\r\n--b--`,
    [':multipart/mixed', '1:text/html='], ['header-without-end'],
  ],
  ['line without colon', 'Subject: x\r\nwat is dit\r\nTo: a@b.nl\r\n\r\nx', ['1:text/plain=x'],
    ['header-without-colon']],
  ['mbox line', 'From a@b.nl Sat Nov 21 23:30:10 2026\r\nTo: a@b.nl\r\n\r\nx', ['1:text/plain=x'], ['mbox-line']],
  ['nested, outer delimiter ends the inner',
    `${mixed}--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\neen\r\n--b\r\n\r\ntwee\r\n--b--`, [':multipart/mixed', '1:multipart/alternative', '1.1:text/plain=een', '2:text/plain=twee'], ['unclosed-multipart']],
  ['inner message',
    `${mixed}--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: i\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\neen\r\n--c--\r\n--b--`, [':multipart/mixed', '1:message/rfc822', '1:multipart/mixed', '1.1:text/plain=een'], []],
  ['message in message in message',
    'Content-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ndiep',
    ['1:message/rfc822', '1.1:message/rfc822', '1.1.1:text/plain=diep'], []],
  ['encoded inner message is a leaf', 'Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==',
    ['1:message/rfc822=YQ=='], ['encoded-message']],
  ['digest', 'Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: x\r\n\r\neen\r\n--b--',
    [':multipart/digest', '1:message/rfc822', '1.1:text/plain=een'], []],
  ['delivery status is a leaf', 'Content-Type: message/delivery-status\r\n\r\nAction: failed',
    ['1:message/delivery-status=Action: failed'], []],
  ['type without subtype', 'Content-Type: text\r\n\r\nx', ['1:text/plain=x'], ['broken-content-type']],
  ['type that is none is opaque', 'Content-Type: a b/c d\r\n\r\nx', ['1:application/octet-stream=x'],
    ['broken-content-type']],
  ['missing semicolon', 'Content-Type: multipart/mixed\r\n\tboundary=b\r\n\r\n--b\r\n\r\neen\r\n--b--',
    [':multipart/mixed', '1:text/plain=een'], ['ambiguous-parameters']],
  ['two boundaries', 'Content-Type: multipart/mixed; boundary=b; boundary=c\r\n\r\n--b\r\n\r\neen\r\n--b--',
    [':multipart/mixed', '1:text/plain=een'], ['ambiguous-parameters']],
  ['two types', 'Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\nx', ['1:text/html=x'],
    ['repeated-content-type']],
]
for (const [what, source, lines, defects] of cases) {
  test(what, () => assert.deepEqual(outline(source), { lines, defects }))
}

test('8-bit fields are UTF-8 or else windows-1252, offsets are of bytes', () => {
  const raw = new Uint8Array([...bytes('Subject: één\r\nX-A: '), 0xe9, 0x80, ...bytes('\r\nTo: a@b.nl\r\n\r\nx')])
  const { headers, subject } = parseMessage(raw)
  assert.equal(subject, 'één')
  assert.equal(headers[1]?.value, ' é€')
  const to = headers[2]
  assert.ok(to)
  assert.equal(new TextDecoder().decode(raw.subarray(to.start, to.end)), 'To: a@b.nl\r\n')
})

test('repeated fields: addresses join, the last Subject counts, both are told', () => {
  const parsed = parseMessage(bytes('From: a@x.nl\r\nFrom: b@x.nl\r\nSubject: een\r\nSubject: twee\r\n\r\n'))
  assert.deepEqual(parsed.from, [{
    group: null, addresses: [{ name: null, email: 'a@x.nl' }, { name: null, email: 'b@x.nl' }],
  }])
  assert.equal(parsed.subject, 'twee')
  assert.deepEqual(parsed.defects, ['repeated-from', 'repeated-subject'])
})

test('10,000 fields are kept, one more is told', () => {
  const field = 'X: y\r\n'
  assert.deepEqual(parseMessage(bytes(`${field.repeat(MESSAGE_LIMITS.fieldsMax)}\r\n`)).defects, [])
  const more = parseMessage(bytes(`${field.repeat(MESSAGE_LIMITS.fieldsMax + 1)}\r\ntekst`))
  assert.equal(more.headers.length, MESSAGE_LIMITS.fieldsMax)
  assert.deepEqual(more.defects, ['too-many-headers'])
  assert.equal(more.root.bodyEnd - more.root.bodyStart, 5)
})

test('1,000 parts are followed, one more is told and stays in the last', () => {
  const part = '--b\r\n\r\nx\r\n'
  const most = parseMessage(bytes(`${mixed}${part.repeat(MESSAGE_LIMITS.partsMax - 1)}--b--`))
  assert.deepEqual([most.root.children.length, most.defects], [MESSAGE_LIMITS.partsMax - 1, []])
  const more = parseMessage(bytes(`${mixed}${part.repeat(MESSAGE_LIMITS.partsMax)}--b--`))
  assert.equal(more.root.children.length, MESSAGE_LIMITS.partsMax - 1)
  assert.ok(more.defects.includes('too-many-parts'))
})

test('50 levels are followed; 10,000 cost no more', () => {
  const nest = (levels: number): Uint8Array => {
    let source = ''
    for (let level = 0; level < levels; level++) source += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`
    return bytes(`${source}\r\nx`)
  }
  assert.ok(!parseMessage(nest(MESSAGE_LIMITS.depthMax)).defects.includes('too-deep'))
  assert.ok(parseMessage(nest(MESSAGE_LIMITS.depthMax + 1)).defects.includes('too-deep'))
  assert.ok(parseMessage(nest(10_000)).defects.includes('too-deep'))
  assert.ok(parseMessage(bytes('Content-Type: message/rfc822\r\n\r\n'.repeat(10_000))).defects.includes('too-deep'))
})

/** Counts the bytes that are decoded for searching: the work that has to stay linear. */
class Counted extends Uint8Array<ArrayBuffer> {
  static decoded = 0
  override subarray(start?: number, end?: number): Uint8Array<ArrayBuffer> {
    const part = new Uint8Array<ArrayBuffer>(this.buffer, this.byteOffset, this.length).subarray(start, end)
    Counted.decoded += part.length
    return part
  }
}

test('a million delimiter lines, 100,000 To fields, a flood of parameters: every byte is searched a few times at most', { timeout: 30_000 }, () => {
  const floods = [
    `${mixed}${'--b\r\n'.repeat(1_000_000)}`,
    `${mixed}${'--c\r\n'.repeat(1_000_000)}`,
    `${'To: persoon@voorbeeld.nl\r\n'.repeat(100_000)}\r\n`,
    `To: ${'persoon@voorbeeld.nl,\r\n '.repeat(100_000)}\r\n\r\n`,
    `Content-Type: text/plain${Array.from({ length: 100_000 }, (_, index) => `; name*${index}*=a`).join('\r\n')}\r\n\r\n`,
    `Subject: ${'=?utf-8?q?'.repeat(100_000)}\r\n\r\n`,
    `Subject: ${'=?utf-8?q?a?= '.repeat(100_000)}\r\n\r\n`,
    `Subject: x\r\n${'zonder dubbele punt\r\n'.repeat(200_000)}\r\n`,
    // Unfolding looked ahead behind every CR once: quadratic, found by fuzzing.
    `Subject: in${'\r'.repeat(1_000_000)}\r\n\r\n`,
    `References: ${'<'.repeat(1_000_000)}\r\n\r\n`,
    `Date: ${'('.repeat(1_000_000)}\r\n\r\n`,
  ]
  for (const flood of floods) {
    const raw = new Counted(Uint8Array.from(bytes(flood)).buffer)
    Counted.decoded = 0
    parseMessage(raw)
    assert.ok(Counted.decoded <= 5 * raw.length + 1024, `${flood.slice(0, 30)}: ${Counted.decoded} of ${raw.length}`)
  }
})

test('any bytes: nothing throws, every offset lies inside', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => fuzz.run(raw)))
  const pieces = fc.constantFrom('Content-Type: ', 'multipart/mixed; boundary=b', 'message/rfc822', 'text/html',
    '\r\n', '\n', '--b', '--b--', ': ', ' ', 'Subject', '=?utf-8?b?', '?=', '"', '(', '\0', 'é', 'From: a@b.nl',
    'base64', 'Content-Transfer-Encoding: ')
  fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => fuzz.run(bytes(parts.join('')))),
    { numRuns: 500 })
})
