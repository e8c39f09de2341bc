/** Notices about delivery (RFC 3461): to strangers, about the secure page, and what comes back with them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createDnsStub, type DnsStub, type StubAnswer } from '../src/dns/stub.testing.ts'
import { newDkimKey } from '../src/mail-auth/dkim-keys.ts'
import { createDkimSigner, type DkimSigner } from '../src/mail-auth/dkim-sign.ts'
import type { IncomingMail } from '../src/delivery/types.ts'
import { letter, openTestHouse, type TestHouse } from './house.ts'
import { eventually } from './wire.ts'

const HEALTH = 'De heer Jan de Vries, geboren 12-03-1961, BSN 111222333, heeft de diagnose diabetes type 2 en krijgt insuline.'

let t: TestHouse
let dns: DnsStub
/** Signs as the provider `home.example`. */
let signer: DkimSigner

before(async () => {
  const spf = (text: string): StubAnswer => ({ records: [{ type: 'TXT', data: [text] }] })
  const key = await newDkimKey({ domain: 'home.example', selector: 's', algorithm: 'ed25519-sha256' })
  signer = createDkimSigner({ keys: [key] })
  dns = await createDnsStub({
    'TXT partner.example': spf('v=spf1 ip4:192.0.2.7 -all'), 'TXT home.example': spf('v=spf1 -all'),
    [`TXT ${key.recordName}`]: spf(key.record), 'TXT _dmarc.streng.example': spf('v=DMARC1; p=quarantine'),
  })
  t = await openTestHouse({ sets: [`dns.servers=["${dns.server}"]`] })
})
after(async () => {
  await t.remove()
  await dns.close()
})

interface Asked { readonly notify?: string, readonly originalRecipient?: string }
interface More extends Partial<IncomingMail> {
  readonly envelopeId?: string
  readonly from?: string
  readonly isSigned?: boolean
}

/** A mail from outside, as the listener hands it over. */
async function arrive(
  subject: string, asked: Asked, more: More = {},
): Promise<void> {
  const { mailFrom = 'wie@partner.example', from = mailFrom, envelopeId, isSigned = false, ...rest } = more
  const plain = letter({ From: `Wie <${from}>`, To: 'noor@zorg.example', Subject: subject, 'Message-ID': `<${subject}@partner.example>` }, 'Vrijdag om tien uur.')
  const raw = isSigned ? signer.sign(plain, { at: Date.now() }) : plain
  const accepted = await t.house.delivery.accept({
    mailFrom, rcptTo: [{ address: 'noor@zorg.example', ...asked }], raw, ...rest,
    session: {
      ip: '192.0.2.7', helo: 'mx.partner.example', hostname: 'mail.zorg.example', tls: null, utf8: false,
      ...envelopeId === undefined ? {} : { envelopeId },
    },
  })
  assert.equal(accepted.outcome, 'kept')
}
/** Takes in a mail and waits for its notice: one about a mail before it had its time to leave. */
async function lastOf(envelopeId: string): Promise<void> {
  await arrive(envelopeId, { notify: 'SUCCESS' }, { envelopeId })
  await eventually(() => Promise.resolve(reports()), (all) => all.some(isOf(envelopeId)))
}
const isOf = (envelopeId: string) => ({ text }: { readonly text: string }): boolean => text.includes(`Original-Envelope-Id: ${envelopeId}\r\n`)
/** A notice without the moment it was made and what is drawn anew for each. */
function withoutChance(text: string): string {
  const boundary = /boundary="?([^";\r\n]+)/.exec(text)?.[1] ?? assert.fail('no boundary')
  return text.slice(text.search(/^From: /m)).replaceAll(boundary, '').replaceAll(/^(?:Message-ID|Date|Arrival-Date|Last-Attempt-Date): .*$/gm, '')
}
const reports = () => t.partner.mails.filter(({ mailFrom }) => mailFrom === '')
const inbox = async () => await t.bodies(t.nurse, 'inbox')
const notice = async (about: string): Promise<string> =>
  (await eventually(inbox, (all) => all.some((one) => isAbout(one, about)))).find((one) => isAbout(one, about)) ?? ''
const isAbout = (one: string, about: string): boolean => one.includes('multipart/report') && one.includes(about)

test('a proved sender outside who asked hears that it is in the mailbox, with ENVID and ORCPT as he gave them', async () => {
  await arrive('Afspraak', { notify: 'SUCCESS,FAILURE', originalRecipient: 'rfc822;verpleging+2Bnoor@zorg.example' }, { envelopeId: 'QQ+2B314' })
  const [first] = await eventually(() => Promise.resolve(reports()), (all) => all.length === 1)
  const { text, rcptTo } = first ?? assert.fail()
  assert.deepEqual(rcptTo, ['wie@partner.example'])
  assert.match(text, /^From: .*<postmaster@zorg\.example>/m)
  assert.match(text, /^Auto-Submitted: auto-replied/m)
  assert.match(text, /^DKIM-Signature: [^]*d=zorg\.example/m)
  assert.match(text, /report-type=delivery-status/)
  assert.match(text, /^Original-Envelope-Id: QQ\+314/m)
  assert.match(text, /^Original-Recipient: rfc822;verpleging\+noor@zorg\.example/m)
  assert.match(text, /^Final-Recipient: rfc822; noor@zorg\.example/m)
  assert.match(text, /^Action: delivered\r?\nStatus: 2\.0\.0/m)
  assert.ok(!/Vrijdag om tien uur|Afspraak|rfc822-headers|In-Reply-To/.test(text), 'nothing of the mail itself')
})

test('nobody hears of mail that did not ask, asked for nothing, has no sender, or a sender that nothing proves', async () => {
  const before = reports().length
  await arrive('Zonder', {})
  await arrive('Nooit', { notify: 'NEVER' })
  await arrive('Alleen-fouten', { notify: 'FAILURE,DELAY' })
  await arrive('Vervalst', { notify: 'SUCCESS' }, { mailFrom: 'anna@home.example' })
  await arrive('Val', { notify: 'SUCCESS' }, { isTrapped: true })
  await lastOf('L1')
  assert.equal(reports().length, before + 1)
  assert.equal(t.home.mails.length, 0)
})

test('a notice says of Junk what it says of the inbox', async () => {
  const notices: string[] = []
  for (const [subject, from] of [['Gewoon', 'wie@partner.example'], ['Verdacht', 'baas@streng.example']] as const) {
    await arrive(subject, { notify: 'SUCCESS' }, { from, envelopeId: subject })
    const all = await eventually(() => Promise.resolve(reports()), (some) => some.some(isOf(subject)))
    notices.push(all.find(isOf(subject))?.text ?? '')
  }
  assert.ok((await t.subjects(t.nurse, 'junk')).includes('Verdacht'))
  assert.ok((await t.subjects(t.nurse, 'inbox')).includes('Gewoon'))
  const [inInbox = '', inJunk = ''] = notices.map(withoutChance)
  assert.match(inJunk, /Action: delivered/)
  assert.equal(inJunk.replace('Verdacht', 'Gewoon'), inInbox)
})

test('one mail that is handed in again is told of once', async () => {
  const before = reports().length
  for (let times = 0; times < 3; times++) await arrive('Nogmaals', { notify: 'SUCCESS' }, { envelopeId: 'N1' })
  await eventually(() => Promise.resolve(reports()), (all) => all.some(isOf('N1')))
  await lastOf('L2')
  assert.equal(reports().filter(isOf('N1')).length, 1)
  assert.equal(reports().length, before + 2)
})

test('a signed mail of one does not bring notices to another at the same provider; its author hears', async () => {
  await arrive('Kwaad', { notify: 'SUCCESS' }, { mailFrom: 'anna@home.example', from: 'dief@home.example', isSigned: true, envelopeId: 'K1' })
  await arrive('Onecht', { notify: 'SUCCESS' }, { mailFrom: 'anna@home.example', envelopeId: 'K2' })
  await arrive('Goed', { notify: 'SUCCESS' }, { mailFrom: 'anna@home.example', isSigned: true, envelopeId: 'K3' })
  const told = await eventually(() => Promise.resolve(t.home.mails.slice()), (all) => all.some(isOf('K3')))
  assert.deepEqual(told.map(({ rcptTo }) => rcptTo), [['anna@home.example']])
  assert.ok(isOf('K3')(told[0] ?? assert.fail()))
})

test('a sender of ours who asked hears that a secured message waits on the page, without its subject', async () => {
  const sent = await t.submit({
    raw: letter({ To: 'anna@home.example', Subject: 'Uitslag van Jan de Vries', 'Message-ID': '<p1@zorg.example>' }, HEALTH), to: [],
    rcptTo: [{ address: 'anna@home.example', notify: 'SUCCESS' }], envelopeId: 'P1',
    wishes: { guestFactors: new Map([['anna@home.example', { kind: 'sms', phone: '+31612345678' }]]) },
  })
  assert.equal(sent.outcome, 'queued')
  const told = await notice('Original-Envelope-Id: P1')
  assert.match(told, /^Action: relayed/m)
  assert.match(told, /beveiligde pagina/)
  assert.ok(!told.includes('Uitslag') && !told.includes('rfc822-headers'))
})

test('what failed comes back whole with RET=FULL, and without its text otherwise; secured mail never does', async () => {
  t.partner.unknown.add('weg@partner.example')
  const hand = async (to: string, subject: string, text: string, ret: string): Promise<string> => {
    await t.submit({
      raw: letter({ To: to, Subject: subject, 'Message-ID': `<${subject}@zorg.example>` }, text), to: [to], ret, envelopeId: subject,
    })
    return await notice(`Original-Envelope-Id: ${subject}`)
  }
  const whole = await hand('weg@partner.example', 'Heel', 'Vrijdag om tien uur, met taart.', 'FULL')
  assert.match(whole, /^Content-Type: message\/rfc822/m)
  assert.match(whole, /met taart/)
  const header = await hand('weg@partner.example', 'Kop', 'Vrijdag om tien uur, met taart.', 'HDRS')
  assert.match(header, /^Content-Type: text\/rfc822-headers/m)
  assert.ok(!header.includes('met taart'))
  const secured = await hand('weg@partner.example', 'Dossier', `${HEALTH.replace('heeft de diagnose diabetes type 2 en krijgt insuline', 'woont in Assen')}`, 'FULL')
  assert.ok(!/Subject: Dossier|111222333|message\/rfc822|rfc822-headers/.test(secured))
})

test('an address outside ASCII: the report is of the international kind (RFC 6533)', async () => {
  await t.submit({
    raw: letter({ To: 'jörg@partner.example', Subject: 'Groet', 'Message-ID': '<u1@zorg.example>' }, 'Tot vrijdag.'), to: [], envelopeId: 'U1',
    rcptTo: [{ address: 'jörg@partner.example', originalRecipient: 'utf-8;j\\x{F6}rg@partner.example' }]
  })
  const told = Buffer.from(await notice('Original-Envelope-Id: U1'), 'latin1').toString('utf8')
  assert.match(told, /report-type=global-delivery-status/)
  assert.match(told, /^Content-Type: message\/global-delivery-status\r?\nContent-Transfer-Encoding: 8bit/m)
  assert.match(told, /^Final-Recipient: utf-8; jörg@partner\.example/m)
  assert.match(told, /^Original-Recipient: utf-8;j\\x\{F6\}rg@partner\.example/m)
})
