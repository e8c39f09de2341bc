import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDnsStub, type StubAnswer } from '../dns/stub.testing.ts'
import { createResolver } from '../dns/resolver.ts'
import { parsePolicy, policyId } from '../smtp-client/mta-sts.ts'
import { isStrictSpf, readDmarc } from '../queue/own-standing.ts'
import { readRecords } from '../nta7516/record.ts'
import { lookAtPublished } from './look.ts'
import { mtaStsPolicyText, policyIdOf, recordsOf, zoneLine, type Published, type PublishingFacts } from './records.ts'
import { askedAddress, autoconfigXml, autodiscoverXml, securityText } from './served.ts'
import { publishingTexts } from './texts.ts'

const facts: PublishingFacts = {
  domain: 'zorg.example', hostname: 'mail.zorg.example', dkim: [{ name: 's1._domainkey.zorg.example', text: `v=DKIM1; k=rsa; p=${'A'.repeat(392)}` }],
  certificateKey: 'ab'.repeat(32), nextKey: 'ef'.repeat(32), authorityKey: 'cd'.repeat(32), authorities: ['letsencrypt.org'], mtaSts: 'enforce',
  nta7516: { startMonth: '2026-01', endMonth: '2028-12', provider: 'Zegel', hosts: [] },
}
const all = recordsOf(facts)
const values = (kind: Published['kind']): readonly string[] => all.filter((one) => one.kind === kind).map(({ value }) => value)

test('what is printed is what our own readers take for right', () => {
  assert.ok(isStrictSpf(values('spf')) && isStrictSpf(values('spf-host')))
  assert.deepEqual(readDmarc(values('dmarc')), { p: 'reject', sp: null })
  assert.equal(policyId(values('mta-sts')), policyIdOf(facts))
  assert.deepEqual(parsePolicy(mtaStsPolicyText(facts)), { mode: 'enforce', mx: ['mail.zorg.example'], maxAgeSeconds: 1_209_600 })
  assert.notEqual(policyIdOf(facts), policyIdOf({ ...facts, mtaSts: 'testing' }), 'another policy has another id')
  assert.equal(readRecords(values('nta7516')).kind, 'record')
  assert.deepEqual(values('tlsa'), [`3 1 1 ${facts.certificateKey}`, `3 1 1 ${facts.nextKey}`, `2 1 1 ${facts.authorityKey}`])
  assert.deepEqual(values('caa'), ['0 issue "letsencrypt.org"', '0 issuewild ";"', '0 iodef "mailto:postmaster@zorg.example"'])
})

test('without a profile no record of it, without an authority in the file no second TLSA, on the domain itself no second SPF', () => {
  const plain = recordsOf({
    ...facts, hostname: facts.domain, nta7516: null, authorityKey: null, nextKey: null, authorities: [],
  })
  assert.deepEqual(plain.filter(({ kind }) => kind === 'nta7516' || kind === 'caa' || kind === 'spf-host'), [])
  assert.equal(plain.filter(({ kind }) => kind === 'tlsa').length, 1)
})

test('a long key stands in strings of at most 255 octets; every record has a sentence in both languages', () => {
  const line = zoneLine(all.find(({ kind }) => kind === 'dkim') ?? assert.fail())
  const strings = [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '')
  assert.deepEqual(strings.map(({ length }) => length > 0 && length <= 255), [true, true])
  assert.equal(strings.join(''), facts.dkim[0]?.text)
  const { nl, en } = publishingTexts
  for (const { kind } of all) assert.ok(nl.why[kind].length > 20 && en.why[kind].length > 20)
})

test('settings for mail programs and security.txt', () => {
  assert.match(autoconfigXml(facts), /<hostname>mail\.zorg\.example<\/hostname>\s+<port>993</)
  assert.ok(!autodiscoverXml({ address: 'a&b"<x>@zorg.example', hostname: 'h' }).includes('<x>'))
  assert.equal(askedAddress('<Autodiscover><Request><EMailAddress>noor@zorg.example</EMailAddress></Request></Autodiscover>'), 'noor@zorg.example')
  for (const body of ['', '<EMailAddress>', '<EMailAddress>x</EMailAddress>', `<EMailAddress>${'a'.repeat(65)}@b.nl</EMailAddress>`, '</EMailAddress><EMailAddress>a@b']) {
    assert.equal(askedAddress(body), undefined, body)
  }
  const text = securityText({ contact: 'mailto:postmaster@zorg.example', hostname: 'mail.zorg.example', now: Date.parse('2026-11-22T00:00:00Z') })
  assert.match(text, /^Contact: mailto:postmaster@zorg\.example\nExpires: 2027-09-18T00:00:00\.000Z\n/)
})

test('live: what is good, missing, different, without DNSSEC, and not to be seen', async (t) => {
  const signed = (type: 'TXT' | 'MX' | 'TLSA' | 'CNAME', ...records: readonly unknown[]): StubAnswer =>
    ({ authenticated: true, records: records.map((one) => ({ type, data: one })) })
  const stub = await createDnsStub({
    'SOA signed.example': { records: [], authenticated: true }, 'A bogus.example': 'servfail',
    'MX zorg.example': signed('MX', { preference: 5, exchange: 'mail.zorg.example' }),
    'TXT zorg.example': { records: [
      { type: 'TXT', data: 'v=spf1 a:mail.zorg.example -all' }, { type: 'TXT', data: 'v=NTA7516-1;startdate=2026-01;enddate=2028-12;provider=Zegel' },
    ] },
    'TXT _dmarc.zorg.example': signed('TXT', 'v=DMARC1; p=none'), 'TXT _mta-sts.zorg.example': 'servfail',
    'TLSA _25._tcp.mail.zorg.example': signed('TLSA', { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from(facts.certificateKey, 'hex') }),
    'CNAME mta-sts.zorg.example': signed('CNAME', 'mail.zorg.example'), 'CNAME autoconfig.zorg.example': signed('CNAME', 'elders.example'),
  })
  t.after(() => stub.close())
  const resolver = createResolver({
    servers: [stub.server], validating: true, clock: { now: () => 0 }, timeoutMs: 60_000, selfTest: { signed: 'signed.example', bogus: 'bogus.example' },
  })
  const looks = await lookAtPublished(resolver, all)
  const states = (kind: Published['kind']): readonly string[] => looks.filter(({ published }) => published.kind === kind).map(({ state }) => state)
  assert.deepEqual(
    (['mx', 'spf', 'spf-host', 'dkim', 'dmarc', 'mta-sts', 'mta-sts-host', 'tls-rpt', 'tlsa', 'nta7516', 'autoconfig', 'autodiscover'] as const).map((kind) => [kind, ...states(kind)]),
    [['mx', 'good'], ['spf', 'good'], ['spf-host', 'missing'], ['dkim', 'missing'], ['dmarc', 'different'], ['mta-sts', 'unknown'], ['mta-sts-host', 'good'],
      ['tls-rpt', 'missing'], ['tlsa', 'good', 'different', 'different'], ['nta7516', 'unproved'], ['autoconfig', 'different'], ['autodiscover', 'missing']],
  )
})
