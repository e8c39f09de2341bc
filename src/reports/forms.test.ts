import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { zip } from '../extract/zip.testing.ts'
import { destinationsOf, DESTINATIONS_MAX, policyOf } from './dmarc-tags.ts'
import { readDmarc } from './dmarc-read.ts'
import { dmarcXml } from './dmarc-xml.ts'
import { readTls, tlsJson } from './tls-json.ts'
import { COUNT_MAX, PACKED_BYTES_MAX, ROWS_MAX, UNPACKED_BYTES_MAX, type DmarcReport, type DmarcRow, type TlsReport } from './types.ts'
import { unpack } from './unpack.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const row: DmarcRow = {
  sourceIp: '192.0.2.1', count: 3, disposition: 'reject', dkim: 'fail', spf: 'pass', headerFrom: 'zorg.example',
  envelopeFrom: 'lijst.example', reason: { type: 'local_policy', comment: 'a < b & c' },
  dkimFound: [{ domain: 'zorg.example', selector: 's1', result: 'fail' }],
  spfFound: { domain: 'lijst.example', scope: 'mfrom', result: 'pass' },
}
const dmarc: DmarcReport = {
  kind: 'dmarc', organisation: 'Lab & Co', contact: 'postmaster@lab.example', reportId: '1!x', begin: 1_763_683_200, end: 1_763_769_599,
  policy: policyOf('zorg.example', 'v=DMARC1; p=reject; sp=quarantine; adkim=s; fo=1:d; t=y'), rows: [row],
}
const tls: TlsReport = {
  kind: 'tls', organisation: 'Lab', contact: 'postmaster@lab.example', reportId: '2025@lab', begin: 1_763_683_200, end: 1_763_769_599,
  policies: [{
    type: 'sts', domain: 'zorg.example', policy: ['version: STSv1', 'mode: enforce'], mxHosts: ['mail.zorg.example'], good: 5, bad: 2,
    failures: [{ result: 'certificate-expired', mxHost: 'mail.zorg.example', mxIp: '192.0.2.1', count: 2, reason: 'X509_V_ERR' }],
  }],
}

test('what we write of DMARC and of TLS is read as it was', async () => {
  assert.deepEqual(await readDmarc(dmarcXml(dmarc)), dmarc)
  assert.deepEqual(readTls(tlsJson(tls)), tls)
})

test('whatever a sender wrote into names stays text: no element, no entity, no character that XML lacks', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), async (text) => {
    const xml = dmarcXml({ ...dmarc, organisation: `x${text}`, rows: [{ ...row, reason: { type: 'other', comment: text } }] })
    const read = await readDmarc(xml)
    assert.equal(read?.rows.length, 1)
    assert.equal(read?.policy.domain, 'zorg.example')
    assert.equal(xml.split('<record>').length, 2)
  }))
})

test('an older report without namespace, with its own order and no selector is read', async () => {
  const old = `<?xml version="1.0"?><feedback><report_metadata><org_name>google.com</org_name><email>a@google.com</email>
<report_id>77</report_id><date_range><begin>1</begin><end>86400</end></date_range></report_metadata><policy_published>
<domain>zorg.example</domain><p>none</p><pct>100</pct></policy_published><record><row>
<source_ip>2001:db8::1</source_ip><count>2</count>
<policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row><identifiers>
<header_from>zorg.example</header_from></identifiers><auth_results>
<dkim><domain>zorg.example</domain><result>pass</result></dkim>
<spf><domain>x.example</domain><result>softfail</result></spf></auth_results></record></feedback>`
  const read = await readDmarc(old)
  assert.deepEqual(read?.rows.map(({ sourceIp, count, dkim, spfFound }) => [sourceIp, count, dkim, spfFound?.result]), [['2001:db8::1', 2, 'pass', 'softfail']])
})

const without = (what: RegExp): string => dmarcXml(dmarc).replace(what, '')
for (const [what, xml] of Object.entries({
  'nothing': '', 'HTML': '<html><body>feedback</body></html>', 'no domain': without(/<domain>zorg.example<\/domain>\n<p>/),
  'no organisation': without(/<org_name>.*<\/org_name>/), 'an end before its begin': dmarcXml({ ...dmarc, end: 1 }),
  'a file that names others': `<!DOCTYPE f [<!ENTITY a SYSTEM "file:///etc/passwd">]><feedback>&a;</feedback>`,
  'elements a thousand deep': `<feedback>${'<a>'.repeat(2000)}`,
})) {
  test(`no DMARC report: ${what}`, async () => assert.equal(await readDmarc(xml), undefined))
}

test('rows that make no sense are left out, the rest counts; the largest rows are kept', async () => {
  const odd: readonly DmarcRow[] = [
    { ...row, sourceIp: 'javascript:1' }, { ...row, count: COUNT_MAX + 1 }, { ...row, headerFrom: 'a b' }, { ...row, count: COUNT_MAX },
  ]
  assert.deepEqual((await readDmarc(dmarcXml({ ...dmarc, rows: odd })))?.rows.map(({ count }) => count), [COUNT_MAX])
  const many = Array.from({ length: ROWS_MAX + 1 }, (_, index) => ({ ...row, count: index }))
  const kept = (await readDmarc(dmarcXml({ ...dmarc, rows: many })))?.rows.map(({ count }) => count)
  assert.deepEqual([kept?.length, kept?.[0], kept?.at(-1)], [ROWS_MAX, ROWS_MAX, 1])
})

for (const [what, text] of Object.entries({
  'nothing': '', 'another document': '{}', 'a list': '[]', 'no policies': tlsJson({ ...tls, policies: [] }),
  'a number for a name': tlsJson(tls).replace('"Lab"', '7'), 'no moment': tlsJson(tls).replace(/T\d\d:\d\d:\d\dZ/, ''),
  'counts below nothing': tlsJson(tls).replace('"total-successful-session-count":5', '"total-successful-session-count":-5'),
})) {
  test(`no TLS report: ${what}`, () => assert.equal(readTls(text), undefined))
}

test('gzip, ZIP and plain text are unpacked; what lies about itself is not', async () => {
  const xml = dmarcXml(dmarc)
  const bytes = Buffer.from(xml)
  assert.deepEqual(await unpack(bytes), { text: xml })
  assert.deepEqual(await unpack(gzipSync(bytes)), { text: xml })
  assert.deepEqual(await unpack(zip([{ name: 'a.xml', content: bytes }])), { text: xml })
  assert.equal(await unpack(zip([{ name: 'a.xml', content: bytes }, { name: 'b.xml', content: bytes }])), 'broken')
  assert.equal(await unpack(gzipSync(bytes).subarray(0, 40)), 'broken')
  assert.equal(await unpack(Buffer.concat([Buffer.from('PK'), deflateRawSync(bytes)])), 'broken')
  assert.equal(await unpack(Buffer.from([0xff, 0xfe, 0x3c, 0])), 'broken')
})

const lengthOf = async (packed: Uint8Array): Promise<number> => {
  const unpacked = await unpack(packed)
  return typeof unpacked === 'string' ? -1 : unpacked.text.length
}

test('a bomb ends at its limit, at the limit it is read', async () => {
  const most = Buffer.alloc(UNPACKED_BYTES_MAX, 0x20)
  assert.equal(await lengthOf(gzipSync(most)), UNPACKED_BYTES_MAX)
  const bomb = Buffer.alloc(UNPACKED_BYTES_MAX + 1, 0x20)
  assert.equal(await unpack(gzipSync(bomb)), 'too-large')
  assert.equal(await unpack(zip([{ name: 'a.xml', content: bomb }])), 'too-large')
  assert.equal(await unpack(zip([{ name: 'a.xml', content: bomb, claims: 10 }])), 'too-large', 'the size it claims is not believed')
  assert.equal(await unpack(zip([{ name: 'a.xml', content: bytesOf('x'), isEncrypted: true }])), 'broken')
  assert.equal(await unpack(new Uint8Array(PACKED_BYTES_MAX + 1)), 'too-large')
  assert.equal(await lengthOf(new Uint8Array(PACKED_BYTES_MAX).fill(0x20)), PACKED_BYTES_MAX)
})

test('where reports go: addresses with their limit, encoded signs, nothing else', () => {
  const found = destinationsOf('v=DMARC1; p=none; rua=mailto:a@x.example!10m , mailto:b%2Bc@y.example,ftp://z, mailto:broken, https://r.example/tls')
  assert.deepEqual(found, [
    { scheme: 'mailto', address: 'a@x.example', domain: 'x.example', bytesMax: 10 * 1024 ** 2 },
    { scheme: 'mailto', address: 'b+c@y.example', domain: 'y.example', bytesMax: null },
    { scheme: 'https', url: 'https://r.example/tls' },
  ])
  for (const rua of ['mailto:%', 'mailto:a@b%0d%0aRCPT', 'mailto:a@b@c', 'mailto:@x', 'https://', '']) assert.deepEqual(destinationsOf(`rua=${rua}`), [], rua)
  const many = Array.from({ length: DESTINATIONS_MAX + 1 }, (_, index) => `mailto:a${index}@x.example`).join()
  assert.equal(destinationsOf(`rua=${many}`).length, DESTINATIONS_MAX)
})
