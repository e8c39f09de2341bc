/**
 * Mail under the NTA 7516 profile between two real services, and to partners that are not what they say: what is decided for
 * that way arrives over DANE with the profile's header under DKIM, or goes by the portal, or waits. Never anything less.
 */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { systemClock } from '../src/base/clock.ts'
import { createDnsStub, type DnsStub, type StubAnswer, type StubRecord } from '../src/dns/stub.testing.ts'
import { digestOf } from '../src/dns/signed-zone.testing.ts'
import type { LedgerEntry } from '../src/ledger/types.ts'
import type { SenderTruth } from '../src/mailstore/types.ts'
import { publicKeyInfo } from '../src/smtp-client/dane.ts'
import { recipientSentence } from '../src/submission/recipient-words.ts'
import { selfSigned } from '../src/tls/certificates.ts'
import { letter, openTestHouse, type SenderWishes, type TestHouse } from './house.ts'
import { NextHop } from './next-hop.ts'
import { Visitor } from './web.ts'
import { freePort, startService, type Person, type Service } from './service.ts'
import { eventually, openImap } from './wire.ts'

const LETTER = 'De heer Jan de Vries, geboren 12-03-1961, BSN 111222333, heeft de diagnose diabetes type 2 en krijgt insuline van de internist.'
const month = (shift: number): string => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + shift, 1)).toISOString().slice(0, 7)
}
const recordOf = (from: number, to: number, rest = ''): string => `v=NTA7516-1;startdate=${month(from)};enddate=${month(to)};provider=Zegel${rest}`

let dns: DnsStub
let port: number
let house: TestHouse
let service: Service
const ends: (() => Promise<unknown>)[] = []
let tom: Person
/** A partner whose key does not fit, and one that nobody should reach at all. */
let liar: NextHop
let bystander: NextHop

const signed = (...records: readonly StubRecord[]): StubAnswer => ({ records, authenticated: true })
const texts = (...all: readonly string[]): StubAnswer => signed(...all.map((text): StubRecord => ({
  // A key of DKIM is longer than one string may be.
  type: 'TXT', ttl: 1, data: text.match(/.{1,255}/g) ?? [''],
})))

/** A host with an address, and the TLSA record of this certificate. */
function addHost(name: string, { address, certificate }: {
  readonly address: string, readonly certificate: string | null,
}): void {
  dns.zone.set(`A ${name}`, signed({ type: 'A', data: address }))
  dns.zone.set(`AAAA ${name}`, signed())
  const digest = certificate === null ? Buffer.alloc(32, 7)
    : digestOf(publicKeyInfo(new X509Certificate(certificate).raw) ?? assert.fail(), 1)
  dns.zone.set(`TLSA _${port}._tcp.${name}`, signed({ type: 'TLSA', data: { usage: 3, selector: 1, matchingType: 1, certificate: digest } }))
}

function addDomain(name: string, { record, host, isSigned = true }: {
  readonly record: string, readonly host: string, readonly isSigned?: boolean,
}): void {
  const answer = texts(record, 'v=spf1 -all')
  dns.zone.set(`TXT ${name}`, typeof answer === 'object' ? { ...answer, authenticated: isSigned } : answer)
  dns.zone.set(`MX ${name}`, signed({ type: 'MX', data: { preference: 10, exchange: host } }))
}

before(async () => {
  port = await freePort()
  dns = await createDnsStub({ 'SOA signed.example': signed({ type: 'SOA', data: { mname: 'a.', rname: 'b.', serial: 1 } }), 'A bogus.example': 'servfail' })
  ends.push(() => dns.close())
  const profile = [
    `dns.servers=["${dns.server}"]`, 'dns.validating=true', 'dns.selfTest.signed=signed.example', 'dns.selfTest.bogus=bogus.example',
    'nta7516.profile=nta7516-1', 'nta7516.headerName=X-Test-Profile', 'nta7516.headerValue=ja', "nta7516.tlsMin='1.2'",
    'nta7516.dmarcMin=quarantine', `nta7516.startMonth='${month(-1)}'`, `nta7516.endMonth='${month(1)}'`, 'nta7516.provider=Zegel',
  ]
  service = await startService({ domain: 'polder.example', sets: [`smtp.listen=127.0.0.1:${port}`, ...profile] })
  ends.push(() => service.remove())
  tom = service.addAccount('tom@polder.example')
  liar = await new NextHop(await selfSigned({ names: ['mx.leugen.example'], clock: systemClock })).listen(port, '127.0.1.2')
  bystander = await new NextHop(await selfSigned({ names: ['mx.buur.example'], clock: systemClock })).listen(port, '127.0.1.3')
  ends.push(() => Promise.all([liar.close(), bystander.close()]))
  addHost('mx.polder.example', { address: '127.0.0.1', certificate: readFileSync(join(service.home, 'tls', 'certificate.pem'), 'utf8') })
  addHost('mx.leugen.example', { address: '127.0.1.2', certificate: null })
  addHost('mx.buur.example', { address: '127.0.1.3', certificate: bystander.pair?.certificate ?? null })
  addDomain('polder.example', { record: recordOf(-1, 1, ';ntamx=10 mx.polder.example'), host: 'mx.buur.example' })
  addDomain('leugen.example', { record: recordOf(0, 0), host: 'mx.leugen.example' })
  addDomain('voorbij.example', { record: recordOf(-3, -1), host: 'mx.buur.example' })
  addDomain('los.example', { record: recordOf(-1, 1), host: 'mx.buur.example', isSigned: false })
  house = await openTestHouse({ sets: [`delivery.port=${port}`, 'delivery.reachable=["127.0.0.0/8"]', ...profile] })
  ends.push(() => house.remove())
  const { tenant } = house.nurse.account
  dns.zone.set('TXT zorg.example', texts(recordOf(-1, 1), 'v=spf1 ip4:127.0.0.0/8 -all'))
  dns.zone.set('TXT _dmarc.zorg.example', texts('v=DMARC1; p=reject'))
  for (const { name, text } of await house.house.dkim.records(tenant, 'zorg.example')) dns.zone.set(`TXT ${name}`, texts(text))
})
after(async () => {
  for (const end of ends.toReversed()) await end()
})

async function send(to: string, { hasSecondFactor = true, header = '' } = {}): Promise<string> {
  const wishes: SenderWishes = { guestFactors: new Map([[to, { kind: 'sms', phone: '+31612345678' }]]) }
  const raw = letter({
    To: to, Subject: 'Verwijzing', 'Message-ID': `<${to.replace('@', '.')}@zorg.example>`,
    ...(header === '' ? {} : { 'X-Test-Profile': header }),
  }, LETTER)
  const account = { ...house.nurse.account, secondFactor: hasSecondFactor }
  const submitted = await house.submit({ raw, to: [to], wishes, account })
  return submitted.outcome === 'queued' ? submitted.submission : assert.fail(JSON.stringify(submitted))
}
/** Send waits two seconds for what a domain can do; on a machine that has more to do it is looked at before. */
const look = (domain: string) => house.house.sending.abilities.of([domain], 120_000)
const stateOf = async (id: string) => (await house.house.submission.list(house.nurse.account, [id]))[0]?.recipients[0]
const delivered = (id: string) => eventually(() => stateOf(id), (one) => one?.delivered === 'yes')
const factsOf = async (kind: string, id: string): Promise<LedgerEntry['facts'] | undefined> =>
  (await house.ledger(kind)).find(({ facts }) => facts['submission'] === id)?.facts

test('between two services: to the host of the record, over DANE, with the header once and under DKIM', { timeout: 600_000 }, async () => {
  assert.deepEqual(await house.house.nta7516.own({ tenant: house.nurse.account.tenant, name: 'zorg.example' }), [])
  assert.equal((await look('polder.example')).get('polder.example')?.nta7516, true)
  const id = await send(tom.address, { header: 'vals' })
  const state = await delivered(id)
  assert.equal(state?.route, 'nta7516')
  assert.deepEqual(state?.reached?.nta7516, { profile: 'nta7516-1', provider: 'Zegel', endMonth: month(1) })
  assert.match(recipientSentence(state ?? assert.fail(), 'nl'), /^Bezorgd bij polder\.example volgens het NTA 7516-profiel/)
  const facts = await factsOf('mail.delivered', id)
  assert.deepEqual([facts?.['route'], facts?.['proof'], facts?.['profile'], facts?.['recordUntil']], ['nta7516', 'dane', 'nta7516-1', month(1)])
  const client = await openImap(service, tom)
  await client.mailboxOpen('INBOX')
  const source = await eventually(async () => {
    const message = await client.fetchOne('1', { source: true })
    return message === undefined || message === false ? '' : message.source?.toString() ?? ''
  }, (text) => text !== '')
  await client.logout()
  assert.deepEqual(source.match(/^X-Test-Profile: .*$/mg)?.map((line) => line.trim()), ['X-Test-Profile: ja'])
  const [signature = ''] = source.match(/^DKIM-Signature: (?:.*\r\n)(?:[ \t].*\r\n)*/m) ?? []
  assert.equal(signature.replace(/\s/g, '').match(/x-test-profile/g)?.length, 2, 'signed, and closed against a second one')
  assert.ok(!bystander.commands.some((line) => line.startsWith('MAIL')), 'the ordinary MX got nothing')
})

/** Facts of the lines of this kind in the partner's ledger. */
const lines = (kind: string): readonly Record<string, unknown>[] =>
  service.command(['ledger', 'export']).stdout.split('\n').filter((line) => line.includes('"leaf"'))
    .map((line) => (JSON.parse(line) as { leaf: string }).leaf)
    .map((leaf) => JSON.parse(leaf) as { kind: string, facts: Record<string, unknown> })
    .filter((leaf) => leaf.kind === kind).map(({ facts }) => facts)

test('the reader of the partner sees that it came under the profile, and the ledger who read it', { timeout: 600_000 }, async () => {
  const visitor = new Visitor(service)
  await visitor.signIn(tom)
  const [, got] = await visitor.jmap(['Email/query', {}], ['Email/get', {
    '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['senderTruth', 'bodyValues'], fetchTextBodyValues: true,
  }])
  const [email] = (got?.[1]['list'] ?? []) as readonly { readonly senderTruth: SenderTruth }[]
  assert.equal(email?.senderTruth.verdict, 'verified')
  assert.equal(email.senderTruth.nta7516, 'nta7516-1')
  const read = await eventually(() => Promise.resolve(lines('mail.read')), (found) => found.length >= 2)
  // The mail program of the test before this one, and this page: each a session of its own.
  assert.deepEqual(read.map((facts) => [facts['door'], facts['secured'], facts['uids']]), [['imap', 'nta7516', '1'], ['web', 'nta7516', '1']])
  assert.notEqual(read[0]?.['session'], read[1]?.['session'])
  const client = await openImap(service, tom)
  await client.mailboxOpen('INBOX')
  await client.messageFlagsAdd('1', ['$Forwarded'])
  await client.messageDelete('1')
  await client.logout()
  // What waits for more of its session is written when the service ends.
  await service.stop()
  assert.deepEqual(lines('mail.removed').map((facts) => [facts['door'], facts['uids']]), [['imap', '1']])
  assert.deepEqual(lines('mail.passed-on').map((facts) => facts['uids']), ['1'])
  await service.start()
})

test('a key that does not fit, an ended record, one that nobody vouches for: by the portal, and nothing of it over that server', { timeout: 600_000 }, async () => {
  for (const domain of ['leugen.example', 'voorbij.example', 'los.example']) {
    await look(domain)
    const id = await send(`anna@${domain}`)
    const state = await delivered(id)
    assert.equal(state?.route, 'portal', domain)
  }
  assert.ok(!/DATA|diabetes|111222333/.test(liar.seen) && !/diabetes|111222333/.test(bystander.seen))
})

test('a sender without a second factor does not send that way', { timeout: 600_000 }, async () => {
  assert.equal((await stateOf(await send(tom.address, { hasSecondFactor: false })))?.route, 'portal')
})

test('what was so at Send and not at delivery: the portal takes over, the ledger says why', { timeout: 600_000 }, async () => {
  assert.equal((await look('polder.example')).get('polder.example')?.nta7516, true)
  // What was seen of the domain is remembered; its record ends before the mail leaves.
  addDomain('polder.example', { record: recordOf(-2, -1), host: 'mx.buur.example' })
  house.house.resolver.close()
  const id = await send('jan@polder.example')
  const state = await delivered(id)
  assert.equal(state?.route, 'portal')
  const facts = await factsOf('mail.downgrade-refused', id)
  assert.deepEqual([facts?.['route'], facts?.['next']], ['nta7516', 'portal'])
})
