/** What lies on the disk opens without a key: nothing. And what the log says of a mail: nothing of its content. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { skipClamd, startClamd, type TestClamd } from '../src/scan/clamd.testing.ts'
import { skipRspamd, startRspamd, type TestRspamd } from '../src/scan/rspamd.testing.ts'
import { PASSWORD, startService, type Person, type Service } from './service.ts'
import { Visitor } from './web.ts'
import { deliver, eventually, openImap, SmtpConversation, subjectsIn } from './wire.ts'

const planted = {
  subject: 'Kwartaaloverzicht-zegellak-9314', subject2: 'Tweede-onderwerp-vlinderstruik', body: 'hartfalen-tulpenbol-2207',
  body2: 'onderhandse-overname-kiekendief', html: 'zwanenhals-in-html-8812', bsn: '111222333', iban: 'NL91ABNA0417164300',
  sender: 'geheime.afzender-dodaars@elders.example', senderName: 'Wilhelmina Roerdomp', copied: 'meelezer-grutto@elders.example',
  fileName: 'dossier-kleine-karekiet.pdf', fileText: 'inhoud-van-bijlage-waterral', mailbox: 'Cliënten-boomvalk',
  keyword: 'sleutelwoord-lepelaar', messageId: 'bericht-id-purperreiger@elders.example', reference: 'verwijzing-kwartelkoning@elders.example',
  code: 'eenmalige-code-482913', draft: 'concepttekst-rietzanger', internal: 'intern-bericht-wulp', outgoing: 'uitgaand-bericht-scholekster',
  upload: 'geupload-bestand-tureluur', imported: 'ingevoerde-post-waterhoen', draftBefore: 'eerste-concept-snor', draftNow: 'tweede-concept-karekiet',
  held: 'vastgehouden-bijlage-visdief', heldName: 'programma-zilverreiger.exe', guest: 'beveiligd-bericht-bosuil', guestCode: 'KERKUIL2026',
} as const

let service: Service
let marieke: Person
let sanne: Person
/** What looks at mail beside us, where it is installed: its folder is searched as ours is. */
let clamd: TestClamd | undefined
let rspamd: TestRspamd | undefined
/** Where the service and its children put what is for a moment only. */
const temporary = mkdtempSync(join(tmpdir(), 'zegel-at-rest-'))
before(async () => {
  clamd = skipClamd === false ? await startClamd() : undefined
  rspamd = skipRspamd === false ? await startRspamd() : undefined
  service = await startService({ domain: 'delinde.example', env: { TMPDIR: temporary }, sets: [
    'hold.submissionSeconds=3600', 'hold.webSeconds=0', 'delivery.routes={"home.example":"127.0.0.1:9"}', 'log.level=debug', ...clamd === undefined ? [] : [`malware.clamav=${clamd.address}`],
    ...rspamd === undefined ? [] : [`spam.rspamd=${rspamd.address}`],
  ] })
  marieke = service.addAccount('marieke@delinde.example')
  sanne = service.addAccount('sanne@delinde.example')
  // A new account stays open for half a minute; after a restart mail is sealed.
  await service.stop()
  await service.start()
})
after(async () => {
  await service?.remove()
  await rspamd?.close()
  await clamd?.close()
  rmSync(temporary, { recursive: true, force: true })
})

const message = [
  `From: ${planted.senderName} <${planted.sender}>`, 'To: <marieke@delinde.example>', `Cc: <${planted.copied}>`,
  `Subject: ${planted.subject}`, `Message-ID: <${planted.messageId}>`, `References: <${planted.reference}>`,
  'Date: Mon, 1 Jun 2026 10:00:00 +0200', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="grens"', '',
  '--grens', 'Content-Type: text/plain; charset=utf-8', '', `${planted.body} BSN ${planted.bsn} ${planted.iban} ${planted.code}`,
  '--grens', 'Content-Type: text/html; charset=utf-8', '', `<p>${planted.html}</p>`,
  '--grens', `Content-Type: application/pdf; name="${planted.fileName}"`, `Content-Disposition: attachment; filename="${planted.fileName}"`,
  '', planted.fileText, '--grens--', '',
].join('\r\n')

function* filesUnder(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesUnder(path)
    else if (entry.isFile() && statSync(path).size > 0) yield path
  }
}

/** Each planted text as it might lie there: as it is, in base64 at any offset, as UTF-16. */
function formsOf(text: string): Buffer[] {
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset, 0x20), Buffer.from(text)]).toString('base64')
    return Buffer.from(encoded.slice(offset === 0 ? 0 : 4, encoded.length - 4))
  })
  return [Buffer.from(text), Buffer.from(text, 'utf16le'), ...base64]
}

function foundOnDisk(): string[] {
  const found: string[] = []
  const folders = [service.home, temporary, clamd?.folder, rspamd?.folder].flatMap((folder) => folder ?? [])
  for (const path of folders.flatMap((folder) => [...filesUnder(folder)])) {
    const bytes = readFileSync(path)
    for (const [name, text] of Object.entries(planted)) {
      if (formsOf(text).some((form) => bytes.includes(form))) found.push(`${name} in ${path}`)
    }
  }
  return found
}

test('sealed: nothing planted is on the disk before the reader signs in', async () => {
  await deliver(service, planted.sender, marieke.address, message)
  assert.deepEqual(foundOnDisk(), [])
})

test('absorbed, filed, drafted, queued: nothing planted is on the disk after the reader was there', async () => {
  const client = await openImap(service, marieke)
  assert.deepEqual(await subjectsIn(client, 'INBOX'), [planted.subject])
  await client.mailboxCreate(planted.mailbox)
  await client.append('Drafts', Buffer.from(`Subject: ${planted.subject2}\r\n\r\n${planted.draft} ${planted.body2}\r\n`), ['\\Draft'])
  const lock = await client.getMailboxLock('INBOX')
  await client.messageFlagsAdd('1', ['\\Seen', planted.keyword])
  await client.messageCopy('1', planted.mailbox)
  lock.release()
  const conversation = await SmtpConversation.open(service.ports['submission'] ?? 0)
  await conversation.startTls()
  await conversation.authenticate(marieke.address, marieke.appPassword)
  const text = (word: string): string => `From: ${marieke.address}\r\nTo: x@elders.example\r\nSubject: ${word}\r\n\r\n${word}\r\n`
  assert.equal((await conversation.send(marieke.address, [sanne.address], text(planted.internal))).code, 250)
  assert.equal((await conversation.send(marieke.address, [planted.copied], text(planted.outgoing))).code, 250)
  conversation.close()
  await client.logout()
  assert.deepEqual(foundOnDisk(), [])
  await service.stop()
  assert.deepEqual(foundOnDisk(), [])
  await service.start()
})

test('uploaded, imported, drafted anew, held back, sent to a guest: nothing planted is on the disk', async () => {
  const visitor = new Visitor(service)
  await visitor.useAppPassword(marieke)
  const [boxes, identities] = await visitor.jmap(['Mailbox/get', {}], ['Identity/get', {}])
  const listed = boxes?.[1]['list'] as { readonly id: string, readonly role: string }[] | undefined
  const mailboxIds = { [listed?.find(({ role }) => role === 'drafts')?.id ?? '']: true }
  const upload = async (bytes: string): Promise<string> => {
    const { json } = await visitor.request('POST', `/jmap/upload/${visitor.accountId}`, bytes, { 'content-type': 'message/rfc822' })
    return (json as { readonly blobId: string }).blobId
  }
  // On both sides of what stands in the row itself.
  for (const more of ['', 'vulling '.repeat(60_000)]) await upload(`Subject: x\r\n\r\n${planted.upload} ${more}\r\n`)
  const blobId = await upload(`Subject: ${planted.imported}\r\n\r\n${planted.imported}\r\n`)
  const [imported] = await visitor.jmap(['Email/import', { emails: { m: { blobId, mailboxIds } } }])
  assert.ok(imported?.[1]['created'] !== null, JSON.stringify(imported))
  let before: string | undefined
  for (const text of [planted.draftBefore, planted.draftNow]) {
    const [made] = await visitor.jmap(['Email/set', { ...before === undefined ? {} : { destroy: [before] }, create: { m: {
      mailboxIds, keywords: { $draft: true }, subject: text, textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: text } },
    } } }])
    before = (made?.[1]['created'] as { readonly m?: { readonly id: string } } | null)?.m?.id ?? assert.fail(JSON.stringify(made))
  }
  await deliver(service, planted.sender, marieke.address, ['Subject: x', `From: <${planted.sender}>`, 'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="grens"', '', '--grens', '', 'Zie bijlage.', '--grens',
    `Content-Disposition: attachment; filename="${planted.heldName}"`, '', planted.held, '--grens--', ''].join('\r\n'))
  const [, sent] = await visitor.jmap(['Email/set', { create: { m: {
    mailboxIds, from: [{ email: marieke.address }], to: [{ email: 'gast@home.example' }], subject: planted.guest,
    textBody: [{ partId: 't', type: 'text/plain' }],
    bodyValues: { t: { value: `${planted.guest}: het BSN van de heer Jan de Vries is ${planted.bsn}, geboren 12-03-1961 te Utrecht.` } },
  } } }], ['EmailSubmission/set', { create: { s: {
    emailId: '#m', identityId: (identities?.[1]['list'] as { readonly id: string }[] | undefined)?.[0]?.id,
    guestFactors: { 'gast@home.example': { kind: 'agreed-code', code: planted.guestCode } },
  } } }])
  assert.ok(sent?.[1]['created'] !== null, JSON.stringify(sent))
  await eventually(() => Promise.resolve(service.log()), (log) => log.includes('portal.kept'))
  assert.deepEqual(foundOnDisk(), [])
})

test('the mail is still readable by its owner, and the log holds nothing of it', async () => {
  const client = await openImap(service, marieke)
  const folders = (await client.list()).map(({ path }) => path)
  assert.ok(folders.includes(planted.mailbox))
  const filed = await eventually(() => subjectsIn(client, planted.mailbox), (list) => list.length === 1)
  assert.deepEqual(filed, [planted.subject])
  await client.logout()
  const log = service.log()
  for (const [name, text] of Object.entries({ ...planted, password: PASSWORD, appPassword: marieke.appPassword })) {
    assert.ok(!log.includes(text), `${name} is in the log`)
  }
  assert.ok(!log.includes('marieke@'), 'a clear address is in the log')
})
