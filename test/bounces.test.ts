/** What other servers send back: known by its tag, told to the right person, and nothing that did not leave here. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Accepted, IncomingMail } from '../src/delivery/types.ts'
import { letter, openTestHouse, until, type SenderWishes, type TestHouse } from './house.ts'

const session: IncomingMail['session'] = { ip: '192.0.2.7', helo: 'mx.home.example', hostname: 'mail.zorg.example',
  tls: null, utf8: false }
const ANNA = 'anna@home.example'

function report(to: string, action: string, subject: string): Uint8Array {
  return Buffer.from([
    'From: MAILER-DAEMON@mx.home.example', `To: ${to}`, `Subject: ${subject}`, 'Message-ID: <r@mx.home.example>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=grens', '', '--grens',
      'Content-Type: text/plain', '', 'Sorry.',
    '--grens', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.home.example', '',
      'Final-Recipient: rfc822; x@home.example',
    `Action: ${action}`, 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 nobody here', '', '--grens--', '',
  ].join('\r\n'))
}

for (const setting of ['junk',
  'refuse'] as const) describe(`mail that comes back, with delivery.bounceTags=${setting}`, () => {
  let t: TestHouse
  before(async () => { t = await openTestHouse({ sets: [`delivery.bounceTags=${setting}`] }) })
  after(() => t.remove())

  const back = (to: string, raw: Uint8Array, mailFrom = ''): Promise<Accepted> =>
    t.house.bounces.receives(t.house.delivery).accept({ mailFrom, rcptTo: [{ address: to }], raw, session })
  const known = (address: string) => t.house.bounces.receives(t.house.delivery).recipient({ address, session })
  /** Hands in an ordinary mail and gives the sender under which it left. */
  async function senderOf(subject: string): Promise<string> {
    const sent = await t.submit({
      raw: letter({ To: 'wie@partner.example', Subject: subject }, 'Vrijdag om tien uur.'), to: ['wie@partner.example'],
    })
    assert.equal(sent.outcome, 'queued')
    await until('it has left', () => t.partner.mails.some(({ text }) => text.includes(`Subject: ${subject}`)))
    return t.partner.mails.find(({ text }) => text.includes(`Subject: ${subject}`))?.mailFrom ?? ''
  }

  test('a report to the sender under which mail left reaches that person', async () => {
    const sender = await senderOf('Rooster')
    assert.match(sender, /^prvs=0\d{3}[0-9a-f]{6}=noor@zorg\.example$/)
    assert.equal(await known(sender), 'ok')
    assert.equal((await back(sender, report(sender, 'failed', 'Kwam terug'))).outcome, 'kept')
    assert.ok((await t.subjects(t.nurse, 'inbox')).includes('Kwam terug'))
  })

  test('a tag that we did not make is an address that nobody has', async () => {
    const sender = await senderOf('Nog een rooster')
    assert.equal(await known(sender.replace(/.(?==noor)/, (char) => char === '0' ? '1' : '0')), 'unknown')
    assert.equal(await known(sender.replace('noor@', 'karin@')), 'unknown')
    assert.equal(await known(`zb-${'0'.repeat(32)}-${'0'.repeat(10)}@zorg.example`), 'unknown')
    assert.equal(await known(`zb-${'0'.repeat(32)}-${'0'.repeat(10)}@elders.example`), 'not-local')
  })

  test('a report about mail that did not leave here never reaches an inbox; other mail of the null sender does',
    async () => {
    const answer = await back('noor@zorg.example', report('noor@zorg.example', 'failed', 'Nooit verstuurd'))
    assert.equal(answer.outcome, setting === 'refuse' ? 'refused' : 'kept')
    assert.ok(!(await t.subjects(t.nurse, 'inbox')).includes('Nooit verstuurd'))
    assert.equal((await t.subjects(t.nurse, 'junk')).includes('Nooit verstuurd'), setting === 'junk')
    await back('noor@zorg.example', letter(
      { From: 'x@home.example', To: 'noor@zorg.example', Subject: 'Ik ben er niet' }, 'Tot maandag.',
    ))
    assert.ok((await t.subjects(t.nurse, 'inbox')).includes('Ik ben er niet'))
  })

  test('a guest whose notice comes back: the sender hears at once in plain words, once, and the message says so',
    async () => {
    const wishes: SenderWishes = { guestFactors: new Map([[ANNA, { kind: 'sms', phone: '+31612345678' }]]) }
    const raw = letter({ To: ANNA, Subject: 'Uitslag' },
      'Het BSN van de heer Jan de Vries is 111222333, geboren 12-03-1961 te Utrecht.')
    const sent = await t.submit({ raw, to: [ANNA], door: 'jmap', wishes })
    assert.equal(sent.outcome, 'queued')
    const submission = sent.outcome === 'queued' ? sent.submission : ''
    const notice = () => t.home.mails.find(({ rcptTo }) => rcptTo.includes(ANNA))
    await until('the notice has left', () => notice() !== undefined)
    const sender = notice()?.mailFrom ?? ''
    assert.match(sender, /^zb-[0-9a-f]{32}-[0-9a-f]{10}@zorg\.example$/)
    const stateOf = async () => (await t.house.submission.list(t.nurse.account,
      [submission]))[0]?.recipients[0]?.portal?.notice
    await until('the other server took it', async () => await stateOf() === 'delivered')
    assert.equal(await known(sender), 'ok')
    assert.equal((await back(sender, report(sender, 'delayed', 'Later'))).outcome, 'kept')
    assert.equal(await stateOf(), 'delivered')
    for (let times = 0; times < 2; times++) await back(sender, report(sender, 'failed', 'Undeliverable'))
    const told = async () => (await t.subjects(t.nurse, 'inbox')).filter((subject) =>
      subject === 'Uw bericht is niet aangekomen').length
    await until('the sender is told', async () => await told() > 0)
    assert.equal(await told(), 1)
    assert.equal(await stateOf(), 'failed')
    assert.ok(!(await t.subjects(t.nurse, 'inbox')).some((subject) => subject === 'Undeliverable'
      || subject === 'Later'))
    assert.equal((await t.ledger('mail.came-back')).length, 1)
    await back(sender, letter({ From: ANNA, To: sender, Subject: 'Afwezig' }, 'Tot maandag.'))
    assert.ok((await t.subjects(t.nurse, 'inbox')).includes('Afwezig'),
      'what a person or machine answers is for the sender to read')
  })
})
