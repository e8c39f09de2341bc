/** From one draft to another while the server is slow or away: each stays itself, is saved once, and comes back. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page, Route } from 'playwright-core'
import { eventually } from '../wire.ts'
import { look, noBrowser, type Visitor } from './browser.ts'
import { openHouse, type House } from './house.ts'

let house: House
let marieke: Visitor
let address = ''

before(async () => {
  if (noBrowser !== false) return
  house = await openHouse()
  ;({ marieke, address } = house)
})
after(async () => { await house?.close() })

const subject = (page: Page) => page.getByLabel('Onderwerp')
const text = (page: Page) => page.getByLabel('Bericht', { exact: true })
const makesDraft = (route: Route): boolean => (route.request().postData() ?? '').includes('"create":{"draft"')

/** Writes a draft that the server has, and gives its place. */
async function saved(page: Page, about: string): Promise<string> {
  await page.goto(`${address}#/mail`)
  await page.goto(`${address}#/write/new`)
  await subject(page).fill(about)
  await text(page).fill(`Dit is ${about}.`)
  await eventually(() => drafts(page), (all) => all.includes(`${about}: Dit is ${about}.`))
  await page.getByText('Opgeslagen om', { exact: false }).waitFor()
  return page.url()
}

/** Subjects of the list of drafts, as the server has them, with how often. */
async function drafts(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const session = await (await fetch('/jmap/session')).json() as { primaryAccounts: Record<string, string> }
    const accountId = session.primaryAccounts['urn:ietf:params:jmap:mail']
    const answer = await fetch('/jmap/api', {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-zegel': '1' },
      body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'], methodCalls: [
        ['Email/query', { accountId, filter: { hasKeyword: '$draft' } }, 'q'],
        ['Email/get', { accountId, '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' }, properties: ['subject', 'preview'] }, 'g'],
      ] }),
    })
    interface Got { readonly list: readonly { readonly subject: string, readonly preview: string }[] }
    const { methodResponses } = await answer.json() as { methodResponses: [string, Got][] }
    return (methodResponses[1]?.[1].list ?? []).map((one) => `${one.subject}: ${one.preview.trim()}`).toSorted()
  })
}

test('another draft is opened while the one before is still being saved: the other one is shown, the first is saved once', { skip: noBrowser }, async () => {
  const { page } = marieke
  const second = await saved(page, 'bericht twee')
  await saved(page, 'bericht een')
  let held: (() => void) | undefined
  const holding = new Promise<void>((resolve) => { held = resolve })
  await page.route('**/jmap/api', async (route) => {
    if (makesDraft(route)) await holding
    await route.continue()
  })
  await text(page).fill('Dit is bericht een, met een slot.')
  await page.goto(second)
  // The page waits a moment for what was left, and then shows what was asked for.
  await text(page).filter({ hasText: 'Dit is bericht twee.' }).waitFor()
  held?.()
  await eventually(() => drafts(page), (all) => all.includes('bericht een: Dit is bericht een, met een slot.'))
  await page.unroute('**/jmap/api')
  assert.equal(page.url(), second)
  assert.equal((await text(page).innerText()).trimEnd(), 'Dit is bericht twee.')
  // The one before goes in a request of its own, after the new one is there.
  const left = await eventually(() => drafts(page), (all) => all.length === 2)
  assert.deepEqual(left, ['bericht een: Dit is bericht een, met een slot.', 'bericht twee: Dit is bericht twee.'])
})

test('left without a line: another message begins empty, and what was left is saved by itself when the line is back', { skip: noBrowser }, async () => {
  const { page, context } = marieke
  await saved(page, 'bericht drie')
  await context.setOffline(true)
  await text(page).fill('Dit is bericht drie, geschreven in de trein.')
  await page.getByRole('link', { name: 'Nieuw bericht' }).first().click()
  await text(page).filter({ hasText: /^$/ }).waitFor()
  await subject(page).fill('bericht vier')
  await context.setOffline(false)
  await eventually(() => drafts(page), (all) =>
    all.includes('bericht drie: Dit is bericht drie, geschreven in de trein.') && all.some((one) => one.startsWith('bericht vier')))
  assert.equal((await drafts(page)).filter((one) => one.startsWith('bericht drie')).length, 1)
})

test('left without a line and opened again before it is back: the text is there, and one draft remains', { skip: noBrowser }, async () => {
  const { page, context } = marieke
  const place = await saved(page, 'bericht vijf')
  await context.setOffline(true)
  await text(page).fill('Dit is bericht vijf, met een staart.')
  await page.goto(`${address}#/write/new`)
  await page.goto(place)
  await text(page).filter({ hasText: 'met een staart' }).waitFor()
  await page.getByText('Dit is wat u schreef. Het was nog niet opgeslagen.').waitFor()
  await context.setOffline(false)
  // The one before goes in a request of its own, after the new one is there.
  await eventually(() => drafts(page), (all) => all.filter((one) => one.startsWith('bericht vijf')).length === 1
    && all.includes('bericht vijf: Dit is bericht vijf, met een staart.'))
})

test('a name that is no address does not keep the rest from being saved, stays in sight, and a new message begins without it', { skip: noBrowser }, async () => {
  const { page } = marieke
  await page.goto(`${address}#/mail`)
  await page.goto(`${address}#/write/new`)
  await page.locator('#write-to').fill('anja@post.example')
  await page.keyboard.press('Enter')
  await page.locator('#write-to').fill('Piet Jansen')
  await page.keyboard.press('Enter')
  await subject(page).fill('bericht zes')
  await page.getByText('Opgeslagen om', { exact: false }).waitFor()
  assert.equal((await drafts(page)).filter((one) => one.startsWith('bericht zes')).length, 1)
  assert.equal(await page.locator('.chip').filter({ hasText: 'Piet Jansen' }).count(), 1)
  // The server has it too: the page is loaded anew, and what this tab kept for itself is gone.
  await page.evaluate(() => { sessionStorage.clear() })
  await page.reload()
  await eventually(async () => subject(page).inputValue(), (value) => value === 'bericht zes')
  assert.equal(await page.locator('.chip').filter({ hasText: 'Piet Jansen' }).count(), 1)
  assert.equal(await page.locator('.chip').filter({ hasText: 'anja@post.example' }).count(), 1)
  await page.getByRole('link', { name: 'Nieuw bericht' }).first().click()
  await eventually(async () => subject(page).inputValue(), (value) => value === '')
  assert.equal(await page.locator('.chip').count(), 0)
})

test('thirty recipients are five, the last one and a count; one with trouble stays in sight', { skip: noBrowser }, async () => {
  const { page } = marieke
  await page.goto(`${address}#/mail`)
  await page.goto(`${address}#/write/new`)
  const paste = async (all: string): Promise<void> => {
    await page.locator('#write-to').fill(all)
    await page.keyboard.press('Enter')
  }
  const person = (number: number): string => `persoon${number}@post.example`
  await paste(Array.from({ length: 6 }, (_, index) => person(index)).join(', '))
  await eventually(() => page.locator('.chip').count(), (count) => count === 6)
  assert.equal(await page.locator('.chips__more').count(), 0)
  await paste(`geen adres, ${Array.from({ length: 24 }, (_, index) => person(index + 6)).join(', ')}`)
  await page.locator('.chip').filter({ hasText: person(29) }).waitFor()
  assert.deepEqual(await page.locator('.chip b').allInnerTexts(), [0, 1, 2, 3, 4].map(person).concat('geen adres', person(29)))
  await look(page, 'compose-thirty')
  await page.getByRole('button', { name: 'Toon nog 24 ontvangers' }).click()
  await eventually(() => page.locator('.chip').count(), (count) => count === 31)
})

test('nothing was complained of but the cut lines', { skip: noBrowser }, () => {
  assert.deepEqual(marieke.complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(one)), [])
})
