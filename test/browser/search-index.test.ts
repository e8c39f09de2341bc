/**
 * The search list made again from the settings: the page says how far it is and may be left, and what is not done when the
 * service stops is done after it started. Each page in light, in dark and at 320 pixels.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { fillLargeMailbox, rareWord } from '../large-mailbox.ts'
import { PASSWORD } from '../service.ts'
import { look, noBrowser, signIn, visit } from './browser.ts'
import { openHouse, type House } from './house.ts'

let house: House
before(async () => {
  if (noBrowser === false) house = await openHouse()
})
after(() => house?.close())

const MESSAGES = 1500
const WHOLE = 'klopt, 1.500 berichten'
const skip = noBrowser
const options = { skip, timeout: 400_000 }

test('the list is made again: the page says how far it is, may be left, and words are found as before', options, async () => {
  const person = house.linde.addAccount('eva@delinde.example', { name: 'Eva Smit' })
  await fillLargeMailbox(house.linde, person, { from: 0, to: MESSAGES })
  const { page, complaints } = await visit(house.browser, house.address)
  await signIn(page, person.address, PASSWORD)
  await page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
  await page.goto(`${house.address}#/settings`)
  const section = page.getByRole('region', { name: 'Zoeken in uw post' })
  await section.getByText(WHOLE).waitFor()
  await look(page, 'search-index')
  const before = segments()
  assert.ok(before.length > 0)
  await section.getByRole('button', { name: 'Maak de zoeklijst opnieuw' }).click()
  await section.getByText('bezig: ').waitFor()
  await section.getByRole('progressbar', { name: 'Zoeklijst' }).waitFor()
  await section.getByText('U kunt gewoon verder werken').waitFor()
  await look(page, 'search-index-busy')
  await page.goto(`${house.address}#/`)
  await page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
  await page.goto(`${house.address}#/settings`)
  await section.getByText(WHOLE).waitFor()
  assert.ok(segments().every((name) => !before.includes(name)), 'the list is a new one')
  await findsRareWord(page)

  await page.goto(`${house.address}#/settings`)
  await section.getByText(WHOLE).waitFor()
  // What it said in between may be gone before somebody looks.
  await page.evaluate(() => {
    const said: string[] = []
    Object.assign(globalThis, { said })
    const look = new MutationObserver(() => said.push(/bezig: [\d.]+ van/.exec(document.body.innerText)?.[0] ?? ''))
    look.observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  await section.getByRole('button', { name: 'Maak de zoeklijst opnieuw' }).click()
  await section.getByText('De zoeklijst is bijgewerkt.').waitFor()
  await section.getByRole('button', { name: 'Maak de zoeklijst opnieuw' }).waitFor()
  const said = await page.evaluate(() => (globalThis as unknown as { said: readonly string[] }).said)
  assert.equal(said.find((words) => words !== '') ?? 'bezig: 0 van', 'bezig: 0 van')
  await look(page, 'search-index-renewed')

  // As it is when the service stops just after the old list was forgotten.
  await house.linde.stop()
  const database = new DatabaseSync(join(house.linde.home, 'zegel.db'))
  database.exec('delete from search_part; delete from search_segment')
  database.close()
  await house.linde.start()
  await page.goto(`${house.address}#/settings`)
  await page.reload()
  await section.getByText(WHOLE).waitFor()
  assert.ok(segments().length > 0)
  await findsRareWord(page)
  assert.deepEqual(complaints.filter((complaint) => !complaint.includes('ERR_CONNECTION')), [])
})

async function findsRareWord(page: Page): Promise<void> {
  await page.goto(`${house.address}#/`)
  await page.getByRole('searchbox').first().fill(rareWord(7))
  await page.keyboard.press('Enter')
  await page.getByRole('status').filter({ hasText: '7 gesprekken' }).waitFor()
}

/** Names of the parts of the list, as they are kept. */
function segments(): readonly string[] {
  const database = new DatabaseSync(join(house.linde.home, 'zegel.db'), { readOnly: true })
  const names = database.prepare('select segment from search_segment').all().map(({ segment }) => String(segment))
  database.close()
  return names
}
