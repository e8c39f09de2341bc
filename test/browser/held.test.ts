/** A mail that was handed in by a mail program and needs an answer of its sender: held, and let go on its page. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { PASSWORD, startService, type Person, type Service } from '../service.ts'
import { openImap, plainMessage, SmtpConversation, subjectsIn, eventually } from '../wire.ts'
import { assertAccessible, noBrowser, openBrowser, signIn, visit } from './browser.ts'

let browser: Browser
let service: Service
let marieke: Person
before(async () => {
  if (noBrowser !== false) return
  service = await startService({ domain: 'delinde.example', sets: ['sms.driver=local'] })
  marieke = service.addAccount('marieke@delinde.example', { name: 'Marieke Hofstra' })
  browser = await openBrowser()
})
after(async () => {
  if (noBrowser !== false) return
  await browser.close()
  await service.remove()
})

test('the notice leads to the page, which asks for the number and lets the mail go', { skip: noBrowser }, async () => {
  const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await conversation.startTls()
  await conversation.authenticate(marieke.address, marieke.appPassword)
  const sent = await conversation.send(marieke.address, ['anja.bakker@post.example'], plainMessage({
    from: marieke.address, to: 'anja.bakker@post.example', subject: 'Uw moeder',
    text: 'Beste Anja,\r\n\r\nUw moeder, BSN 111222333, gebruikt sinds maandag metformine voor haar diabetes.\r\n\r\nMarieke',
  }))
  conversation.close()
  assert.equal(sent.code, 250, sent.text)
  const client = await openImap(service, marieke)
  await eventually(() => subjectsIn(client, 'INBOX'), (subjects) => subjects.length > 0)
  await client.logout()
  const { page, complaints } = await visit(browser, `http://linde.localhost:${service.ports['http'] ?? 0}/mail/held/any`)
  await signIn(page, marieke.address, PASSWORD)
  await page.getByRole('heading', { name: 'Dit wacht op u' }).waitFor()
  await page.getByRole('heading', { name: 'Uw moeder' }).waitFor()
  await assertAccessible(page, 'held')
  await page.getByRole('button', { name: 'Verstuur' }).click()
  await page.getByText('Vul eerst in hoe de ontvanger de code krijgt.').waitFor()
  await page.getByLabel(/06-nummer/).fill('06 12 34 56 21')
  await page.getByRole('button', { name: 'Verstuur' }).click()
  await page.getByText('Er wacht niets op u.').waitFor()
  assert.deepEqual(complaints, [])
})
