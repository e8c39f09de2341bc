import assert from 'node:assert/strict'
import { test } from 'node:test'
import { baseSubject, isReplySubject } from './base-subject.ts'
import { decodeCharset } from './charset.ts'
import { formatDate, parseDate } from './date.ts'
import { decodeWords } from './encoded-word.ts'
import { htmlToText } from './html-text.ts'
import { MESSAGE_IDS_MAX, parseMessageIds } from './message-id.ts'
import { PARAMETERS_MAX, parseParameters } from './parameters.ts'
import { decodeBase64, decodeQuotedPrintable } from './transfer.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const show = (raw: Uint8Array): string => new TextDecoder().decode(raw)

const words: readonly (readonly [written: string, read: string])[] = [
  ['gewoon', 'gewoon'],
  ['=?utf-8?q?h=C3=A9_daar?=', 'hé daar'],
  ['=?UTF-8?B?aMOp?=', 'hé'],
  ['=?utf-8?q?een?= =?utf-8?q?_twee?=', 'een twee'],
  ['=?utf-8?q?=C3?=\t=?utf-8?q?=A9?=', 'é'],
  ['=?iso-8859-1?q?=E9?= =?utf-8?q?=C3=A9?=', 'éé'],
  ['voor =?utf-8?q?a?= na', 'voor a na'],
  ['=?utf-8*nl?q?a?=', 'a'],
  ['=?bestaat-niet?q?a?=', 'a'],
  ['=?utf-8?x?a?=', '=?utf-8?x?a?='],
  ['=?utf-8?q?niet dicht', '=?utf-8?q?niet dicht'],
  ['=?utf-8?b?geen base64!?=', show(decodeBase64('geen base64!').bytes)],
  ['=?utf-7?q?+AOk-?=', 'é'],
  ['=?', '=?'],
]
for (const [written, read] of words) test(`encoded-word ${written}`, () => assert.equal(decodeWords(written), read))

test('charsets: known, aliased, wrong, unknown, none', () => {
  assert.deepEqual(decodeCharset(new Uint8Array([0xe9]), 'ISO-8859-1'), { text: 'é', problem: false })
  assert.deepEqual(decodeCharset(new Uint8Array([0x80]), 'cp1252'), { text: '€', problem: false })
  assert.equal(decodeCharset(new Uint8Array([0xe9]), 'utf-8').problem, true)
  assert.deepEqual(decodeCharset(bytes('é'), 'x-nergens'), { text: 'é', problem: true })
  assert.deepEqual(decodeCharset(bytes('é'), null), { text: 'é', problem: false })
  assert.equal(decodeCharset(new Uint8Array([0xe9]), 'us-ascii').text, 'é')
  assert.equal(decodeCharset(bytes('+AOk-n +- x'), 'UTF-7').text, 'én + x')
  for (const label of ['constructor', '__proto__', 'x'.repeat(1000), '']) decodeCharset(bytes('a'), label)
})

const parameters: readonly (readonly [written: string, read: Readonly<Record<string, string>>])[] = [
  ['text/plain; charset=utf-8', { charset: 'utf-8' }],
  ['text/plain; CHARSET="utf-8" (x); format=flowed', { charset: 'utf-8', format: 'flowed' }],
  ['a/b; name="a\\"b;c"', { name: 'a"b;c' }],
  ['a/b; name="C:\\map\\a.txt"', { name: 'C:\\map\\a.txt' }],
  ['a/b; name=mijn bestand.pdf', { name: 'mijn bestand.pdf' }],
  ["a/b; name*=utf-8''%C3%A9.pdf", { name: 'é.pdf' }],
  ["a/b; name*0*=utf-8'nl'%C3; name*1*=%A9; name*2=.pdf", { name: 'é.pdf' }],
  ['a/b; name*1=b; name*0=a', { name: 'ab' }],
  ['a/b; name*0=a; name*2=c', { name: 'a' }],
  ["a/b; name=oud; name*=utf-8''nieuw", { name: 'nieuw' }],
  ['a/b; name="=?utf-8?q?=C3=A9?="', { name: 'é' }],
  ['a/b;; ;x', {}],
  ['a/b; __proto__=x; constructor=y', { constructor: 'y' }],
  ['a/b; name="niet dicht', { name: 'niet dicht' }],
]
for (const [written, read] of parameters) {
  test(`parameters of ${written}`, () => assert.deepEqual(parseParameters(written).parameters, read))
}

test('500 parameters, not one more', () => {
  const many = (count: number): string => `a/b${Array.from({ length: count }, (_, index) => `;p${index}=x`).join('')}`
  assert.equal(parseParameters(many(PARAMETERS_MAX)).overLimit, false)
  assert.equal(parseParameters(many(PARAMETERS_MAX + 1)).overLimit, true)
})

const dates: readonly (readonly [written: string, iso: string | null, offset?: number])[] = [
  ['Sat, 21 Nov 2026 23:30:10 +0100', '2026-11-21T22:30:10.000Z', 60],
  ['21 Nov 26 23:30 -0500 (EST)', '2026-11-22T04:30:00.000Z', -300],
  [' Sat , 21 November 2026 23 : 30 : 10 GMT', '2026-11-21T23:30:10.000Z', 0],
  ['Sat Nov 21 23:30:10 2026', '2026-11-21T23:30:10.000Z', 0],
  ['21 Nov 99 00:00:00 PST', '1999-11-21T08:00:00.000Z', -480],
  ['21 Nov 2026 00:00:00 K', '2026-11-21T00:00:00.000Z', 0],
  ['29 Feb 2024 12:00:00 +0000', '2024-02-29T12:00:00.000Z', 0],
  ['morgen', null], ['', null], ['32 Nov 2026 00:00:00 +0000', null], ['21 Foo 2026 00:00:00 +0000', null],
    ['21 Nov 2026 25:00:00 +0000', null],
]
for (const [written, iso, offset] of dates) {
  test(`date ${JSON.stringify(written)}`, () => {
    const date = parseDate(written)
    assert.equal(date === null ? null : new Date(date.ms).toISOString(), iso)
    if (date !== null) {
      assert.equal(date.offsetMinutes, offset)
      assert.deepEqual(parseDate(formatDate(date)), date)
    }
  })
}

test('message identifiers', () => {
  assert.deepEqual(parseMessageIds('<a@b> (c)\r\n <d@e>'), ['a@b', 'd@e'])
  assert.deepEqual(parseMessageIds('<a\r\n @b>'), ['a@b'])
  assert.deepEqual(parseMessageIds('<a@b <c@d>'), ['c@d'])
  assert.deepEqual(parseMessageIds('a@b, los'), ['a@b'])
  assert.deepEqual(parseMessageIds('<>'), [])
  assert.equal(parseMessageIds('<a@b>'.repeat(MESSAGE_IDS_MAX + 1)).length, MESSAGE_IDS_MAX)
})

test('the base subject', () => {
  for (const subject of [
    'Re: vraag', 'RE: Fwd: vraag', 'AW: Antw: vraag', '[lijst] Re: vraag (fwd)', 'Re[2]: vraag', '[Fwd: vraag]',
    'Re:  vraag',
  ]) {
    assert.equal(baseSubject(subject), 'vraag', subject)
  }
  assert.equal(baseSubject('[lijst]'), '[lijst]')
  assert.equal(baseSubject('Referentie: x'), 'Referentie: x')
  assert.ok(isReplySubject('Betr: x') && !isReplySubject('x'))
  baseSubject('re: '.repeat(100_000))
})

test('base64 and quoted-printable, also broken', () => {
  assert.equal(show(decodeBase64('YW\r\nJj').bytes), 'abc')
  assert.deepEqual([show(decodeBase64('YQ==Yg==').bytes), decodeBase64('YQ==Yg==').problem], ['ab', true])
  assert.equal(show(decodeBase64('Y!Q').bytes), 'a')
  assert.equal(show(decodeQuotedPrintable(bytes('a=\r\nb=C3=A9=3d \r\n=zz=')).bytes), 'abé=\r\n=zz')
})

test('HTML as text: nothing hidden, nothing executable, bounded', () => {
  assert.equal(htmlToText(
    '<p>een &amp; &lt;b&gt;</p><script>x</script><style>y</style><!-- z -->twee', { charactersMax: 99 },
  ).trim().replace(/\s+/g, ' '), 'een & <b> twee')
  assert.equal(htmlToText('a'.repeat(100_000), { charactersMax: 10 }), 'a'.repeat(10))
  htmlToText('<div>'.repeat(20_000), { charactersMax: 10 })
})
