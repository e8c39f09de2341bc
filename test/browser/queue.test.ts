/** The administrator in Chromium: sees why mail waits, looks at one, keeps it back, lets it go, and deletes it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { freePort, PASSWORD, startService, type Service } from '../service.ts'
import { eventually, plainMessage, SmtpConversation } from '../wire.ts'
import { assertAccessible, look, noBrowser, openBrowser, signIn, visit } from './browser.ts'

let service: Service
let browser: Browser
before(async () => {
  if (noBrowser !== false) return
  // Nobody listens there.
  service = await startService({
    domain: 'delinde.example', sets: [`delivery.routes={"dood.example": "127.0.0.1:${await freePort()}"}`],
  })
  browser = await openBrowser()
})
after(async () => {
  await browser?.close()
  await service?.remove()
})

test('mail that cannot leave is seen, looked at, kept back, let go and deleted', { skip: noBrowser, timeout: 300_000 },
  async () => {
    const marieke = service.addAccount('marieke@delinde.example')
    const submission = await SmtpConversation.open(service.ports['submission'] ?? 0)
    await submission.startTls()
    await submission.authenticate(marieke.address, marieke.appPassword)
    const message = plainMessage({ from: marieke.address, to: 'jan@dood.example', subject: 'Rooster van vrijdag' })
    assert.equal((await submission.send(marieke.address, ['jan@dood.example'], message)).code, 250)
    submission.close()
    const paused = (): Promise<string> => Promise.resolve(service.command(['queue', 'destinations', '--json']).stdout)
    await eventually(paused, (text) => text.includes('dood.example'))
    const { context, page } = await visit(browser, `http://localhost:${service.ports['http'] ?? 0}`)
    await signIn(page, 'beheer@delinde.example', PASSWORD)
    await page.goto(`http://localhost:${service.ports['http'] ?? 0}/#/queue`)
    const row = page.getByRole('row').filter({ hasText: marieke.address })
    await row.waitFor()
    assert.ok(!(await page.locator('main').innerText()).includes('jan@dood.example'), 'lists show no addresses')
    assert.ok(!(await page.locator('main').innerText()).includes('Rooster'), 'nor subjects')
    await look(page, 'queue')
    await assertAccessible(page, 'queue')
    await row.getByRole('button', { name: /^(Bekijk|Show)/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('jan@dood.example').waitFor()
    await dialog.getByRole('button').click()
    await row.getByRole('button', { name: /^(Houd vast|Hold)/ }).click()
    const release = row.getByRole('button', { name: /^(Laat gaan|Release)/ })
    await release.waitFor()
    assert.match(service.command(['queue', 'list', '--state', 'stopped', '--json']).stdout, /"state":"stopped"/)
    await release.click()
    await row.getByRole('button', { name: /^(Houd vast|Hold)/ }).waitFor()
    await row.getByRole('button', { name: /^(Verwijder|Delete)/ }).click()
    await dialog.getByRole('button', { name: /^(Verwijder|Delete)/ }).click()
    await row.waitFor({ state: 'detached' })
    // The notice to the sender passes through the queue as well.
    const listed = (): Promise<string> => Promise.resolve(service.command(['queue', 'list', '--json']).stdout.trim())
    await eventually(listed, (text) => text === '')
    await context.close()
  })
