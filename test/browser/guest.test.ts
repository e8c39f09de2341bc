/** A private person without an account, in Chromium on a real service: from the notice in her mailbox to the answer. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { systemClock } from '../../src/base/clock.ts'
import { openMailbox, type OutsideMail, type OutsideMailbox } from '../../src/demo/outside/mailbox.ts'
import { smsIn } from '../../src/demo/outside/phone.ts'
import { PROTECTION } from '../../src/jmap/session.ts'
import { silentLog } from '../../src/log/log.ts'
import { freePort, PASSWORD, startService, type Person, type Service } from '../service.ts'
import { Visitor } from '../web.ts'
import { eventually, openImap, subjectsIn } from '../wire.ts'
import { assertAccessible, noBrowser, openBrowser, signIn, visit } from './browser.ts'

const USING = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:submission', PROTECTION]
const CONTENT = 'Het BSN van uw moeder is 111222333. Zij slikt metformine voor haar diabetes.'

let folder = ''
let address = ''
let linde: Service
let outside: OutsideMailbox
let browser: Browser
let marieke: Person
let writer: Visitor
let drafts = ''
let sentBox = ''
let identity = ''
const submissions = new Map<string, string>()

/** Somebody outside with a telephone. */
const people = {
  anja: '+31612345621', bram: '+31612345632', carla: '+31612345643', dirk: '+31612345654', eva: '+31612345665', fred: '+31612345676',
  gina: '+31612345687',
} as const
type Who = keyof typeof people
const addressOf = (who: Who): string => `${who}@post.example`

type Call = readonly [name: string, args: Readonly<Record<string, unknown>>]

async function ask(...calls: readonly Call[]): Promise<Record<string, unknown>[]> {
  const { accountId } = writer
  const methodCalls = calls.map(([name, args], index) => [name, { accountId, ...args }, String(index)])
  const { json, text } = await writer.request('POST', '/jmap/api', { using: USING, methodCalls })
  const responses = (json as { methodResponses?: [string, Record<string, unknown>][] } | undefined)?.methodResponses
  assert.ok(responses !== undefined, text)
  return responses.map(([, result]) => result)
}

function listOf<T>(result: Record<string, unknown> | undefined): readonly T[] {
  return (result?.['list'] ?? []) as readonly T[]
}

async function send(who: Who): Promise<void> {
  const [, sent] = await ask(
    ['Email/set', { create: { m: {
      mailboxIds: { [drafts]: true }, from: [{ name: 'Marieke Hofstra', email: marieke.address }],
      to: [{ name: `${who[0]?.toUpperCase()}${who.slice(1)} Bakker`, email: addressOf(who) }], subject: `Uw moeder, voor ${who}`,
      bodyValues: { t: { value: `Beste,\n\n${CONTENT}\n\nGroet,\nMarieke` } }, textBody: [{ partId: 't', type: 'text/plain' }],
    } } }],
    ['EmailSubmission/set', { create: { s: { emailId: '#m', identityId: identity, guestFactors: { [addressOf(who)]: { kind: 'sms', phone: people[who] } } } },
      onSuccessUpdateEmail: { '#s': { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sentBox}`]: true } } }],
  )
  const created = (sent?.['created'] as { s?: { id?: string } } | null)?.s
  assert.ok(created?.id !== undefined, JSON.stringify(sent))
  submissions.set(who, created.id)
}

/** It comes after the hold. */
async function noticeFor(who: Who): Promise<OutsideMail> {
  const found = (): OutsideMail[] => outside.mails().filter(({ to }) => to === addressOf(who))
  const [mail] = await eventually(async () => found(), (mails) => mails.length > 0, 60_000)
  return mail ?? assert.fail()
}

async function linkFor(who: Who): Promise<string> {
  const { text } = await noticeFor(who)
  return /http:\/\/\S+\/p#\S+/.exec(text)?.[0] ?? assert.fail(text)
}

const smsTo = async (who: Who): Promise<readonly string[]> =>
  (await smsIn([join(folder, 'sms.jsonl')])).filter(({ to }) => to === people[who]).map(({ text }) => text)

async function codeFor(who: Who): Promise<string> {
  const [newest] = await eventually(() => smsTo(who), (all) => all.length > 0)
  return /\b\d{6}\b/.exec(newest ?? '')?.[0] ?? assert.fail(newest)
}

async function recipientState(who: Who): Promise<{ state?: string, readAt?: string | null }> {
  const [got] = await ask(['EmailSubmission/get', { ids: [submissions.get(who)], properties: ['protection'] }])
  const [one] = listOf<{ protection: { recipients: Record<string, { state?: string, readAt?: string | null }> } }>(got)
  return one?.protection.recipients[addressOf(who)] ?? {}
}

/** Yes, the code from the telephone, open: two pages before the message. */
async function openMessage(page: Page, who: Who): Promise<void> {
  await page.getByRole('button', { name: 'Ja, stuur mij de code' }).click()
  await page.getByLabel('Code uit de sms').fill(await codeFor(who))
  await page.getByRole('button', { name: 'Open het bericht' }).click()
  await page.getByRole('heading', { name: `Uw moeder, voor ${who}` }).waitFor()
}

/** What the browser complains of when the server refuses is expected where a test asks for it. */
function unexpected(complaints: readonly string[]): string[] {
  return complaints.filter((one) => !/status of 4(01|04|10|23)|ERR_INTERNET_DISCONNECTED/.test(one))
}

before(async () => {
  if (noBrowser !== false) return
  folder = mkdtempSync(join(tmpdir(), 'zegel-guest-'))
  outside = await openMailbox({ file: join(folder, 'mail.jsonl'), port: 0, clock: systemClock, log: silentLog })
  const port = await freePort()
  address = `http://linde.localhost:${port}/`
  linde = await startService({
    domain: 'delinde.example',
    sets: [
      `http.listen=127.0.0.1:${port}`, `portal.url=http://linde.localhost:${port}`, 'sms.driver=local', `sms.localFile=${join(folder, 'sms.jsonl')}`,
      `delivery.routes={"post.example":"127.0.0.1:${outside.port}"}`, 'hold.webSeconds=0', 'portal.serviceContact.phone=085 000 00 12',
    ],
  })
  // The hold before mail leaves, which is a minute for mail like this.
  writeFileSync(join(linde.home, 'policy.yaml'), 'holdSeconds:\n  advise: 1\n  protect: 1\n')
  marieke = linde.addAccount('marieke@delinde.example', { name: 'Marieke Hofstra' })
  writer = new Visitor(linde)
  await writer.signIn(marieke)
  const [boxes, identities] = await ask(['Mailbox/get', {}], ['Identity/get', {}])
  drafts = listOf<{ id: string, role: string | null }>(boxes).find(({ role }) => role === 'drafts')?.id ?? ''
  sentBox = listOf<{ id: string, role: string | null }>(boxes).find(({ role }) => role === 'sent')?.id ?? ''
  identity = listOf<{ id: string }>(identities)[0]?.id ?? ''
  for (const who of Object.keys(people) as Who[]) await send(who)
  browser = await openBrowser()
})
after(async () => {
  if (noBrowser !== false) return
  await browser.close()
  await linde.remove()
  await outside.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the notice holds nothing of the message, and following its link opens and sends nothing', { skip: noBrowser }, async () => {
  const notice = await noticeFor('fred')
  for (const form of [notice.subject, notice.text, notice.html ?? '']) assert.doesNotMatch(form, /moeder|111222333|metformine|BSN/)
  const link = await linkFor('fred')
  const [address = '', secret = ''] = link.split('#')
  for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
    for (const url of [link, `${address}/${secret}`, `${address}?link=${secret}`]) {
      await fetch(url.replace('linde.localhost', '127.0.0.1'), { method, headers: { 'user-agent': 'SafeLinks' } })
    }
  }
  // A scanner with a browser sees the question, and leaves again.
  const scanner = await visit(browser, link)
  await scanner.page.getByRole('heading', { name: 'Is dit bericht voor u?' }).waitFor()
  assert.doesNotMatch(await scanner.page.content(), /111222333/)
  await scanner.context.close()
  assert.deepEqual(await smsTo('fred'), [])
  assert.deepEqual(await recipientState('fred').then(({ state, readAt }) => [state, readAt]), ['unread', null])
})

test('reads, keeps a copy and answers with a file: three pages, six actions', { skip: noBrowser }, async () => {
  const { page, complaints, context } = await visit(browser, await linkFor('anja'), { width: 320 })
  await page.getByRole('heading', { name: 'Is dit bericht voor u?' }).waitFor()
  await assertAccessible(page, 'is this for you')
  await page.getByRole('button', { name: 'Ja, stuur mij de code' }).click()
  await page.getByLabel('Code uit de sms').waitFor()
  await assertAccessible(page, 'code')
  await page.getByLabel('Code uit de sms').fill(await codeFor('anja'))
  await page.getByRole('button', { name: 'Open het bericht' }).click()
  await page.getByText(CONTENT).waitFor()
  await assertAccessible(page, 'message')
  assert.equal(await page.title(), 'Beveiligd bericht - delinde.example', 'the subject stays out of the history of the browser')

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Als mail (.eml)' }).click()])
  assert.match(download.suggestedFilename(), /^beveiligd-bericht\.eml$/)
  assert.match(readFileSync(await download.path(), 'utf8'), /Subject: Uw moeder, voor anja[^]*111222333/)

  await page.getByRole('button', { name: 'Beantwoord' }).click()
  await page.getByLabel('Uw antwoord', { exact: true }).fill('Dank u. Ik kom zelf ook.')
  await page.locator('#bestand').setInputFiles([{ name: 'zorgpas.txt', mimeType: 'text/plain', buffer: Buffer.alloc(1_300_000, 'z') }])
  await page.getByText('1,3 MB, klaar').first().waitFor()
  await assertAccessible(page, 'answer')
  await page.getByRole('button', { name: 'Verstuur antwoord' }).click()
  await page.getByRole('heading', { name: 'Uw antwoord is verstuurd' }).waitFor()
  await page.getByRole('heading', { name: 'Uw antwoorden' }).waitFor()
  await assertAccessible(page, 'answer sent')

  const imap = await openImap(linde, marieke)
  await eventually(() => subjectsIn(imap, 'INBOX'), (all) => all.includes('Re: Uw moeder, voor anja'))
  await imap.mailboxOpen('INBOX')
  const found = await imap.fetchOne('*', { bodyStructure: true, envelope: true })
  assert.equal(found === false ? undefined : found?.envelope?.from?.[0]?.address, addressOf('anja'))
  assert.match(JSON.stringify(found === false ? undefined : found?.bodyStructure), /zorgpas\.txt/)
  await imap.logout()
  assert.deepEqual(await recipientState('anja').then(({ state, readAt }) => [state, typeof readAt]), ['answered', 'string'])

  await page.getByRole('button', { name: 'Sluit het bericht en log uit' }).click()
  await page.getByRole('heading', { name: 'Het bericht is dicht' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Is dit bericht voor u?' }).waitFor()
  assert.deepEqual(unexpected(complaints), [])
  await context.close()
})

test('a broken line and a reload lose nothing of an answer', { skip: noBrowser }, async () => {
  const { page, complaints, context } = await visit(browser, await linkFor('eva'))
  await openMessage(page, 'eva')
  await page.getByRole('button', { name: 'Beantwoord' }).click()
  await page.getByLabel('Uw antwoord', { exact: true }).fill('Dit mag niet weg zijn.')
  // The first piece arrives, then the line breaks.
  let pieces = 0
  await page.route('**/api/guest/upload/*', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    pieces += 1
    if (pieces === 2) await context.setOffline(true)
    return route.continue()
  })
  const photo = { name: 'foto.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(1_800_000, 'f') }
  await page.locator('#bestand').setInputFiles([photo])
  await page.getByText(/Wacht op internet: \d+ van 100 procent/).waitFor()
  await page.getByRole('button', { name: 'Verstuur antwoord' }).click()
  await page.getByText('Er is nog een bestand onderweg.').waitFor()
  await context.setOffline(false)
  await page.getByText('1,8 MB, klaar').first().waitFor()
  assert.ok(pieces >= 4, 'it went on in pieces')
  page.on('dialog', (dialog) => { void dialog.accept() })
  await page.reload()
  await page.getByText('1,8 MB, klaar').first().waitFor()
  assert.equal(await page.getByLabel('Uw antwoord', { exact: true }).inputValue(), 'Dit mag niet weg zijn.')
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Verstuur antwoord' }).click()
  await page.getByText('Geen internet. Uw antwoord staat er nog.').waitFor()
  await context.setOffline(false)
  await page.getByRole('button', { name: 'Verstuur antwoord' }).click()
  await page.getByRole('heading', { name: 'Uw antwoord is verstuurd' }).waitFor()
  assert.deepEqual(unexpected(complaints), [])
  await context.close()
})

test('five wrong codes lock the message and tell the sender', { skip: noBrowser }, async () => {
  const { page, complaints, context } = await visit(browser, await linkFor('bram'))
  await page.getByRole('button', { name: 'Ja, stuur mij de code' }).click()
  const right = await codeFor('bram')
  const wrong = right === '111111' ? '222222' : '111111'
  for (let left = 4; left > 0; left--) {
    await page.getByLabel('Code uit de sms').fill(wrong)
    await page.getByRole('button', { name: 'Open het bericht' }).click()
    await page.getByText(`U kunt het nog ${left} keer proberen.`).waitFor()
  }
  await assertAccessible(page, 'wrong code')
  await page.getByLabel('Code uit de sms').fill(wrong)
  await page.getByRole('button', { name: 'Open het bericht' }).click()
  await page.getByRole('heading', { name: 'Dit bericht zit op slot' }).waitFor()
  await assertAccessible(page, 'locked')
  const imap = await openImap(linde, marieke)
  await eventually(() => subjectsIn(imap, 'INBOX'), (all) => all.some((one) => /op slot: .*bram@post\.example/.test(one)))
  await imap.logout()
  assert.equal((await recipientState('bram')).state, 'locked')
  assert.deepEqual(unexpected(complaints), [])
  await context.close()
})

test('not me: a second press closes it for good, and the sender hears', { skip: noBrowser }, async () => {
  const link = await linkFor('carla')
  const { page, complaints, context } = await visit(browser, link, { width: 390 })
  await page.getByRole('button', { name: 'Nee, dit is niet voor mij' }).click()
  await page.getByRole('heading', { name: 'Is het echt niet voor u?' }).waitFor()
  await assertAccessible(page, 'not me')
  await page.getByRole('button', { name: 'Nee, ga terug' }).click()
  await page.getByRole('heading', { name: 'Is dit bericht voor u?' }).waitFor()
  assert.equal((await recipientState('carla')).state, 'unread')
  await page.getByRole('button', { name: 'Nee, dit is niet voor mij' }).click()
  await page.getByRole('button', { name: 'Ja, sluit het bericht' }).click()
  await page.getByRole('heading', { name: 'Dank u. Het bericht is gesloten' }).waitFor()
  await assertAccessible(page, 'thanks')
  await page.reload()
  await page.getByRole('heading', { name: 'Dit bericht is gesloten' }).waitFor()
  const imap = await openImap(linde, marieke)
  await eventually(() => subjectsIn(imap, 'INBOX'), (all) => all.some((one) => /verkeerde: .*carla@post\.example/.test(one)))
  await imap.logout()
  assert.equal((await recipientState('carla')).state, 'refused')
  assert.deepEqual(await smsTo('carla'), [])
  assert.deepEqual(unexpected(complaints), [])
  await context.close()
})

test('recalled while it is open: the next step says so, in English too', { skip: noBrowser }, async () => {
  const link = await linkFor('dirk')
  const { page, complaints, context } = await visit(browser, link)
  await openMessage(page, 'dirk')
  await ask(['EmailSubmission/recall', { ids: [submissions.get('dirk')] }])
  await page.getByRole('button', { name: 'Als mail (.eml)' }).click()
  await page.getByRole('heading', { name: 'Dit bericht is er niet meer' }).waitFor()
  await assertAccessible(page, 'recalled')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'This message is no longer here' }).waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  assert.deepEqual(unexpected(complaints), [])
  await context.close()
})

test('the sender finds in Sent what became of each: open below an answer, and no word of answering where it is over', { skip: noBrowser }, async () => {
  const { page, complaints, context } = await visit(browser, address)
  await signIn(page, marieke.address, PASSWORD)
  await page.getByRole('link', { name: 'Verzonden' }).first().click()
  const opened = async (who: Who): Promise<void> => {
    await page.locator('.row').filter({ hasText: `Uw moeder, voor ${who}` }).first().click()
    await page.locator('#thread-title').filter({ hasText: `voor ${who}` }).waitFor()
    await page.locator('.sent__people').first().waitFor()
  }
  await opened('anja')
  await page.getByText('Dank u. Ik kom zelf ook.').first().waitFor()
  await page.getByRole('button', { name: 'Trek in', exact: false }).first().waitFor()
  await page.locator('.quick').waitFor()
  for (const who of ['carla', 'dirk'] as const) {
    await opened(who)
    await page.locator('.quick').waitFor({ state: 'detached' })
  }
  const row = (who: Who) => page.locator('.row').filter({ hasText: `Uw moeder, voor ${who}` })
  for (const [who, words] of [['carla', 'niet voor mij'], ['dirk', 'ingetrokken'], ['anja', 'beveiligd']] as const) {
    await eventually(() => row(who).locator('.tag').allInnerTexts(), (tags) => tags.join() === words)
  }
  await assertAccessible(page, 'what was sent, over')
  assert.deepEqual(unexpected(complaints), [])
  await context.close()
})

test('without a link: the typed code opens the same message, a wrong one says so', { skip: noBrowser }, async () => {
  const { text } = await noticeFor('fred')
  const code = /\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b/.exec(text)?.[0] ?? assert.fail(text)
  const { page, complaints, context } = await visit(browser, (await linkFor('fred')).split('#')[0] ?? '')
  await page.getByRole('heading', { name: 'Vul de code uit de mail in' }).waitFor()
  await assertAccessible(page, 'typed code')
  await page.getByLabel('Code van 12 tekens').fill('7K4M PX92 RD3H')
  await page.getByRole('button', { name: 'Ga verder' }).click()
  await page.getByText('Deze code klopt niet.').waitFor()
  await page.getByLabel('Code van 12 tekens').fill(code.toLowerCase().replaceAll('-', ' '))
  await page.getByRole('button', { name: 'Ga verder' }).click()
  await page.getByRole('heading', { name: 'Is dit bericht voor u?' }).waitFor()
  await openMessage(page, 'fred')
  await page.goto(`${page.url().split('#')[0] ?? ''}#AAAAAAAAAAAAAAAAAAAAAA`)
  await page.getByRole('heading', { name: 'Deze link werkt niet' }).waitFor()
  await assertAccessible(page, 'unknown link')
  assert.deepEqual(unexpected(complaints), [])
  await context.close()
})

test('a browser that asks for French gets it, on the page, in the text message and in the copy', { skip: noBrowser }, async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 }, locale: 'fr-FR', timezoneId: 'Europe/Paris' })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(await linkFor('gina'))
  await page.getByRole('heading', { name: 'Ce message est-il pour vous ?' }).waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'fr')
  await page.getByRole('button', { name: 'Oui, envoyez le code' }).click()
  await page.getByLabel('Code du SMS').fill(await codeFor('gina'))
  assert.match((await smsTo('gina'))[0] ?? '', /votre code est \d{6}\. Ne donnez ce code à personne\./)
  await page.getByRole('button', { name: 'Ouvrir le message' }).click()
  await page.getByRole('heading', { name: 'Uw moeder, voor gina' }).waitFor()
  await assertAccessible(page, 'message in French')
  const [pdf] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'En PDF' }).click()])
  assert.equal(pdf.suggestedFilename(), 'message-securise.pdf')
  assert.match(readFileSync(await pdf.path(), 'latin1'), /^%PDF-1\.7[^]*\/Lang\(fr\)/)
  await context.close()
})
