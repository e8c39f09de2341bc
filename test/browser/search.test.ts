/** Searching: words are marked where they stand: subject, text, a file or its name, whatever their case and accents. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { PASSWORD } from '../service.ts'
import { look, noBrowser } from './browser.ts'
import { openHouse, type House } from './house.ts'
import { docx, paragraph } from '../../src/extract/office.testing.ts'
import { TestClient } from '../../src/imap-server/client.testing.ts'

const letters = [
  'From: Anna <anna@post.example>\r\nSubject: Verslag van het Caf\u00e9-overleg\r\nMessage-ID: <1@post.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    + `${'Beste Marieke, hierbij de notulen. '.repeat(10)}De rollator van mevrouw staat in het caf\u00e9 & <b>niet</b> thuis.\r\n`,
  'From: Bram <bram@post.example>\r\nSubject: Lijst\r\nMessage-ID: <2@post.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'
    + '--b\r\nContent-Type: text/plain\r\n\r\nZie bijlage.\r\n--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename="rollators-2026.csv"\r\n\r\na;b\r\n--b--\r\n',
  'From: Dirk <dirk@post.example>\r\nSubject: Stukken\r\nMessage-ID: <4@post.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'
    + '--b\r\nContent-Type: text/plain\r\n\r\nAlsjeblieft.\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="plan.docx"\r\n'
    + `Content-Transfer-Encoding: base64\r\n\r\n${docx({ body: paragraph('Volgens het spoorboekje van mei') }).toString('base64')}\r\n--b--\r\n`,
  'From: Cas <cas@post.example>\r\nSubject: Iets anders\r\nMessage-ID: <3@post.example>\r\n\r\nNiets.\r\n',
]

let house: House
before(async () => {
  if (noBrowser) return
  house = await openHouse()
  const client = await TestClient.signedIn(`127.0.0.1:${house.linde.ports['imaps']}`, { user: 'marieke@delinde.example', password: PASSWORD })
  for (const letter of letters) {
    assert.match((await client.append('INBOX', Buffer.from(letter, 'utf8').toString('latin1'))).tagged, /^OK/)
  }
  client.close()
})
after(() => house?.close())

test('words that are searched stand marked in the list', { skip: noBrowser }, async () => {
  const { page } = house.marieke
  const rows = page.locator('.row')
  const search = async (query: string, count: number): Promise<readonly string[]> => {
    await page.getByRole('searchbox').first().fill(query)
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: `${count} gesprek` }).waitFor()
    await page.waitForFunction((wanted) => document.querySelectorAll('.row').length === wanted, count)
    return await page.locator('.row mark').allTextContents()
  }
  assert.deepEqual([...await search('cafe', 1)].sort(), ['Caf\u00e9', 'caf\u00e9'])
  assert.match(await rows.first().innerText(), /staat in het caf\u00e9 & <b>niet<\/b> thuis/)
  assert.deepEqual(await search('ROLLATOR', 2), ['rollator', 'rollator'])
  await page.getByRole('button', { name: 'Beste eerst' }).click()
  await page.getByRole('button', { name: 'Nieuwste eerst' }).waitFor()
  assert.equal(await rows.count(), 2)
  await look(page, 'search')
  // What stands in a file is found once it was read, in the background; its name stands in front.
  for (let found = false; !found;) {
    await page.goto(`${house.address}#/search/spoorboekje`)
    await page.reload()
    const told = page.getByRole('status').filter({ hasText: /gesprek|vonden niets/ })
    await told.waitFor()
    found = (await told.innerText()).trim().startsWith('1 ')
  }
  await page.locator('.row mark').first().waitFor()
  assert.match(await rows.first().innerText(), /plan\.docx: .*spoorboekje/)
  assert.deepEqual(await search('van:cas', 1), [])
})

test('the page says which day it searches by, that it does not know a day, and once that it found nothing', { skip: noBrowser }, async () => {
  const { page } = house.marieke
  const list = page.getByRole('region', { name: 'Zoekresultaat' })
  const search = async (query: string): Promise<void> => {
    await page.getByRole('searchbox').first().fill(query)
    await page.keyboard.press('Enter')
  }
  await search('na: 1 december 2020 voor: 3-4-2021')
  await list.getByText('Mail vanaf 1 december 2020.').waitFor()
  await list.getByText('Mail van voor 3 april 2021.').waitFor()
  await list.getByText('Wij vonden niets. Probeer een ander woord.').waitFor()
  await list.getByText('Voorbeelden: van:anja').waitFor()
  assert.doesNotMatch(await list.innerText(), /0 gesprekken/)
  await look(page, 'search-nothing')
  await search('voor: morgen')
  await list.getByText('Deze dag kennen wij niet. Schrijf bijvoorbeeld 20 november.').waitFor()
  assert.doesNotMatch(await list.innerText(), /kent de zoekbalk niet/)
  await search('van : cas')
  await list.getByText('1 gesprek gevonden.').waitFor()
})

test('a list that failed without internet comes by itself when the internet is back', { skip: noBrowser }, async () => {
  const { page, context } = house.marieke
  await page.goto(`${house.address}#/`)
  await page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
  await context.setOffline(true)
  await page.getByRole('searchbox').first().fill('overleg')
  await page.keyboard.press('Enter')
  await page.getByText('U hebt geen internet. Probeer het opnieuw').waitFor()
  await context.setOffline(false)
  await page.getByText('1 gesprek gevonden.').waitFor()
})
