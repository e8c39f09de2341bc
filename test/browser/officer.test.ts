/** The privacy officer in Chromium on a real service: a breach from "not for me" to the report, assessments, the policy. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { systemClock } from '../../src/base/clock.ts'
import { openMailbox, type OutsideMailbox } from '../../src/demo/outside/mailbox.ts'
import { PROTECTION } from '../../src/jmap/session.ts'
import { silentLog } from '../../src/log/log.ts'
import { freePort, PASSWORD, startService, type Service } from '../service.ts'
import { Visitor } from '../web.ts'
import { eventually } from '../wire.ts'
import { assertAccessible, noBrowser, openBrowser, signIn, visit } from './browser.ts'

const GUEST = 'anja@post.example'

/** What this scenario reads of JMAP answers. */
interface Answer {
  readonly list?: readonly { readonly id: string, readonly role?: string | null }[]
  readonly created?: { readonly s?: object } | null
}

let folder = ''
let linde: Service
let outside: OutsideMailbox
let browser: Browser
let url = ''

/** Pictures for people, when asked for by the environment: light, dark and 320 px wide. */
async function pictures(page: Page, name: string): Promise<void> {
  const to = process.env['ZEGEL_PICTURES']
  if (to === undefined) return
  mkdirSync(to, { recursive: true })
  const size = page.viewportSize() ?? { width: 1440, height: 900 }
  for (const [suffix, width, colorScheme] of [['light', 1440, 'light'], ['dark', 1440, 'dark'], ['320', 320, 'light']] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: join(to, `${name}-${suffix}.png`), fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(size)
}

before(async () => {
  if (noBrowser !== false) return
  folder = mkdtempSync(join(tmpdir(), 'zegel-officer-'))
  outside = await openMailbox({ file: join(folder, 'mail.jsonl'), port: 0, clock: systemClock, log: silentLog })
  const port = await freePort()
  url = `http://linde.localhost:${port}`
  linde = await startService({
    domain: 'delinde.example',
    sets: [
      `http.listen=127.0.0.1:${port}`, `portal.url=${url}`, 'sms.driver=local', `sms.localFile=${join(folder, 'sms.jsonl')}`,
      `delivery.routes={"post.example":"127.0.0.1:${outside.port}"}`, 'hold.webSeconds=0',
    ],
  })
  writeFileSync(join(linde.home, 'policy.yaml'), 'holdSeconds:\n  advise: 1\n  protect: 1\n')
  await send()
  browser = await openBrowser()
})
after(async () => {
  if (noBrowser !== false) return
  await browser.close()
  await linde.remove()
  await outside.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A nurse writes to a guest; the guest says it is not for her. */
async function send(): Promise<void> {
  const marieke = linde.addAccount('marieke@delinde.example', { name: 'Marieke Hofstra' })
  const writer = new Visitor(linde)
  await writer.signIn(marieke)
  const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:submission', PROTECTION]
  const { accountId } = writer
  const ask = async (...calls: readonly (readonly [string, Record<string, unknown>])[]): Promise<Answer[]> => {
    const { json, text } = await writer.request('POST', '/jmap/api', {
      using, methodCalls: calls.map(([name, args], index) => [name, { accountId, ...args }, String(index)]),
    })
    const responses = (json as { methodResponses?: [string, Answer][] } | undefined)?.methodResponses
    assert.ok(responses !== undefined, text)
    return responses.map(([, result]) => result)
  }
  const [boxes, identities] = await ask(['Mailbox/get', {}], ['Identity/get', {}])
  const drafts = boxes?.list?.find(({ role }) => role === 'drafts')?.id ?? ''
  const [, sent] = await ask(
    ['Email/set', { create: { m: {
      mailboxIds: { [drafts]: true }, from: [{ name: 'Marieke Hofstra', email: marieke.address }], to: [{ name: 'Anja Bakker', email: GUEST }],
      subject: 'Uw moeder', textBody: [{ partId: 't', type: 'text/plain' }],
      bodyValues: { t: { value: 'Beste Anja,\n\nHet BSN van uw moeder is 111222333. Zij slikt metformine voor haar diabetes.\n\nGroet,\nMarieke' } },
    } } }],
    ['EmailSubmission/set', { create: { s: { emailId: '#m', identityId: identities?.list?.[0]?.id, guestFactors: { [GUEST]: { kind: 'sms', phone: '+31612345621' } } } } }],
  )
  assert.ok(sent?.created?.s, JSON.stringify(sent))
  const [notice] = await eventually(async () => outside.mails().filter(({ to }) => to === GUEST), (mails) =>
    mails.length > 0, 60_000)
  const link = /\/p#(\S+)/.exec(notice?.text ?? '')?.[1]
  assert.equal((await new Visitor(linde).request('POST', '/api/guest/not-me', { link })).status, 200)
}

test('judges a breach, sees what was assessed, tries a policy before it counts', { skip: noBrowser }, async () => {
  const { page, complaints } = await visit(browser, url)
  await signIn(page, 'beheer@delinde.example', PASSWORD)
  await page.goto(`${url}/#/breaches`)
  await page.getByText('1 datalek wacht op uw oordeel.').waitFor()
  await assertAccessible(page, 'breaches')
  await pictures(page, 'breaches')
  await page.getByRole('link', { name: /-001$/ }).click()
  await page.getByRole('heading', { name: /^Nog 71 uur en/ }).waitFor()
  assert.match(await page.getByLabel('Gegevens').inputValue(), /persoonsnummer.*gezondheid|gezondheid.*persoonsnummer/)
  assert.equal(await page.getByLabel(/^Klein/).isChecked(), true, 'nobody read it')
  await assertAccessible(page, 'breach')
  await pictures(page, 'breach')

  await page.getByRole('button', { name: 'Meld niet en leg vast' }).click()
  await page.getByText('Vul de velden met een streep in.').waitFor()
  assert.equal(await page.getByLabel('Uw oordeel').evaluate((field) => field === document.activeElement), true)
  await assertAccessible(page, 'breach with a missing field')
  await page.getByLabel('Uw oordeel').fill('Niemand las het, de toegang is dicht.')
  await page.getByLabel(/^Groot/).check()
  await page.getByRole('button', { name: 'Meld niet en leg vast' }).click()
  await page.getByText('Bij een groot risico moet u melden.').waitFor()
  await page.getByRole('button', { name: 'Maak de melding' }).click()
  await page.getByRole('heading', { name: 'Tekst voor de melding' }).waitFor()
  await assertAccessible(page, 'breach report')
  await pictures(page, 'breach-report')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Bewaar als tekst' }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  assert.match(text, /Melding datalek \d{4}-001[\s\S]*Risico: Groot[\s\S]*Toelichting: Niemand las het/)
  assert.doesNotMatch(text, /111222333|metformine/)
  await page.getByLabel('Nummer van de AP').fill('AP-2026-17')
  await page.getByRole('button', { name: 'Ik heb gemeld' }).click()
  await page.getByText(/· gemeld$/).waitFor()
  await page.reload()
  assert.equal(await page.getByLabel('Nummer van de AP').inputValue(), 'AP-2026-17')
  await page.getByText('meldde het').waitFor()

  await page.getByRole('link', { name: 'Adviezen' }).click()
  const row = page.getByRole('row').filter({ hasText: 'persoonsnummer' })
  await row.getByText('link en code').waitFor()
  await row.getByRole('button', { name: /^Regels/ }).click()
  await assertAccessible(page, 'assessments')
  await pictures(page, 'assessments')
  assert.doesNotMatch(await page.content(), /111222333|anja@post/)

  await page.getByRole('link', { name: 'Beleid' }).click()
  await page.getByText('Uw eigen beleid geldt.').waitFor()
  const field = page.getByLabel('Beleid als tekst (YAML)')
  const own = await field.inputValue()
  await field.fill(`${own}levels:\n  health: blok\n`)
  await page.getByRole('button', { name: 'Bekijk wat verandert' }).click()
  await page.getByText('Er is 1 fout. Er is niets veranderd.').waitFor()
  await page.getByRole('listitem').filter({ hasText: /^Regel 5: levels\.health: kies record, advise, protect of block\.$/ }).waitFor()
  await field.fill('mode: harder\n')
  await page.getByRole('button', { name: 'Bekijk wat verandert' }).click()
  await page.getByRole('listitem').filter({ hasText: /^Regel 1: mode: kies active of shadow\.$/ }).waitFor()
  await assertAccessible(page, 'policy with a mistake')
  await field.fill(`${own}levels:\n  health: block\n`)
  await page.getByRole('button', { name: 'Bekijk wat verandert' }).click()
  await page.getByText('Dit komt erbij').waitFor()
  await page.getByText('Wij bekeken 1 mail. 1 meer tegengehouden.').waitFor()
  await assertAccessible(page, 'policy')
  await pictures(page, 'policy')
  await page.getByRole('button', { name: 'Laat dit gelden' }).click()
  await page.getByText('Het beleid geldt nu.').waitFor()
  await page.getByRole('button', { name: 'Zet proefstand aan' }).click()
  await page.getByText('Proefstand: de controle kijkt mee en verandert niets.').waitFor()
  assert.match(readFileSync(join(linde.home, 'policy.yaml'), 'utf8'), /^mode: shadow\n[\s\S]*health: block/)
  await page.getByRole('button', { name: 'Zet proefstand uit' }).click()
  await page.getByText('De controle staat aan.').waitFor()

  await page.getByRole('link', { name: 'Logboek' }).click()
  for (const kind of ['Datalek gemeld', 'Beleid gewijzigd', 'Concept datalek gemaakt', 'Mail gecontroleerd']) await page.getByRole('cell', { name: kind }).first().waitFor()
  await page.getByRole('row').filter({ hasText: 'Mail verstuurd' }).getByText('met link en code').waitFor()
  const notice = page.getByRole('row').filter({ hasText: 'mail met de link' }).first()
  await notice.waitFor()
  await page.getByRole('row').filter({ hasText: 'Mail gecontroleerd' }).getByRole('button', { name: /^Bewijs/ }).click()
  await page.getByRole('term').filter({ hasText: /^Toch gewoon verstuurd overridden$/ }).waitFor()
  await assertAccessible(page, 'ledger')
  await pictures(page, 'ledger')
  await page.getByLabel('Van', { exact: true }).fill('22-11-2020')
  await page.getByLabel('Tot en met').fill('20-11-2020')
  await page.getByRole('button', { name: 'Zoek', exact: true }).click()
  await page.getByText('Deze dag ligt vóór “Van”. Draai de twee dagen om.').waitFor()
  await page.getByRole('link', { name: 'Gezondheid' }).click()
  await page.getByText('De controle werkt helemaal.').waitFor()
  assert.deepEqual(complaints.filter((one) => !/status of 422/.test(one)), [])
})
