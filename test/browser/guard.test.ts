/** The guard beside a message that is being written, in Chromium on a real service. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import type { OutsideMailbox } from '../../src/demo/outside/mailbox.ts'
import { eventually } from '../wire.ts'
import { assertAccessible, noBrowser, signIn, visit, type Visitor } from './browser.ts'
import { openHouse, type House } from './house.ts'

const PRIVATE = 'Beste Anja,\n\nHet BSN van uw moeder is 111222333. Zij slikt metformine voor haar diabetes.\n\nGroet,\nMarieke'

let house: House
let outside: OutsideMailbox
let marieke: Visitor
let address = ''

before(async () => {
  if (noBrowser !== false) return
  house = await openHouse({
    sets: ({ folder, address: url }) => [
      `portal.url=${url.replace(/\/$/, '')}`, 'sms.driver=local', `sms.localFile=${join(folder, 'sms.jsonl')}`, 'hold.webSeconds=1',
    ],
    policy: 'holdSeconds:\n  advise: 1\n  protect: 2\n',
    colleagues: [['sanne', 'Sanne Kuiper']],
  })
  ;({ outside, marieke, address } = house)
})
after(async () => { await house?.close() })

async function write(page: Page, to: string, subject: string, text: string): Promise<void> {
  await page.goto(`${address}#/mail`)
  await page.getByRole('link', { name: 'Nieuw bericht' }).first().click()
  await page.getByLabel('Aan: voeg iemand toe').fill(to)
  await page.keyboard.press('Enter')
  await page.getByLabel('Onderwerp').fill(subject)
  await page.getByLabel('Bericht', { exact: true }).fill(text)
}

/** The words that are painted in the text. */
const marked = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...CSS.highlights.get('found') ?? []].map((range) => (range as Range).toString()))

const picture = async (page: Page, name: string): Promise<void> => {
  const to = process.env['ZEGEL_PICTURES']
  if (to !== undefined) await page.screenshot({ path: join(to, `${name}.png`) })
}

test('a BSN and medication to a private person: named, marked, and secured', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'Anja Bakker <anja@post.example>', 'Uw moeder', PRIVATE)
  await page.getByRole('heading', { name: /^U mailt een BSN.* naar buiten\.$/ }).waitFor()
  const words = await marked(page)
  assert.ok(words.includes('111222333') && words.some((word) => /metformine|diabetes/.test(word)), `marked: ${words.join(', ')}`)
  assert.doesNotMatch(await page.locator('.write').innerHTML(), /<(?!\/?(?:br|div)\b)/, 'no mark is in the text itself')
  await page.getByText('Anja Bakker krijgt een link', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).waitFor()
  await picture(page, 'guard-1440')
  await assertAccessible(page, 'compose with notes')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: 'Bekijk' }).click()
  await page.getByRole('heading', { name: 'Dit vonden wij' }).waitFor()
  await picture(page, 'guard-390')
  await assertAccessible(page, 'compose with notes on a phone')
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 1440, height: 900 })
})

test('the number for the code is asked before sending, and a wrong one is told', { skip: noBrowser }, async () => {
  const { page } = marieke
  const send = page.getByRole('button', { name: 'Verstuur beveiligd' })
  await send.click()
  await page.getByText('Vul eerst in hoe Anja Bakker de code krijgt.').waitFor()
  const number = page.getByLabel('Op welk 06-nummer krijgt Anja Bakker de code?')
  await number.fill('0201234567')
  await page.getByText('Dit nummer klopt niet.', { exact: false }).waitFor()
  await picture(page, 'guard-number')
  await number.fill('06 12 34 56 21')
  await send.click()
  await page.getByRole('button', { name: 'Haal terug' }).waitFor()
  await eventually(async () => outside.mails(), (mails) => mails.some(({ to }) => to === 'anja@post.example'), 30_000)
  assert.equal(outside.mails().filter(({ to }) => to === 'anja@post.example').length, 1)
})

test('a staff outing to a colleague: nothing is said, nothing changes', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'sanne@delinde.example', 'Teamuitje', 'Dag Sanne,\n\nGaan wij vrijdag bowlen met het team?\n\nMarieke')
  await page.getByText('Geen gevoelige gegevens gevonden.').waitFor()
  assert.equal(await page.locator('.note').count(), 0)
  assert.deepEqual(await marked(page), [])
  assert.equal(await page.getByRole('button', { name: 'Verstuur beveiligd' }).count(), 0)
  await picture(page, 'guard-silent')
  await page.getByRole('button', { name: 'Verstuur', exact: true }).click()
  await page.getByText('Teamuitje').first().waitFor()
})

test('sent at once, without a pause: what was found is shown before it goes', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'bram@post.example', 'Uitslag', PRIVATE)
  await page.getByRole('button', { name: /^Verstuur/ }).first().click()
  await page.getByText('Wij vonden net iets.', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).waitFor()
  assert.ok(!outside.mails().some(({ to }) => to === 'bram@post.example'))
})

test('a forgotten attachment is a tip, and the button stays as it is', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'sanne@delinde.example', 'Rooster', 'Dag Sanne,\n\nIn de bijlage staat het rooster.\n\nMarieke')
  await page.getByRole('heading', { name: 'U noemt een bijlage, maar er is er geen.' }).waitFor()
  await page.getByRole('button', { name: 'Verstuur', exact: true }).waitFor()
  await picture(page, 'guard-tip')
})

test('an address that is nearly a known one stops the message, until the sender picks', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'Anja Bakker <anja@p0st.example>', 'Kopje koffie', 'Dag Anja,\n\nZullen wij vrijdag koffie drinken?\n\nMarieke')
  const band = page.getByRole('alert').filter({ hasText: 'lijkt op een adres dat u kent' })
  await band.waitFor()
  await page.getByText('nog niet verstuurd').waitFor()
  await page.getByText('Kies eerst de ontvanger.').first().waitFor()
  assert.equal(await page.getByRole('button', { name: 'Verstuur', exact: true }).getAttribute('aria-disabled'), 'true')
  await picture(page, 'guard-block')
  await assertAccessible(page, 'compose with a question')
  const choices = band.getByRole('radio')
  assert.deepEqual(await Promise.all((await choices.all()).map((one) => one.isChecked())), [false, false])
  await band.getByText('1 keer gemaild').waitFor()
  assert.ok(await band.getByText('Nog nooit gemaild').isVisible())
  for (const width of [1440, 320]) {
    await page.setViewportSize({ width, height: 900 })
    await picture(page, `guard-pick-${width}`)
  }
  await page.setViewportSize({ width: 1440, height: 900 })
  await band.getByRole('radio', { name: /p0st/ }).check()
  assert.equal(await page.getByRole('button', { name: 'Verstuur', exact: true }).getAttribute('aria-disabled'), 'false')
  await band.getByRole('radio', { name: /post\.example/ }).last().check()
  await band.waitFor({ state: 'detached' })
  await page.getByText('anja@post.example', { exact: true }).waitFor()
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'write-to')
})

test('an agreed code takes the place of a number', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'dirk@post.example', 'Uw vader', PRIVATE)
  await page.getByRole('button', { name: 'Spreek liever een code af' }).click()
  await page.getByLabel('Welke code spreekt u af met dirk@post.example?').fill('vis')
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).click()
  await page.getByText('De code heeft 6 tot 64 letters of cijfers.').waitFor()
  await page.getByLabel('Welke code spreekt u af met dirk@post.example?').fill('walvis-42')
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).click()
  // The strip of an earlier message may still stand there.
  await page.getByText('“Uw vader” gaat over', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Haal terug' }).click()
  await page.getByText('Teruggehaald', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).waitFor()
  assert.ok(!outside.mails().some(({ to }) => to === 'dirk@post.example'))

  // The officer does not read that it was sent.
  const { password, address: officer } = house.linde.addAccount('fg@delinde.example', {
    name: 'Ingrid Smeets', roles: ['privacy-officer'],
  })
  const ingrid = await visit(house.browser, address)
  await signIn(ingrid.page, officer, password)
  await ingrid.page.getByRole('heading', { level: 1 }).first().waitFor()
  await ingrid.page.goto(`${address}#/assessments`)
  await ingrid.page.getByRole('cell', { name: 'teruggehaald', exact: true }).waitFor()
  await assertAccessible(ingrid.page, 'assessments with a recalled mail')
  await ingrid.context.close()
})

test('the answer to sending gets lost: sending again sends once', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'eva@post.example', 'Kopje thee', 'Dag Eva,\n\nZullen wij vrijdag thee drinken?\n\nMarieke')
  await page.getByText('Geen gevoelige gegevens gevonden.').waitFor()
  let lost = 0
  await page.route('**/jmap/api', async (route) => {
    if (lost > 0 || !(route.request().postData() ?? '').includes('EmailSubmission/set')) return route.continue()
    lost += 1
    // The name of the page is one that only browsers find.
    const headers = { ...await route.request().allHeaders(), host: new URL(address).host }
    await route.fetch({ url: route.request().url().replace('linde.localhost', '127.0.0.1'), headers })
    return route.abort()
  })
  await page.getByRole('button', { name: 'Verstuur', exact: true }).click()
  await page.getByText('Wij weten niet of het weg is.', { exact: false }).waitFor()
  await picture(page, 'guard-lost')
  await page.getByRole('button', { name: 'Verstuur', exact: true }).click()
  await page.getByRole('button', { name: 'Verstuur', exact: true }).waitFor({ state: 'detached' })
  await page.unroute('**/jmap/api')
  const toEva = (): number => outside.mails().filter(({ to }) => to === 'eva@post.example').length
  await eventually(async () => toEva(), (count) => count > 0, 30_000)
  assert.equal(lost, 1)
  assert.equal(toEva(), 1)
})

test('plainly after all: one click where the mail would go secured, and the ledger knows', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'carla@post.example', 'Afspraak', 'Beste Carla de Vries,\n\nUw bloeddruk was te hoog. De dokter geeft u metformine voor uw diabetes.\n\nMarieke')
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).waitFor()
  await page.getByRole('button', { name: 'Verstuur toch gewoon' }).click()
  await page.getByText('“Afspraak” gaat over', { exact: false }).waitFor()
  await eventually(async () => outside.mails(), (mails) => mails.some(({ to }) => to === 'carla@post.example'), 30_000)
  assert.deepEqual(marieke.complaints.filter((one) => !one.includes('ERR_FAILED')), [])
})

test('on a phone: a tip is one line with its button, the drawer takes the focus and gives it back', { skip: noBrowser }, async () => {
  const { page } = marieke
  const wide = page.viewportSize() ?? { width: 1440, height: 900 }
  await write(page, 'sanne@delinde.example', 'Zorgvraag', 'Dag Sanne,\n\nHet BSN is 111222333. Hij slikt metformine voor zijn diabetes.\n\nMarieke')
  const strip = page.locator('.notes .note').first()
  await strip.getByRole('heading', { name: /^U mailt .* aan een collega/ }).waitFor()
  await page.setViewportSize({ width: 320, height: 640 })
  const look = strip.getByRole('button', { name: 'Bekijk' })
  const [heading, button] = [await strip.getByRole('heading').boundingBox(), await look.boundingBox()]
  assert.ok(heading !== null && button !== null && heading.x >= 12 && button.x + button.width <= 320 - 12)
  assert.ok(button.x >= heading.x + heading.width, 'the heading has room of its own')
  assert.ok(button.y < heading.y + heading.height, 'the button stands beside the heading')
  await look.click()
  const drawer = page.locator('#found-drawer')
  const close = drawer.getByRole('button', { name: 'Sluit' })
  const isFocused = (where: typeof close): Promise<boolean> =>
    where.evaluate((one) => one === document.activeElement)
  await eventually(async () => isFocused(close), (is) => is, 60_000)
  await assertAccessible(page, 'drawer on a phone')
  await picture(page, 'guard-drawer-320')
  // What the heading names has its line, with words or with why.
  const lines = (await drawer.getByRole('listitem').allTextContents()).join(' ').toLowerCase()
  const things = (/^U mailt (.*) aan een collega/.exec(await strip.getByRole('heading').textContent() ?? '')?.[1] ?? '').split(/, | en /)
  assert.ok(things.length > 1, things.join())
  for (const thing of things) assert.ok(lines.includes(thing.replace(/^een /, '').toLowerCase()), `${thing} in: ${lines}`)
  await close.click()
  await eventually(async () => isFocused(look), (is) => is, 60_000)
  await picture(page, 'guard-tip-320')

  await page.setViewportSize(wide)
  await write(page, 'Anja Bakker <anja@post.example>', 'Zorgvraag', 'Beste Carla de Vries,\n\nHet BSN van uw moeder is 111222333. Zij slikt metformine voor haar diabetes.\n\nMarieke')
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).waitFor()
  await page.setViewportSize({ width: 320, height: 640 })
  await strip.getByText('De aanhef past niet bij de ontvanger.').waitFor()
  await picture(page, 'guard-secured-320')
  await page.setViewportSize(wide)
})
