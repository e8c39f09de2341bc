/** What a newcomer sees, from the first word to the ledger, in Chromium on real services: six steps. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { extractText, getDocumentProxy } from 'unpdf'
import { systemClock } from '../../src/base/clock.ts'
import { openOutside, type Outside } from '../../src/demo/outside/outside.ts'
import { silentLog } from '../../src/log/log.ts'
import { createCertificateAuthority, type CertificateAuthority } from '../../src/tls/certificates.ts'
import { freePort, PASSWORD, startService, type Person, type Service } from '../service.ts'
import { eventually, openImap, plainMessage, SmtpConversation, subjectsIn } from '../wire.ts'
import { look, noBrowser, openBrowser, signIn, visit, type Visitor } from './browser.ts'

const LINDE = 'delinde.example'
const WAAL = 'dewaal.example'
const ANJA = 'anja@post.example'
const CONTENT = 'Het BSN van uw moeder is 111222333. Zij slikt metformine voor haar diabetes.'
const PRIVATE = `Beste Anja,\n\n${CONTENT}\n\nGroet,\nMarieke`
const NUMBERS = 'Beste Tom,\n\nHet BSN van mevrouw Jansen is 111222333.\n\nGroet,\nMarieke'
/** Words that may stand nowhere but in the message itself. */
const SECRET = /111222333|metformine|diabetes|Uw moeder/

interface Leaf {
  readonly kind: string
  readonly facts: Readonly<Record<string, unknown>>
}

let folder = ''
let url = ''
let outsideUrl = ''
let outside: Outside
let linde: Service
let waal: Service
let browser: Browser
let marieke: Person
let tom: Person
let nurse: Visitor
let officer: Visitor

async function certify(authority: CertificateAuthority, domain: string): Promise<void> {
  const pair = await authority.issue({ names: [`mail.${domain}`, domain], clock: systemClock })
  writeFileSync(join(folder, `${domain}.pem`), pair.certificate)
  writeFileSync(join(folder, `${domain}.key`), pair.key, { mode: 0o600 })
}

function holdFor(seconds: number): void {
  writeFileSync(join(linde.home, 'policy.yaml'), `holdSeconds:\n  advise: 1\n  protect: ${seconds}\n`)
}

const tlsOf = (domain: string): readonly string[] => [
  `tls.trustedFile=${join(folder, 'authority.pem')}`, `tls.certificateFile=${join(folder, `${domain}.pem`)}`, `tls.keyFile=${join(folder, `${domain}.key`)}`,
]

before(async () => {
  if (noBrowser !== false) return
  folder = mkdtempSync(join(tmpdir(), 'zegel-six-'))
  const authority = await createCertificateAuthority({ name: 'Proefautoriteit', clock: systemClock })
  writeFileSync(join(folder, 'authority.pem'), authority.certificate)
  await certify(authority, LINDE)
  await certify(authority, WAAL)
  const [port, smtp, far] = [await freePort(), await freePort(), await freePort()]
  url = `http://linde.localhost:${port}`
  outside = await openOutside({
    mailFile: join(folder, 'mail.jsonl'), smsFiles: [join(folder, 'sms.jsonl')], victimPort: smtp, httpPort: 0, smtpPort: 0, clock: systemClock, log: silentLog,
  })
  outsideUrl = `http://buiten.localhost:${outside.httpPort}`
  const routes = { 'post.example': `127.0.0.1:${outside.smtpPort}`, 'oud.example': `127.0.0.1:${outside.smtpPort}`, [WAAL]: `127.0.0.1:${far}` }
  linde = await startService({
    domain: LINDE,
    sets: [
      ...tlsOf(LINDE), `http.listen=127.0.0.1:${port}`, `smtp.listen=127.0.0.1:${smtp}`, `portal.url=${url}`, 'sms.driver=local',
      `sms.localFile=${join(folder, 'sms.jsonl')}`, `delivery.routes=${JSON.stringify(routes)}`, 'delivery.fixedRouteTls=verified',
      'delivery.unverifiedRoutes=["post.example","oud.example"]', 'hold.webSeconds=1', 'portal.serviceContact.phone=085 000 00 12',
    ],
  })
  // The first hold is long enough to look at and to take back; later ones need not be.
  holdFor(60)
  waal = await startService({ domain: WAAL, sets: [...tlsOf(WAAL), `smtp.listen=127.0.0.1:${far}`] })
  marieke = linde.addAccount(`marieke@${LINDE}`, { name: 'Marieke Hofstra' })
  linde.addAccount(`fg@${LINDE}`, { name: 'Femke de Groot', roles: ['privacy-officer'] })
  tom = waal.addAccount(`tom@${WAAL}`, { name: 'Tom Aarts' })
  browser = await openBrowser()
  nurse = await visit(browser, url)
  await signIn(nurse.page, marieke.address, PASSWORD)
  await nurse.page.getByRole('heading', { name: 'Postvak IN' }).waitFor()
})
after(async () => {
  if (noBrowser !== false) return
  await browser.close()
  for (const service of [linde, waal]) await service.remove()
  await outside.close()
  rmSync(folder, { recursive: true, force: true })
})

async function write(page: Page, to: string, subject: string, text: string): Promise<void> {
  await page.goto(`${url}/#/mail`)
  await page.getByRole('link', { name: 'Nieuw bericht' }).first().click()
  await page.getByLabel('Aan: voeg iemand toe').fill(to)
  await page.keyboard.press('Enter')
  await page.getByLabel('Onderwerp').fill(subject)
  await page.getByLabel('Bericht', { exact: true }).fill(text)
}

async function sendSecured(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).click()
  await page.getByRole('button', { name: 'Haal terug' }).waitFor()
}

/** The conversation in Sent. */
async function openSent(page: Page, subject: string): Promise<void> {
  await page.getByRole('link', { name: 'Verzonden' }).first().click()
  await page.getByRole('link', { name: subject }).first().click()
  await page.getByRole('heading', { name: subject }).waitFor()
}

const noticesFor = async (address: string): Promise<number> =>
  outside.mailbox.mails().filter(({ to }) => to === address).length

/** The newest notice of somebody outside, in that mailbox; its button is followed. */
async function followNotice(person: Visitor, address: string, count: number): Promise<Page> {
  await eventually(() => noticesFor(address), (found) => found >= count, 60_000)
  await person.page.goto(`${outsideUrl}/post?van=${encodeURIComponent(address)}`)
  await person.page.locator('.brieven a').first().click()
  const [page] = await Promise.all([person.context.waitForEvent('page'), person.page.getByRole('link', { name: 'Lees het bericht' }).click()])
  page.setDefaultTimeout(15_000)
  await page.getByRole('heading', { name: 'Is dit bericht voor u?' }).waitFor()
  return page
}

/** The newest code, read on the telephone page. */
async function codeOnPhone(person: Visitor, count: number): Promise<string> {
  const text = await eventually(async () => {
    await person.page.goto(`${outsideUrl}/telefoon`)
    return person.page.locator('.ballon').allInnerTexts()
  }, (all) => all.length >= count)
  return /\b\d{6}\b/.exec(text[0] ?? '')?.[0] ?? assert.fail(text[0])
}

/** What the browser says of an ended message is expected where a test asks for it. */
const unexpected = ({ complaints }: Visitor): string[] => complaints.filter((one) => !/status of (404|410)/.test(one))

test('1. the words are marked, one sentence says why, and the button changes', { skip: noBrowser }, async () => {
  const { page } = nurse
  await write(page, `Anja Bakker <${ANJA}>`, 'Uw moeder', PRIVATE)
  await page.getByRole('heading', { name: /^U mailt een BSN.* naar buiten\.$/ }).waitFor()
  const marked = await page.evaluate(() => [...CSS.highlights.get('found') ?? []].map((range) => (range as Range).toString()))
  assert.ok(marked.includes('111222333') && marked.some((word) => /metformine|diabetes/.test(word)), marked.join(', '))
  await page.getByText('Anja Bakker krijgt een link', { exact: false }).first().waitFor()
  await page.getByLabel('Op welk 06-nummer krijgt Anja Bakker de code?').fill('06 12 34 56 21')
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).waitFor()
  await look(page, '1-write')
})

test('2a. a visible hold with a way back; then a notice without content in the mailbox outside', { skip: noBrowser }, async () => {
  const { page } = nurse
  await sendSecured(page)
  await page.getByText(/“Uw moeder” gaat over \d+ seconden? beveiligd weg\./).waitFor()
  holdFor(1)
  await openSent(page, 'Uw moeder')
  await page.getByText('Nog niet verstuurd.').waitFor()
  await page.getByText('Gaat beveiligd weg').waitFor()
  await look(page, '2-hold')
  await page.getByRole('button', { name: 'Haal terug' }).click()
  await page.getByText('Teruggehaald', { exact: false }).first().waitFor()
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).waitFor()
  const number = page.getByLabel('Op welk 06-nummer krijgt Anja Bakker de code?')
  if (await number.count() > 0) await number.fill('06 12 34 56 21')
  await sendSecured(page)
  await openSent(page, 'Uw moeder')
  await page.getByText('Kreeg de mail met de link. Nog niet geopend.').waitFor({ timeout: 30_000 })
  await page.getByText('Code per sms naar 06 •• •• •• 21.', { exact: false }).waitFor()
  await look(page, '2-sent-unread')
  assert.equal(await noticesFor(ANJA), 1, 'what was taken back never left')
  const [notice] = outside.mailbox.mails()
  for (const form of [notice?.subject, notice?.text, notice?.html]) assert.doesNotMatch(form ?? '', SECRET)
})

test('2b. she says that it is for her, gets a code on her telephone, reads, keeps copies, answers with a file', { skip: noBrowser }, async () => {
  const anja = await visit(browser, `${outsideUrl}/post`)
  await look(anja.page, '2-mailbox-outside')
  const guest = await followNotice(anja, ANJA, 1)
  await look(guest, '2-for-you')
  assert.doesNotMatch(await guest.content(), SECRET)
  for (const [language, title] of [['Deutsch', 'Ist diese Nachricht für Sie?'], ['Français', 'Ce message est-il pour vous ?'], ['Nederlands', 'Is dit bericht voor u?']] as const) {
    await guest.getByRole('button', { name: language }).click()
    await guest.getByRole('heading', { name: title }).waitFor()
    if (language !== 'Nederlands') await look(guest, `2-for-you-${language === 'Deutsch' ? 'de' : 'fr'}`)
  }
  await guest.getByRole('button', { name: 'Ja, stuur mij de code' }).click()
  await guest.getByLabel('Code uit de sms').waitFor()
  await look(guest, '2-code')
  const code = await codeOnPhone(anja, 1)
  await look(anja.page, '2-telephone')
  await guest.getByLabel('Code uit de sms').fill(code)
  await guest.getByRole('button', { name: 'Open het bericht' }).click()
  await guest.getByText(CONTENT).waitFor()
  await look(guest, '2-message')
  await keepCopies(guest)
  await guest.getByRole('button', { name: 'Beantwoord' }).click()
  await guest.getByLabel('Uw antwoord', { exact: true }).fill('Dank u. Ik stuur haar zorgpas mee.')
  await guest.locator('#bestand').setInputFiles([{ name: 'zorgpas.txt', mimeType: 'text/plain', buffer: Buffer.from('Polisnummer 12345678') }])
  await guest.getByText('1 KB, klaar').first().waitFor()
  await look(guest, '2-answer')
  await guest.getByRole('button', { name: 'Verstuur antwoord' }).click()
  await guest.getByRole('heading', { name: 'Uw antwoord is verstuurd' }).waitFor()
  await look(guest, '2-answer-sent')
  assert.deepEqual(unexpected(anja), [])
  await anja.context.close()
})

/** As mail and as PDF: both hold the message. */
async function keepCopies(guest: Page): Promise<void> {
  const [mail] = await Promise.all([guest.waitForEvent('download'), guest.getByRole('button', { name: 'Als mail (.eml)' }).click()])
  assert.equal(mail.suggestedFilename(), 'beveiligd-bericht.eml')
  assert.match(readFileSync(await mail.path(), 'utf8'), /Subject: Uw moeder[^]*111222333/)
  await guest.getByText('beveiligd-bericht.eml is bewaard.').waitFor()
  const [pdf] = await Promise.all([guest.waitForEvent('download'), guest.getByRole('button', { name: 'Als pdf' }).click()])
  assert.equal(pdf.suggestedFilename(), 'beveiligd-bericht.pdf')
  const bytes = new Uint8Array(readFileSync(await pdf.path()))
  const { text } = await extractText(await getDocumentProxy(bytes), { mergePages: true })
  assert.match(text.replace(/\s+/g, ' '), /Uw moeder Van: Marieke Hofstra.*metformine voor haar diabetes/)
}

test('3a. the read moment shows by itself; the answer is in the inbox, still protected', { skip: noBrowser }, async () => {
  const { page } = nurse
  // The page was open all the time: nobody loaded it again.
  await page.getByText('Geopend en beantwoord.').waitFor()
  await look(page, '3-sent-answered')
  await page.getByRole('link', { name: 'Postvak IN' }).first().click()
  const row = page.getByRole('link', { name: /Anja Bakker/ }).first()
  await row.getByText('beveiligd').waitFor()
  await row.click()
  await page.getByText('Antwoord van een gast, met de code uit een sms').waitFor()
  await page.getByText('Beveiligd gesprek').waitFor()
  await page.getByText('zorgpas.txt').first().waitFor()
  await page.getByText('Uw antwoord gaat ook beveiligd.').waitFor()
  await look(page, '3-answer-in-inbox')
})

test('3b. a reply without anything in it keeps the protection, and the number is known now', { skip: noBrowser }, async () => {
  const { page } = nurse
  await page.getByRole('link', { name: /Uw antwoord gaat ook beveiligd/ }).click()
  await page.getByLabel('Bericht', { exact: true }).pressSequentially('Dank u, tot morgen.')
  await page.getByRole('button', { name: 'Verstuur beveiligd' }).waitFor()
  await page.getByText('De code gaat naar 06 •• •• •• 21.').first().waitFor()
  assert.equal(await page.getByLabel(/06-nummer/).count(), 0)
  await sendSecured(page)
  await eventually(() => noticesFor(ANJA), (count) => count === 2, 60_000)
  assert.ok(outside.mailbox.mails().every(({ text }) => !/tot morgen/.test(text)))
})

test('3c. recall says honestly whether it was opened, and the guest sees that it is gone', { skip: noBrowser }, async () => {
  const { page } = nurse
  await openSent(page, 'Uw moeder')
  const sent = page.getByRole('region', { name: 'Wat er met dit bericht gebeurt' })
  const newest = sent.last()
  await newest.getByText('Kreeg de mail met de link. Nog niet geopend.').waitFor()
  const anja = await visit(browser, `${outsideUrl}/post`)
  const guest = await followNotice(anja, ANJA, 2)
  await newest.getByRole('button', { name: 'Trek in' }).click()
  await newest.getByText('Daarna kan niemand dit bericht meer openen via de link.').waitFor()
  await look(page, '3-recall-asked')
  await newest.getByRole('button', { name: 'Ja, trek in' }).click()
  await newest.getByRole('status').getByText('Ingetrokken. Het was nog niet geopend.').waitFor({ state: 'attached' })
  await newest.getByRole('listitem').getByText('Ingetrokken. Het was nog niet geopend.').waitFor()
  await guest.getByRole('button', { name: 'Ja, stuur mij de code' }).click()
  await guest.getByRole('heading', { name: 'Dit bericht is er niet meer' }).waitFor()
  await look(guest, '3-recalled')
  await anja.context.close()
  // The first message was read before: that cannot be undone, and is said.
  await page.getByRole('link', { name: /Het BSN van uw moeder|Beste Anja/ }).or(page.locator('.msg--shut a')).first().click()
  const first = sent.first()
  await first.getByRole('button', { name: 'Trek in' }).click()
  await first.getByRole('button', { name: 'Ja, trek in' }).click()
  await first.getByRole('status').getByText('Ingetrokken. Het was al geopend.').waitFor({ state: 'attached' })
  await first.getByRole('listitem').getByText('Ingetrokken. Het was al geopend.').waitFor()
  await look(page, '3-recalled-read')
})

test('3d. "not me" closes it, tells the nurse, and leaves a draft of a breach', { skip: noBrowser }, async () => {
  const { page } = nurse
  await write(page, 'Carla Smit <carla@post.example>', 'Uw vader', PRIVATE)
  await page.getByLabel('Op welk 06-nummer krijgt Carla Smit de code?').fill('06 12 34 56 43')
  await sendSecured(page)
  await openSent(page, 'Uw vader')
  const carla = await visit(browser, `${outsideUrl}/post`)
  const guest = await followNotice(carla, 'carla@post.example', 1)
  await guest.getByRole('button', { name: 'Nee, dit is niet voor mij' }).click()
  await look(guest, '3-not-me')
  await guest.getByRole('button', { name: 'Ja, sluit het bericht' }).click()
  await guest.getByRole('heading', { name: 'Dank u. Het bericht is gesloten' }).waitFor()
  await look(guest, '3-not-me-thanks')
  await carla.context.close()
  await page.getByText('Zegt: dit is niet voor mij. Het bericht is dicht.').waitFor()
  await look(page, '3-sent-refused')
  officer = await visit(browser, url)
  await signIn(officer.page, `fg@${LINDE}`, PASSWORD)
  await officer.page.goto(`${url}/#/breaches`)
  await officer.page.getByRole('link', { name: /-001$/ }).waitFor()
  await look(officer.page, '3-breach-draft')
})

test('4. the second organisation directly over verified TLS; a domain that offers nothing by portal', { skip: noBrowser }, async () => {
  const { page } = nurse
  await write(page, `Tom Aarts <${tom.address}>`, 'Gegevens voor Tom', NUMBERS)
  await page.getByText('beveiligd in de eigen mailbox').first().waitFor()
  await page.getByText(/Met deze partner is een vaste beveiligde route afgesproken\./).first().waitFor()
  await page.getByLabel('Aan: voeg iemand toe').fill('Dirk Vos <dirk@oud.example>')
  await page.keyboard.press('Enter')
  await page.getByText(/Gewone mail naar dit adres is niet veilig genoeg\. Vandaag gecontroleerd\./).first().waitFor()
  await page.getByLabel('Op welk 06-nummer krijgt Dirk Vos de code?').fill('06 12 34 56 54')
  assert.equal(await page.getByLabel(/krijgt Tom/).count(), 0, 'nobody with a safe server needs a code')
  await look(page, '4-write')
  await sendSecured(page)
  await openSent(page, 'Gegevens voor Tom')
  await page.getByText(`Bezorgd bij ${WAAL}, over een gecontroleerde verbinding (vaste partner).`).waitFor({ timeout: 30_000 })
  await page.getByText('Kreeg de mail met de link. Nog niet geopend.').waitFor({ timeout: 30_000 })
  await look(page, '4-sent')
  const imap = await openImap(waal, tom)
  assert.deepEqual(await eventually(() => subjectsIn(imap, 'INBOX'), (subjects) => subjects.length > 0), ['Gegevens voor Tom'])
  await imap.logout()
  const [notice] = outside.mailbox.mails()
  assert.equal(notice?.to, 'dirk@oud.example')
  assert.doesNotMatch(`${notice.subject} ${notice.text} ${notice.html}`, SECRET)
  const received = waal.command(['ledger', 'export']).stdout
  assert.match(received, /TLSv1\.3/)
})

test('4b. a wrong number is corrected from the sent message, and a new link goes out', { skip: noBrowser }, async () => {
  const { page } = nurse
  const dirk = page.getByRole('listitem').filter({ hasText: 'Dirk Vos' })
  await dirk.getByText('Nieuwe link of ander nummer').click()
  await dirk.getByLabel('Op welk 06-nummer krijgt Dirk Vos de code?').fill('12')
  await dirk.getByRole('button', { name: 'Bewaar en stuur een nieuwe link' }).click()
  await dirk.getByText('Dit nummer klopt niet.', { exact: false }).waitFor()
  await look(page, '4-correct-number')
  await dirk.getByLabel('Op welk 06-nummer krijgt Dirk Vos de code?').fill('06 12 34 56 98')
  await dirk.getByRole('button', { name: 'Bewaar en stuur een nieuwe link' }).click()
  await page.getByText('Dirk Vos krijgt een mail met een nieuwe link.').waitFor()
  await dirk.getByText('Code per sms naar 06 •• •• •• 98.', { exact: false }).waitFor()
  await eventually(() => noticesFor('dirk@oud.example'), (count) => count === 2, 30_000)
  await dirk.getByText('Nieuwe link of ander nummer').click()
  await dirk.getByRole('button', { name: 'Stuur een nieuwe link', exact: true }).click()
  await eventually(() => noticesFor('dirk@oud.example'), (count) => count === 3, 30_000)
  const links = outside.mailbox.mails().filter(({ to }) => to === 'dirk@oud.example').map(({ text }) => /\/p#(\S+)/.exec(text)?.[1])
  const stateOf = async (link: string | undefined): Promise<number> => (await fetch(`http://127.0.0.1:${linde.ports['http'] ?? 0}/api/guest/look`, {
    method: 'POST', headers: { 'x-zegel': '1', 'content-type': 'application/json' }, body: JSON.stringify({ link }),
  })).status
  assert.deepEqual([await stateOf(links[0]), await stateOf(links[1]), await stateOf(links[2])], [200, 404, 404], 'only the newest link opens')
})

async function submit(to: string, subject: string, text: string): Promise<void> {
  const conversation = await SmtpConversation.open(linde.ports['submission'] ?? 0)
  await conversation.startTls()
  await conversation.authenticate(marieke.address, marieke.appPassword)
  const sent = await conversation.send(marieke.address, [to.replace(/^.*<|>$/g, '')],
    plainMessage({ from: marieke.address, to, subject, text: text.replaceAll('\n', '\r\n') }))
  conversation.close()
  assert.equal(sent.code, 250, sent.text)
}

test('5a. a mail program: secured by itself, and the sender hears what was done and why', { skip: noBrowser }, async () => {
  const { page } = nurse
  const before = await noticesFor(ANJA)
  await submit(`Anja Bakker <${ANJA}>`, 'Uw moeder, vervolg', PRIVATE)
  await eventually(() => noticesFor(ANJA), (count) => count === before + 1, 30_000)
  await page.getByRole('link', { name: 'Postvak IN' }).first().click()
  await page.getByRole('link', { name: 'Uw bericht is beveiligd verstuurd' }).first().click()
  const told = page.locator('.msg__text').last()
  await told.getByText('Waarom:').waitFor()
  const said = await told.innerText()
  assert.match(said, /BSN[^]*anja@post\.example: leest het als beveiligd bericht, met een code/)
  assert.doesNotMatch(said, SECRET)
  assert.equal(await page.getByText('buiten uw organisatie').or(page.getByText('Schrijf aan')).count(), 0, 'nobody outside, nobody to answer')
  await look(page, '5-told-by-mail')
  // Also of a mail program's message the webmail says what became of it.
  await openSent(page, 'Uw moeder, vervolg')
  await page.getByText('Kreeg de mail met de link. Nog niet geopend.').waitFor()
})

test('5b. what must be asked is held: let go with what was missing, or corrected, from one page', { skip: noBrowser }, async () => {
  const { page } = nurse
  await submit('Bram Bos <bram@post.example>', 'Uw zoon', PRIVATE.replace('Anja', 'Bram'))
  await submit('Anja Bakker <anja@p0st.example>', 'Kopje koffie', 'Beste Anja,\n\nZullen wij vrijdag koffie drinken?\n\nMarieke')
  await page.getByRole('link', { name: 'Postvak IN' }).first().click()
  await page.getByRole('link', { name: 'Uw bericht wacht op u' }).nth(1).click()
  const told = page.locator('.msg__text').filter({ hasText: '/mail/held/' })
  await told.waitFor()
  const link = /http:\/\/\S+\/mail\/held\/\S+/.exec(await told.innerText())?.[0]
  assert.ok(link?.startsWith(`${url}/mail/held/`) === true)
  await page.goto(link)
  await page.getByRole('heading', { name: 'Dit wacht op u' }).waitFor()
  const coffee = page.getByRole('region', { name: 'Kopje koffie' })
  const son = page.getByRole('region', { name: 'Uw zoon' })
  await coffee.getByText(/lijkt op/).waitFor()
  await son.getByLabel(/06-nummer/).fill('06 12 34 56 32')
  await look(page, '5-held')
  await son.getByRole('button', { name: 'Verstuur' }).click()
  await son.waitFor({ state: 'detached' })
  await eventually(() => noticesFor('bram@post.example'), (count) => count === 1, 30_000)
  await coffee.getByRole('button', { name: 'Verbeter' }).click()
  await page.getByLabel('Onderwerp').waitFor()
  assert.equal(await page.getByLabel('Onderwerp').inputValue(), 'Kopje koffie')
})

test('6. everything is in the ledger with rule ids and routes, and no content', { skip: noBrowser }, async () => {
  const { page } = officer
  await page.getByRole('link', { name: 'Logboek' }).first().click()
  await page.getByText(/Elke regel klopt\./).waitFor()
  await look(page, '6-ledger')
  assert.doesNotMatch(await page.content(), SECRET)
  const { stdout } = linde.command(['ledger', 'export'])
  assert.doesNotMatch(stdout, SECRET)
  const leaves = stdout.split('\n').filter((line) => line.includes('"type":"record"'))
    .map((line) => JSON.parse((JSON.parse(line) as { leaf: string }).leaf) as Leaf)
  const kinds = new Set(leaves.map(({ kind }) => kind))
  for (const kind of [
    'mail.assessed', 'mail.submitted', 'mail.delivered', 'mail.portal', 'mail.recalled', 'mail.withdrawn', 'portal.code-sent', 'portal.read', 'portal.copied',
    'portal.replied', 'portal.not-me', 'breach.drafted', 'portal.recalled',
  ]) assert.ok(kinds.has(kind), `${kind} is not in ${[...kinds].join(' ')}`)
  const assessed = leaves.filter(({ kind }) => kind === 'mail.assessed').map(({ facts }) => JSON.stringify(facts))
  assert.ok(assessed.some((facts) => /eleven-test/.test(facts) && /portal/.test(facts)), 'rules and routes')
  assert.ok(leaves.some(({ kind, facts }) => kind === 'mail.delivered' && facts['route'] === 'verified-tls' && facts['verified'] === true))
  assert.equal(linde.command(['ledger', 'verify']).status, 0)
  assert.deepEqual([...unexpected(nurse), ...unexpected(officer)], [])
})
