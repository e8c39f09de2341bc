/** The whole way of a mail on PostgreSQL: in over SMTP, read over IMAP and JMAP, sent, and there after a restart. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { postgresMissing, startPostgres, type TestPostgres } from '../src/storage/postgres/server.testing.ts'
import { startService, type Person, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { deliver, eventually, openImap, plainMessage, SmtpConversation, subjectsIn } from './wire.ts'

const skip = postgresMissing ?? false
let postgres: TestPostgres
let service: Service
let marieke: Person
let sanne: Person
before(async () => {
  if (skip !== false) return
  postgres = await startPostgres()
  const storage = `storage.url=${postgres.url}`
  service = await startService({ domain: 'delinde.example', sets: [storage], initSets: [storage] })
  marieke = service.addAccount('marieke@delinde.example')
  sanne = service.addAccount('sanne@delinde.example')
  await service.stop()
  await service.start()
})
after(async () => {
  if (skip !== false) return
  await service.remove()
  await postgres.stop()
})

test('mail for closed accounts arrives, and is read over IMAP and JMAP', { skip }, async () => {
  for (const [person, subject] of [[marieke, 'Voor Marieke'], [sanne, 'Voor Sanne']] as const) {
    await deliver(service, 'tom@fysio.example', person.address, plainMessage({ from: 'tom@fysio.example', to: person.address, subject }))
  }
  const client = await openImap(service, marieke)
  assert.deepEqual(await subjectsIn(client, 'INBOX'), ['Voor Marieke'])
  const lock = await client.getMailboxLock('INBOX')
  const whole = await client.fetchOne('1', { source: true, flags: true })
  lock.release()
  assert.ok(whole !== undefined && whole !== false && whole.source?.includes('Tot morgen.'))
  await client.logout()
  const visitor = new Visitor(service)
  await visitor.useAppPassword(sanne)
  assert.deepEqual(await visitor.subjects(), ['Voor Sanne'])
})

test('what is handed in arrives at a colleague, and an idling client hears of it', { skip }, async () => {
  const client = await openImap(service, sanne)
  await client.mailboxOpen('INBOX')
  const heard = new Promise<number>((resolve) => client.once('exists', ({ count }: { count: number }) => resolve(count)))
  void client.idle()
  const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await conversation.startTls()
  assert.equal((await conversation.authenticate(marieke.address, marieke.appPassword)).code, 235)
  const mail = plainMessage({ from: marieke.address, to: sanne.address, subject: 'Rooster' })
  assert.equal((await conversation.send(marieke.address, [sanne.address], mail)).code, 250)
  conversation.close()
  assert.equal(await heard, 2)
  await client.logout()
})

test('flags, folders and APPEND are kept over a restart, and the ledger is in order', { skip }, async () => {
  const client = await openImap(service, sanne)
  await client.mailboxCreate('Cliënten')
  await client.append('Cliënten', Buffer.from('Subject: Bewaard\r\n\r\nx\r\n'), ['\\Seen', 'belangrijk'])
  const lock = await client.getMailboxLock('INBOX')
  await client.messageFlagsAdd('1', ['\\Flagged'])
  await client.messageMove('2', 'Cliënten')
  lock.release()
  await client.logout()
  assert.equal(await service.stop(), 0)
  await service.start()
  const again = await openImap(service, sanne)
  assert.deepEqual(await subjectsIn(again, 'INBOX'), ['Voor Sanne'])
  assert.deepEqual(await subjectsIn(again, 'Cliënten'), ['Bewaard', 'Rooster'])
  const second = await again.getMailboxLock('Cliënten')
  const kept = await again.fetchOne('1', { flags: true })
  second.release()
  assert.ok(kept !== undefined && kept !== false && kept.flags?.has('belangrijk') && kept.flags.has('\\Seen'))
  await again.logout()
  const verify = await eventually(() => Promise.resolve(service.command(['ledger', 'verify', '--json', '--set', `storage.url=${postgres.url}`])),
    ({ status }) => status === 0)
  assert.match(verify.stdout, /"records":\d/)
})
