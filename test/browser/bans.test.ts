/** The administrator in Chromium shuts a network out and lets it in again, on the page that says how the service is. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { PASSWORD, startService, type Service } from '../service.ts'
import { SmtpConversation } from '../wire.ts'
import { assertAccessible, look, noBrowser, openBrowser, signIn, visit } from './browser.ts'

let service: Service
let browser: Browser
before(async () => {
  if (noBrowser !== false) return
  service = await startService({ domain: 'delinde.example', sets: ['throttle.exempt=[]'] })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await service?.remove()
})

test('a network is shut out and let in again', { skip: noBrowser, timeout: 600_000 }, async () => {
  const { page, context } = await visit(browser, `http://localhost:${service.ports['http'] ?? 0}`)
  await signIn(page, 'beheer@delinde.example', PASSWORD)
  await page.goto(`http://localhost:${service.ports['http'] ?? 0}/#/health`)
  const network = page.getByLabel(/^(Netwerk|Network)$/)
  const shutOut = page.getByRole('button', { name: /^(Sluit buiten|Shut out)$/ })
  await network.fill('niet-goed')
  await shutOut.click()
  await page.getByRole('alert').filter({ hasText: /geen netwerk|no network/ }).waitFor()
  await network.fill('203.0.113.9/24')
  await page.getByLabel(/Waarom\?|Why\?/).fill('Probeert de hele dag wachtwoorden')
  await shutOut.click()
  const row = page.getByRole('row').filter({ hasText: '203.0.113.0/24' })
  await row.waitFor()
  await look(page, 'bans')
  await assertAccessible(page, 'health with bans')
  assert.match(service.command(['ban', 'list', '--json']).stdout, /"network":"203\.0\.113\.0\/24"/)
  await row.getByRole('button').click()
  await row.waitFor({ state: 'detached' })
  assert.equal(service.command(['ban', 'list', '--json']).stdout.trim(), '')
  const smtp = await SmtpConversation.open(service.ports['smtp'] ?? 0)
  assert.equal((await smtp.say('NOOP')).code, 250)
  smtp.close()
  await context.close()
})
