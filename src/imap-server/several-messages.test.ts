import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Answered, TestClient } from './client.testing.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

const QUOTA = 64 * 1024
const APPEND_MAX = 30_000
let house: ImapHouse
before(async () => { house = await openImapHouse({ quotaBytes: QUOTA, limits: { appendBytesMax: APPEND_MAX } }) })
after(async () => {
  assert.deepEqual(house.errors, [])
  await house.close()
})

/** APPEND of several, with literals that need no `+`. */
async function appendAll(client: TestClient, mailbox: string, messages: readonly string[], options = ''): Promise<Answered> {
  client.send(`m1 APPEND ${mailbox}${messages.map((one) => `${options} {${one.length}+}\r\n${one}`).join('')}\r\n`)
  return await client.answer('m1')
}

async function count(client: TestClient, mailbox = 'INBOX'): Promise<string> {
  return (await client.command(`STATUS ${mailbox} (MESSAGES)`)).untagged[0] ?? ''
}

test('MULTIAPPEND: all are kept, with their own flags and dates', async () => {
  const client = await house.client('multi')
  await client.append('INBOX', letter('eerst'))
  const { tagged } = await appendAll(client, 'INBOX', [letter('een'), letter('twee'), letter('drie')], ' (\\Seen) "02-Feb-2025 10:00:00 +0000"')
  assert.match(tagged, /^OK \[APPENDUID \d+ 2:4\]/)
  client.send(`m2 APPEND INBOX {${letter('a').length}}\r\n`)
  assert.equal((await client.answer('m2')).tagged, '+')
  client.send(`${letter('a')} (\\Flagged) {${letter('b').length}}\r\n`)
  assert.equal((await client.answer('m2')).tagged, '+')
  client.send(`${letter('b')}\r\n`)
  assert.match((await client.answer('m2')).tagged, /^OK \[APPENDUID \d+ 5:6\]/)
  await client.command('SELECT INBOX')
  assert.deepEqual((await client.command('UID FETCH 2:6 (FLAGS)')).untagged.map((line) => /FLAGS \((.*)\)\)/.exec(line)?.[1]),
    ['\\Seen', '\\Seen', '\\Seen', '', '\\Flagged'])
  assert.deepEqual((await client.command('SEARCH SUBJECT drie ON 2-Feb-2025')).untagged, ['* SEARCH 4'])
  assert.match((await client.command('FETCH 4 BODY.PEEK[TEXT]')).untagged[0] ?? '', /tot morgen/)
  client.close()
})

test('MULTIAPPEND: one bad message and none is kept', async () => {
  const client = await house.client('geen')
  const empty = await appendAll(client, 'INBOX', [letter('een'), ''])
  assert.match(empty.tagged, /^NO/)
  assert.match((await appendAll(client, 'Nergens', [letter('een'), letter('twee')])).tagged, /^NO \[TRYCREATE\]/)
  client.send(`m3 APPEND INBOX {${letter('a').length}+}\r\n${letter('a')} (\\Foo) {3}\r\n`)
  assert.match((await client.answer('m3')).tagged, /^BAD/)
  // More than the largest message in all: what was announced is dropped, never run as commands.
  const half = letter('half', 'x1 CREATE Kwaad\r\n'.repeat(1000))
  assert.match((await appendAll(client, 'INBOX', [half, half.repeat(8)])).tagged, /^NO \[TOOBIG\]/)
  assert.match((await client.command('NOOP')).tagged, /^OK/)
  assert.equal(await count(client), '* STATUS "INBOX" (MESSAGES 0)')
  assert.deepEqual((await client.command('LIST "" Kwaad')).untagged, [])
  client.close()
})

test('quota: what is kept counts, several messages past it are all refused, removal gives room', async () => {
  const client = await house.client('vol')
  assert.deepEqual((await client.command('GETQUOTAROOT INBOX')).untagged, ['* QUOTAROOT "INBOX" ""', '* QUOTA "" (STORAGE 0 64)'])
  const big = letter('groot', 'x'.repeat(14_000))
  for (let times = 0; times < 3; times++) assert.match((await client.append('INBOX', big)).tagged, /^OK/)
  assert.match((await appendAll(client, 'INBOX', [big, big])).tagged, /^NO \[OVERQUOTA\]/)
  assert.equal(await count(client), '* STATUS "INBOX" (MESSAGES 3)')
  assert.deepEqual((await client.command('GETQUOTA ""')).untagged, ['* QUOTA "" (STORAGE 42 64)'])
  await client.command('SELECT INBOX')
  await client.command('STORE 1:2 +FLAGS.SILENT (\\Deleted)')
  assert.deepEqual((await client.command('STATUS INBOX (DELETED DELETED-STORAGE)')).untagged,
    [`* STATUS "INBOX" (DELETED 2 DELETED-STORAGE ${2 * big.length})`])
  await client.command('EXPUNGE')
  assert.deepEqual((await client.command('GETQUOTA ""')).untagged, ['* QUOTA "" (STORAGE 14 64)'])
  assert.match((await appendAll(client, 'INBOX', [big, big])).tagged, /^OK \[APPENDUID \d+ 4:5\]/)
  assert.match((await client.command('GETQUOTA "anders"')).tagged, /^NO \[NONEXISTENT\]/)
  assert.match((await client.command('GETQUOTAROOT Nergens')).tagged, /^NO \[NONEXISTENT\]/)
  assert.match((await client.command('SETQUOTA "" (STORAGE 9999999)')).tagged, /^BAD/)
  client.close()
})

test('REPLACE: the new one comes and the old one goes in one step', async () => {
  const [client, other] = [await house.client('ruil'), await house.client('ruil')]
  for (const subject of ['een', 'twee', 'drie']) await client.append('Drafts', letter(subject))
  await client.command('SELECT Drafts')
  await other.command('SELECT Drafts')
  const replaced = await client.commandWithLiteral('REPLACE 2 Drafts (\\Draft)', letter('twee beter'))
  assert.match(replaced.tagged, /^OK/)
  const told = replaced.untagged.join('|')
  assert.match(told, /^\* OK \[APPENDUID \d+ 4\] kept\|\* 2 EXPUNGE\|\* 3 EXISTS\|\* 0 RECENT$/)
  assert.match((await other.command('NOOP')).untagged.join('|'), /\* 2 EXPUNGE\|\* 3 EXISTS/)
  assert.deepEqual((await client.command('FETCH 3 (UID FLAGS)')).untagged, ['* 3 FETCH (UID 4 FLAGS (\\Draft))'])
  const elsewhere = await client.commandWithLiteral('UID REPLACE 4 Sent', letter('verzonden'))
  assert.match(elsewhere.untagged.join('|'), /^\* OK \[APPENDUID \d+ 1\] kept\|\* 3 EXPUNGE$/)
  assert.equal(await count(client, 'Sent'), '* STATUS "Sent" (MESSAGES 1)')
  assert.match((await client.commandWithLiteral('UID REPLACE 4 Drafts', letter('weg'))).tagged, /^NO \[NONEXISTENT\]/)
  assert.match((await client.commandWithLiteral('REPLACE 9 Drafts', letter('weg'))).tagged, /^BAD/)
  assert.match((await client.commandWithLiteral('REPLACE 1 Nergens', letter('weg'))).tagged, /^NO \[TRYCREATE\]/)
  assert.match((await client.commandWithLiteral('REPLACE 1 Drafts', 'x'.repeat(APPEND_MAX + 1))).tagged, /^NO \[TOOBIG\]/)
  // Gone meanwhile, and this client was not told yet.
  await other.command('UID STORE 1 +FLAGS.SILENT (\\Deleted)')
  await other.command('EXPUNGE')
  assert.match((await client.commandWithLiteral('UID REPLACE 1 Drafts', letter('te laat'))).tagged, /^NO \[EXPUNGEISSUED\]/)
  await client.command('EXAMINE Drafts')
  assert.match((await client.commandWithLiteral('REPLACE 1 Drafts', letter('weg'))).tagged, /^NO \[READ-ONLY\]/)
  assert.equal(await count(client, 'Drafts'), '* STATUS "Drafts" (MESSAGES 1)')
  for (const bad of ['REPLACE 1:2 Drafts {3}', 'REPLACE $ Drafts {3}', 'REPLACE 0 Drafts {3}', 'REPLACE 1 Drafts']) {
    assert.match((await client.command(bad)).tagged, /^BAD/, bad)
  }
  client.close()
  other.close()
})
