import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestClient } from './client.testing.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

let house: ImapHouse
let client: TestClient

const FORWARDED = 'From: Binnen <binnen@elders.test>\r\nSubject: binnenste\r\nContent-Type: text/plain\r\n\r\nBinnen.\r\n'
const MULTIPART = [
  'From: =?utf-8?q?J=C3=A9r=C3=B4me?= <jer@elders.test>', 'To: anna@zonnehof.test, "Piet, P." <piet@elders.test>',
    'Subject: veel delen',
  'X-Bijzonder: ja', ' hoor', 'Content-Type: multipart/mixed; boundary=grens', '', 'Vooraf',
  '--grens', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', '',
    'Caf=C3=A9 =\r', 'op de hoek',
  '--grens', 'Content-Type: application/octet-stream; name=a.bin', 'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename=a.bin', '', 'AAECAw==',
  '--grens', 'Content-Type: message/rfc822', '', `${FORWARDED}--grens--`, '',
].join('\r\n').replace('=\r\r\n', '=\r\n')
const BIG = letter('groot', 'regel van tekst\r\n'.repeat(20_000))

before(async () => {
  house = await openImapHouse()
  client = await house.client()
  for (const message of [letter('een'), MULTIPART, BIG]) assert.match((await client.append('INBOX', message)).tagged,
    /^OK/)
  await client.command('SELECT INBOX')
})
after(async () => {
  client.close()
  assert.deepEqual(house.errors, [])
  await house.close()
})

async function fetched(what: string): Promise<string> {
  const { untagged, tagged } = await client.command(`FETCH ${what}`)
  assert.match(tagged, /^OK/, what)
  assert.equal(untagged.length, 1, what)
  return untagged[0] ?? ''
}

function literal(text: string): string {
  return `{${text.length}}\r\n${text}`
}

test('whole messages and their pieces come back octet for octet', async () => {
  const raw = letter('een')
  const split = raw.indexOf('\r\n\r\n') + 4
  assert.equal(await fetched('1 BODY.PEEK[]'), `* 1 FETCH (BODY[] ${literal(raw)})`)
  assert.equal(await fetched('1 BODY.PEEK[HEADER]'), `* 1 FETCH (BODY[HEADER] ${literal(raw.slice(0, split))})`)
  assert.equal(await fetched('1 BODY.PEEK[TEXT]'), `* 1 FETCH (BODY[TEXT] ${literal(raw.slice(split))})`)
  assert.equal(await fetched('1 BODY.PEEK[1]'), `* 1 FETCH (BODY[1] ${literal(raw.slice(split))})`)
  assert.equal(await fetched('1 RFC822.HEADER'), `* 1 FETCH (RFC822.HEADER ${literal(raw.slice(0, split))})`)
  assert.equal(await fetched('3 BODY.PEEK[]'), `* 3 FETCH (BODY[] ${literal(BIG)})`)
  assert.equal(await fetched('2 BODY.PEEK[]'), `* 2 FETCH (BODY[] ${literal(MULTIPART)})`)
})

test('partial fetches, inside, at the end and past it', async () => {
  assert.equal(await fetched('3 BODY.PEEK[]<5.10>'), `* 3 FETCH (BODY[]<5> ${literal(BIG.slice(5, 15))})`)
  assert.equal(await fetched(`3 BODY.PEEK[]<${BIG.length - 3}.100>`),
    `* 3 FETCH (BODY[]<${BIG.length - 3}> ${literal(BIG.slice(-3))})`)
  assert.equal(await fetched(`3 BODY.PEEK[]<${BIG.length}.1>`), `* 3 FETCH (BODY[]<${BIG.length}> {0}\r\n)`)
  assert.equal(await fetched('3 BODY.PEEK[]<4294967295.4294967295>'), '* 3 FETCH (BODY[]<4294967295> {0}\r\n)')
  assert.equal(await fetched('3 BODY.PEEK[TEXT]<100000.40>'),
    `* 3 FETCH (BODY[TEXT]<100000> ${literal('regel van tekst\r\n'.repeat(20_000).slice(100_000, 100_040))})`)
})

test('header fields: listed, not listed, negated, folded, partial', async () => {
  assert.equal(await fetched('2 BODY.PEEK[HEADER.FIELDS (subject "X-Bijzonder")]'),
    `* 2 FETCH (BODY[HEADER.FIELDS (SUBJECT X-BIJZONDER)] ${literal('Subject: veel delen\r\nX-Bijzonder: ja\r\n hoor\r\n\r\n')})`)
  assert.equal(await fetched('2 BODY.PEEK[HEADER.FIELDS (SUBJECT)]'),
    `* 2 FETCH (BODY[HEADER.FIELDS (SUBJECT)] ${literal('Subject: veel delen\r\n\r\n')})`)
  assert.equal(await fetched('2 BODY.PEEK[HEADER.FIELDS (SUBJECT)]<0.7>'),
    `* 2 FETCH (BODY[HEADER.FIELDS (SUBJECT)]<0> ${literal('Subject')})`)
  assert.equal(await fetched('2 BODY.PEEK[HEADER.FIELDS (NERGENS)]'),
    `* 2 FETCH (BODY[HEADER.FIELDS (NERGENS)] ${literal('\r\n')})`)
  const not = await fetched('2 BODY.PEEK[HEADER.FIELDS.NOT (FROM TO CONTENT-TYPE)]')
  assert.ok(not.endsWith('Subject: veel delen\r\nX-Bijzonder: ja\r\n hoor\r\n\r\n)'))
})

test('parts: text, MIME header, attachment, inner message', async () => {
  assert.match(await fetched('2 BODY.PEEK[1]'), /\r\nCaf=C3=A9 =\r\nop de hoek\)$/)
  assert.match(await fetched('2 BODY.PEEK[2.MIME]'),
    /\{\d+\}\r\nContent-Type: application\/octet-stream; name=a.bin\r\n/)
  assert.equal(await fetched('2 BODY.PEEK[3.HEADER.FIELDS (SUBJECT)]'),
    `* 2 FETCH (BODY[3.HEADER.FIELDS (SUBJECT)] ${literal('Subject: binnenste\r\n\r\n')})`)
  assert.match(await fetched('2 BODY.PEEK[3.1]'), /\r\nBinnen\./)
  assert.equal(await fetched('2 BODY.PEEK[4]'), '* 2 FETCH (BODY[4] NIL)')
  assert.equal(await fetched('2 BODY.PEEK[1.HEADER]'), '* 2 FETCH (BODY[1.HEADER] NIL)')
})

test('BINARY undoes the encoding; NUL makes it a literal8', async () => {
  assert.equal(await fetched('2 BINARY.PEEK[1]'), `* 2 FETCH (BINARY[1] ${literal('Caf\xc3\xa9 op de hoek')})`)
  assert.equal(await fetched('2 (BINARY.PEEK[2] BINARY.SIZE[2])'),
    '* 2 FETCH (BINARY[2] ~{4}\r\n\x00\x01\x02\x03 BINARY.SIZE[2] 4)')
  assert.equal(await fetched('2 BINARY.PEEK[1]<0.3>'), `* 2 FETCH (BINARY[1]<0> ${literal('Caf')})`)
})

test('ENVELOPE, BODY and BODYSTRUCTURE', async () => {
  assert.match(await fetched('2 ENVELOPE'),
    /ENVELOPE \(NIL "veel delen" \(\("=\?utf-8\?q\?J=C3=A9r=C3=B4me\?=" NIL "jer" "elders.test"\)\)/)
  assert.match(await fetched('2 BODY'), /^\* 2 FETCH \(BODY \(\("TEXT" "PLAIN" .*"binnenste".* "MIXED"\)\)$/)
  assert.match(await fetched('2 BODYSTRUCTURE'), /"ATTACHMENT" \("FILENAME" "a\.bin"\)/)
  assert.match(await fetched('1 ALL'),
    /^\* 1 FETCH \(FLAGS \(.*\) INTERNALDATE "05-Jan-2026 09:00:00 \+0000" RFC822.SIZE \d+ ENVELOPE \(/)
})

test('fetching without PEEK sets \\Seen and says so; with PEEK not', async () => {
  await client.command('STORE 1:* FLAGS.SILENT ()')
  assert.match(await fetched('1 BODY[TEXT]'), /FLAGS \(\\Seen\)\)$/)
  assert.match(await fetched('2 (FLAGS RFC822.TEXT)'), /^\* 2 FETCH \(FLAGS \(\\Seen\) RFC822\.TEXT /)
  assert.match(await fetched('3 BINARY[1]<0.1>'), /FLAGS \(\\Seen\)/)
  assert.doesNotMatch(await fetched('1 BODY[TEXT]'), /FLAGS/)
  await client.command('STORE 1:* FLAGS.SILENT ()')
  await client.command('FETCH 1:* (BODY.PEEK[] RFC822.HEADER)')
  assert.equal(await fetched('1 FLAGS'), '* 1 FETCH (FLAGS ())')
})

test('ids, dates and preview', async () => {
  assert.match(await fetched('1 (EMAILID THREADID)'), /^\* 1 FETCH \(EMAILID \(M\w+\) THREADID \(T\w+\)\)$/)
  assert.match(await fetched('1 (SAVEDATE PREVIEW)'),
    /SAVEDATE "05-Jan-2026 09:00:00 \+0000" PREVIEW "Dag, tot morgen\."\)$/)
})

test('bad FETCH', async () => {
  for (const bad of ['FETCH', 'FETCH 1', 'FETCH 1 ()', 'FETCH 1 (FLAGS', 'FETCH 1 FOO', 'FETCH 0 FLAGS',
    'FETCH 4 FLAGS', 'FETCH 1:4 FLAGS', 'FETCH 1,,2 FLAGS', 'FETCH 1 BODY[MIME]',
    'FETCH 1 BODY[]<0.0>', 'FETCH 1 BODY[HEADER.FIELDS ()]', 'FETCH 1 FLAGS FLAGS', 'FETCH 1 (FLAGS)  ',
      'FETCH 1 ALL (FOO 1)', 'FETCH 4294967296 FLAGS']) {
    assert.match((await client.command(bad)).tagged, /^BAD/, bad)
  }
  assert.deepEqual(await client.command('UID FETCH 99:100 FLAGS'), { untagged: [], tagged: 'OK done' })
})

test('an empty mailbox: * names nothing', async () => {
  const other = await house.client('leeg')
  await other.command('SELECT INBOX')
  assert.match((await other.command('FETCH 1:* FLAGS')).tagged, /^BAD/)
  assert.match((await other.command('UID FETCH 1:* FLAGS')).tagged, /^OK/)
  assert.deepEqual((await other.command('SEARCH ALL')).untagged, ['* SEARCH'])
  assert.deepEqual((await other.command('UID SEARCH RETURN (MIN COUNT) 1:*')).untagged.map((line) =>
    line.replace(/"\w+"/, '""')), ['* ESEARCH (TAG "") UID COUNT 0'])
  other.close()
})
