/** Sending on a bad line, twice, and far too much: nothing is lost, nothing goes twice, and the page says what is. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page, Route } from 'playwright-core'
import { MiB } from '../../src/base/sizes.ts'
import type { OutsideMailbox } from '../../src/demo/outside/mailbox.ts'
import { ATTACHMENTS_BYTES_MAX } from '../../src/jmap/limits.ts'
import { lineEditableMax } from '../../web/mail/write/limits.ts'
import { eventually } from '../wire.ts'
import { look, noBrowser, type Visitor } from './browser.ts'
import { openHouse, type House } from './house.ts'

const HOLD_SECONDS = 8

let house: House
let outside: OutsideMailbox
let marieke: Visitor
let address = ''

before(async () => {
  if (noBrowser !== false) return
  house = await openHouse({ sets: () => [`hold.webSeconds=${HOLD_SECONDS}`] })
  ;({ outside, marieke, address } = house)
})
after(async () => { await house?.close() })

const send = (page: Page) => page.getByRole('button', { name: 'Verstuur', exact: true })
const mailsTo = (to: string): number => outside.mails().filter((mail) => mail.to === to).length

async function write(page: Page, to: string, subject: string, text = 'Zullen wij vrijdag thee drinken?'): Promise<void> {
  await page.goto(`${address}#/mail`)
  await page.goto(`${address}#/write/new`)
  await page.getByLabel('Aan: voeg iemand toe').fill(to)
  await page.keyboard.press('Enter')
  await page.getByLabel('Onderwerp').fill(subject)
  await page.getByLabel('Bericht', { exact: true }).fill(text)
  await page.getByText('Geen gevoelige gegevens gevonden.').waitFor()
}

/** Hands the request to the server and loses the answer. */
async function loseAnswer(route: Route): Promise<void> {
  // The name of the page is one that only browsers find.
  const headers = { ...await route.request().allHeaders(), host: new URL(address).host }
  await route.fetch({ url: route.request().url().replace('linde.localhost', '127.0.0.1'), headers })
  await route.abort()
}

const asks = (route: Route, method: string): boolean => (route.request().postData() ?? '').includes(`"${method}"`)

test('the line breaks during the hold: the page says so, and undo works again when it is back', { skip: noBrowser }, async () => {
  const { page, context } = marieke
  await write(page, 'eva@post.example', 'Kopje thee')
  await send(page).click()
  await page.getByText('“Kopje thee” gaat over', { exact: false }).waitFor()
  await context.setOffline(true)
  await page.getByText('Geen internet. Terughalen kan als u weer verbinding hebt.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Haal terug' }).getAttribute('aria-disabled'), 'true')
  await context.setOffline(false)
  await page.getByText('Geen internet. Terughalen kan', { exact: false }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Haal terug' }).click()
  await page.getByText('Teruggehaald. Uw bericht staat bij Concepten.').waitFor()
  await page.locator('#write-subject').waitFor()
  assert.equal(mailsTo('eva@post.example'), 0)
})

test('the line stays away past the hold: the server sends, and the page says that afterwards', { skip: noBrowser }, async () => {
  const { page, context } = marieke
  await write(page, 'fatima@post.example', 'Rooster')
  await send(page).click()
  await page.getByText('“Rooster” gaat over', { exact: false }).waitFor()
  await context.setOffline(true)
  await eventually(async () => mailsTo('fatima@post.example'), (count) => count === 1, 30_000)
  await page.getByText('staat op de server en gaat vanzelf weg.', { exact: false }).waitFor()
  await look(page, 'trouble-hold-offline')
  await context.setOffline(false)
  await page.getByText('Uw bericht is weg. Het vertrok terwijl u geen internet had.').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Haal terug' }).count(), 0)
})

test('a lost answer: the page finds out by itself that the message was taken in', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'gerda@post.example', 'Taart')
  let lost = 0
  await page.route('**/jmap/api', async (route) => {
    if (lost > 0 || !asks(route, 'EmailSubmission/set')) return route.continue()
    lost += 1
    return loseAnswer(route)
  })
  await send(page).click()
  await page.getByText('Wij weten niet of het weg is. Wij vragen het na.').waitFor()
  await page.getByText('“Taart” gaat over', { exact: false }).waitFor()
  await page.unroute('**/jmap/api')
  await eventually(async () => mailsTo('gerda@post.example'), (count) => count > 0, 30_000)
  assert.equal(mailsTo('gerda@post.example'), 1)
})

test('a request that never arrived: the page says that nothing was sent, and sending again sends once', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'hanna@post.example', 'Fiets')
  let lost = 0
  await page.route('**/jmap/api', (route) => {
    if (lost > 0 || !asks(route, 'EmailSubmission/set')) return route.continue()
    lost += 1
    return route.abort()
  })
  await send(page).click()
  await page.getByText('Uw bericht is niet verstuurd. Verstuur het opnieuw.').waitFor()
  await page.unroute('**/jmap/api')
  await send(page).click()
  await page.getByText('“Fiets” gaat over', { exact: false }).waitFor()
  await eventually(async () => mailsTo('hanna@post.example'), (count) => count > 0, 30_000)
  assert.equal(mailsTo('hanna@post.example'), 1)
})

test('edited after a lost answer: never a second message without a word of the sender', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'ineke@post.example', 'Sleutel')
  let lost = 0
  let silent = true
  await page.route('**/jmap/api', async (route) => {
    if (asks(route, 'EmailSubmission/query') && silent) return route.abort()
    if (lost > 0 || !asks(route, 'EmailSubmission/set')) return route.continue()
    lost += 1
    return loseAnswer(route)
  })
  await send(page).click()
  await page.getByText('Wij weten niet of het weg is.', { exact: false }).waitFor()
  await page.getByLabel('Bericht', { exact: true }).fill('Zullen wij zaterdag thee drinken?')
  await send(page).click()
  const doubt = page.getByRole('alert').filter({ hasText: 'Wij weten niet of uw eerste versie weg is.' })
  await doubt.waitFor()
  await look(page, 'trouble-doubt')
  await doubt.getByRole('button', { name: 'Wacht nog even' }).click()
  silent = false
  await send(page).click()
  const sent = page.getByRole('alert').filter({ hasText: 'Uw eerste versie is al verstuurd.' })
  await sent.waitFor()
  await eventually(async () => mailsTo('ineke@post.example'), (count) => count > 0, 30_000)
  assert.equal(mailsTo('ineke@post.example'), 1)
  await sent.getByRole('button', { name: 'Verstuur deze ook' }).click()
  await eventually(async () => mailsTo('ineke@post.example'), (count) => count === 2, 30_000)
  await page.unroute('**/jmap/api')
})

test('a double click sends once', { skip: noBrowser }, async () => {
  const { page } = marieke
  await write(page, 'joke@post.example', 'Dubbel')
  let handedIn = 0
  page.on('request', (request) => { if ((request.postData() ?? '').includes('"EmailSubmission/set"')) handedIn += 1 })
  await send(page).dblclick()
  await page.getByText('“Dubbel” gaat over', { exact: false }).waitFor()
  await eventually(async () => mailsTo('joke@post.example'), (count) => count > 0, 30_000)
  assert.deepEqual([handedIn, mailsTo('joke@post.example')], [1, 1])
})

/** Makes a draft as another program would, and gives its id. */
function draftWith(page: Page, what: { readonly recipients?: number, readonly textLength?: number }): Promise<string> {
  return page.evaluate(async ({ recipients = 0, textLength = 0 }) => {
    const session = await (await fetch('/jmap/session')).json() as { primaryAccounts: Record<string, string> }
    const accountId = session.primaryAccounts['urn:ietf:params:jmap:mail']
    const call = async (name: string, args: object): Promise<Record<string, unknown>> => {
      const answer = await fetch('/jmap/api', {
        method: 'POST', headers: { 'content-type': 'application/json', 'x-zegel': '1' },
        body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'], methodCalls: [[name, { accountId, ...args }, '0']] }),
      })
      const { methodResponses } = await answer.json() as { methodResponses: [string, Record<string, unknown>][] }
      return methodResponses[0]?.[1] ?? {}
    }
    const boxes = (await call('Mailbox/get', { ids: null }))['list'] as { id: string, role: string }[]
    const made = await call('Email/set', { create: { k: {
      mailboxIds: { [boxes.find(({ role }) => role === 'drafts')?.id ?? '']: true }, keywords: { $draft: true },
      from: [{ name: 'Marieke', email: 'marieke@delinde.example' }], subject: 'Groot',
      to: Array.from({ length: recipients }, (_, index) => ({ name: null, email: `persoon${index}@post.example` })),
      bodyValues: { t: { value: 'x'.repeat(textLength) } }, textBody: [{ partId: 't', type: 'text/plain' }],
    } } })
    return (made['created'] as { k?: { id: string } } | null)?.k?.id ?? JSON.stringify(made)
  }, what)
}

/** Types a letter and gives how long the page needed until it was on screen. */
const typed = (page: Page, box: string): Promise<number> => page.evaluate(async (id) => {
  document.getElementById(id)?.focus()
  const began = performance.now()
  document.execCommand('insertText', false, 'a')
  await new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)) })
  return performance.now() - began
}, box)

test('a draft for 10,000 people: some are shown, the rest is counted, and sending says what is wrong', { skip: noBrowser }, async (t) => {
  const { page } = marieke
  await page.goto(`${address}#/write/${await draftWith(page, { recipients: 10_000, textLength: 100 })}`)
  await page.getByText('en nog 9.994', { exact: false }).waitFor()
  assert.ok(await page.locator('.chip').count() <= 100)
  t.diagnostic(`one letter in the subject: ${Math.round(await typed(page, 'write-subject'))} ms`)
  await page.locator('.compose__send .btn--primary').click()
  await page.getByText('Dit zijn te veel ontvangers. Verstuur het in delen.').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Haal alle 10.000 ontvangers weg' }).click()
  assert.equal(await page.locator('.chip').count(), 0)
})

test('a line of 5 MB: the beginning can be edited, the rest goes along untouched', { skip: noBrowser }, async (t) => {
  const { page } = marieke
  const length = 5_000_000
  await page.goto(`${address}#/write/${await draftWith(page, { textLength: length })}`)
  await page.getByText('Dit bericht is erg lang.', { exact: false }).waitFor({ timeout: 60_000 })
  assert.equal(await page.locator('#write-text').evaluate((box) => box.textContent?.length), lineEditableMax)
  await page.locator('#write-text').click()
  t.diagnostic(`one letter in the text: ${Math.round(await typed(page, 'write-text'))} ms`)
  await page.getByText('Opgeslagen om', { exact: false }).waitFor({ timeout: 60_000 })
  const id = decodeURIComponent(page.url().split('/').at(-1) ?? '')
  const kept = await page.evaluate(async (email) => {
    const session = await (await fetch('/jmap/session')).json() as { primaryAccounts: Record<string, string> }
    const answer = await fetch('/jmap/api', {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-zegel': '1' },
      body: JSON.stringify({ using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'], methodCalls: [['Email/get', {
        accountId: session.primaryAccounts['urn:ietf:params:jmap:mail'], ids: [email], properties: ['textBody'], bodyProperties: ['size'] }, '0']] }),
    })
    interface Got { readonly list: readonly { readonly textBody: readonly { readonly size: number }[] }[] }
    const { methodResponses } = await answer.json() as { methodResponses: [string, Got][] }
    return methodResponses[0]?.[1].list[0]?.textBody[0]?.size
  }, id)
  // The letter, and the line end that ends every body.
  assert.equal(kept, length + 3)
  await page.getByRole('button', { name: 'Maak van de rest een bestand' }).click()
  await page.locator('.file').filter({ hasText: 'tekst.txt' }).waitFor()
  assert.equal(await page.getByText('Dit bericht is erg lang.', { exact: false }).count(), 0)
})

test('5 MB of text pasted goes as a file', { skip: noBrowser }, async () => {
  const { page } = marieke
  await page.goto(`${address}#/mail`)
  await page.goto(`${address}#/write/new`)
  await page.locator('#write-text').click()
  await page.evaluate(() => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'y'.repeat(5_000_000))
    document.getElementById('write-text')?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await page.locator('.file').filter({ hasText: 'tekst.txt' }).waitFor()
  await page.getByText('Deze tekst is erg lang. Hij gaat mee als bestand.').waitFor()
  assert.equal(await page.locator('#write-text').textContent(), '')
})

test('files that do not fit are told so at once, one that is too large and one too many; the draft is kept', { skip: noBrowser }, async () => {
  const { page } = marieke
  await page.goto(`${address}#/mail`)
  await page.goto(`${address}#/write/new`)
  await page.getByLabel('Onderwerp').fill('Veel foto\'s')
  const folder = join(house.folder, 'files')
  mkdirSync(folder, { recursive: true })
  const file = (name: string, bytes: number): string => {
    writeFileSync(join(folder, name), Buffer.alloc(bytes, 'foto '))
    return join(folder, name)
  }
  const rows = page.locator('.file')
  await page.locator('input[type=file]').setInputFiles(file('film.mp4', ATTACHMENTS_BYTES_MAX + 1))
  await rows.filter({ hasText: 'film.mp4' }).getByText('Dit bestand is te groot.', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Haal film.mp4 weg' }).click()
  await page.locator('input[type=file]').setInputFiles(file('een.jpg', 20 * MiB))
  await page.getByRole('button', { name: 'Haal een.jpg weg' }).waitFor()
  await page.locator('input[type=file]').setInputFiles(file('twee.jpg', 16 * MiB))
  await rows.filter({ hasText: 'twee.jpg' }).getByText('Dit bestand past er niet meer bij.', { exact: false }).waitFor()
  await page.getByText('Opgeslagen om', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Haal twee.jpg weg' }).click()
  await page.getByText('Opgeslagen om', { exact: false }).waitFor()
})

test('nothing was complained of but the cut lines', { skip: noBrowser }, () => {
  const expected = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch/
  assert.deepEqual(marieke.complaints.filter((one) => !expected.test(one)), [])
})
