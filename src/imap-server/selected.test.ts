import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestClient } from './client.testing.ts'
import { eachWithTwoClients, letter } from './server.testing.ts'

let one: TestClient
let two: TestClient
eachWithTwoClients(async (...both) => {
  [one, two] = both
  for (const subject of ['een', 'twee', 'drie', 'vier']) await one.append('INBOX', letter(subject))
  await one.command('SELECT INBOX')
  await two.command('SELECT INBOX')
})

test('SELECT tells what the mailbox holds; EXAMINE changes nothing', async () => {
  const { untagged, tagged } = await one.command('SELECT inbox')
  assert.equal(tagged, 'OK [READ-WRITE] selected')
  assert.deepEqual(untagged.slice(0, 4),
    ['* OK [CLOSED] the mailbox before is closed', '* 4 EXISTS', '* 0 RECENT', '* OK [UNSEEN 1] first unseen'])
  for (const code of ['PERMANENTFLAGS', 'UIDVALIDITY', 'UIDNEXT 5',
    'HIGHESTMODSEQ']) assert.ok(untagged.some((line) => line.startsWith(`* OK [${code}`)), code)
  assert.match((await one.command('EXAMINE INBOX')).tagged, /^OK \[READ-ONLY\]/)
  for (const refused of ['STORE 1 +FLAGS (\\Seen)', 'EXPUNGE', 'UID EXPUNGE 1', 'MOVE 1 Trash']) {
    assert.match((await one.command(refused)).tagged, /^NO \[READ-ONLY\]/, refused)
  }
  await one.command('FETCH 1 BODY[]')
  assert.deepEqual((await one.command('FETCH 1 FLAGS')).untagged, ['* 1 FETCH (FLAGS ())'])
  assert.match((await one.command('SELECT Nergens')).tagged, /^NO \[NONEXISTENT\]/)
  assert.match((await one.command('FETCH 1 FLAGS')).tagged, /^BAD/)
})

test('EXPUNGE of another is not told during FETCH, STORE and SEARCH, and numbers stay', async () => {
  await two.command('STORE 2 +FLAGS (\\Deleted)')
  await two.command('EXPUNGE')
  const fetched = await one.command('FETCH 3:4 (UID)')
  assert.deepEqual(fetched.untagged.filter((line) => line.includes('EXPUNGE')), [])
  assert.deepEqual(fetched.untagged.slice(0, 2), ['* 3 FETCH (UID 3)', '* 4 FETCH (UID 4)'])
  assert.match((await one.command('FETCH 2 (UID)')).tagged, /^NO \[EXPUNGEISSUED\]/)
  assert.match((await one.command('STORE 2 +FLAGS (\\Seen)')).tagged, /^NO \[EXPUNGEISSUED\]/)
  const searched = await one.command('SEARCH ALL')
  assert.deepEqual(searched.untagged, ['* SEARCH 1 3 4'])
  const noop = await one.command('NOOP')
  assert.deepEqual(noop.untagged, ['* 2 EXPUNGE'])
  assert.deepEqual((await one.command('FETCH 2 (UID)')).untagged, ['* 2 FETCH (UID 3)'])
})

test('EXPUNGE may be told during UID commands', async () => {
  await two.command('UID STORE 1,4 +FLAGS.SILENT (\\Deleted)')
  await two.command('UID EXPUNGE 4')
  const { untagged, tagged } = await one.command('UID FETCH 3:4 (FLAGS)')
  assert.match(tagged, /^OK/)
  assert.ok(untagged.includes('* 3 FETCH (UID 3 FLAGS ())'))
  assert.ok(untagged.includes('* 4 EXPUNGE'))
  assert.ok(!untagged.includes('* 1 EXPUNGE'))
})

test('several expunges are told with numbers that fit, and EXISTS after them', async () => {
  await two.command('STORE 1:3 +FLAGS.SILENT (\\Deleted)')
  const own = await two.command('EXPUNGE')
  assert.deepEqual(own.untagged, ['* 3 EXPUNGE', '* 2 EXPUNGE', '* 1 EXPUNGE'])
  await two.append('INBOX', letter('vijf'))
  const { untagged } = await one.command('NOOP')
  assert.deepEqual(untagged.filter((line) => !line.includes('FETCH')),
    ['* 3 EXPUNGE', '* 2 EXPUNGE', '* 1 EXPUNGE', '* 2 EXISTS', '* 0 RECENT'])
  assert.deepEqual((await one.command('UID FETCH 1:* FLAGS')).untagged,
    ['* 1 FETCH (UID 4 FLAGS ())', '* 2 FETCH (UID 5 FLAGS ())'])
})

test('a message that came and went between commands is never told', async () => {
  await two.append('INBOX', letter('kort'))
  await two.command('NOOP')
  await two.command('STORE 5 +FLAGS.SILENT (\\Deleted)')
  await two.command('EXPUNGE')
  assert.deepEqual((await one.command('NOOP')).untagged, [])
})

test('flags set by one are told to the other, and not twice to the one who set them', async () => {
  const { untagged } = await one.command('STORE 1:2 +FLAGS (\\Flagged $Junk Eigen)')
  assert.deepEqual(untagged,
    ['* 1 FETCH (UID 1 FLAGS (\\Flagged $Junk Eigen))', '* 2 FETCH (UID 2 FLAGS (\\Flagged $Junk Eigen))'])
  assert.deepEqual((await one.command('NOOP')).untagged, [])
  assert.deepEqual((await two.command('NOOP')).untagged, untagged)
  assert.deepEqual((await one.command('STORE 1 -FLAGS.SILENT ($junk)')).untagged, [])
  assert.deepEqual((await one.command('NOOP')).untagged, [])
  assert.deepEqual((await two.command('FETCH 1 FLAGS')).untagged[0], '* 1 FETCH (FLAGS (\\Flagged Eigen))')
  assert.deepEqual((await one.command('STORE 1 FLAGS \\Seen')).untagged, ['* 1 FETCH (UID 1 FLAGS (\\Seen))'])
})

test('bad STORE', async () => {
  for (const bad of ['STORE', 'STORE 1', 'STORE 1 FLAGS', 'STORE 1 FLAGS (\\Recent)', 'STORE 0 FLAGS ()',
    'STORE 9 FLAGS ()', 'STORE 1 ~FLAGS ()', 'STORE 1 FLAGS.LOUD ()',
    'STORE 1 FLAGS (\\Seen', 'STORE x FLAGS ()',
      'STORE 1 (UNCHANGEDSINCE x) FLAGS ()']) assert.match((await one.command(bad)).tagged, /^BAD/, bad)
})

test('CONDSTORE: UNCHANGEDSINCE, CHANGEDSINCE, MODSEQ', async () => {
  assert.deepEqual((await one.command('ENABLE CONDSTORE')).untagged, ['* ENABLED CONDSTORE'])
  const modseq = Number(/MODSEQ \((\d+)\)/.exec((await one.command('FETCH 1 (MODSEQ)')).untagged[0] ?? '')?.[1])
  await two.command('STORE 1 +FLAGS.SILENT (\\Seen)')
  assert.match((await one.command(`STORE 1:2 (UNCHANGEDSINCE ${modseq + 1}) +FLAGS (\\Flagged)`)).tagged,
    /^OK \[MODIFIED 1/)
  const changed = await one.command(`UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${modseq + 3})`)
  assert.match(changed.untagged[0] ?? '', /^\* 1 FETCH \(UID 1 FLAGS \(\\Seen\) MODSEQ \(\d+\)\)$/)
  assert.match((await one.command(`SEARCH MODSEQ ${modseq}`)).untagged[0] ?? '', /^\* SEARCH 1 2 3 4 \(MODSEQ \d+\)$/)
})

test('COPY and MOVE give COPYUID; MOVE expunges after it', async () => {
  assert.match((await one.command('COPY 2:3 Archive')).tagged, /^OK \[COPYUID \d+ 2:3 1:2\]/)
  assert.match((await one.command('COPY 1 Nergens')).tagged, /^NO \[TRYCREATE\]/)
  assert.match((await one.command('MOVE 1 Nergens')).tagged, /^NO \[TRYCREATE\]/)
  assert.match((await one.command('UID COPY 99 Archive')).tagged, /^OK/)
  assert.match((await one.command('COPY 99 Archive')).tagged, /^BAD/)
  const moved = await one.command('UID MOVE 1,3 Trash')
  assert.match(moved.untagged[0] ?? '', /^\* OK \[COPYUID \d+ 1,3 1:2\]/)
  assert.deepEqual(moved.untagged.slice(1), ['* 3 EXPUNGE', '* 1 EXPUNGE'])
  assert.deepEqual((await two.command('NOOP')).untagged, ['* 3 EXPUNGE', '* 1 EXPUNGE'])
  for (const bad of ['COPY', 'COPY 1', 'COPY 1:x Trash', 'MOVE 1 Trash x',
    'COPY 0 Trash']) assert.match((await one.command(bad)).tagged, /^BAD/, bad)
})

test('CLOSE removes without telling, UNSELECT keeps', async () => {
  await one.command('STORE 1 +FLAGS.SILENT (\\Deleted)')
  assert.match((await one.command('UNSELECT')).tagged, /^OK/)
  assert.deepEqual((await one.command('STATUS INBOX (MESSAGES DELETED)')).untagged,
    ['* STATUS "INBOX" (MESSAGES 4 DELETED 1)'])
  await one.command('SELECT INBOX')
  const closed = await one.command('CLOSE')
  assert.deepEqual(closed.untagged, [])
  assert.deepEqual((await one.command('STATUS INBOX (MESSAGES)')).untagged, ['* STATUS "INBOX" (MESSAGES 3)'])
  assert.match((await one.command('CHECK')).tagged, /^BAD/)
})

test('IDLE tells at once: new mail, flags, expunges; DONE ends it', async () => {
  one.send('i1 IDLE\r\n')
  assert.match(await one.response(), /^\+/)
  await two.append('INBOX', letter('nieuw'))
  assert.equal(await one.response(), '* 5 EXISTS')
  assert.equal(await one.response(), '* 0 RECENT')
  await two.command('STORE 1 +FLAGS (\\Seen)')
  assert.equal(await one.response(), '* 1 FETCH (UID 1 FLAGS (\\Seen))')
  await two.command('MOVE 2 Trash')
  assert.equal(await one.response(), '* 2 EXPUNGE')
  one.send('DONE\r\n')
  assert.match((await one.answer('i1')).tagged, /^OK/)
})

test('IDLE: what happened before it is told, anything but DONE ends it with BAD', async () => {
  await two.command('STORE 1 +FLAGS (\\Seen)')
  one.send('i1 IDLE\r\n')
  assert.match(await one.response(), /^\+/)
  assert.equal(await one.response(), '* 1 FETCH (UID 1 FLAGS (\\Seen))')
  one.send('i2 NOOP\r\n')
  assert.match((await one.answer('i1')).tagged, /^BAD/)
  assert.match((await one.command('IDLE x')).tagged, /^BAD/)
})

test('pipelined commands are answered one after the other, in order', async () => {
  one.send('a1 NOOP\r\na2 FETCH 1 UID\r\na3 STORE 1 +FLAGS.SILENT (\\Deleted)\r\na4 EXPUNGE\r\na5 FETCH 1 UID\r\n')
  assert.match((await one.answer('a1')).tagged, /^OK/)
  assert.deepEqual((await one.answer('a2')).untagged, ['* 1 FETCH (UID 1)'])
  assert.match((await one.answer('a3')).tagged, /^OK/)
  assert.deepEqual((await one.answer('a4')).untagged, ['* 1 EXPUNGE'])
  assert.deepEqual((await one.answer('a5')).untagged, ['* 1 FETCH (UID 2)'])
})

test('IMAP4rev2: no RECENT, ESEARCH without RETURN, LIST in SELECT', async () => {
  assert.deepEqual((await one.command('ENABLE IMAP4rev2')).untagged, ['* ENABLED IMAP4rev2'])
  const { untagged } = await one.command('SELECT INBOX')
  assert.ok(!untagged.some((line) => /RECENT|UNSEEN/.test(line)))
  assert.ok(untagged.includes('* LIST () "/" "INBOX"'))
  assert.match((await one.command('SEARCH ALL')).untagged[0] ?? '', /^\* ESEARCH \(TAG "t\d+"\) ALL 1:4$/)
})
