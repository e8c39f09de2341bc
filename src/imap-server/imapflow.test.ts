import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ImapFlow } from 'imapflow'
import { password } from '../accounts/accounts.testing.ts'
import { hostAndPort } from './client.testing.ts'
import { letter, openImapHouse } from './server.testing.ts'

test('imapflow signs in, reads, writes, searches, moves and hears of new mail', async () => {
  const house = await openImapHouse()
  const other = await house.client('anna')
  const failures: unknown[] = []
  const flow = new ImapFlow({
    ...hostAndPort(house.plain), secure: false, doSTARTTLS: true, tls: { rejectUnauthorized: false }, logger: false,
    auth: { user: 'anna@zonnehof.test', pass: password },
  })
  flow.on('error', (error: unknown) => failures.push(error))
  await flow.connect()
  const mailboxes = await flow.list({ statusQuery: { messages: true } })
  assert.deepEqual(mailboxes.filter((one) => one.specialUse).map((one) => one.specialUse).sort(),
    ['\\Archive', '\\Drafts', '\\Inbox', '\\Junk', '\\Sent', '\\Trash'])
  const appended = await flow.append('INBOX', Buffer.from(letter('een')), ['\\Flagged'], new Date(Date.UTC(2026, 0, 2)))
  assert.ok(appended && appended.uid === 1)
  await flow.append('INBOX', Buffer.from(letter('twee')))
  const lock = await flow.getMailboxLock('INBOX')
  const seen: string[] = []
  for await (const one of flow.fetch('1:*',
    { envelope: true, flags: true, bodyStructure: true, internalDate: true, size: true, source: true,
    threadId: true })) {
    seen.push(`${one.uid} ${one.envelope?.subject} ${[...one.flags ?? []].join()} ${one.source?.length === one.size} ${one.envelope?.from?.[0]?.address}`)
  }
  assert.deepEqual(seen, ['1 een \\Flagged true jan@elders.test', '2 twee  true jan@elders.test'])
  assert.deepEqual(await flow.search({ subject: 'twee' }, { uid: true }), [2])
  assert.deepEqual(await flow.search({ or: [{ flagged: true }, { body: 'nergens' }] }), [1])
  assert.ok(await flow.messageFlagsAdd('2', ['\\Seen'], { uid: true }))
  const { content } = await flow.download('1', '1')
  assert.ok(content)
  let text = ''
  for await (const chunk of content) text += String(chunk)
  assert.match(text, /tot morgen/)
  const moved = await flow.messageMove('1', 'Archive', { uid: true })
  assert.ok(moved && moved.uidMap?.get(1) === 1)
  const status = await flow.status('Archive', { messages: true })
  assert.equal(status && status.messages, 1)
  const exists = new Promise<number>((resolve) =>
    { flow.once('exists', ({ count }: { count: number }) => resolve(count)) })
  await other.append('INBOX', letter('nieuw'))
  await flow.noop()
  assert.equal(await exists, 2)
  lock.release()
  await flow.mailboxCreate('Dossiers/Zaak één')
  assert.ok((await flow.list()).some((one) => one.path === 'Dossiers/Zaak één'))
  await flow.mailboxDelete('Dossiers/Zaak één')
  await flow.logout()
  other.close()
  assert.deepEqual(failures, [])
  assert.deepEqual(house.errors, [])
  await house.close()
})

test('imapflow with QRESYNC, over compression: what goes is told by UID, the quota is read', async () => {
  const house = await openImapHouse()
  const other = await house.client('anna')
  for (const subject of ['een', 'twee', 'drie']) await other.append('INBOX', letter(subject))
  const said: string[] = []
  const logger = { debug: (entry: unknown) => said.push(JSON.stringify(entry)), info: () => undefined,
    warn: () => undefined, error: () => undefined }
  const flow = new ImapFlow({
    ...hostAndPort(house.tls), secure: true, tls: { rejectUnauthorized: false }, logger, qresync: true,
    auth: { user: 'anna@zonnehof.test', pass: password },
  })
  await flow.connect()
  assert.ok(said.some((line) => line.includes('COMPRESS')), 'it compresses of itself')
  const lock = await flow.getMailboxLock('INBOX')
  assert.ok(flow.enabled.has('QRESYNC'))
  const gone = new Promise<unknown>((resolve) => { flow.once('expunge', resolve) })
  await other.command('SELECT INBOX')
  await other.command('STORE 2 +FLAGS (\\Deleted)')
  await other.command('EXPUNGE')
  await flow.noop()
  assert.deepEqual(await gone, { path: 'INBOX', uid: 2, vanished: true, earlier: false })
  const quota = await flow.getQuota('INBOX')
  assert.ok(quota && quota.storage && quota.storage.limit && quota.storage.limit > 0)
  lock.release()
  await flow.logout()
  other.close()
  assert.deepEqual(house.errors, [])
  await house.close()
})
