import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseMessage } from './parse.ts'
import { section, sectionRange, type SectionSpec } from './section.ts'
import { headersForListing, summarise } from './summary.ts'
import { bodyStructureWire, ENVELOPE_ADDRESSES_MAX, envelopeWire } from './wire.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const show = (raw: Uint8Array): string => new TextDecoder().decode(raw)
const envelope = (header: string, utf8 = false): string => show(envelopeWire(
  parseMessage(bytes(`${header}\r\n\r\n`)), { utf8 },
))
const structure = (source: string,
  extended = true): string => show(bodyStructureWire(parseMessage(bytes(source)).root, { extended }))

test('ENVELOPE: sender and reply-to default to from, absent lists are NIL', () => {
  assert.equal(
    envelope('Date: Sat, 21 Nov 2026 23:30:10 +0100\r\nSubject: a "b" \\\r\nFrom: Jan <jan@x.nl>\r\nTo: a@y.nl\r\nMessage-ID: <m@x>'),
    '("Sat, 21 Nov 2026 23:30:10 +0100" "a \\"b\\" \\\\" (("Jan" NIL "jan" "x.nl")) (("Jan" NIL "jan" "x.nl")) '
    + '(("Jan" NIL "jan" "x.nl")) ((NIL NIL "a" "y.nl")) NIL NIL NIL "<m@x>")',
  )
})

test('ENVELOPE: groups, an empty one, and an address without a domain', () => {
  const wire = envelope('To: team: a@x.nl;, leeg:;, jan')
  assert.ok(wire.includes('((NIL NIL "team" NIL)(NIL NIL "a" "x.nl")(NIL NIL NIL NIL)(NIL NIL "leeg" NIL)(NIL NIL NIL NIL)(NIL NIL "jan" ""))'), wire)
})

test('ENVELOPE: encoded-words stay as sent; 8-bit text becomes one, or UTF-8 for a client that wants it', () => {
  assert.ok(envelope('Subject: =?iso-8859-1?q?=E9?= b').includes('"=?iso-8859-1?q?=E9?= b"'))
  assert.ok(envelope('Subject: één').includes('"=?UTF-8?'))
  assert.ok(envelope('Subject: één', true).includes('"één"'))
  assert.match(envelope('From: Jörg <a@b.nl>'), /^[\x20-\x7e]*$/)
})

test('ENVELOPE: NUL and CR never reach the wire, a flood of addresses ends', () => {
  assert.doesNotMatch(envelope('Subject: a\0b\rc\r\nFrom: "x\0y" <a@b.nl>'), /[\0\r\n]/)
  const wire = envelope(`To: ${'a@b.nl,'.repeat(ENVELOPE_ADDRESSES_MAX + 1)}`)
  assert.equal(wire.match(/"a" "b\.nl"/g)?.length, ENVELOPE_ADDRESSES_MAX)
})

test('BODYSTRUCTURE of text, file, message and multipart', () => {
  assert.equal(structure('\r\nhallo\r\n', false), '("TEXT" "PLAIN" NIL NIL NIL "7BIT" 7 1)')
  assert.equal(
    structure('Content-Type: application/pdf; name=a.pdf\r\nContent-ID: <c@d>\r\nContent-Disposition: attachment; filename="a.pdf"\r\n'
      + 'Content-Transfer-Encoding: base64\r\nContent-Language: nl, en\r\n\r\nYQ=='),
    '("APPLICATION" "PDF" ("NAME" "a.pdf") "<c@d>" NIL "BASE64" 4 NIL ("ATTACHMENT" ("FILENAME" "a.pdf")) ("nl" "en") NIL)',
  )
  assert.equal(
    structure('Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: i\r\n\r\nx\r\n--b--'),
    '(("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 15 (NIL "i" NIL NIL NIL NIL NIL NIL NIL NIL) ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1 NIL NIL NIL NIL) 3 NIL NIL NIL NIL) '
    + '"MIXED" ("BOUNDARY" "b") NIL NIL NIL)',
  )
})

test('BODYSTRUCTURE: a name outside ASCII goes as RFC 2231; what cannot be followed still fits the grammar', () => {
  assert.ok(structure("Content-Type: application/pdf; name*=utf-8''%C3%A9.pdf\r\n\r\n").includes('("NAME*" "utf-8\'\'%C3%A9.pdf")'))
  assert.ok(structure('Content-Type: multipart/mixed\r\n\r\nx').startsWith('(("TEXT" "PLAIN"'))
  assert.ok(structure('Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==').includes('(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)'))
})

const source = bytes(
  'Subject: buiten\r\nTo: a@x.nl\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\nvoor\r\n--b\r\nContent-Type: text/plain\r\n\r\neen\r\n'
  + '--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: binnen\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\ndiep\r\n--c--\r\n--b--\r\n',
)
const sections: readonly (readonly [path: readonly number[], text: SectionSpec['text'], want: string | undefined])[] = [
  [[], null, show(source)],
  [[], 'HEADER', 'Subject: buiten\r\nTo: a@x.nl\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'],
  [[], 'HEADER.FIELDS', 'Subject: buiten\r\n\r\n'],
  [[], 'HEADER.FIELDS.NOT', 'To: a@x.nl\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'],
  [[], 'MIME', undefined],
  [[1], null, 'een'],
  [[1], 'MIME', 'Content-Type: text/plain\r\n\r\n'],
  [[1], 'HEADER', undefined],
  [[1, 1], null, undefined],
  [[2], 'HEADER.FIELDS', 'Subject: binnen\r\n\r\n'],
  [[2], 'TEXT', '--c\r\n\r\ndiep\r\n--c--'],
  [[2, 1], null, 'diep'],
  [[2, 1], 'MIME', '\r\n'],
  [[2, 2], null, undefined],
  [[3], null, undefined],
  [[0], null, undefined],
]
for (const [path, text, want] of sections) {
  test(`BODY[${[path.join('.'), text ?? ''].filter((word) => word !== '').join('.')}]`, () => {
    const parsed = parseMessage(source)
    const got = section(parsed, source, { path, text, fields: ['SUBJECT'] })
    const raw = got === undefined || got instanceof Uint8Array ? got : source.subarray(got.start, got.end)
    assert.equal(raw === undefined ? undefined : show(raw), want)
    const { structure: root, headerEnd } = summarise(parsed, source)
    assert.deepEqual(sectionRange({ root, headerEnd }, { path, text }), sectionRange(parsed, { path, text }),
      'the record gives the same ranges')
  })
}

test('part 1 of a message that is no multipart is its text', () => {
  const raw = bytes('Subject: x\r\n\r\nhallo')
  assert.deepEqual(section(parseMessage(raw), raw, { path: [1], text: null }), { start: 14, end: 19 })
})

test('the listing keeps the fields clients list, in message order, each with its line end', () => {
  const raw = bytes('X-A: 1\r\nTo: a@x.nl\r\nReceived: x\r\nsubject: y\r\n z')
  assert.equal(show(headersForListing(parseMessage(raw), raw)), 'To: a@x.nl\r\nsubject: y\r\n z\r\n')
})
