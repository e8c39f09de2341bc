/** What a newcomer sees: the steps of the first half of the main job, in Chromium, on two real services. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { systemClock } from '../../src/base/clock.ts'
import { createCertificateAuthority } from '../../src/tls/certificates.ts'
import { freePort, PASSWORD, startService, type Service } from '../service.ts'
import { deliver, openImap, plainMessage, subjectsIn } from '../wire.ts'
import { assertAccessible, noBrowser, openBrowser, signIn, totp, visit, type Visitor } from './browser.ts'

let browser: Browser
let linde: Service
let hoogwoude: Service
let marieke: Visitor
let karin: Visitor
let folder = ''
let secret = ''

const urlOf = (service: Service, name: string): string => `http://${name}.localhost:${service.ports['http'] ?? 0}/`

async function startBoth(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'zegel-newcomer-'))
  const authority = await createCertificateAuthority({ name: 'Scenario', clock: systemClock })
  const trusted = join(folder, 'authority.pem')
  writeFileSync(trusted, authority.certificate)
  const [first, second] = [await freePort(), await freePort()]
  const start = async (domain: string, port: number, other: string, otherPort: number): Promise<Service> => {
    const pair = await authority.issue({ names: [`mail.${domain}`, domain], clock: systemClock })
    const [certificate, key] = [join(folder, `${domain}.pem`), join(folder, `${domain}.key`)]
    writeFileSync(certificate, pair.certificate)
    writeFileSync(key, pair.key)
    return startService({
      domain,
      sets: [`smtp.listen=127.0.0.1:${port}`, `tls.certificateFile=${certificate}`, `tls.keyFile=${key}`, `tls.trustedFile=${trusted}`,
        `delivery.routes={"${other}":"127.0.0.1:${otherPort}"}`, 'delivery.fixedRouteTls=verified', 'hold.webSeconds=3'],
    })
  }
  linde = await start('delinde.example', first, 'hoogwoude.example', second)
  hoogwoude = await start('hoogwoude.example', second, 'delinde.example', first)
  linde.addAccount('marieke@delinde.example', { name: 'Marieke Hofstra' })
  linde.addAccount('sanne@delinde.example', { name: 'Sanne Kuiper' })
  linde.addAccount('ingrid@delinde.example', { name: 'Ingrid Smeets', roles: ['privacy-officer'] })
  hoogwoude.addAccount('karin@hoogwoude.example', { name: 'Karin de Boer' })
}

before(async () => {
  if (noBrowser !== false) return
  await startBoth()
  browser = await openBrowser()
})
after(async () => {
  if (noBrowser !== false) return
  await browser.close()
  await linde.remove()
  await hoogwoude.remove()
  rmSync(folder, { recursive: true, force: true })
})

test('sign in, set up the second step from the code on screen, and use it', { skip: noBrowser }, async () => {
  marieke = await visit(browser, urlOf(linde, 'linde'))
  const { page } = marieke
  await assertAccessible(page, 'sign-in')
  await signIn(page, 'marieke@delinde.example', 'verkeerd-wachtwoord')
  await page.getByText('Dit adres en wachtwoord horen niet bij elkaar.').waitFor()
  await signIn(page, 'marieke@delinde.example', PASSWORD)
  await page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
  await page.getByRole('link', { name: /code-app/ }).or(page.getByRole('button', { name: /code-app/ })).first().click()
  const shown = page.locator('code').filter({ hasText: /^[A-Z2-7]{4}( [A-Z2-7]{4})+$/ }).first()
  secret = (await shown.textContent() ?? '').trim()
  assert.match(secret.replaceAll(' ', ''), /^[A-Z2-7]{32}$/)
  await page.getByLabel(/Code van 6 cijfers/).fill(totp(secret))
  await page.getByRole('button', { name: 'Zet aan' }).click()
  await page.getByText('De tweede stap staat aan.').waitFor()
  await assertAccessible(page, 'settings')
})

test('mail to the second organisation goes over verified TLS, and the answer appears without a reload', { skip: noBrowser }, async () => {
  const { page } = marieke
  karin = await visit(browser, urlOf(hoogwoude, 'hoogwoude'))
  await signIn(karin.page, 'karin@hoogwoude.example', PASSWORD)
  await karin.page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
  await page.goto(urlOf(linde, 'linde'))
  await page.getByRole('link', { name: 'Nieuw bericht' }).click()
  await page.getByLabel('Aan: voeg iemand toe').fill('karin@hoogwoude.example')
  await page.keyboard.press('Enter')
  await page.getByLabel('Onderwerp').fill('Huisbezoek donderdag')
  await page.getByLabel('Bericht', { exact: true }).fill('Dag Karin,\n\nKunt u donderdag om half elf?\n\nMarieke')
  await page.getByText(/Opgeslagen om/).waitFor()
  await assertAccessible(page, 'compose')
  await page.getByRole('button', { name: 'Verstuur' }).click()
  await page.getByRole('button', { name: 'Haal terug' }).waitFor()
  await karin.page.getByText('Huisbezoek donderdag').first().waitFor()
  await karin.page.getByText('Huisbezoek donderdag').first().click()
  await karin.page.getByText('Kunt u donderdag om half elf?').first().waitFor()
  await assertAccessible(karin.page, 'message')
  await karin.page.getByRole('link', { name: 'Antwoord', exact: true }).or(karin.page.getByRole('button', { name: 'Antwoord', exact: true })).first().click()
  await karin.page.getByLabel('Bericht', { exact: true }).fill('Dat is goed.')
  await karin.page.getByRole('button', { name: 'Verstuur' }).click()
  await page.getByText('Dat is goed.').first().waitFor()
})

test('a picture in a mail stays blocked until its reader wants it', { skip: noBrowser }, async () => {
  const { page } = marieke
  const html = '<html><body><h1>Nieuws</h1><img src="https://beeld.vakblad.example/kop.png"><script>document.title="kwaad"</script><p onclick="alert(1)">Lees</p></body></html>'
  const message = `From: Vakblad <nieuws@vakblad.example>\r\nTo: marieke@delinde.example\r\nSubject: Nieuwsbrief\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n`
  await deliver(linde, 'nieuws@vakblad.example', 'marieke@delinde.example', message)
  await page.getByText('Nieuwsbrief').first().click()
  await page.getByText(/Afbeeldingen staan uit/).waitFor()
  const frame = page.frameLocator('iframe').first()
  await frame.getByText('Nieuws', { exact: true }).waitFor()
  assert.notEqual(await page.title(), 'kwaad')
  assert.deepEqual(marieke.complaints, [])
})

test('a spoofed colleague lies in Junk with the reason', { skip: noBrowser }, async () => {
  const { page } = marieke
  await deliver(linde, 'kwaad@elders.example', 'marieke@delinde.example',
    plainMessage({ from: 'Sanne Kuiper <sanne@delinde.example>', to: 'marieke@delinde.example', subject: 'Uw wachtwoord verloopt' }))
  await page.getByRole('link', { name: /Ongewenst/ }).click()
  await page.getByText('Uw wachtwoord verloopt').first().click()
  await page.getByText('Doet zich voor als delinde.example', { exact: true }).waitFor()
  await page.getByText('Het bericht zegt dat het komt van Sanne Kuiper (sanne@delinde.example).').waitFor()
  await page.getByText('Het kwam van een andere server.').waitFor()
  await assertAccessible(page, 'impersonation')
})

test('signed out, mail still arrives and is there after signing in with the second step', { skip: noBrowser }, async () => {
  const { page } = marieke
  await page.getByRole('link', { name: 'Instellingen' }).click()
  await page.getByRole('button', { name: 'Log uit' }).click()
  await page.getByLabel('Mailadres').waitFor()
  await deliver(linde, 'tom@fysio.example', 'marieke@delinde.example',
    plainMessage({ from: 'Tom Aarts <tom@fysio.example>', to: 'marieke@delinde.example', subject: 'Terwijl u weg was' }))
  await signIn(page, 'marieke@delinde.example', PASSWORD)
  await page.getByLabel(/Code van 6 cijfers/).fill('000000')
  await page.getByRole('button', { name: 'Ga verder' }).click()
  await page.getByText('Deze code klopt niet.').waitFor()
  // The code that set up the second step is used up; the next one works.
  await page.getByLabel(/Code van 6 cijfers/).fill(totp(secret, Date.now() + 30_000))
  await page.getByRole('button', { name: 'Ga verder' }).click()
  await page.getByText('Terwijl u weg was').first().waitFor()
})

test('the same mailbox opens in a mail program with an app password made on screen', { skip: noBrowser }, async () => {
  const { page } = marieke
  await page.getByRole('link', { name: 'Instellingen' }).click()
  await page.getByLabel('Naam van het programma').fill('mail op tablet')
  await page.getByRole('button', { name: 'Maak app-wachtwoord' }).click()
  await page.getByText('U ziet dit wachtwoord 1 keer.').waitFor()
  const password = (await page.locator('code, output').filter({ hasText: /^[a-z0-9]{4}(-[a-z0-9]{4})+$/ }).first().textContent() ?? '').trim()
  const client = await openImap(linde, { address: 'marieke@delinde.example', password: PASSWORD, appPassword: password })
  assert.ok((await subjectsIn(client, 'INBOX')).includes('Terwijl u weg was'))
  await client.logout()
  await assert.rejects(openImap(linde, { address: 'marieke@delinde.example', password: PASSWORD, appPassword: PASSWORD }))
})

test('the privacy officer sees the events, and a restart loses nothing', { skip: noBrowser }, async () => {
  const ingrid = await visit(browser, urlOf(linde, 'linde'))
  await signIn(ingrid.page, 'ingrid@delinde.example', PASSWORD)
  await ingrid.page.getByRole('link', { name: 'Logboek' }).click()
  await ingrid.page.getByRole('row').filter({ hasText: 'Mail ontvangen' }).first().waitFor()
  await ingrid.page.getByRole('button', { name: /^Controleer/ }).first().click()
  await ingrid.page.getByText(/Elke regel klopt/).waitFor()
  await assertAccessible(ingrid.page, 'ledger')
  assert.deepEqual(ingrid.complaints, [])
  assert.equal(await linde.stop(), 0)
  await linde.start()
  await marieke.page.goto(urlOf(linde, 'linde'))
  await marieke.page.getByText('Terwijl u weg was').first().waitFor()
  assert.deepEqual(karin.complaints, [])
})
