import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TestClient } from './client.testing.ts'
import { withCrlf } from './line-ends.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

let house: ImapHouse
let client: TestClient
before(async () => {
  house = await openImapHouse()
  client = await house.client()
})
after(async () => {
  client.close()
  assert.deepEqual(house.errors, [])
  await house.close()
})

test('APPEND keeps flags and date, and gives APPENDUID', async () => {
  assert.match((await client.append('INBOX', letter('een'), '(\\Seen Eigen) " 2-Feb-2025 10:00:00 +0100"')).tagged,
    /^OK \[APPENDUID \d+ 1\]/)
  assert.match((await client.append('INBOX', letter('twee'), '()')).tagged, /^OK \[APPENDUID \d+ 2\]/)
  assert.match((await client.append('inbox', letter('drie'), '"02-Feb-2025 10:00:00 -0500"')).tagged, /^OK/)
  await client.command('SELECT INBOX')
  assert.deepEqual((await client.command('FETCH 1:3 (FLAGS INTERNALDATE)')).untagged, [
    '* 1 FETCH (FLAGS (\\Seen Eigen) INTERNALDATE "02-Feb-2025 09:00:00 +0000")',
    '* 2 FETCH (FLAGS () INTERNALDATE "05-Jan-2026 09:00:00 +0000")',
    '* 3 FETCH (FLAGS () INTERNALDATE "02-Feb-2025 15:00:00 +0000")',
  ])
})

test('APPEND into the selected mailbox is told with EXISTS', async () => {
  await client.command('SELECT Drafts')
  const { untagged } = await client.append('Drafts', letter('concept'), '(\\Draft)')
  const { untagged: after } = await client.command('NOOP')
  assert.ok([...untagged, ...after].includes('* 1 EXISTS'))
})

test('non-synchronising literals, literal8 and UTF8', async () => {
  const message = letter('vier')
  for (const text of [`APPEND INBOX {${message.length}+}\r\n${message}`,
    `APPEND INBOX ~{${message.length}+}\r\n${message}`, `APPEND INBOX UTF8 (~{${message.length}+}\r\n${message})`]) {
    assert.match((await client.command(text)).tagged, /^OK \[APPENDUID/)
  }
})

test('what APPEND refuses', async () => {
  assert.match((await client.append('Nergens', letter('x'))).tagged, /^NO \[TRYCREATE\]/)
  assert.match((await client.append('INBOX', '')).tagged, /^NO/)
  for (const bad of ['INBOX "geen datum"', 'INBOX (\\Recent)', 'INBOX (a) (b)',
    'INBOX "02-Feb-2025 10:00:00 +0000" (a)', '"&"']) {
    assert.match((await client.commandWithLiteral(`APPEND ${bad}`, 'x')).tagged, /^BAD/, bad)
  }
  for (const bad of ['APPEND', 'APPEND INBOX', 'APPEND INBOX x',
    'APPEND INBOX {3+}\r\nabc x']) assert.match((await client.command(bad)).tagged, /^BAD/, bad)
})

test('old mail with NUL is kept; outside BINARY a NUL is said as 0x80', async () => {
  const uid = /APPENDUID \d+ (\d+)/.exec((await client.append('INBOX', 'Subject: a\0b\r\n\r\nc\0d\r\n')).tagged)?.[1]
  await client.command('SELECT INBOX')
  const { untagged } = await client.command(`UID FETCH ${uid} (BODY.PEEK[] BINARY.PEEK[1] ENVELOPE)`)
  assert.match(untagged[0] ?? '',
    /BODY\[\] \{21\}\r\nSubject: a\x80b\r\n\r\nc\x80d\r\n BINARY\[1\] ~\{5\}\r\nc\0d\r\n ENVELOPE \(NIL "a b" /)
})

test('lines get CRLF, and a message that is right is not copied', async () => {
  const right = new TextEncoder().encode('a\r\nb\r\n')
  assert.equal(withCrlf(right), right)
  assert.deepEqual(withCrlf(new TextEncoder().encode('\na\nb\r\n\n')), new TextEncoder().encode('\r\na\r\nb\r\n\r\n'))
  await client.command('SELECT INBOX')
  const appended = await client.append('INBOX', 'Subject: unix\n\ntekst\n')
  const uid = /APPENDUID \d+ (\d+)/.exec(appended.tagged)?.[1]
  assert.match((await client.command(`UID FETCH ${uid} BODY.PEEK[]`)).untagged.at(-1) ?? '',
    /\r\nSubject: unix\r\n\r\ntekst\r\n\)$/)
})

test('a connection cut off inside a message leaves nothing', async () => {
  const other = await house.client('bob')
  other.send('a1 APPEND INBOX {1000}\r\n')
  await other.answer('a1')
  other.send('Subject: half')
  other.close()
  const again = await house.client('bob')
  assert.deepEqual((await again.command('STATUS INBOX (MESSAGES)')).untagged, ['* STATUS "INBOX" (MESSAGES 0)'])
  again.close()
})
