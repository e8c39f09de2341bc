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
