import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openAccountsHouse, type AccountsHouse } from '../accounts/accounts.testing.ts'
import { day } from '../base/sizes.ts'
import { silentLog } from '../log/log.ts'
import type { AuthCheck } from '../mail-auth/types.ts'
import { createCounts } from './counts.ts'
import { DEPTH_MAX, ELEMENTS_MAX, readDmarc } from './dmarc-read.ts'
import { createReportOpener, type ReportOpener } from './opening.ts'
import { policyOf } from './dmarc-tags.ts'
import { dmarcXml } from './dmarc-xml.ts'
import { readReport, REPORTS_PER_SENDER_MAX, type ReadReport } from './received.ts'
import { JSON_DEPTH_MAX, JSON_VALUES_MAX, readTls, tlsJson } from './tls-json.ts'
import type { DmarcReport, TlsReport } from './types.ts'

let house: AccountsHouse
let begin: number
let opener: ReportOpener
before(async () => {
  house = await openAccountsHouse()
  await house.tenants.addDomain({ tenant: house.tenant, name: 'zorg.example' })
  opener = createReportOpener({ cacheFolder: join(house.folder, 'code'), log: silentLog })
  begin = (Math.floor(house.clock.at / day) - 1) * 86_400
})
after(async () => {
  opener.close()
  await house.close()
})

const dmarc = (reportId = '1'): DmarcReport => ({
  kind: 'dmarc', organisation: 'Lab', contact: '', reportId, begin, end: begin + 86_399, policy: policyOf('zorg.example', 'v=DMARC1; p=reject'), rows: [],
})
const tls = (): TlsReport => ({
  kind: 'tls', organisation: 'Lab', contact: '', reportId: '1', begin, end: begin + 86_399,
  policies: [{ type: 'sts', domain: 'zorg.example', policy: [], mxHosts: [], good: 1, bad: 0, failures: [] }],
})

function mailWith(...files: readonly Uint8Array[]): Uint8Array {
  const parts = files.map((file) =>
    `--b\r\nContent-Type: application/gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n${file.toBase64()}\r\n`)
  return Buffer.from(`From: a@lab.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--\r\n`)
}

/** Reads it as a mail of this sender; null: nothing is proved. */
function read(raw: Uint8Array, sender: string | null, { signed = false } = {}): Promise<ReadReport> {
  const check = { alignedDomain: sender, dkim: signed ? [{ result: 'pass' }] : [] } as unknown as AuthCheck
  const { subjectOf } = createCounts({ ...house, log: silentLog })
  return readReport({ ...house, subjectOf, opener }, { tenant: house.tenant, raw, check })
}

test('no file of a sender who is not proved is unpacked, and no JSON without a signature is read', async () => {
  // One that does not unpack would be "no report": it was not tried.
  const broken = Buffer.from([0x1f, 0x8b, 8, 0, 1])
  assert.deepEqual([await read(mailWith(broken), null), await read(mailWith(broken), 'lab.example')], ['unproved', 'no-report'])
  assert.equal(await read(mailWith(gzipSync('{')), 'lab.example'), 'unproved')
  assert.equal(await read(mailWith(gzipSync('{')), 'lab.example', { signed: true }), 'no-report')
  assert.equal(await read(Buffer.from('From: a@lab.example\r\n\r\nDag'), null), 'no-report')
})

test('one file of a mail is tried', async () => {
  const report = gzipSync(dmarcXml(dmarc('files')))
  assert.equal(await read(mailWith(gzipSync('<other/>'), report), 'lab.example', { signed: true }), 'no-report')
  assert.equal(await read(mailWith(report, gzipSync('<other/>')), 'lab.example'), 'kept')
})

test('one organisation fills no room of others, whatever names it makes below its own', async () => {
  const send = (sender: string, reportId: string) => read(mailWith(gzipSync(dmarcXml(dmarc(reportId)))), sender)
  const outcomes: ReadReport[] = []
  for (let number = 0; number < REPORTS_PER_SENDER_MAX + 1; number += 1) outcomes.push(await send(`a${number}.flood.example`, `f${number}`))
  assert.deepEqual(outcomes, [...Array.from({ length: REPORTS_PER_SENDER_MAX }, () => 'kept'), 'known'])
  assert.equal(await send('other.example', 'f0'), 'kept')
  assert.equal(await send('other.example', 'f0'), 'known')
})

/** A whole report with more inside its root. */
const xmlWith = (more: string): string => dmarcXml(dmarc()).replace('</feedback>', `${more}</feedback>`)
const elementsOf = (xml: string): number => xml.split(/<[a-z]/).length - 1

test(`XML: ${DEPTH_MAX} elements deep, ${ELEMENTS_MAX} of them, not one more`, async () => {
  const deep = (depth: number) => xmlWith('<a>'.repeat(depth - 1) + 'x' + '</a>'.repeat(depth - 1))
  assert.ok(await readDmarc(deep(DEPTH_MAX)))
  assert.equal(await readDmarc(deep(DEPTH_MAX + 1)), undefined)
  const many = (count: number) => xmlWith('<a>x</a>'.repeat(count - elementsOf(xmlWith(''))))
  assert.ok(await readDmarc(many(ELEMENTS_MAX)))
  assert.equal(await readDmarc(many(ELEMENTS_MAX + 1)), undefined)
})

test('while a report is read everybody else gets a turn', async () => {
  let turns = 0
  let reading = true
  const turn = (): void => {
    turns += 1
    if (reading) setImmediate(turn)
  }
  setImmediate(turn)
  await readDmarc(xmlWith('<a>x</a>'.repeat(100_000)))
  reading = false
  assert.ok(turns > 40, `${turns} turns`)
})

test('signs that are no element, and a text full of entities, cost what they are long', async () => {
  let turns = 0
  const count = setInterval(() => { turns += 1 }, 0)
  assert.ok(await readDmarc(xmlWith('<!>'.repeat(1_000_000))))
  clearInterval(count)
  assert.ok(turns > 0, 'read in pieces')
  assert.equal((await readDmarc(xmlWith('').replace('Lab', '&amp;'.repeat(500_000))))?.organisation.startsWith('&&'), true)
})

test(`JSON: ${JSON_DEPTH_MAX} deep, ${JSON_VALUES_MAX} values, not one more; signs within texts count for nothing`, () => {
  const jsonWith = (more: string) => tlsJson(tls()).replace(/\}$/, `,"more":${more}}`)
  const deep = (depth: number) => jsonWith('['.repeat(depth - 1) + ']'.repeat(depth - 1))
  assert.ok(readTls(deep(JSON_DEPTH_MAX)))
  assert.equal(readTls(deep(JSON_DEPTH_MAX + 1)), undefined)
  const sized = (count: number) => jsonWith(`[${Array.from({ length: count }, () => '0').join()}]`)
  const own = [...tlsJson(tls()).matchAll(/[[{,]/g)].length + 1
  // The comma in front of it and its bracket count too; the first value has no comma.
  const most = JSON_VALUES_MAX - own - 1
  assert.ok(readTls(sized(most)))
  assert.equal(readTls(sized(most + 1)), undefined)
  assert.ok(readTls(jsonWith(JSON.stringify(`\\"${'[{,'.repeat(JSON_VALUES_MAX)}`))))
})
