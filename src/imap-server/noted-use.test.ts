/** What a mail program does with received mail stands in the ledger, whatever flags it sets first. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openNotedUse, receive } from '../delivery/noted-mail.testing.ts'
import type { TestClient } from './client.testing.ts'
import { letter, openImapHouse, type ImapHouse } from './server.testing.ts'

const noted = openNotedUse()
let imap: ImapHouse
let client: TestClient

before(async () => {
  imap = await openImapHouse({ use: noted.use })
  client = await imap.client()
  const { house: { store, accounts }, mailstore } = imap
  for (const subject of ['een', 'twee']) {
    await receive({ store, mailstore, accounts }, 'anna@zonnehof.test', Buffer.from(letter(subject, 'Vertrouwelijk.'), 'latin1'))
  }
})
after(async () => {
  client.close()
  await imap.close()
})

async function says(command: string): Promise<void> {
  assert.match((await client.command(command)).tagged, /^OK/, command)
}

test('a received message that its reader calls a draft is read, passed on and removed with a line', async () => {
  await says('SELECT INBOX')
  await says('STORE 1 +FLAGS.SILENT (\\Draft)')
  await says('FETCH 1 BODY.PEEK[]')
  await says('STORE 1 -FLAGS.SILENT (\\Draft)')
  assert.deepEqual(await noted.told(), ['mail.read 1 nta7516', 'mail.read 1'])
  await says('STORE 1 +FLAGS.SILENT (\\Draft $Forwarded)')
  assert.deepEqual(await noted.told(), ['mail.passed-on 1'])
  await says('STORE 1 +FLAGS.SILENT (\\Deleted)')
  await says('EXPUNGE')
  assert.deepEqual(await noted.told(), ['mail.removed 1'])
})

test('what the account wrote itself and calls a draft has no line', async () => {
  assert.match((await client.append('INBOX', letter('concept'), '(\\Draft)')).tagged, /^OK/)
  await says('SELECT INBOX')
  await says('FETCH 2 BODY.PEEK[]')
  await says('STORE 1:2 +FLAGS.SILENT (\\Deleted)')
  await says('UID EXPUNGE 3')
  assert.deepEqual(await noted.told(), [])
  await says('CLOSE')
  assert.deepEqual(await noted.told(), ['mail.removed 2'])
})

test('a received message that another takes the place of has a line; an own draft has none', async () => {
  const { house: { store, accounts }, mailstore } = imap
  await receive({ store, mailstore, accounts }, 'anna@zonnehof.test', Buffer.from(letter('drie', 'Vertrouwelijk.'), 'latin1'))
  await says('SELECT INBOX')
  const uid = /(\d+)$/.exec((await client.command('UID SEARCH SUBJECT drie')).untagged[0] ?? '')?.[1]
  const replace = async (number: string): Promise<string> => {
    const raw = letter('concept')
    client.send(`r1 UID REPLACE ${number} INBOX (\\Draft) {${raw.length}}\r\n`)
    assert.equal((await client.answer('r1')).tagged, '+')
    client.send(`${raw}\r\n`)
    const { tagged, untagged } = await client.answer('r1')
    assert.match(tagged, /^OK/)
    return /APPENDUID \d+ (\d+)/.exec(untagged.join())?.[1] ?? assert.fail()
  }
  const draft = await replace(uid ?? assert.fail())
  assert.deepEqual(await noted.told(), [`mail.removed ${uid}`])
  await replace(draft)
  assert.deepEqual(await noted.told(), [])
})

test('a mailbox that is deleted has one line for the received mail in it', async () => {
  await says('CREATE Weg')
  const { house: { store, accounts }, mailstore } = imap
  for (let count = 0; count < 3; count++) {
    await receive({ store, mailstore, accounts }, 'anna@zonnehof.test', Buffer.from(letter('vier', 'Vertrouwelijk.'), 'latin1'))
  }
  await says('SELECT INBOX')
  await says('SEARCH RETURN (SAVE) SUBJECT vier')
  await says('MOVE $ Weg')
  assert.match((await client.append('Weg', letter('concept'), '(\\Draft)')).tagged, /^OK/)
  assert.deepEqual(await noted.told(), [])
  await says('DELETE Weg')
  assert.deepEqual(await noted.told(), ['mail.removed 1:3'])
  await says('CREATE Weg')
  await says('DELETE Weg')
  assert.deepEqual(await noted.told(), [])
})
