/**
 * Reports between services, whole: connections and mail are counted, the day after a report goes out, signed, to where the
 * domain asks for it; a report that comes in is read when its sender is proved, lies in the archive, and shows on the domain.
 */
import assert from 'node:assert/strict'
import { createServer as createTlsServer } from 'node:https'
import { after, before, test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { day, hour } from '../src/base/sizes.ts'
import { createDnsStub, type DnsStub, type StubAnswer } from '../src/dns/stub.testing.ts'
import { FAILURE_TTL_SECONDS } from '../src/dns/types.ts'
import { newDkimKey } from '../src/mail-auth/dkim-keys.ts'
import { createDkimSigner } from '../src/mail-auth/dkim-sign.ts'
import { decodedBytes } from '../src/message/body.ts'
import { parseMessage } from '../src/message/parse.ts'
import { readDmarc } from '../src/reports/dmarc-read.ts'
import { policyOf } from '../src/reports/dmarc-tags.ts'
import { reportFile, reportMail } from '../src/reports/report-mail.ts'
import { RETRY_MS } from '../src/reports/sending.ts'
import { readTls } from '../src/reports/tls-json.ts'
import type { DmarcReport, Report, TlsReport } from '../src/reports/types.ts'
import { certificateFor, letter, openTestHouse, type TestHouse } from './house.ts'
import { NextHop } from './next-hop.ts'
import { eventually } from './wire.ts'

let dns: DnsStub
let house: TestHouse
let hop: NextHop
/** What was posted by https. */
const posted: { readonly type: string, readonly bytes: Buffer }[] = []
const ends: (() => unknown)[] = []

const signed = (...data: readonly { readonly type: 'A' | 'TXT' | 'MX', readonly data: unknown }[]): StubAnswer =>
  ({ authenticated: true, records: data.map((one) => ({ ttl: 600, ...one })) })
const texts = (...all: readonly string[]): StubAnswer => signed(...all.map((data) => ({ type: 'TXT' as const, data: data.match(/.{1,255}/g) ?? [''] })))
const address = signed({ type: 'A', data: '127.0.0.1' })

before(async () => {
  hop = await new NextHop(await certificateFor('elsewhere.example')).listen()
  const post = createTlsServer({ ...await certificateFor('r.lab.example').then(({ certificate, key }) => ({ cert: certificate, key })) }, (request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      posted.push({ type: request.headers['content-type'] ?? '', bytes: Buffer.concat(parts) })
      response.writeHead(201).end()
    })
  })
  await new Promise<void>((resolve) => post.listen(0, '127.0.0.1', resolve))
  const at = post.address()
  ends.push(() => post.close())
  dns = await createDnsStub({
    'SOA nl': signed(), 'A dnssec-failed.org': 'servfail',
    'MX lab.example': signed({ type: 'MX', data: { preference: 5, exchange: 'mx.lab.example' } }),
    'A mx.lab.example': address, 'A r.lab.example': address,
    'TXT _smtp._tls.lab.example': texts(`v=TLSRPTv1; rua=mailto:tls@lab.example,https://r.lab.example:${typeof at === 'object' && at !== null ? at.port : 0}/tls`),
    'TXT _dmarc.lab.example': texts('v=DMARC1; p=quarantine; rua=mailto:dmarc@lab.example,mailto:x@stranger.example,mailto:y@agreed.example'),
    'TXT lab.example._report._dmarc.agreed.example': texts('v=DMARC1; rua=mailto:reports@agreed.example'),
    [`TXT ${key.recordName}`]: texts(key.record),
    'MX agreed.example': signed({ type: 'MX', data: { preference: 5, exchange: 'mx.lab.example' } }),
    'TXT _dmarc.silent.example': texts('v=DMARC1; p=reject'),
  })
  house = await openTestHouse({ sets: [
    `dns.servers=["${dns.server}"]`, `delivery.port=${hop.port}`, 'delivery.reachable=["127.0.0.0/8"]', 'reputation.greylist=false',
  ] })
  // A key that the DNS does not show is not signed with.
  const [tenant] = await house.house.tenants.list()
  for (const { name, text } of await house.house.dkim.records(tenant?.id ?? 0, 'zorg.example')) dns.zone.set(`TXT ${name}`, texts(text))
  // No midnight falls into what is counted.
  house.later(2 * day - Date.now() % day + 12 * hour)
  ends.push(() => house.remove(), () => hop.close(), () => dns.close())
})
after(async () => {
  for (const end of ends) await end()
})

const until = async (_what: string, is: () => boolean): Promise<void> => { await eventually(() =>
  Promise.resolve(is()), (so) => so) }
/** Sends what is due; on a busy machine the DNS may be too late once, and then it is tried again an hour later. */
const sent = (): Promise<number> => eventually(async () => {
  const count = await house.house.reports.send()
  if (count === 0) house.later(RETRY_MS)
  return count
}, (count) => count > 0)

/** The report in a mail that the next hop took. */
async function reportIn(text: string): Promise<Report | undefined> {
  const raw = Buffer.from(text.replaceAll('\r\n..', '\r\n.'), 'latin1')
  const part = parseMessage(raw).root.children[1]
  const unpacked = part === undefined ? '' : gunzipSync(decodedBytes(part, raw)).toString()
  return await readDmarc(unpacked) ?? readTls(unpacked)
}
/** Until the house knows that record: on a busy machine the DNS may be too late, and is asked again later. */
const known = (name: string): Promise<unknown> => eventually(async () => {
  const { kind } = await house.house.resolver.txt(name)
  if (kind !== 'answer') house.later(FAILURE_TTL_SECONDS * 1000)
  return kind
}, (kind) => kind === 'answer')
const mailsTo = (to: string): readonly string[] => hop.mails.filter(({ rcptTo }) =>
  rcptTo.includes(to)).map(({ text }) => text)

const from = (author: string, more = ''): Uint8Array => letter({ From: author, To: 'noor@zorg.example', Subject: 'Dag' }, `Tot morgen. ${more}`)
const accept = (raw: Uint8Array, to: string, mailFrom = 'x@elsewhere.example') => house.house.delivery.accept({
  mailFrom, rcptTo: [{ address: to }], raw: Uint8Array.from(raw),
  session: { ip: '192.0.2.7', helo: 'out.elsewhere.example', hostname: 'mail.zorg.example', tls: null, utf8: false },
})

test('connections are counted and told the day after, by mail and by https, signed and once', async () => {
  await known('_smtp._tls.lab.example')
  await eventually(() => house.house.resolver.mx('lab.example'), ({ kind }) => kind === 'answer')
  await house.submit({ raw: letter({ To: 'bas@lab.example', Subject: 'Een' }, 'Tot morgen.'), to: ['bas@lab.example'] })
  await until('the mail arrives', () => mailsTo('bas@lab.example').length === 1)
  hop.hangUp()
  hop.misbehaviour = 'strip'
  await house.submit({ raw: letter({ To: 'bas@lab.example', Subject: 'Twee' }, 'Tot morgen.'), to: ['bas@lab.example'] })
  await until('the mail arrives without TLS', () => mailsTo('bas@lab.example').length === 2)
  hop.misbehaviour = undefined
  hop.hangUp()
  assert.equal(await house.house.reports.send(), 0, 'the day is not over')
  house.later(day + 6 * hour)
  assert.equal(await sent(), 1)
  await until('the report arrives', () => mailsTo('tls@lab.example').length === 1)
  const [mail = ''] = mailsTo('tls@lab.example')
  const report = await reportIn(mail)
  assert.ok(report?.kind === 'tls')
  assert.deepEqual(report.policies.map(({ type, domain, good, bad, failures }) => [
    type, domain, good, bad, failures.map(({ result, mxHost }) => [result, mxHost]),
  ]), [['no-policy-found', 'lab.example', 1, 1, [['starttls-not-supported', 'mx.lab.example']]]])
  assert.equal(report.end - report.begin, 86_399)
  for (const field of [/^DKIM-Signature:/m, /^TLS-Report-Domain: lab\.example\r$/m,
    /^TLS-Report-Submitter: zorg\.example\r$/m, /^TLS-Required: No\r$/m,
    /^Content-Type: multipart\/report; report-type="tlsrpt"/m, /application\/tlsrpt\+gzip/, /filename="?zorg\.example!lab\.example!\d+!\d+!/]) assert.match(mail, field)
  await until('the same by https', () => posted.length === 1)
  assert.equal(posted[0]?.type, 'application/tlsrpt+gzip')
  assert.deepEqual(readTls(gunzipSync(posted[0].bytes).toString()), report)
  assert.equal(await house.house.reports.send(), 0, 'told once')
  assert.deepEqual((await house.ledger('report.sent')).map(({ facts }) => facts['report']), ['tls'])
})

test('mail in the name of a domain is counted for it and told where it asks, elsewhere only where that was agreed', async () => {
  await known('_dmarc.lab.example')
  await known('_dmarc.silent.example')
  assert.equal((await accept(from('ann@lab.example'), 'noor@zorg.example')).outcome, 'kept')
  assert.equal((await accept(from('ann@lab.example', 'again'), 'noor@zorg.example')).outcome, 'kept')
  assert.equal((await accept(from('ann@silent.example'), 'noor@zorg.example')).outcome, 'refused')
  dns.zone.set('TXT _dmarc.lab.example', 'servfail')
  // It is six in the evening; the reports go out until four in the morning.
  house.later(12 * hour)
  assert.equal(await house.house.reports.send(), 0, 'the DNS says nothing: later')
  dns.zone.set('TXT _dmarc.lab.example', texts('v=DMARC1; p=quarantine; rua=mailto:dmarc@lab.example!1m,mailto:x@stranger.example,mailto:y@agreed.example'))
  house.later(2 * hour)
  assert.equal(await sent(), 1)
  await until('two addresses get it', () => mailsTo('dmarc@lab.example').length === 1 && mailsTo('reports@agreed.example').length === 1)
  const [mail = ''] = mailsTo('dmarc@lab.example')
  const report = await reportIn(mail)
  assert.ok(report?.kind === 'dmarc')
  assert.deepEqual(report.rows.map(({ sourceIp, count, disposition, dkim, spf, headerFrom,
    envelopeFrom }) => [sourceIp, count, disposition, dkim, spf, headerFrom, envelopeFrom]),
    [['192.0.2.7', 2, 'quarantine', 'fail', 'fail', 'lab.example', 'elsewhere.example']])
  assert.deepEqual([report.policy.domain, report.policy.p, report.organisation], ['lab.example', 'quarantine', 'zorg.example'])
  assert.match(mail.replaceAll('\r\n ', ' '), /Subject: Report Domain: lab\.example Submitter: zorg\.example Report-ID: </)
  assert.match(mail, /^DKIM-Signature:/m)
  assert.deepEqual(mailsTo('x@stranger.example'), [], 'nobody agreed there')
})

const ours = (reportId: string, rows: DmarcReport['rows'], about = 'zorg.example'): DmarcReport => {
  const begin = Math.floor(house.house.clock.now() / day) * 86_400 - 86_400
  return { kind: 'dmarc', organisation: 'Lab', contact: 'postmaster@lab.example', reportId, begin, end: begin + 86_399, policy: policyOf(about, 'v=DMARC1; p=reject'), rows }
}
const row = (count: number, sourceIp: string, result: 'pass' | 'fail'): DmarcReport['rows'][number] => ({
  sourceIp, count, disposition: result === 'pass' ? 'pass' : 'reject', dkim: result, spf: result, reason: null, headerFrom: 'zorg.example',
  envelopeFrom: 'zorg.example', dkimFound: [], spfFound: null,
})
function mailOf(report: Report, to: string): Uint8Array {
  const file = reportFile(report, { about: 'zorg.example', submitter: 'lab.example' })
  return reportMail({
    report, file, about: 'zorg.example', submitter: 'lab.example', from: 'postmaster@lab.example', to, messageId: `${report.reportId}@lab.example`,
    date: { ms: house.house.clock.now(), offsetMinutes: 0 }, boundary: 'a'.repeat(20),
  })
}
const key = await newDkimKey({ domain: 'lab.example', selector: 'r', algorithm: 'ed25519-sha256' })
const signing = createDkimSigner({ keys: [key] })
const sign = (raw: Uint8Array): Uint8Array => signing.sign(raw, { at: house.house.clock.now() })
const figures = async () => {
  const [tenant] = await house.house.tenants.list()
  return house.house.reports.about({ tenant: tenant?.id ?? 0, domain: 'zorg.example' })
}

test('a report of a proved sender is read once; an unproved one, one about others, and a bomb change nothing', async () => {
  const to = 'postmaster+dmarc@zorg.example'
  await known(key.recordName)
  const report = ours('een', [row(40, '192.0.2.1', 'pass'), row(3, '198.51.100.9', 'fail')])
  const stranger = 'bounce@elsewhere.example'
  await accept(mailOf(report, to), to, stranger)
  assert.deepEqual((await figures()).reporters, [], 'nobody stands for it')
  await accept(sign(mailOf(report, to)), to, stranger)
  await accept(sign(mailOf({ ...report, rows: [row(1_000_000, '192.0.2.66', 'fail')] }, to)), to, stranger)
  await accept(sign(mailOf(ours('twee', [row(9, '192.0.2.2', 'fail')], 'andere.example'), to)), to, stranger)
  await accept(sign(mailOf(ours('drie', [row(9, '192.0.2.2', 'fail')]), 'noor@zorg.example')), 'noor@zorg.example', stranger)
  const bomb = gzipSync(Buffer.alloc(40_000_000, 0x20))
  const packed = mailOf(report, to)
  const swapped = Buffer.from(Buffer.from(packed).toString('latin1').replace(/(?<=base64\r\n\r\n)[A-Za-z0-9+/=\r\n]+(?=\r\n--)/, bomb.toString('base64').replace(/.{76}/g, '$&\r\n')), 'latin1')
  assert.equal((await accept(sign(swapped), to, stranger)).outcome, 'kept', 'the mail itself is kept')
  const found = await figures()
  const shown = found.days.filter(({ dmarc }) => dmarc.good + dmarc.bad > 0)
  assert.deepEqual(shown.map(({ dmarc }) => dmarc), [{ good: 40, bad: 3 }])
  assert.deepEqual(found.sources, [{ ip: '198.51.100.9', count: 3, refused: 3 }])
  assert.deepEqual(found.reporters.map(({ organisation, kind, reports }) => [organisation, kind, reports]), [['Lab', 'dmarc', 1]])
})

test('a TLS report counts under each of our domains that it tells of, signed only', async () => {
  const to = 'postmaster+tls@zorg.example'
  await known(key.recordName)
  const begin = Math.floor(house.house.clock.now() / day) * 86_400 - 86_400
  const report: TlsReport = {
    kind: 'tls', organisation: 'Lab', contact: 'x', reportId: 'tls-een', begin, end: begin + 86_399, policies: [
      { type: 'sts', domain: 'zorg.example', policy: [], mxHosts: [], good: 7, bad: 2, failures: [{ result: 'certificate-expired', mxHost: 'mail.zorg.example', mxIp: '', count: 2, reason: '' }] },
      { type: 'sts', domain: 'andere.example', policy: [], mxHosts: [], good: 99, bad: 99, failures: [] },
    ],
  }
  await accept(mailOf(report, to), to, 'bounce@lab.example')
  assert.equal((await figures()).reporters.length, 1, 'not signed')
  await accept(sign(mailOf(report, to)), to, 'bounce@lab.example')
  const found = await figures()
  assert.deepEqual(found.days.map(({ tls }) => tls).filter(({ good, bad }) => good + bad > 0), [{ good: 7, bad: 2 }])
  assert.deepEqual(found.failures, [{ result: 'certificate-expired', host: 'mail.zorg.example', count: 2, reason: '' }])
})
