/** Mail that comes in with something wrong, as reader and privacy officer see it: held files, fraud, trackers. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createDnsStub, type DnsStub } from '../../src/dns/stub.testing.ts'
import { newDkimKey, type NewDkimKey } from '../../src/mail-auth/dkim-keys.ts'
import { createDkimSigner } from '../../src/mail-auth/dkim-sign.ts'
import { PASSWORD } from '../service.ts'
import { deliver, eventually } from '../wire.ts'
import { look, noBrowser, signIn, visit, type Visitor } from './browser.ts'
import { openHouse, type House } from './house.ts'

let house: House
let marieke: Visitor
let address = ''
let key: NewDkimKey
let dns: DnsStub | undefined

before(async () => {
  if (noBrowser !== false) return
  key = await newDkimKey({ domain: 'post.example', selector: 's1', algorithm: 'ed25519-sha256' })
  dns = await createDnsStub({ [`TXT ${key.recordName}`]: { records: [{ type: 'TXT', data: [key.record] }] } })
  house = await openHouse({ sets: () => [`dns.servers=["${dns?.server}"]`] })
  ;({ marieke, address } = house)
  house.linde.addAccount('fg@delinde.example', { name: 'Ingrid Smeets', roles: ['privacy-officer'] })
})
after(async () => {
  await house?.close()
  await dns?.close()
})

const toMarieke = (from: string, subject: string, body: string): string =>
  `From: ${from}\r\nTo: marieke@delinde.example\r\nSubject: ${subject}\r\nDate: Sun, 22 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n${body}\r\n`

test('a program in the post is held: the reader reads why, the officer deletes it', { skip: noBrowser }, async () => {
  const { page } = marieke
  await deliver(house.linde, 'tom@fysio.example', 'marieke@delinde.example', toMarieke('Tom <tom@fysio.example>', 'Het oefenplan',
    'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nZie de bijlage.\r\n--b\r\n'
    + 'Content-Type: application/octet-stream; name="plan.pdf.exe"\r\nContent-Disposition: attachment; filename="plan.pdf.exe"\r\n'
    + 'Content-Transfer-Encoding: base64\r\n\r\nTVqQAAMAAAAEAAAA\r\n--b--'))
  await page.getByText('Het oefenplan').first().click()
  await page.getByText('plan.pdf.exe', { exact: false }).first().waitFor()
  await page.getByText('Hebt u dit bestand nodig? Vraag het aan de beheerder van uw organisatie.').waitFor()
  await look(page, 'arrival-held')
  const officer = await visit(house.browser, address)
  await signIn(officer.page, 'fg@delinde.example', PASSWORD)
  await officer.page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
  await officer.page.goto(`${address}#/quarantine`)
  await officer.page.getByRole('heading', { name: 'Tegengehouden bijlagen' }).waitFor()
  await officer.page.getByText('plan.pdf.exe').first().waitFor()
  assert.equal(await officer.page.getByText('Zie de bijlage.').count(), 0)
  await look(officer.page, 'quarantine')
  await officer.page.getByRole('button', { name: 'Wis plan.pdf.exe' }).click()
  await officer.page.getByText('Wist u deze bijlage?').waitFor()
  await look(officer.page, 'quarantine-sure')
  await officer.page.locator('dialog').getByRole('button', { name: 'Wis', exact: true }).click()
  await officer.page.getByText('gewist').first().waitFor()
  assert.deepEqual(officer.complaints, [])
  await officer.context.close()
})

test('what looks like fraud lies in Junk under a banner with the reasons; its reader can say that it is honest', { skip: noBrowser }, async () => {
  const { page } = marieke
  await deliver(house.linde, 'prijs@win-nu.top', 'marieke@delinde.example', toMarieke('"Gratis Telefoon" <prijs@win-nu.top>', 'U HEEFT GEWONNEN!!! claim uw prijs',
    'Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><div style="display:none">aa bb cc dd ee ff</div><h1>GEFELICITEERD!!!</h1><p>U bent de winnaar. Claim uw prijs voor middernacht: '
    + '<a href="http://203.0.113.9/win">https://www.post.example</a></p><p>You have WON! Click here to claim your FREE prize, 100% free, act now!!!</p></body></html>'))
  await page.goto(`${address}#/mail`)
  await page.getByRole('link', { name: /Ongewenst/ }).click()
  await page.getByText('U HEEFT GEWONNEN').first().click()
  await page.getByRole('heading', { name: 'Pas op: dit lijkt op oplichting' }).waitFor()
  await page.getByText('een link gaat ergens anders heen dan er staat').waitFor()
  // Nothing in it can be clicked, and nobody can answer it by a slip.
  assert.equal(await page.locator('iframe').count(), 0)
  assert.equal(await page.locator('.msg a[href]').count(), 0)
  await look(page, 'arrival-fraud')
  await page.getByRole('button', { name: 'Dit bericht klopt wel' }).click()
  await page.goto(`${address}#/mail`)
  await page.getByText('U HEEFT GEWONNEN').first().click()
  await page.locator('iframe').waitFor()
  assert.equal(await page.getByText('Pas op: dit lijkt op oplichting').count(), 0)
  assert.deepEqual(marieke.complaints, [])
})

test('trackers are counted and told, nothing is fetched unasked, and the list is left with one click', { skip: noBrowser }, async () => {
  const { page } = marieke
  const html = '<html><body><p>Het nieuws van deze week.</p><img src="https://beeld.post.example/kop.png" width="600"><img src="https://a.post.example/x.gif?u=7" width="1" height="1">'
    + '<img src="https://b.post.example/wf/open?upn=abc"><div style="display:none"><img src="https://c.post.example/z.png"></div></body></html>'
  const letter = Buffer.from(toMarieke('Vakblad <nieuws@post.example>', 'Weekbrief',
    `List-Unsubscribe: <mailto:stop@post.example?subject=stop>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}`))
  const signed = Buffer.from(createDkimSigner({ keys: [key] }).sign(letter, { at: Date.now() })).toString('latin1')
  await deliver(house.linde, 'nieuws@post.example', 'marieke@delinde.example', signed)
  await page.goto(`${address}#/mail`)
  await page.getByText('Weekbrief').first().click()
  await page.getByText('3 volgpixels tegengehouden.').waitFor()
  await page.getByText('Afbeeldingen staan uit', { exact: false }).waitFor()
  await page.getByText('Dit bericht komt van een mailinglijst.').waitFor()
  await page.getByText('Wij sturen dan namens u een mail aan stop@post.example met als onderwerp ‘stop’.').waitFor()
  await look(page, 'arrival-list')
  await page.getByRole('button', { name: 'Meld mij af bij stop@post.example' }).click()
  await page.getByText('Wij stuurden een mail naar stop@post.example om u af te melden.').waitFor()
  const [mail] = await eventually(async () => house.outside.mails(), (all) => all.length > 0)
  assert.deepEqual([mail?.to, mail?.subject], ['stop@post.example', 'stop'])
  assert.deepEqual(marieke.complaints, [])
})
