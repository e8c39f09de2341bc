import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestClient } from './client.testing.ts'
import { CONTEXT_LINE_UIDS_MAX, SEARCH_CONTEXTS_MAX } from './search-contexts.ts'
import { eachWithTwoClients, letter, openImapHouse } from './server.testing.ts'

let one: TestClient
let two: TestClient
eachWithTwoClients(async (...both) => {
  [one, two] = both
  for (const subject of ['b', 'd', 'f']) await two.append('INBOX', letter(subject))
  for (const client of [one, two]) await client.command('SELECT INBOX')
})

/** A command under a tag of its own. */
async function tagged(tag: string, text: string) {
  one.send(`${tag} ${text}\r\n`)
  return await one.answer(tag)
}

/** The next update, whatever else is told before it. */
async function update(): Promise<string> {
  for (;;) {
    const line = await one.response()
    if (line === '' || line.startsWith('* ESEARCH')) return line
  }
}

test('a search is kept up to date: what comes to fit, what no longer does, without a command in between', async () => {
  const { untagged } = await tagged('B01', 'UID SEARCH RETURN (UPDATE COUNT) UNSEEN')
  assert.deepEqual(untagged, ['* ESEARCH (TAG "B01") UID COUNT 3'])
  await two.command('STORE 1:2 +FLAGS (\\Seen)')
  const gone = [await update()]
  if (gone[0] !== '* ESEARCH (TAG "B01") UID REMOVEFROM (0 1:2)') {
    gone.push(await update())
    assert.deepEqual(gone, ['* ESEARCH (TAG "B01") UID REMOVEFROM (0 1)', '* ESEARCH (TAG "B01") UID REMOVEFROM (0 2)'])
  }
  await two.command('STORE 2 -FLAGS (\\Seen)')
  assert.equal(await update(), '* ESEARCH (TAG "B01") UID ADDTO (0 2)')
  await two.append('INBOX', letter('nieuw'))
  const told = []
  while (!told.at(-1)?.startsWith('* ESEARCH')) told.push(await one.response())
  assert.ok(told.includes('* 4 EXISTS'), 'the message itself is told first')
  assert.equal(told.at(-1), '* ESEARCH (TAG "B01") UID ADDTO (0 4)')
  await two.append('INBOX', letter('gelezen'), '(\\Seen)')
  await two.command('STORE 3 +FLAGS (\\Deleted)')
  await two.command('EXPUNGE')
  assert.equal(await update(), '* ESEARCH (TAG "B01") UID REMOVEFROM (0 3)')
})

test('while IDLE waits, and for what the client does itself', async () => {
  await tagged('B02', 'UID SEARCH RETURN (UPDATE) FLAGGED')
  assert.deepEqual((await one.command('UID STORE 2 +FLAGS.SILENT (\\Flagged)')).untagged, ['* ESEARCH (TAG "B02") UID ADDTO (0 2)'])
  one.send('i1 IDLE\r\n')
  assert.match(await one.response(), /^\+/)
  await two.command('STORE 3 +FLAGS (\\Flagged)')
  assert.equal(await update(), '* ESEARCH (TAG "B02") UID ADDTO (0 3)')
  one.send('DONE\r\n')
  assert.match((await one.answer('i1')).tagged, /^OK/)
})

test('a sorted search says where: each place is right once those before it are done', async () => {
  const { untagged } = await tagged('C01', 'UID SORT RETURN (UPDATE ALL) (REVERSE SUBJECT) UTF-8 UNDELETED')
  assert.deepEqual(untagged, ['* ESEARCH (TAG "C01") UID ALL 3,2,1'])
  let list = [3, 2, 1]
  const apply = (line: string): void => {
    const [, item, pairs = ''] = /UID (ADDTO|REMOVEFROM) \((.*)\)$/.exec(line) ?? assert.fail(line)
    const numbers = pairs.split(' ').map(Number)
    for (let at = 0; at < numbers.length; at += 2) {
      const [place = 0, uid = 0] = numbers.slice(at, at + 2)
      if (item === 'ADDTO') list.splice(place - 1, 0, uid)
      else assert.deepEqual(list.splice(place - 1, 1), [uid], line)
    }
  }
  const until = async (wanted: readonly number[]): Promise<void> => {
    while (String(list) !== String(wanted)) apply(await update())
  }
  await two.append('INBOX', letter('e'))
  await until([3, 4, 2, 1])
  await two.append('INBOX', letter('a'))
  await two.append('INBOX', letter('g'))
  await until([6, 3, 4, 2, 1, 5])
  await two.command('UID STORE 6,4,1 +FLAGS (\\Deleted)')
  await until([3, 2, 5])
  await two.command('EXPUNGE')
  await two.command('UID STORE 2 +FLAGS (\\Deleted)')
  await until([3, 5])
  await two.command('UID STORE 2 -FLAGS (\\Deleted)')
  await until([3, 2, 5])
})

test('CANCELUPDATE and leaving the mailbox end it', async () => {
  await tagged('B03', 'UID SEARCH RETURN (UPDATE COUNT) FLAGGED')
  assert.match((await tagged('x1', 'CANCELUPDATE "B03" "never"')).tagged, /^OK/)
  assert.deepEqual((await one.command('UID STORE 1 +FLAGS.SILENT (\\Flagged)')).untagged, [])
  await tagged('B04', 'UID SEARCH RETURN (UPDATE COUNT) FLAGGED')
  await one.command('SELECT INBOX')
  assert.deepEqual((await one.command('UID STORE 2 +FLAGS.SILENT (\\Flagged)')).untagged, [])
  assert.match((await one.command('CANCELUPDATE')).tagged, /^BAD/)
  const tags = (count: number): string => Array.from({ length: count }, (_, at) => ` "t${at}"`).join('')
  assert.match((await one.command(`CANCELUPDATE${tags(SEARCH_CONTEXTS_MAX)}`)).tagged, /^OK/)
  assert.match((await one.command(`CANCELUPDATE${tags(SEARCH_CONTEXTS_MAX + 1)}`)).tagged, /^BAD/)
})

test('what cannot be kept is answered all the same, with NOUPDATE', async () => {
  for (const text of [
    'SEARCH RETURN (UPDATE COUNT) ALL', 'UID SEARCH RETURN (UPDATE COUNT) 1:3',
    'UID SEARCH RETURN (UPDATE COUNT) YOUNGER 99999', 'UID SEARCH RETURN (UPDATE COUNT) NOT UID 9:*', 'SORT RETURN (UPDATE COUNT) (DATE) UTF-8 ALL',
  ]) {
    const { untagged, tagged: end } = await tagged('N1', text)
    assert.match(end, /^OK/, text)
    assert.equal(untagged[0], '* NO [NOUPDATE "N1"] not kept up to date', text)
    assert.match(untagged[1] ?? '', /COUNT [1-3]$/, text)
  }
  for (let at = 0; at < SEARCH_CONTEXTS_MAX; at++) {
    const { untagged } = await tagged(`K${at}`, 'UID SEARCH RETURN (CONTEXT UPDATE COUNT) ALL')
    assert.deepEqual(untagged, [`* ESEARCH (TAG "K${at}") UID COUNT 3`])
  }
  assert.match((await tagged('K0', 'UID SEARCH RETURN (UPDATE COUNT) ALL')).tagged, /^BAD/, 'a tag stands for one search')
  assert.deepEqual((await tagged('L1', 'UID SEARCH RETURN (UPDATE COUNT) ALL')).untagged,
    ['* NO [NOUPDATE "L1"] not kept up to date', '* ESEARCH (TAG "L1") UID COUNT 3'])
  await tagged('x2', 'CANCELUPDATE "K0"')
  assert.deepEqual((await tagged('L2', 'UID SEARCH RETURN (UPDATE COUNT) ALL')).untagged, ['* ESEARCH (TAG "L2") UID COUNT 3'])
})

test('the capabilities say so; without UPDATE nothing is kept', async () => {
  const { untagged } = await one.command('CAPABILITY')
  for (const word of ['CONTEXT=SEARCH', 'CONTEXT=SORT', 'ESORT']) assert.ok(untagged[0]?.split(' ').includes(word), word)
  assert.deepEqual((await tagged('M1', 'UID SEARCH RETURN (CONTEXT) ALL')).untagged, ['* ESEARCH (TAG "M1") UID ALL 1:3'])
  assert.deepEqual((await one.command('UID STORE 1 +FLAGS.SILENT (\\Flagged)')).untagged, [])
})

test('many at once are told in several lines', async () => {
  for (let count = 3; count <= CONTEXT_LINE_UIDS_MAX; count *= 2) await two.command(`UID COPY 1:${count} INBOX`)
  await one.command('NOOP')
  await tagged('M2', 'UID SEARCH RETURN (UPDATE COUNT) FLAGGED')
  await two.command(`UID STORE 1:${CONTEXT_LINE_UIDS_MAX + 1} +FLAGS.SILENT (\\Flagged)`)
  let told = 0
  while (told < CONTEXT_LINE_UIDS_MAX + 1) {
    const [, set = ''] = /^\* ESEARCH \(TAG "M2"\) UID ADDTO \(0 (.*)\)$/.exec(await update()) ?? assert.fail('no update')
    const sizes = set.split(',').map((range) => range.split(':').map(Number))
    const size = sizes.reduce((sum, [from = 0, to = from]) => sum + to - from + 1, 0)
    assert.ok(size <= CONTEXT_LINE_UIDS_MAX, set)
    told += size
  }
  assert.equal(told, CONTEXT_LINE_UIDS_MAX + 1)
})

test('one that grows past its limit is told no further', async () => {
  const small = await openImapHouse({ limits: { contextResultsMax: 3 } })
  const [first, other] = [await small.client('klein'), await small.client('klein')]
  try {
    for (const subject of ['b', 'd', 'f', 'h']) await other.append('INBOX', letter(subject))
    for (const client of [first, other]) await client.command('SELECT INBOX')
    assert.match((await first.command('UID SEARCH RETURN (UPDATE COUNT) ALL')).untagged[0] ?? '', /^\* NO \[NOUPDATE/)
    first.send('s1 UID SEARCH RETURN (UPDATE COUNT) UNFLAGGED UID 1:3\r\ns2 UID SEARCH RETURN (UPDATE COUNT) FLAGGED\r\n')
    assert.deepEqual((await first.answer('s1')).untagged, ['* ESEARCH (TAG "s1") UID COUNT 3'], 'at the limit')
    await first.answer('s2')
    assert.deepEqual((await first.command('UID STORE 1:3 +FLAGS.SILENT (\\Flagged)')).untagged,
      ['* ESEARCH (TAG "s1") UID REMOVEFROM (0 1:3)', '* ESEARCH (TAG "s2") UID ADDTO (0 1:3)'])
    assert.deepEqual((await first.command('UID STORE 4 +FLAGS.SILENT (\\Flagged)')).untagged,
      ['* NO [NOUPDATE "s2"] not kept up to date'])
  } finally {
    first.close()
    other.close()
    await small.close()
  }
})
