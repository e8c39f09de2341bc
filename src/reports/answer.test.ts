import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { silentLog } from '../log/log.ts'
import { ANSWER_BYTES_MAX, reportFrom } from './answer.ts'
import { policyOf } from './dmarc-tags.ts'
import { dmarcXml } from './dmarc-xml.ts'
import { createReportOpener } from './opening.ts'
import { tlsJson } from './tls-json.ts'
import { PACKED_BYTES_MAX, ROWS_MAX, UNPACKED_BYTES_MAX, type DmarcReport, type DmarcRow, type TlsReport } from './types.ts'

const row: DmarcRow = {
  sourceIp: '192.0.2.1', count: 3, disposition: 'reject', dkim: 'fail', spf: 'pass', headerFrom: 'zorg.example', envelopeFrom: '',
  reason: { type: 'local_policy', comment: 'x' }, dkimFound: [{ domain: 'zorg.example', selector: 's1', result: 'fail' }],
  spfFound: { domain: 'lijst.example', scope: 'helo', result: 'pass' },
}
const dmarc: DmarcReport = {
  kind: 'dmarc', organisation: 'Lab', contact: 'p@lab.example', reportId: '1', begin: 1_763_683_200, end: 1_763_769_599,
  policy: policyOf('zorg.example', 'v=DMARC1; p=reject; t=y'), rows: [row],
}
const tls: TlsReport = {
  kind: 'tls', organisation: 'Lab', contact: '', reportId: '2', begin: 1_763_683_200, end: 1_763_769_599,
  policies: [{
    type: 'sts', domain: 'zorg.example', policy: ['mode: enforce'], mxHosts: ['mail.zorg.example'], good: 5, bad: 2,
    failures: [{ result: 'certificate-expired', mxHost: 'mail.zorg.example', mxIp: '192.0.2.1', count: 2, reason: '' }],
  }],
}

test('a locked-down child gives of each kind of report what stands in it, and TLS reports only under a signature', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'zegel-reports-'))
  const opener = createReportOpener({ cacheFolder: folder, log: silentLog })
  t.after(() => {
    opener.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const open = (text: string | Uint8Array, isSigned = true) => opener.open(gzipSync(text), { isSigned })
  assert.deepEqual(await open(dmarcXml(dmarc), false), dmarc)
  assert.deepEqual(await open(tlsJson(tls)), tls)
  assert.equal(await open(tlsJson(tls), false), 'unproved')
  assert.equal(await open('<html>'), undefined)
  assert.equal(await open(Buffer.alloc(UNPACKED_BYTES_MAX + 1, 0x20)), undefined, 'a bomb')
  assert.equal(await opener.open(new Uint8Array(PACKED_BYTES_MAX + 1), { isSigned: true }), undefined, 'too large to be handed over')
  // The same child, or the one after it, reads on.
  assert.deepEqual(await open(dmarcXml(dmarc)), dmarc)
})

test('what a child says is looked at again: values that make no sense are left out, or it is no report', () => {
  const said = (change: object): unknown => reportFrom(JSON.stringify({ ...dmarc, ...change }))
  assert.deepEqual(reportFrom(JSON.stringify(dmarc)), dmarc)
  assert.deepEqual(reportFrom(JSON.stringify(tls)), tls)
  assert.equal(reportFrom('"unproved"'), 'unproved')
  for (const text of ['', 'null', '[]', '7', '{', '{"kind":"other"}', `"${'x'.repeat(ANSWER_BYTES_MAX)}"`]) assert.equal(reportFrom(text), undefined)
  for (const change of [{ organisation: '' }, { reportId: {} }, { begin: -1 }, { begin: '1e9' }, { end: 1 }, { policy: null }, { policy: { domain: 'a b' } }]) {
    assert.equal(said(change), undefined, JSON.stringify(change))
  }
  const odd = [null, 'x', { ...row, sourceIp: '<script>' }, { ...row, count: -1 }, { ...row, disposition: 'other' }, { ...row, headerFrom: '' }]
  assert.deepEqual((said({ rows: odd }) as DmarcReport).rows, [])
  assert.equal((said({ rows: Array.from({ length: ROWS_MAX + 1 }, () => row) }) as DmarcReport).rows.length, ROWS_MAX)
  assert.deepEqual((said({ rows: [{ ...row, reason: { type: 'a\nb', comment: 7 }, dkimFound: 'x', spfFound: [] }] }) as DmarcReport).rows,
    [{ ...row, reason: { type: 'a b', comment: '' }, dkimFound: [], spfFound: null }])
  const tlsSaid = (policy: object): unknown => reportFrom(JSON.stringify({ ...tls, policies: [policy] }))
  for (const change of [{ type: 'x' }, { domain: '' }, { good: 'many' }, { bad: 1.5 }]) assert.equal(tlsSaid({ ...tls.policies[0], ...change }), undefined)
})
