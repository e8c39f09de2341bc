/**
 * The key of the own mail and the closing of an account, in the browser: a leaked app password ends with a new key while the
 * mail stays, an administrator sees what closes, and whoever changes their mind keeps the account. Each page in light, in dark and at 320 pixels.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PASSWORD } from '../service.ts'
import { look, noBrowser, signIn, visit } from './browser.ts'
import { openHouse, type House } from './house.ts'

let house: House
before(async () => {
  if (noBrowser === false) house = await openHouse()
})
after(() => house?.close())

const skip = noBrowser
const options = { skip, timeout: 180_000 }

test('a new key: what leaked ends, the mail stays', options, async () => {
  const { page, complaints } = house.marieke
  await page.goto(`${house.address}#/settings`)
  await page.getByRole('heading', { name: 'Sleutel van uw post' }).waitFor()
  await page.getByText('nog nooit vervangen').waitFor()
  await look(page, 'key-before')
  await page.getByRole('button', { name: 'Vervang de sleutel' }).click()
  await page.getByRole('checkbox').first().check()
  await look(page, 'key-form')
  const form = page.getByRole('form', { name: 'Vervang de sleutel' })
  await form.getByLabel('Uw wachtwoord').fill(PASSWORD)
  await form.getByRole('button', { name: 'Vervang de sleutel' }).click()
  await page.getByText('sleutel 2').waitFor()
  await page.getByText('vervangen op').waitFor()
  await look(page, 'key-done')
  assert.deepEqual(complaints, [])
})

test('an account is to close, and stays after all', options, async () => {
  const { page } = house.marieke
  await page.goto(`${house.address}#/settings`)
  await page.getByRole('button', { name: 'Sluit mijn account' }).click()
  const form = page.getByRole('form', { name: 'Sluit mijn account' })
  await form.getByLabel('Uw wachtwoord').fill(PASSWORD)
  await look(page, 'closing-form')
  await form.getByRole('button', { name: 'Sluit mijn account' }).click()
  await page.getByText('Tot die dag werkt alles.').waitFor()
  await look(page, 'closing-asked')
  const admin = await visit(house.browser, house.address)
  await signIn(admin.page, 'beheer@delinde.example', PASSWORD)
  await admin.page.goto(`${house.address}#/accounts`)
  await admin.page.getByRole('heading', { name: 'Accounts die sluiten' }).waitFor()
  await look(admin.page, 'closings-admin')
  // The administrator sees how far the key of the other test is, and that one that was asked for waits for its owner.
  await admin.page.getByRole('button', { name: /: Marieke/ }).first().click()
  await admin.page.getByText(/Sleutel van Marieke.*: sleutel \d, vervangen op/).waitFor()
  await look(admin.page, 'key-admin')
  await admin.page.getByRole('button', { name: /Nieuwe sleutel voor Marieke/ }).click()
  await admin.page.getByText(/Sleutel van Marieke.*(zodra de eigenaar inlogt|bezig|vervangen op)/).waitFor()
  await admin.context.close()
  await page.getByRole('button', { name: 'Houd mijn account' }).click()
  await page.getByRole('button', { name: 'Sluit mijn account' }).waitFor()
})
