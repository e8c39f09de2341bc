/**
 * The page of a domain in Chromium: reports that came in as graphs with their figures, the live checks, what to
 * publish.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createDnsStub, type DnsStub, type StubAnswer } from '../../src/dns/stub.testing.ts'
import { FAILURE_TTL_SECONDS } from '../../src/dns/types.ts'
import { newDkimKey } from '../../src/mail-auth/dkim-keys.ts'
import { createDkimSigner } from '../../src/mail-auth/dkim-sign.ts'
import { policyOf } from '../../src/reports/dmarc-tags.ts'
import { reportFile, reportMail } from '../../src/reports/report-mail.ts'
import type { DmarcReport, Report, TlsReport } from '../../src/reports/types.ts'
import { PASSWORD } from '../service.ts'
import { deliver, eventually } from '../wire.ts'
import { look, noBrowser, signIn, visit } from './browser.ts'
import { openHouse, type House } from './house.ts'

let house: House
let dns: DnsStub
let page: Page

const texts = (...all: readonly string[]): StubAnswer => ({ records: all.map((data) => ({ type: 'TXT' as const, data: data.match(/.{1,255}/g) ?? [''] })) })
const today = Math.floor(Date.now() / 86_400_000)
const range = (ago: number): { readonly begin: number, readonly end: number } => ({
  begin: (today - ago) * 86_400, end: (today - ago + 1) * 86_400 - 1,
})

/** What one provider says of one day: mail in our name, most of it ours. */
function mailReport(ago: number): DmarcReport {
  const row = (count: number, sourceIp: string, result: 'pass' | 'fail') => ({
    sourceIp, count, disposition: result === 'pass' ? 'pass' as const : 'reject' as const, dkim: result, spf: result, reason: null,
    headerFrom: 'delinde.example', envelopeFrom: 'delinde.example', dkimFound: [], spfFound: null,
  })
  return {
    kind: 'dmarc', organisation: 'Post.example', contact: 'postmaster@post.example', reportId: `m${ago}`, ...range(ago),
    policy: policyOf('delinde.example', 'v=DMARC1; p=reject'), rows: [row(120 + ago * 13 % 80, '192.0.2.1', 'pass'), row(ago % 7 === 3 ? 45 : 2, '198.51.100.9', 'fail')],
  }
}

function tlsReport(ago: number): TlsReport {
  return {
    kind: 'tls', organisation: 'Post.example', contact: 'postmaster@post.example', reportId: `t${ago}`, ...range(ago), policies: [{
      type: 'sts', domain: 'delinde.example', policy: [], mxHosts: [], good: 60 + ago * 7 % 40, bad: ago === 5 ? 12 : 0,
      failures: ago === 5 ? [{ result: 'certificate-expired', mxHost: 'mail.delinde.example', mxIp: '', count: 12, reason: '' }] : [],
    }],
  }
}

before(async () => {
  if (noBrowser !== false) return
  const key = await newDkimKey({ domain: 'post.example', selector: 'r', algorithm: 'ed25519-sha256' })
  dns = await createDnsStub({ [`TXT ${key.recordName}`]: texts(key.record) })
  house = await openHouse({ sets: () => [`dns.servers=["${dns.server}"]`, 'reputation.greylist=false'] })
  const sign = createDkimSigner({ keys: [key] })
  const send = async (report: Report, to: string): Promise<void> => {
    const file = reportFile(report, { about: 'delinde.example', submitter: 'post.example' })
    const raw = reportMail({
      report, file, about: 'delinde.example', submitter: 'post.example', from: 'postmaster@post.example', to, messageId: `${report.reportId}@post.example`,
      date: { ms: Date.now(), offsetMinutes: 0 }, boundary: 'b'.repeat(20),
    })
    await deliver(house.linde, 'postmaster@post.example', to, Buffer.from(sign.sign(raw, { at: Date.now() })).toString('latin1'))
  }
  // On a busy machine the DNS may be too late: then a mail is unproved, and is sent again once the service asks anew.
  const outcomes = (): readonly string[] => [...house.linde.log().matchAll(/"outcome":"(kept|known|unproved)"/g)].map(([, word]) => word ?? '')
  const told = async (report: Report, to: string): Promise<void> => {
    for (let tries = 0; tries < 20; tries += 1) {
      const before = outcomes().length
      await send(report, to)
      const [outcome] = (await eventually(() => Promise.resolve(outcomes()),
        (all) => all.length > before)).slice(before)
      if (outcome !== 'unproved') return
      await new Promise((resolve) => setTimeout(resolve, FAILURE_TTL_SECONDS * 1000))
    }
    throw new Error(`a report was never proved: ${report.reportId}`)
  }
  for (let ago = 1; ago <= 20; ago += 1) {
    await told(mailReport(ago), 'postmaster+dmarc@delinde.example')
    await told(tlsReport(ago), 'postmaster+tls@delinde.example')
  }
  const visitor = await visit(house.browser, house.address)
  page = visitor.page
  await signIn(page, 'beheer@delinde.example', PASSWORD)
  await page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
})
after(async () => {
  await house?.close()
  await dns?.close()
})

test('reports lie in the archive, not in the inbox, and show as graphs with their figures beside them', { skip: noBrowser }, async () => {
  assert.equal(await page.getByText('Report Domain').count(), 0)
  await page.goto(`${house.address}#/domains`)
  await page.getByRole('heading', { level: 1, name: 'delinde.example' }).waitFor()
  await page.getByRole('img', { name: /^Mail uit naam van uw domein: / }).waitFor()
  await page.getByRole('img', { name: /^Verbindingen met uw mailserver: .* en 12 niet, in 30 dagen\.$/ }).waitFor()
  const figures = page.getByText('Toon de getallen').first()
  await figures.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('table', { name: 'Mail uit naam van uw domein' }).waitFor()
  assert.equal(await page.getByRole('table', { name: 'Mail uit naam van uw domein' }).getByRole('row').count(), 31)
  await page.keyboard.press('Enter')
  const sources = page.getByRole('table', { name: 'Servers die zonder bewijs uit uw naam mailen' })
  assert.match(await sources.innerText(), /198\.51\.100\.9/)
  assert.match(await page.getByRole('table', { name: 'Waarom verbindingen mislukten' }).innerText(), /het certificaat is verlopen/)
})

test('the checks are made when asked for: what is wrong comes first, with what to do; what cannot be seen says why', { skip: noBrowser }, async () => {
  await page.getByRole('button', { name: 'Controleer nu' }).click()
  await page.getByRole('heading', { name: 'Wat u doet' }).waitFor({ timeout: 120_000 })
  await page.getByRole('status').filter({ hasText: 'punten moeten beter' }).waitFor()
  const routes = page.getByRole('table', { name: 'Routes (RPKI)' })
  assert.match(await routes.innerText(), /niet te zien[\s\S]*Test dit op internet\.nl/)
  const lines = page.getByRole('table', { name: 'Regels voor de DNS' })
  assert.match(await lines.innerText(), /rua=mailto:postmaster\+dmarc@delinde\.example/)
  await look(page, 'domain')
})
