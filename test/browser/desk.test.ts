/** The small answers of the webmail: where a conversation opens, names of folders, how long a password is. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { PASSWORD_LENGTH_MIN } from '../../src/accounts/limits.ts'
import { TestClient } from '../../src/imap-server/client.testing.ts'
import { PASSWORD } from '../service.ts'
import { look, noBrowser } from './browser.ts'
import { openHouse, type House } from './house.ts'

const MESSAGES = 30
const FIRST_UNREAD = 26

let house: House
before(async () => {
  if (noBrowser !== false) return
  house = await openHouse()
  const client = await TestClient.signedIn(`127.0.0.1:${house.linde.ports['imaps']}`, { user: 'marieke@delinde.example', password: PASSWORD })
  for (const [subject, firstUnread] of [['Rooster', FIRST_UNREAD], ['Begroting', MESSAGES + 1]] as const) {
    for (let number = 1; number <= MESSAGES; number += 1) {
      const letter = [
        `From: Anna <anna${number}@post.example>`, `Subject: ${number === 1 ? '' : 'Re: '}${subject}`, `Message-ID: <${subject}${number}@post.example>`,
        ...number === 1 ? [] : [`In-Reply-To: <${subject}${number - 1}@post.example>`, `References: <${subject}1@post.example> <${subject}${number - 1}@post.example>`],
        '', `Bericht ${number}. ${'Wij spreken er morgen over. '.repeat(200)}`, '',
      ].join('\r\n')
      assert.match((await client.append('INBOX', letter, number < firstUnread ? '(\\Seen)' : '')).tagged, /^OK/)
    }
  }
  client.close()
})
after(() => house?.close())

/** Opens the conversation and waits until the article of the message is in sight. */
async function opensAt(page: Page, subject: string, number: number): Promise<void> {
  await page.goto(`${house.address}#/`)
  await page.reload()
  await page.locator('.row').filter({ hasText: subject }).first().click()
  await page.waitForFunction((sender) => {
    const article = [...document.querySelectorAll('.thread article')].find((one) => one.textContent.includes(sender))
    const top = article?.getBoundingClientRect().top
    return top !== undefined && top >= 0 && top < innerHeight * 2 / 3
  }, `anna${number}@post.example`)
}

test('a long conversation opens at its first unread message, else at its newest, wide and on a phone', { skip: noBrowser }, async () => {
  const { page } = house.marieke
  await opensAt(page, 'Rooster', FIRST_UNREAD)
  await opensAt(page, 'Begroting', MESSAGES)
  await page.setViewportSize({ width: 390, height: 844 })
  await opensAt(page, 'Begroting', MESSAGES)
  await page.setViewportSize({ width: 1440, height: 900 })
})

test('no own folder is called as a fixed one', { skip: noBrowser }, async () => {
  const { page } = house.marieke
  await page.goto(`${house.address}#/folders`)
  const name = page.getByLabel('Naam van de map')
  for (const wrong of ['Postvak IN', 'verzonden', 'DRAFTS']) {
    await name.fill(wrong)
    await page.getByRole('button', { name: 'Maak map' }).click()
    await page.getByText('Deze naam is van een vaste map. Kies een andere naam.').waitFor()
    await name.fill('')
    await page.getByRole('button', { name: 'Maak map' }).click()
    await page.getByText('Vul een naam in.').waitFor()
  }
  await name.fill('Wijk Noord')
  await page.getByRole('button', { name: 'Maak map' }).click()
  await page.getByRole('rowheader', { name: 'Wijk Noord' }).waitFor()
  assert.equal(await page.getByRole('rowheader').count(), 1)
})

test('the page takes each password that the server takes, and names the length that it asks for', { skip: noBrowser }, async () => {
  const { page } = house.marieke
  await page.goto(`${house.address}#/settings`)
  await page.getByRole('button', { name: /^Wijzig.*Wachtwoord/ }).click()
  const next = page.locator('#password-next')
  await page.locator('#password-current').fill(PASSWORD)
  await next.fill('a1!'.repeat(PASSWORD_LENGTH_MIN).slice(0, PASSWORD_LENGTH_MIN - 1))
  await page.getByRole('button', { name: 'Bewaar' }).click()
  await page.getByText(`Dit wachtwoord is te kort. Neem minstens ${PASSWORD_LENGTH_MIN} tekens.`).waitFor()
  await look(page, 'password-short')
  await next.fill('a1!'.repeat(PASSWORD_LENGTH_MIN).slice(0, PASSWORD_LENGTH_MIN))
  await page.getByRole('button', { name: 'Bewaar' }).click()
  await next.waitFor({ state: 'detached' })
})
