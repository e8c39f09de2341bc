import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOTIFY_GROUPS_MAX, NOTIFY_MAILBOXES_MAX } from '../imap/notify.ts'
import type { TestClient } from './client.testing.ts'
import { eachWithTwoClients, letter } from './server.testing.ts'

let one: TestClient
let two: TestClient
eachWithTwoClients(async (...both) => {
  [one, two] = both
  await two.append('INBOX', letter('eerste'))
  await two.command('CREATE Zaken/A')
  await two.command('SUBSCRIBE Zaken/A')
})

async function set(text: string): Promise<readonly string[]> {
  const { untagged, tagged } = await one.command(`NOTIFY SET ${text}`)
  assert.match(tagged, /^OK/, text)
  return untagged
}

test('other mailboxes: new, gone, flags, without a command in between', async () => {
  await set('(PERSONAL (MessageNew MessageExpunge FlagChange))')
  await two.append('Zaken/A', letter('nieuw'))
  assert.match(await one.response(), /^\* STATUS "Zaken\/A" \(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \d+ UNSEEN 1\)$/)
  await two.command('SELECT Zaken/A')
  await two.command('STORE 1 +FLAGS (\\Seen)')
  assert.match(await one.response(), /^\* STATUS "Zaken\/A" \(MESSAGES 1 UIDNEXT 2 UIDVALIDITY \d+ UNSEEN 0\)$/)
  await two.command('STORE 1 +FLAGS (\\Deleted)')
  assert.match(await one.response(), /^\* STATUS "Zaken\/A"/)
  await two.command('EXPUNGE')
  assert.match(await one.response(), /^\* STATUS "Zaken\/A" \(MESSAGES 0 /)
  await one.command('ENABLE CONDSTORE')
  await two.append('INBOX', letter('tweede'))
  assert.match(await one.response(), /^\* STATUS "INBOX" \(MESSAGES 2 .* HIGHESTMODSEQ \d+\)$/)
  assert.match((await one.command('NOTIFY NONE')).tagged, /^OK/)
  await two.append('INBOX', letter('derde'))
  assert.deepEqual((await one.command('NOOP')).untagged, [])
})

test('the first group that fits decides; the events that were not asked for are not told', async () => {
  const told = await set('STATUS (MAILBOXES INBOX NONE) (SUBTREE (Zaken) (MessageNew MessageExpunge)) (PERSONAL (MailboxName SubscriptionChange))')
  assert.deepEqual(told.map((line) => /"(.*?)"/.exec(line)?.[1]), ['Zaken', 'Zaken/A'])
  await two.append('INBOX', letter('stil'))
  await two.append('Zaken/A', letter('een'))
  assert.match(await one.response(), /^\* STATUS "Zaken\/A" \(MESSAGES 1 /)
  await two.command('SELECT Zaken/A')
  await two.command('STORE 1 +FLAGS (\\Flagged)')
  await two.command('CREATE Nieuw')
  assert.match(await one.response(), /^\* LIST \(.*\) "\/" "Nieuw"$/)
  await two.command('SUBSCRIBE Archive')
  await two.command('UNSUBSCRIBE Archive')
  await two.command('RENAME Nieuw Anders')
  for (let line = await one.response(); !line.includes('OLDNAME'); line = await one.response()) assert.match(line, /^\* LIST \(.*\) "\/" "Archive"$/)
  await two.command('DELETE Anders')
  assert.equal(await one.response(), '* LIST (\\NonExistent) "/" "Anders"')
})

test('SELECTED: at once, with what was asked of new messages; SELECTED-DELAYED keeps numbers still', async () => {
  await one.command('SELECT INBOX')
  await set('(SELECTED (MessageNew (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)]) MessageExpunge FlagChange))')
  await two.append('INBOX', letter('tweede'))
  assert.equal(await one.response(), '* 2 EXISTS')
  assert.equal(await one.response(), '* 0 RECENT')
  assert.match(await one.response(),
    /^\* 2 FETCH \(UID 2 FLAGS \(\) BODY\[HEADER\.FIELDS \(SUBJECT\)\] \{\d+\}\r\nSubject: tweede\r\n/)
  await two.command('SELECT INBOX')
  await two.command('STORE 2 +FLAGS (\\Flagged)')
  assert.equal(await one.response(), '* 2 FETCH (UID 2 FLAGS (\\Flagged))')
  await two.command('STORE 1 +FLAGS.SILENT (\\Deleted)')
  assert.equal(await one.response(), '* 1 FETCH (UID 1 FLAGS (\\Deleted))')
  await two.command('EXPUNGE')
  assert.equal(await one.response(), '* 1 EXPUNGE')
  await set('(SELECTED-DELAYED (MessageNew MessageExpunge))')
  await two.append('INBOX', letter('derde'))
  assert.equal(await one.response(), '* 2 EXISTS')
  assert.equal(await one.response(), '* 0 RECENT')
  await two.command('STORE 1 +FLAGS (\\Deleted)')
  await two.command('EXPUNGE')
  await two.append('INBOX', letter('vierde'))
  assert.equal(await one.response(), '* 3 EXISTS')
  assert.equal(await one.response(), '* 0 RECENT')
  assert.deepEqual((await one.command('NOOP')).untagged, ['* 1 EXPUNGE'])
})

test('while IDLE waits other mailboxes are told as well; half a command holds everything back', async () => {
  await one.command('SELECT INBOX')
  await set('(SELECTED (MessageNew MessageExpunge)) (SUBSCRIBED (MessageNew MessageExpunge))')
  one.send('i IDLE\r\n')
  assert.match(await one.response(), /^\+/)
  await two.append('Zaken/A', letter('een'))
  assert.match(await one.response(), /^\* STATUS "Zaken\/A" \(MESSAGES 1 /)
  await two.append('INBOX', letter('tweede'))
  assert.equal(await one.response(), '* 2 EXISTS')
  assert.equal(await one.response(), '* 0 RECENT')
  one.send('DONE\r\n')
  assert.match((await one.answer('i')).tagged, /^OK/)
  one.send('n NO')
  await two.append('Zaken/A', letter('twee'))
  one.send('OP\r\n')
  assert.deepEqual((await one.answer('n')).untagged, [])
  assert.match(await one.response(), /^\* STATUS "Zaken\/A" \(MESSAGES 2 /)
})

test('what happens while commands run is told as one', async () => {
  await one.command('SELECT INBOX')
  await set('(PERSONAL (MessageNew MessageExpunge FlagChange))')
  one.send(Array.from({ length: 100 }, (_, at) => `c${at} COPY 1 Zaken/A\r\n`).join(''))
  const { untagged } = await one.answer('c99')
  assert.deepEqual(untagged.filter((line) => line.includes('STATUS')), [])
  assert.match(await one.response(), /^\* STATUS "Zaken\/A" \(MESSAGES 100 /)
  assert.deepEqual((await one.command('NOOP')).untagged, [])
})

test('bad NOTIFY', async () => {
  for (const bad of ['', 'SET', 'SET STATUS', 'NONE x', 'SET ()', 'SET (PERSONAL)', 'SET (PERSONAL ())', 'SET (ALLES NONE)', 'SET (SUBTREE NONE)',
    'SET (PERSONAL (MessageNew))', 'SET (PERSONAL (MessageExpunge FlagChange))', 'SET (PERSONAL (FlagChange))',
    'SET (PERSONAL (MessageNew (FLAGS) MessageExpunge))', 'SET (SELECTED (MailboxName))', 'SET (PERSONAL (MailboxName)',
    `SET${' (PERSONAL NONE)'.repeat(NOTIFY_GROUPS_MAX + 1)}`, `SET (MAILBOXES (${Array(NOTIFY_MAILBOXES_MAX + 1).fill('x').join(' ')}) NONE)`,
    `SET ${'('.repeat(10_000)}`]) assert.match((await one.command(`NOTIFY ${bad}`)).tagged, /^BAD/, bad.slice(0, 80))
  assert.match((await one.command('NOTIFY SET (PERSONAL (AnnotationChange))')).tagged, /^NO \[BADEVENT \(MessageNew /)
  await set(`${Array(NOTIFY_GROUPS_MAX).fill('(PERSONAL NONE)').join(' ')}`)
  await set(`(MAILBOXES (${Array(NOTIFY_MAILBOXES_MAX).fill('x').join(' ')}) NONE)`)
})
