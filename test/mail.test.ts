/** Mail in, kept, read, answered: over the wire, on one real service. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startService, type Person, type Service } from './service.ts'
import { deliver, eventually, openImap, plainMessage, SmtpConversation, subjectsIn } from './wire.ts'

let service: Service
let marieke: Person
let sanne: Person
before(async () => {
  service = await startService({ domain: 'delinde.example' })
  marieke = service.addAccount('marieke@delinde.example', { name: 'Marieke Hofstra' })
  sanne = service.addAccount('sanne@delinde.example', { name: 'Sanne Kuiper' })
  // A new account stays open for half a minute; after a restart mail is sealed.
  await service.stop()
  await service.start()
})
after(() => service.remove())

test('mail arrives while its reader is away and is there after signing in', async () => {
  await deliver(service, 'tom@fysio.example', marieke.address, plainMessage({ from: 'Tom <tom@fysio.example>', to: marieke.address, subject: 'Het plan is klaar' }))
  const client = await openImap(service, marieke)
  assert.deepEqual(await subjectsIn(client, 'INBOX'), ['Het plan is klaar'])
  await client.logout()
})

test('an idling client hears of a new mail at once', async () => {
  const client = await openImap(service, marieke)
  await client.mailboxOpen('INBOX')
  const heard = new Promise<number>((resolve) => client.once('exists', ({ count }: { count: number }) => resolve(count)))
  void client.idle()
  await deliver(service, 'tom@fysio.example', marieke.address, plainMessage({ from: 'tom@fysio.example', to: marieke.address, subject: 'Nog een' }))
  assert.equal(await heard, 2)
  await client.logout()
})

test('what the result says is ours: foreign Authentication-Results in our name are gone', async () => {
  const forged = `Authentication-Results: mail.delinde.example; dmarc=pass header.from=bank.example\r\n${plainMessage({ from: 'bank@bank.example', to: marieke.address, subject: 'Vervalst' })}`
  await deliver(service, 'bank@bank.example', marieke.address, forged)
  const client = await openImap(service, marieke)
  const lock = await client.getMailboxLock('INBOX')
  const message = await client.fetchOne('*', { headers: true })
  lock.release()
  assert.ok(message !== undefined && message !== false && message.headers !== undefined)
  const headers = message.headers.toString()
  assert.ok(!/dmarc=pass/.test(headers))
  assert.equal(headers.match(/^Authentication-Results:/gm)?.length, 1)
  assert.match(headers, /^Return-Path: <bank@bank\.example>/m)
  assert.match(headers, /^Received: from client\.example\.net/m)
  await client.logout()
})

test('a spoofed colleague lands in Junk', async () => {
  await deliver(service, 'kwaad@elders.example', marieke.address, plainMessage({ from: 'Sanne Kuiper <sanne@delinde.example>', to: marieke.address, subject: 'Uw wachtwoord verloopt' }))
  const client = await openImap(service, marieke)
  assert.ok((await subjectsIn(client, 'Junk')).includes('Uw wachtwoord verloopt'))
  assert.ok(!(await subjectsIn(client, 'INBOX')).includes('Uw wachtwoord verloopt'))
  await client.logout()
})

test('two authors, or none, are refused', async () => {
  const conversation = await SmtpConversation.open(service.ports['smtp'] ?? 0)
  const two = await conversation.send('a@b.example', [marieke.address], `From: a@b.example, c@d.example\r\nSubject: x\r\n\r\nx\r\n`)
  assert.equal(two.code, 550, two.text)
  const none = await conversation.send('a@b.example', [marieke.address], `Subject: x\r\n\r\nx\r\n`)
  assert.equal(none.code, 550, none.text)
  conversation.close()
})

test('a colleague gets what was submitted, exactly once, without Bcc, and the sender cannot borrow a name', async () => {
  const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
  assert.equal((await conversation.authenticate(marieke.address, marieke.appPassword)).code >= 500, true, 'no password before TLS')
  await conversation.startTls()
  assert.equal((await conversation.authenticate(marieke.address, 'fout')).code, 535)
  assert.equal((await conversation.authenticate(marieke.address, marieke.appPassword)).code, 235)
  const message = `Bcc: geheim@delinde.example\r\n${plainMessage({ from: `Marieke <${marieke.address}>`, to: sanne.address, subject: 'Rooster' })}`
  const sent = await conversation.send(marieke.address, [sanne.address], message)
  assert.equal(sent.code, 250, sent.text)
  const borrowed = await conversation.send(marieke.address, [sanne.address], plainMessage({ from: sanne.address, to: sanne.address, subject: 'Geleend' }))
  assert.equal(borrowed.code >= 500, true, borrowed.text)
  const envelope = await conversation.send(sanne.address, [sanne.address], plainMessage({ from: marieke.address, to: sanne.address, subject: 'Geleend' }))
  assert.equal(envelope.code >= 500, true, envelope.text)
  const unknown = await conversation.send(marieke.address, ['niemand@delinde.example'], plainMessage({ from: marieke.address, to: 'niemand@delinde.example', subject: 'x' }))
  assert.equal(unknown.code >= 500, true, unknown.text)
  conversation.close()
  const client = await openImap(service, sanne)
  const subjects = await eventually(() => subjectsIn(client, 'INBOX'), (list) => list.includes('Rooster'))
  assert.deepEqual(subjects.filter((subject) => subject === 'Rooster'), ['Rooster'])
  const lock = await client.getMailboxLock('INBOX')
  const source = await client.fetchOne('*', { source: true })
  lock.release()
  assert.ok(source !== undefined && source !== false && source.source !== undefined)
  assert.ok(!/^bcc:/im.test(source.source.toString()))
  assert.ok(!/127\.0\.0\.1/.test(source.source.toString()), 'the address of the sender is not told')
  await client.logout()
})

test('what cannot be delivered comes back as a notice the sender understands', async () => {
  const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await conversation.startTls()
  await conversation.authenticate(sanne.address, sanne.appPassword)
  // dns.servers is empty here, so a domain with an address literal for a name cannot exist.
  const sent = await conversation.send(sanne.address, ['iemand@bestaat-niet.invalid'], plainMessage({ from: sanne.address, to: 'iemand@bestaat-niet.invalid', subject: 'Komt terug' }))
  conversation.close()
  assert.equal(sent.code, 250, sent.text)
  const client = await openImap(service, sanne)
  const subjects = await eventually(() => subjectsIn(client, 'INBOX'), (list) => list.some((subject) => /niet aangekomen/.test(subject)))
  assert.ok(subjects.includes('Uw bericht is niet aangekomen'))
  await client.logout()
})

test('the ledger agrees, and names the record after one byte is changed', async () => {
  await eventually(() => Promise.resolve(service.command(['ledger', 'verify', '--json'])), (run) => run.status === 0)
  const verify = service.command(['ledger', 'verify', '--json'])
  assert.equal(verify.status, 0, verify.stdout)
  const { records } = JSON.parse(verify.stdout) as { records: number }
  assert.ok(records >= 5, `${records} records`)
})
