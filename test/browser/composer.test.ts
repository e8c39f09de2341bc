/** The guard in the composer's own worker: at once, also without a line, in two languages; the server counts. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { PASSWORD, type Service } from '../service.ts'
import { eventually } from '../wire.ts'
import { assertAccessible, look, noBrowser, signIn, visit, type Visitor } from './browser.ts'
import { openHouse, type House } from './house.ts'

let house: House
let linde: Service
let browser: Browser
let marieke: Visitor
let address = ''

before(async () => {
  if (noBrowser !== false) return
  house = await openHouse({ sets: () => ['hold.webSeconds=30'], colleagues: [['sanne', 'Sanne Kuiper']] })
  ;({ linde, browser, marieke, address } = house)
})
after(async () => { await house?.close() })

const OUTSIDE = 'anja@post.example'
const COLLEAGUE = 'sanne@delinde.example'

/** Opens a new message to somebody, whatever the language of the screen, once the page knows what it can of them. */
async function begin(page: Page, to: string): Promise<void> {
  await page.goto(`${address}#/mail`)
  const told = page.waitForResponse((response) => (response.request().postData() ?? '').includes('RecipientAbility/get'))
  await page.goto(`${address}#/write/new`)
  await page.locator('#write-to').fill(to)
  await page.keyboard.press('Enter')
  await told
}

async function say(page: Page, subject: string, text: string): Promise<void> {
  await page.locator('#write-subject').fill(subject)
  await page.locator('#write-text').fill(text)
}

/** A file of this text, chosen in the page. */
async function attach(page: Page, name: string, text: string, mimeType = 'text/plain'): Promise<void> {
  await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: Buffer.from(text) })
  await page.locator('.file').filter({ hasText: name }).waitFor()
}

const secure = (page: Page) => page.locator('.compose__send .btn--primary').filter({ hasText: /beveiligd|secured/ })
const plain = (page: Page) => page.locator('.compose__send .btn--primary').filter({ hasText: /^\s*(?:Verstuur|Send)\s*$/ })

interface Situation {
  readonly what: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly file?: readonly [name: string, text: string]
  readonly isSecure: boolean
}

const BROCHURE = 'Openingstijden van De Linde.\nWij zijn open van maandag tot en met vrijdag, van 9 tot 17 uur.\nIedereen is welkom op de open dag.'
const LEAFLET = 'Opening hours of De Linde.\nWe are open from Monday to Friday, from 9 to 5.\nEverybody is welcome at the open day.'

const situations: Readonly<Record<'nl' | 'en', readonly Situation[]>> = {
  nl: [
    { what: 'personal data with a BSN', to: OUTSIDE, subject: 'Inschrijving', text: 'Het BSN van de heer Jan de Vries is 111222333, geboren 12-03-1961.', isSecure: true },
    { what: 'a password', to: OUTSIDE, subject: 'Toegang', text: 'Uw gebruikersnaam is noor en het wachtwoord is Zomer2026!welkom', isSecure: true },
    { what: 'the staff outing', to: COLLEAGUE, subject: 'Uitje', text: 'Dag Sanne,\n\nGaan wij vrijdag bowlen met het team?\n\nMarieke', isSecure: false },
    { what: 'health', to: OUTSIDE, subject: 'Mevrouw Visser', text: 'Mevrouw A. Visser heeft diabetes en slikt metformine. Zij is er misselijk van.', isSecure: true },
    { what: 'a client file', to: OUTSIDE, subject: 'Stukken', text: 'Hierbij het dossier.', isSecure: true,
      file: ['Dossier_mevrouw_Visser.txt', 'Cliëntdossier mevrouw A. Visser, geboren 12-03-1941, BSN 111222333.\nDiagnose: dementie. Zij krijgt thuiszorg.'] },
    { what: 'a public brochure', to: OUTSIDE, subject: 'Open dag', text: 'Dag Anja,\n\nIn de bijlage staat de folder van de open dag.\n\nMarieke', isSecure: false, file: ['folder.txt', BROCHURE] },
  ],
  en: [
    { what: 'personal data with a BSN', to: OUTSIDE, subject: 'Registration', text: 'The citizen service number (BSN) of Mr Jan de Vries is 111222333, born 12-03-1961.', isSecure: true },
    { what: 'a password', to: OUTSIDE, subject: 'Access', text: 'Your user name is noor and the password is Summer2026!welcome', isSecure: true },
    { what: 'the staff outing', to: COLLEAGUE, subject: 'Outing', text: 'Hi Sanne,\n\nShall we go bowling with the team on Friday?\n\nMarieke', isSecure: false },
    { what: 'health', to: OUTSIDE, subject: 'Mrs Visser', text: 'Mrs A. Visser has diabetes and takes metformin. It makes her sick.', isSecure: true },
    { what: 'a client file', to: OUTSIDE, subject: 'Papers', text: 'Here is the file.', isSecure: true,
      file: ['Patient_file_Mrs_Visser.txt', 'Patient file of Mrs A. Visser, born 12-03-1941, BSN 111222333.\nDiagnosis: dementia. She gets care at home.'] },
    { what: 'a public brochure', to: OUTSIDE, subject: 'Open day', text: 'Hi Anja,\n\nThe leaflet of the open day is attached.\n\nMarieke', isSecure: false, file: ['leaflet.txt', LEAFLET] },
  ],
}

test('the worker comes with the composer only, out of our own build', { skip: noBrowser }, async () => {
  const { page } = marieke
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.reload()
  await page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
  assert.deepEqual(asked.filter((path) => /guard-worker|browser-.*\.bin/.test(path)), [])
  await begin(page, OUTSIDE)
  assert.match(asked.find((path) => path.includes('guard-worker')) ?? '', /^\/assets\/guard-worker-[\w-]+\.js$/)
  assert.deepEqual(await page.evaluate(() => {
    try {
      return [new Worker('https://evil.example/x.js', { type: 'module' })].length
    } catch (error) {
      return (error as Error).name
    }
  }), 'TypeError')
})

for (const language of ['nl', 'en'] as const) {
  for (const line of ['with', 'without'] as const) {
    test(`the six situations in ${language}, ${line} a line`, { skip: noBrowser }, async () => {
      const { page, context } = marieke
      await page.evaluate((to) => fetch('/api/preferences', {
        method: 'PUT', headers: { 'content-type': 'application/json', 'x-zegel': '1' }, body: JSON.stringify({ language: to }),
      }), language)
      await page.goto(`${address}#/mail`)
      await page.reload()
      for (const { what, to, subject, text, file, isSecure } of situations[language]) {
        await begin(page, to)
        if (file !== undefined) await attach(page, ...file)
        if (file !== undefined) await page.locator('.file small').filter({ hasText: /kB|B|bytes/ }).waitFor()
        if (line === 'without') await context.setOffline(true)
        await say(page, subject, text)
        try {
          await (isSecure ? secure(page) : plain(page)).waitFor()
          if (!isSecure && line === 'with') await page.getByText(language === 'nl' ? 'Geen gevoelige gegevens gevonden.' : 'No sensitive', { exact: false }).first().waitFor()
          if (!isSecure) assert.equal(await page.locator('.note--protect').count(), 0, what)
          else await page.locator('.note--protect h2').waitFor()
        } catch (error) {
          throw new Error(`${what} in ${language}, ${line} a line`, { cause: error })
        }
        if (!isSecure && file !== undefined) {
          await say(page, subject, `${text}\n\n${language === 'nl' ? 'Het BSN van de heer Jan de Vries is 111222333.' : 'The BSN of Mr Jan de Vries is 111222333.'}`)
          await secure(page).waitFor()
        }
        await context.setOffline(false)
      }
    })
  }
}

test('who chooses English in Settings is answered in English by the server too, also when the account spoke Dutch before', { skip: noBrowser }, async () => {
  const { page } = marieke
  const account = (): Promise<string> =>
    page.evaluate(async () => ((await (await fetch('/api/session')).json()) as { account: { language: string } }).account.language)
  const judged = async (): Promise<string> => {
    await begin(page, OUTSIDE)
    const answered = page.waitForResponse(async (response) => (response.request().postData() ?? '').includes('ProtectionAssessment/get'))
    await say(page, 'x', 'Het BSN van de heer Jan de Vries is 111222333.')
    return (await answered).text()
  }
  // From Dutch, whatever a test before this one left.
  await page.evaluate(() => fetch('/api/preferences', {
    method: 'PUT', headers: { 'content-type': 'application/json', 'x-zegel': '1' }, body: JSON.stringify({ language: 'nl' }),
  }))
  await page.goto(`${address}#/mail`)
  await page.reload()
  await eventually(account, (now) => now === 'nl')
  for (const [language, heading] of [['en', 'No sensitive|to somebody outside'], ['nl', 'Geen gevoelige|naar buiten']] as const) {
    await page.goto(`${address}#/settings`)
    const kept = page.waitForResponse((response) => response.url().endsWith('/api/language'))
    await page.locator('#look-language').selectOption(language)
    await kept
    await eventually(account, (now) => now === language)
    assert.match(await judged(), new RegExp(heading))
  }
  await page.evaluate(() => fetch('/api/language', {
    method: 'PUT', headers: { 'content-type': 'application/json', 'x-zegel': '1' }, body: JSON.stringify({ language: 'en' }),
  }))
  await page.goto(`${address}#/mail`)
  await page.reload()
  await page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
  assert.equal(await account(), 'nl')
})

test('without a line the page says whose judgement it is, and assistive technology hears the finding once', { skip: noBrowser }, async () => {
  const { page, context } = marieke
  await page.evaluate(() => fetch('/api/preferences', {
    method: 'PUT', headers: { 'content-type': 'application/json', 'x-zegel': '1' }, body: JSON.stringify({ language: 'nl' }),
  }))
  await page.reload()
  await begin(page, OUTSIDE)
  await context.setOffline(true)
  await say(page, 'Uw moeder', 'Het BSN van uw moeder is 111222333. In de bijlage staat het formulier.')
  await secure(page).waitFor()
  await page.getByText('Uw browser keek zelf. Bij versturen kijken wij opnieuw.').waitFor()
  const spoken = page.locator('.compose__foot > [role=status].sr')
  // What is known of the recipient may come after the first judgement of the browser, and the tip with it.
  await spoken.filter({ hasText: 'U noemt een bijlage' }).waitFor({ state: 'attached' })
  assert.match(await spoken.textContent() ?? '', /^Wij beveiligen dit bericht: U mailt een BSN.* Tip: U noemt een bijlage/)
  assert.equal(await page.locator('.note [role=status]:not(:empty)').count(), 0)
  const words = await page.evaluate(() => ['found', 'tip'].map((name) => [...CSS.highlights.get(name) ?? []].map((range) => (range as Range).toString())))
  assert.deepEqual(words, [['111222333'], ['In de bijlage']])
  assert.equal(await page.locator('.ticks i').count(), 1)
  await look(page, 'composer-offline')
  await context.setOffline(false)
})

test('the server saw more than the browser can: its judgement stays while somebody types on', { skip: noBrowser }, async () => {
  const { page, context } = marieke
  await begin(page, OUTSIDE)
  await attach(page, 'lijst.html', '<table><tr><th>Naam</th><th>BSN</th></tr><tr><td>Jan de Vries</td><td>111222333</td></tr></table>', 'text/html')
  await say(page, 'Lijst', 'Dag Anja,\n\nHierbij de lijst.\n\nMarieke')
  await secure(page).waitFor()
  await page.getByText('Wij keken ook op de server. Daar vonden wij meer.').first().waitFor()
  await look(page, 'composer-server-more')
  await context.setOffline(true)
  await page.locator('#write-text').pressSequentially(' Tot morgen.')
  await page.getByText('Geen internet', { exact: false }).first().waitFor()
  await secure(page).waitFor()
  await context.setOffline(false)
})

test('without its weights the browser finds what detectors find, and says that a part does not work', { skip: noBrowser }, async () => {
  const other = await visit(browser, address)
  await other.page.route(/browser-[\w-]+\.bin/, (route) => route.abort())
  await signIn(other.page, 'marieke@delinde.example', PASSWORD)
  await other.page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
  await begin(other.page, OUTSIDE)
  await other.page.route('**/jmap/api', (route) => (route.request().postData() ?? '').includes('ProtectionAssessment/get') ? undefined : route.continue())
  await say(other.page, 'x', 'Het BSN van de heer Jan de Vries is 111222333.')
  await secure(other.page).waitFor()
  await other.page.getByText('Een deel van de controle werkt nu niet. De rest wel.').waitFor()
  await assertAccessible(other.page, 'composer with part of the guard')
  await other.context.close()
})

test('"Klopt niet?" is one click, says so, and can be taken back', { skip: noBrowser }, async () => {
  const { page } = marieke
  await begin(page, OUTSIDE)
  await say(page, 'Uw moeder', 'Het BSN van uw moeder is 111222333. In de bijlage staat het formulier.')
  await secure(page).waitFor()
  const reported = () => page.evaluate(async () => {
    const answer = await (await fetch('/api/guard-figures/own')).json() as { figures: { rule: string, reported: number }[] }
    return Object.fromEntries(answer.figures.filter((one) => one.reported > 0).map((one) => [one.rule, one.reported]))
  })
  await page.locator('.notes').getByRole('button', { name: 'BSN: klopt niet?' }).click()
  await page.locator('.notes').getByText('Gemeld. Dank u.').waitFor()
  await page.locator('.notes').getByRole('button', { name: /^U noemt een bijlage.*klopt niet\?$/ }).click()
  await page.locator('.notes').getByText('Gemeld. Dank u.').nth(1).waitFor()
  assert.deepEqual(await reported(), { bsn: 1, 'forgotten-attachment': 1 })
  await look(page, 'composer-reported')
  await page.locator('.notes').getByRole('button', { name: 'Maak ongedaan: BSN' }).click()
  await page.locator('.notes').getByRole('button', { name: 'BSN: klopt niet?' }).waitFor()
  assert.deepEqual(await reported(), { 'forgotten-attachment': 1 })
  await secure(page).waitFor()
})

test('what policy stops asks a ground, at the place of the mistake; advice never looks like that', { skip: noBrowser }, async () => {
  const { page } = marieke
  writeFileSync(join(linde.home, 'policy.yaml'), 'levels:\n  credentials: block\n')
  await page.reload()
  await begin(page, OUTSIDE)
  await say(page, 'Toegang', 'Uw gebruikersnaam is noor en het wachtwoord is Zomer2026!welkom')
  const band = page.locator('.note--block')
  await band.waitFor()
  assert.equal(await page.getByRole('button', { name: 'Verstuur toch gewoon' }).count(), 0)
  await page.getByText('Haal eerst weg wat niet mag.').waitFor()
  const grounds = band.getByRole('radio')
  assert.deepEqual(await Promise.all((await grounds.all()).map((one) => one.isChecked())), [false, false, false])
  await band.getByRole('button', { name: 'Verstuur gewoon' }).click()
  await band.getByText('Kies eerst een reden.').waitFor()
  await look(page, 'composer-block')
  await grounds.nth(1).check()
  await band.getByRole('button', { name: 'Verstuur gewoon' }).click()
  await page.getByText('“Toegang” gaat over', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Haal terug' }).click()
  await page.getByText('Teruggehaald', { exact: false }).first().waitFor()
})

test('nothing was complained of but the cut lines', { skip: noBrowser }, () => {
  const expected = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch|NetworkError|TrustedScriptURL|evil\.example/
  assert.deepEqual(marieke.complaints.filter((one) => !expected.test(one)), [])
})
