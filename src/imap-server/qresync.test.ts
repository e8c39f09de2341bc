import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { TestClient } from './client.testing.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

let house: ImapHouse
let one: TestClient
let two: TestClient
let person = 0
before(async () => { house = await openImapHouse({ goneMax: 20 }) })
after(async () => {
  assert.deepEqual(house.errors, [])
  await house.close()
})
beforeEach(async () => {
  one = await house.client(`q${++person}`)
  two = await house.client(`q${person}`)
  for (let count = 1; count <= 8; count++) await two.append('INBOX', letter(`m${count}`))
  await two.command('SELECT INBOX')
})
afterEach(() => {
  one.close()
  two.close()
})

function code(lines: readonly string[], name: string): number {
  return Number(new RegExp(`\\[${name} (\\d+)\\]`).exec(lines.join('\n'))?.[1])
}

async function remember(client: TestClient): Promise<{ readonly validity: number, readonly modseq: number }> {
  const { untagged } = await client.command('EXAMINE INBOX')
  await client.command('UNSELECT')
  return { validity: code(untagged, 'UIDVALIDITY'), modseq: code(untagged, 'HIGHESTMODSEQ') }
}

/** What SELECT told behind its usual answers. */
async function resync(client: TestClient, parameters: string): Promise<readonly string[]> {
  const { untagged, tagged } = await client.command(`SELECT INBOX (QRESYNC (${parameters}))`)
  assert.match(tagged, /^OK \[READ-WRITE\]/)
  return untagged.filter((line) => / VANISHED | FETCH | UIDFETCH /.test(line)).map((line) => line.replace(/MODSEQ \(\d+\)/, 'MODSEQ'))
}

test('SELECT (QRESYNC): what went, what changed, what came', async () => {
  assert.match((await one.command('SELECT INBOX (QRESYNC (1 1))')).tagged, /^BAD/)
  assert.deepEqual((await one.command('ENABLE QRESYNC')).untagged, ['* ENABLED QRESYNC'])
  const { validity, modseq } = await remember(one)
  await two.command('STORE 2,4,5 +FLAGS (\\Deleted)')
  await two.command('EXPUNGE')
  await two.command('UID STORE 7 +FLAGS (\\Flagged)')
  await two.append('INBOX', letter('m9'))
  assert.deepEqual(await resync(one, `${validity} ${modseq}`), ['* VANISHED (EARLIER) 2,4:5',
    '* 4 FETCH (UID 7 FLAGS (\\Flagged) MODSEQ)', '* 6 FETCH (UID 9 FLAGS () MODSEQ)'])
  assert.deepEqual(await resync(one, `${validity} ${modseq} 1:4,8`), ['* VANISHED (EARLIER) 2,4'])
  assert.deepEqual(await resync(one, `${validity} ${modseq} 5:7 (1,2 1,3)`),
    ['* VANISHED (EARLIER) 5', '* 4 FETCH (UID 7 FLAGS (\\Flagged) MODSEQ)'])
  assert.deepEqual(await resync(one, `${validity + 1} ${modseq}`), [])
  assert.deepEqual(await resync(one, `${validity} 9007199254740991`), [])
  // A client that knew another server here may bring figures that we never give. RFC 7162 §7: 63 bits
  assert.deepEqual(await resync(one, '67890007 20050715194045000 41,43:211,214:541'), [])
  assert.deepEqual(await resync(one, `${validity} 9223372036854775807`), [])
  assert.match((await one.command(`SELECT INBOX (QRESYNC (${validity} 9223372036854775808))`)).tagged, /^BAD/)
  await one.command('SELECT INBOX')
  assert.deepEqual((await one.command('FETCH 1 PREVIEW (CHANGEDSINCE 9223372036854775807)')).untagged, [])
  assert.match((await one.command('STORE 1 (UNCHANGEDSINCE 9223372036854775807) +FLAGS.SILENT (\\Seen)')).tagged, /^OK stored/)
  for (const bad of ['', '1', '1 1 *', '1 1 1:*', '1 1 $', '0 1', '1 1 (1)', '1 1 1 (1 *)', '1 1 1 (1 1) 1']) {
    assert.match((await one.command(`SELECT INBOX (QRESYNC (${bad}))`)).tagged, /^BAD/, bad)
  }
})

test('VANISHED in place of EXPUNGE: NOOP, IDLE, own EXPUNGE, MOVE, CLOSE', async () => {
  await one.command('ENABLE QRESYNC')
  await one.command('SELECT INBOX')
  await two.command('STORE 1:3 +FLAGS.SILENT (\\Deleted)')
  await two.command('EXPUNGE')
  assert.ok((await one.command('NOOP')).untagged.includes('* VANISHED 1:3'))
  one.send('i IDLE\r\n')
  assert.match(await one.response(), /^\+/)
  await two.command('UID MOVE 5 Trash')
  assert.equal(await one.response(), '* VANISHED 5')
  one.send('DONE\r\n')
  await one.answer('i')
  await one.command('UID STORE 4 +FLAGS.SILENT (\\Deleted)')
  const expunged = await one.command('EXPUNGE')
  assert.deepEqual(expunged.untagged, ['* VANISHED 4'])
  assert.match(expunged.tagged, /^OK \[HIGHESTMODSEQ \d+\]/)
  const moved = await one.command('UID MOVE 6 Trash')
  assert.match(moved.untagged.join('|'), /^\* OK \[COPYUID \d+ 6 \d+\] moved\|\* VANISHED 6$/)
  assert.match(moved.tagged, /^OK \[HIGHESTMODSEQ \d+\]/)
  await one.command('UID STORE 7 +FLAGS.SILENT (\\Deleted)')
  assert.match((await one.command('CLOSE')).tagged, /^OK \[HIGHESTMODSEQ \d+\]/)
})

test('UID FETCH (CHANGEDSINCE VANISHED)', async () => {
  await one.command('ENABLE QRESYNC')
  const { modseq } = await remember(one)
  await two.command('STORE 2:3,8 +FLAGS.SILENT (\\Deleted)')
  await two.command('EXPUNGE')
  await one.command('SELECT INBOX')
  assert.deepEqual((await one.command(`UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${modseq} VANISHED)`)).untagged, ['* VANISHED (EARLIER) 2:3,8'])
  assert.deepEqual((await one.command(`UID FETCH 3:7 (FLAGS) (CHANGEDSINCE ${modseq} VANISHED)`)).untagged, ['* VANISHED (EARLIER) 3'])
  // What goes while the mailbox is selected is told once, as gone now.
  await two.command('UID STORE 7 +FLAGS.SILENT (\\Deleted)')
  await two.command('EXPUNGE')
  assert.deepEqual((await one.command(`UID FETCH 6:7 (FLAGS) (CHANGEDSINCE ${modseq} VANISHED)`)).untagged, ['* VANISHED 7'])
  for (const bad of ['FETCH 1 (FLAGS) (CHANGEDSINCE 1 VANISHED)', 'UID FETCH 1 (FLAGS) (VANISHED)', 'UID FETCH 1 (FLAGS) (VANISHED VANISHED CHANGEDSINCE)']) {
    assert.match((await one.command(bad)).tagged, /^BAD/, bad)
  }
  assert.match((await two.command('UID FETCH 1 (FLAGS) (CHANGEDSINCE 1 VANISHED)')).tagged, /^BAD/)
})

test('away for longer than the log reaches: every gap is told, none too few', async () => {
  await one.command('ENABLE QRESYNC')
  const { validity, modseq } = await remember(one)
  for (let count = 9; count <= 70; count++) await two.append('INBOX', letter(`m${count}`))
  await two.command('STORE 3:60 +FLAGS.SILENT (\\Deleted)')
  for (let uid = 3; uid <= 60; uid++) await two.command(`UID EXPUNGE ${uid}`)
  await house.tidy(`q${person}`)
  assert.deepEqual((await resync(one, `${validity} ${modseq}`)).filter((line) => line.includes('VANISHED')), ['* VANISHED (EARLIER) 3:60'])
  assert.deepEqual((await resync(one, `${validity} ${modseq} 1:5,59:200`)).filter((line) => line.includes('VANISHED')),
    ['* VANISHED (EARLIER) 3:5,59:60'])
  assert.deepEqual((await resync(one, `${validity} ${modseq} 1:8 (1:3 1:2,8)`)).filter((line) => line.includes('VANISHED')),
    ['* VANISHED (EARLIER) 3:8'])
  assert.deepEqual((await resync(one, `${validity} ${modseq} 1:4294967295 (1:3 1,2,61)`)).filter((line) => line.includes('VANISHED')), [])
})

test('UIDONLY: no message numbers in either direction', async () => {
  assert.deepEqual((await one.command('ENABLE UIDONLY')).untagged, ['* ENABLED UIDONLY'])
  const selected = await one.command('SELECT INBOX')
  assert.ok(!selected.untagged.some((line) => line.includes('UNSEEN')))
  for (const refused of ['FETCH 1 (FLAGS)', 'STORE 1 +FLAGS (\\Seen)', 'SEARCH ALL', 'COPY 1 Trash', 'MOVE 1 Trash', 'SORT (DATE) UTF-8 ALL',
    'THREAD REFERENCES UTF-8 ALL', 'UID SEARCH 1:3', 'UID SEARCH NOT (UNSEEN 2)', 'UID SORT (DATE) UTF-8 1']) {
    assert.match((await one.command(refused)).tagged, /^BAD \[UIDREQUIRED\]/, refused)
  }
  assert.deepEqual((await one.command('UID FETCH 2:3 (FLAGS)')).untagged, ['* 2 UIDFETCH (FLAGS ())', '* 3 UIDFETCH (FLAGS ())'])
  assert.deepEqual((await one.command('UID STORE 2 +FLAGS (\\Seen)')).untagged, ['* 2 UIDFETCH (FLAGS (\\Seen))'])
  assert.deepEqual((await one.command('UID STORE 2 +FLAGS.SILENT (\\Flagged)')).untagged, [])
  assert.deepEqual((await one.command('UID SEARCH UID 2:3 SEEN')).untagged, ['* SEARCH 2'])
  assert.deepEqual((await one.command('UID FETCH 1:* (UID) (PARTIAL -1:-2)')).untagged, ['* 7 UIDFETCH (UID 7)', '* 8 UIDFETCH (UID 8)'])
  await two.command('STORE 1,5 +FLAGS (\\Deleted)')
  await two.command('EXPUNGE')
  await two.command('UID STORE 8 +FLAGS (\\Answered)')
  assert.deepEqual((await one.command('NOOP')).untagged, ['* VANISHED 1,5', '* 8 UIDFETCH (FLAGS (\\Answered))'])
  await one.command('ENABLE QRESYNC')
  assert.match((await one.command('SELECT INBOX (QRESYNC (1 1 1:2 (1 1)))')).tagged, /^BAD \[UIDREQUIRED\]/)
})

test('UID FETCH (PARTIAL): the first and last of a set, out of bounds', async () => {
  await one.command('SELECT INBOX')
  const uids = async (modifiers: string): Promise<string> =>
    (await one.command(`UID FETCH 2:7 (UID) (${modifiers})`)).untagged.map((line) => /UID (\d+)/.exec(line)?.[1]).join(' ')
  assert.equal(await uids('PARTIAL 1:2'), '2 3')
  assert.equal(await uids('PARTIAL -1:-2'), '6 7')
  assert.equal(await uids('PARTIAL 6:100'), '7')
  assert.equal(await uids('PARTIAL 7:4294967295'), '')
  assert.equal(await uids('PARTIAL -7:-4294967295'), '')
  assert.equal(await uids('PARTIAL 1:1 CHANGEDSINCE 1'), '2')
  for (const bad of ['PARTIAL', 'PARTIAL 0:1', 'PARTIAL 1:2 PARTIAL 1:2', 'PARTIAL 1:99999999999']) {
    assert.match((await one.command(`UID FETCH 1:* (UID) (${bad})`)).tagged, /^BAD/, bad)
  }
  assert.match((await one.command('FETCH 1:* (UID) (PARTIAL 1:2)')).tagged, /^BAD/)
})
