/** Addresses and domains beyond ASCII (RFC 6531, RFC 5891), the whole way in and the whole way out. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { systemClock } from '../src/base/clock.ts'
import { selfSigned } from '../src/tls/certificates.ts'
import { NextHop } from './next-hop.ts'
import { startService, type Person, type Service } from './service.ts'
import { eventually, openImap, SmtpConversation, subjectsIn } from './wire.ts'

const A_LABEL = 'xn--bcher-kva.example'
const U_LABEL = 'bücher.example'

let service: Service
let renee: Person
let modern: NextHop
let old: NextHop
before(async () => {
  modern = await new NextHop(await selfSigned({ names: ['modern.example'], clock: systemClock })).listen()
  modern.extensions = ['SMTPUTF8', '8BITMIME']
  old = await new NextHop(null).listen()
  service = await startService({ domain: U_LABEL, admin: `beheer@${U_LABEL}`, sets: [
    `delivery.routes={"modern.example":"127.0.0.1:${modern.port}","old.example":"127.0.0.1:${old.port}"}`,
  ] })
  renee = service.addAccount(`renée@${U_LABEL}`)
})
after(async () => {
  await service.remove()
  await modern.close()
  await old.close()
})

const letter = (args: { readonly from: string, readonly to: string, readonly subject: string }): string => [
  `From: ${args.from}`, `To: ${args.to}`, `Subject: ${args.subject}`, `Message-ID: <${Math.random()}@client.example.net>`,
  'Date: Mon, 1 Jun 2026 10:00:00 +0200', 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', 'Grüße', '',
].join('\r\n')

test('mail for a name beyond ASCII comes in by either spelling of the domain, and is read as it was written', { timeout: 120_000 }, async () => {
  const smtp = await SmtpConversation.open(service.ports['smtp'] ?? 0)
  assert.equal((await smtp.say('MAIL FROM:<zoë@straße.example>')).code, 553, 'beyond ASCII needs SMTPUTF8')
  for (const [index, to] of [`renée@${U_LABEL}`, `renée@${A_LABEL}`, `RENÉE@${U_LABEL}`, `rene\u0301e@${U_LABEL}`].entries()) {
    assert.equal((await smtp.say('MAIL FROM:<zoë@straße.example> SMTPUTF8 BODY=8BITMIME')).code, 250)
    const recipient = await smtp.say(`RCPT TO:<${to}>`)
    assert.equal(recipient.code, 250, `${to}: ${recipient.text}`)
    assert.equal((await smtp.say('DATA')).code, 354)
    const kept = await smtp.say(`${letter({ from: 'Zoë <zoë@straße.example>', to: `renée@${U_LABEL}`, subject: `Grüße ${index}` })}.`)
    assert.equal(kept.code, 250, kept.text)
  }
  assert.equal((await smtp.say('MAIL FROM:<x@client.example.net>')).code, 250)
  assert.equal((await smtp.say(`RCPT TO:<nobody@${A_LABEL}>`)).code, 550)
  assert.equal((await smtp.say(`RCPT TO:<postmaster@${A_LABEL}>`)).code, 250)
  smtp.close()
  const imap = await openImap(service, renee)
  const subjects = [...await subjectsIn(imap, 'INBOX'), ...await subjectsIn(imap, 'Junk')]
  assert.deepEqual(subjects.toSorted(), ['Grüße 0', 'Grüße 1', 'Grüße 2', 'Grüße 3'])
  await imap.logout()
})

async function submit(to: string, subject: string): Promise<void> {
  const smtp = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await smtp.startTls()
  const signedIn = await smtp.authenticate(renee.address, renee.appPassword)
  assert.equal(signedIn.code, 235, signedIn.text)
  assert.equal((await smtp.say(`MAIL FROM:<renée@${U_LABEL}> SMTPUTF8 BODY=8BITMIME`)).code, 250)
  assert.equal((await smtp.say(`RCPT TO:<${to}>`)).code, 250)
  assert.equal((await smtp.say('DATA')).code, 354)
  const kept = await smtp.say(`${letter({ from: `Renée <renée@${U_LABEL}>`, to, subject })}.`)
  assert.equal(kept.code, 250, kept.text)
  smtp.close()
}

test('mail to a name beyond ASCII goes out to a server that can take it', { timeout: 180_000 }, async () => {
  await submit('юрий@modern.example', 'Heen')
  await eventually(() => Promise.resolve(modern.mails.length), (many) => many > 0)
  const mailFrom = modern.commands.find((command) => /^MAIL/i.test(command)) ?? ''
  assert.match(mailFrom, /SMTPUTF8/)
  assert.ok(modern.mails[0]?.text.includes('Heen'))
})

test('a server that cannot take it gets nothing, and the sender hears why', { timeout: 180_000 }, async () => {
  await submit('юрий@old.example', 'Terug')
  const imap = await openImap(service, renee)
  const subjects = await eventually(async () => {
    await imap.noop()
    return await subjectsIn(imap, 'INBOX')
  }, (all) => all.length > 4)
  assert.equal(old.mails.length, 0)
  assert.ok(subjects.length > 4)
  await imap.logout()
})
