import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asciiText, utf8Bytes } from './bytes.ts'
import { BadSyntax, STRING_SIZE_MAX, type Cursor } from './cursor.ts'
import { cursorOver } from './cursor.testing.ts'
import { date, dateTime, formatDateTime } from './date-time.ts'
import { fetchAtts, fetchModifiers, FETCH_ITEMS_MAX, setsSeen } from './fetch.ts'
import { flagList, FLAGS_MAX } from './flags.ts'
import { literal, mailboxName, respText, string } from './response.ts'
import { formatSection, PART_DEPTH_MAX } from './section.ts'
import { formatSet, RANGES_MAX, resolveRanges, sequenceSet } from './sequence-set.ts'

function reads<T>(text: string, rule: (cursor: Cursor) => T): T {
  const cursor = cursorOver(text)
  const value = rule(cursor)
  cursor.end()
  return value
}

function refuses(text: string, rule: (cursor: Cursor) => unknown): void {
  assert.throws(() => reads(text, rule), BadSyntax, text)
}

test('strings: atom, quoted, literal', () => {
  const astring = (text: string): string => reads(text, (cursor) => cursor.astringText())
  assert.equal(astring('abc]'), 'abc]')
  assert.equal(astring('"a \\"b\\\\"'), 'a "b\\')
  assert.equal(astring('{5+}\r\na\r\nb '.slice(0, -1) + '\r'), 'a\r\nb\r')
  assert.equal(astring('"\u00e9"'), '\u00e9')
  for (const bad of ['', 'a b', '"a', '"a\\n"', 'a"b', '(a', 'a{', '{1+}\r\n\0', '\u00e9', '"a\rb"']) refuses(bad,
    (cursor) => cursor.astring())
  assert.equal(astring(`"${'x'.repeat(STRING_SIZE_MAX)}"`).length, STRING_SIZE_MAX)
  refuses(`"${'x'.repeat(STRING_SIZE_MAX + 2)}"`, (cursor) => cursor.astring())
  refuses('x'.repeat(STRING_SIZE_MAX + 1), (cursor) => cursor.astring())
})

test('number64: up to 2^63 - 1 is taken and stands for no more than we can count to', () => {
  const number64 = (text: string): number => reads(text, (cursor) => cursor.number64())
  assert.equal(number64('0'), 0)
  assert.equal(number64(`${'0'.repeat(1000)}12`), 12)
  assert.equal(number64('9007199254740991'), Number.MAX_SAFE_INTEGER)
  assert.equal(number64('9223372036854775807'), Number.MAX_SAFE_INTEGER)
  for (const bad of ['', 'x', '-1', '9223372036854775808', '10000000000000000000', '9'.repeat(100_000)]) refuses(bad, (cursor) => cursor.number64())
})

test('a bad command carries no stack: strangers send them for nothing', () => {
  const limit = Error.stackTraceLimit
  assert.throws(() => reads('(', (cursor) => cursor.atom()),
    (error) => error instanceof BadSyntax && !/\n\s+at /.test(error.stack ?? ''))
  assert.equal(Error.stackTraceLimit, limit)
})

test('nstring and literal8', () => {
  assert.equal(reads('nil', (cursor) => cursor.nstring()), null)
  assert.equal(asciiText(reads('"nil"', (cursor) => cursor.nstring()) ?? utf8Bytes('')), 'nil')
  assert.equal(reads('~{2+}\r\n\0a', (cursor) => cursor.literal({ binary: true })).length, 2)
  refuses('~{2+}\r\nab', (cursor) => cursor.literal())
})

test('numbers keep to 32 bits', () => {
  assert.equal(reads('4294967295', (cursor) => cursor.number()), 4294967295)
  for (const bad of ['4294967296', '-1', '', 'a', '99999999999999999999']) refuses(bad, (cursor) => cursor.number())
  refuses('0', (cursor) => cursor.nzNumber())
})

test('the error says what was expected and where', () => {
  assert.throws(() => reads('1:x', sequenceSet), { message: 'expected a message number or "*" at octet 3' })
})

test('sequence sets', () => {
  const resolved = (text: string, largest: number): unknown => resolveRanges(reads(text, sequenceSet), largest)
  assert.deepEqual(resolved('1:3,2:5,9', 9), [[1, 5], [9, 9]])
  assert.deepEqual(resolved('*:4', 9), [[4, 9]])
  assert.deepEqual(resolved('20:*', 9), [[9, 20]])
  assert.deepEqual(resolved('1:*', 0), [])
  assert.equal(reads('$', sequenceSet).saved, true)
  for (const bad of ['0', '1:', ',1', '1,,2', '1:1:1', 'a', '-1', '4294967296', '1,$', '']) refuses(bad, sequenceSet)
  assert.equal(reads(Array(RANGES_MAX).fill('1').join(','), sequenceSet).ranges.length, RANGES_MAX)
  refuses(Array(RANGES_MAX + 1).fill('1').join(','), sequenceSet)
  assert.equal(formatSet([1, 2, 3, 5, 7, 8]), '1:3,5,7:8')
})

test('dates', () => {
  assert.equal(reads('1-Jan-1970', date), 0)
  assert.equal(reads('"02-feb-2026"', date), Date.UTC(2026, 1, 2) / 86_400_000)
  assert.equal(reads('" 1-Jan-1970 01:00:00 +0100"', dateTime), 0)
  assert.equal(reads('"29-Feb-2024 23:59:60 -0030"', dateTime), Date.UTC(2024, 2, 1, 0, 30))
  assert.equal(formatDateTime(Date.UTC(2026, 8, 3, 4, 5, 6)), '03-Sep-2026 04:05:06 +0000')
  for (const bad of ['99-Foo-0000', '30-Feb-2026', '0-Jan-2026', '1-Jan-26', '1-Jan', '"1-Jan-2026',
    '1/Jan/2026']) refuses(bad, date)
  for (const bad of ['"1-Jan-2026 00:00:00 +0000"', '"01-Jan-2026 24:00:00 +0000"', '"01-Jan-2026 00:00:00"',
    '01-Jan-2026', '"01-Jan-2026 00:00:00 +0060"']) {
    refuses(bad, dateTime)
  }
})

test('flags', () => {
  assert.deepEqual(reads('(\\seen $Forwarded Foo)', flagList), ['\\Seen', '$Forwarded', 'Foo'])
  assert.deepEqual(reads('()', flagList), [])
  for (const bad of ['(\\Recent)', '(\\Foo)', '(a  b)', '(a', 'a)', '(\\\\Seen)', `(${'x'.repeat(65)})`,
    '("a")']) refuses(bad, flagList)
  assert.equal(reads(`(${Array(FLAGS_MAX).fill('x').join(' ')})`, flagList).length, FLAGS_MAX)
  refuses(`(${Array(FLAGS_MAX + 1).fill('x').join(' ')})`, flagList)
})

test('fetch items', () => {
  assert.deepEqual(reads('fast', fetchAtts), [{ item: 'FLAGS' }, { item: 'INTERNALDATE' }, { item: 'RFC822.SIZE' }])
  assert.deepEqual(reads('(uid body[1.2.mime]<0.10> BODY BODY.PEEK[HEADER.FIELDS (From "to")])', fetchAtts), [
    { item: 'UID' },
    { item: 'BODY[]', section: { path: [1, 2], text: 'MIME', fields: [] }, partial: { start: 0, sizeBytes: 10 },
      peek: false },
    { item: 'BODY' },
    { item: 'BODY[]', section: { path: [], text: 'HEADER.FIELDS', fields: ['FROM', 'TO'] }, partial: null, peek: true },
  ])
  assert.deepEqual(reads('BINARY.SIZE[3]', fetchAtts), [{ item: 'BINARY.SIZE[]', part: [3] }])
  assert.deepEqual(reads('PREVIEW (LAZY)', fetchAtts), [{ item: 'PREVIEW' }])
  for (const bad of ['', '()', '(ALL)', 'BODY[', 'BODY[MIME]', 'BODY[0]', 'BODY[1.]', 'BODY[HEADER.FIELDS ()]',
    'BODY[HEADER.FIELDS (a:b)]', 'BODY[]<0.0>',
    'BODY[]<0>', 'BODY.PEEK', 'BINARY', 'BINARY[TEXT]', 'FOO', 'constructor', '(FLAGS', 'FLAGS)',
      'BODY[1.HEADER.FIELDS]']) refuses(bad, fetchAtts)
  const deep = (depth: number): string => `BODY[${Array(depth).fill('1').join('.')}]`
  assert.equal(reads(deep(PART_DEPTH_MAX), fetchAtts).length, 1)
  refuses(deep(PART_DEPTH_MAX + 1), fetchAtts)
  assert.equal(reads(`(${Array(FETCH_ITEMS_MAX).fill('UID').join(' ')})`, fetchAtts).length, FETCH_ITEMS_MAX)
  refuses(`(${Array(FETCH_ITEMS_MAX + 1).fill('UID').join(' ')})`, fetchAtts)
  assert.deepEqual(reads(' (CHANGEDSINCE 7)', fetchModifiers), { changedSince: 7, vanished: false, partial: null })
  assert.deepEqual(reads('(RFC822 RFC822.HEADER BODY[] BODY.PEEK[])', fetchAtts).map(setsSeen),
    [true, false, true, false])
})

test('sections are answered as they were asked', () => {
  assert.equal(formatSection({ path: [1, 2], text: 'HEADER.FIELDS', fields: ['FROM', 'X(Y)'] }),
    '[1.2.HEADER.FIELDS (FROM "X(Y)")]')
  assert.equal(formatSection({ path: [], text: null, fields: [] }), '[]')
})

test('what is written cannot end the string or the line early', () => {
  assert.equal(asciiText(string(utf8Bytes('a "b" \\'))), '"a \\"b\\" \\\\"')
  assert.equal(asciiText(string(utf8Bytes('a\r\nb'))), '{4}\r\na\r\nb')
  assert.equal(asciiText(literal(Uint8Array.of(65, 0))), '{2}\r\nA\x80')
  assert.equal(mailboxName('a"b\u00e9', { utf8: false }), '"a\\"b&AOk-"')
  assert.equal(mailboxName('a"b\u00e9', { utf8: true }), '"a\\"b\u00e9"')
  for (const utf8 of [false, true]) assert.equal(mailboxName('a\r\nb', { utf8 }), '"a&AA0ACg-b"')
  assert.equal(respText('a\r\n* OK x\u00e9'), 'a??* OK x?')
})
