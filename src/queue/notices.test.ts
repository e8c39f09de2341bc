/** Notices as their sender and his program read them: who wants which, what stands in them, and what never does. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createLedger } from '../ledger/ledger.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { silentLog } from '../log/log.ts'
import { fromXtext, toXtext } from '../smtp/xtext.ts'
import { createNotices } from './notices.ts'
import { openQueue, ref } from './open-queue.testing.ts'
import { createOutcomes, type Tried } from './outcomes.ts'
import type { OutgoingMail } from './queue.ts'
import { noticeTexts, reasonOf } from './texts.ts'
import type { Attempt, DueRecipient, QueuedEnvelope, QueuedRecipient } from './types.ts'

const folder = mkdtempSync(join(tmpdir(), 'zegel-notices-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const own = await openQueue({ folder })
after(() => own.close())
const queue = own.again()
const made: OutgoingMail[] = []
const notices = createNotices({ hostname: 'mail.zorg.example', clock: own.clock, prepareOutgoing: (mail) => {
  made.push(mail)
  return queue.prepare(mail)
} })
const outcomes = createOutcomes({
  store: own.store, blobs: own.blobs, secrets: own.secrets, notices, clock: own.clock, log: silentLog,
  ledger: createLedger({
    store: own.store, serviceKey: temporaryServiceKey(), headsFile: join(folder, 'heads'), clock: own.clock,
    log: silentLog,
  }),
})

const raw = new TextEncoder().encode([
  'From: noor@zorg.example', 'To: jan@buiten.example', 'Subject: Uitslag van Jan', '', 'Geheime tekst', '',
].join('\r\n'))
const failed: Attempt = { outcome: 'failed', status: '5.1.1', reply: '550 5.1.1 <jan@buiten.example> unknown' }
const reached = { route: 'ordinary', protocol: null, cipher: null, verified: false, peer: 'mx.buiten.example' } as const
const delivered: Attempt = { outcome: 'delivered', reply: '250 2.0.0 ok', reached }
const passedOn: Attempt = {
  outcome: 'delivered', reply: '250 2.0.0 ok', reached: { ...reached, tellsOfDelivery: true },
}
const late: Attempt = { outcome: 'try-later', status: '4.4.1', reply: '4.4.1 no answer' }

function tried(attempt: Attempt, recipient: Partial<QueuedRecipient> = {},
  envelope: Partial<QueuedEnvelope> = {}): Tried {
  const due: DueRecipient = {
    ...ref, outgoing: 'AAAA', number: 0, attempts: 1, handedInAt: 0, expiresAt: 86_400_000, sizeBytes: raw.length,
    envelope: {
      mailFrom: 'noor@zorg.example', messageId: 'x@zorg.example', isProtected: false, isNotice: false, utf8: false,
        bodyKey: '', language: 'nl',
      ...envelope,
    },
    recipient: { address: 'jan@buiten.example', route: 'ordinary', ...recipient },
  }
  return { due, attempt }
}

/** The notice that this ends in, as text; '' without one. */
async function noticeOf(one: Tried): Promise<string> {
  made.length = 0
  if (one.attempt.outcome === 'try-later') await outcomes.delayNotice([one], raw)
  else await outcomes.write([one], raw)
  assert.ok(made.length <= 1)
  const [mail] = made
  return mail === undefined ? '' : new TextDecoder().decode(mail.raw)
}

test('each NOTIFY hears what it asked for and nothing else; without it only what is wrong', async () => {
  const table: readonly (readonly [string | undefined, Attempt, boolean])[] = [
    [undefined, failed, true], [undefined, late, true], [undefined, delivered, false],
    ['NEVER', failed, false], ['NEVER', late, false], ['NEVER', delivered, false],
    ['FAILURE', failed, true], ['FAILURE', late, false], ['FAILURE', delivered, false],
    ['DELAY', failed, false], ['DELAY', late, true], ['DELAY', delivered, false],
    ['SUCCESS', failed, false], ['SUCCESS', late, false], ['SUCCESS', delivered, true],
    ['SUCCESS', passedOn, false], ['SUCCESS,FAILURE,DELAY', failed, true], ['SUCCESS,FAILURE,DELAY', late, true],
  ]
  for (const [notify, attempt, isTold] of table) {
    const notice = await noticeOf(tried(attempt, notify === undefined ? {} : { notify }))
    assert.equal(notice !== '', isTold, `${notify ?? 'nothing'} ${attempt.outcome} ${attempt.reply}`)
  }
})

test('nobody hears of a notice, nor does the null sender', async () => {
  assert.equal(await noticeOf(tried(failed, {}, { isNotice: true })), '')
  assert.equal(await noticeOf(tried(failed, {}, { mailFrom: '' })), '')
})

test('a failure says who, why in plain words, and what the other server said; a program reads the same', async () => {
  const notice = await noticeOf(tried(
    failed, { originalRecipient: 'rfc822;jan+2Boud@buiten.example' }, { envelopeId: 'QQ+3D1' },
  ))
  for (const line of [
    'Content-Type: multipart/report; report-type=delivery-status', 'jan@buiten.example',
      noticeTexts.nl.reasons['no-such-address'],
    'Onderwerp van uw bericht: Uitslag van Jan', 'Original-Envelope-Id: QQ=1',
      'Original-Recipient: rfc822;jan+oud@buiten.example',
    'Final-Recipient: rfc822; jan@buiten.example', 'Action: failed', 'Status: 5.1.1',
      'Reporting-MTA: dns; mail.zorg.example',
    'Diagnostic-Code: smtp; 550 5.1.1 <jan@buiten.example> unknown', 'Content-Type: text/rfc822-headers',
      'Auto-Submitted: auto-replied',
  ]) assert.ok(notice.replaceAll(/\r\n[ \t]/g, ' ').includes(line), `${line}\n${notice}`)
  assert.ok(!notice.includes('Geheime tekst'))
})

test('of secured mail nothing comes back, neither subject nor header nor text, also under REQUIRETLS', async () => {
  for (const envelope of [{ isProtected: true }, { requireTls: true }] as const) {
    for (const attempt of [failed, late]) {
      const notice = await noticeOf(tried(attempt, {}, envelope))
      assert.notEqual(notice, '')
      assert.ok(!notice.includes('Uitslag') && !notice.includes('rfc822-headers') && !notice.includes('Geheime'),
        notice)
    }
  }
})

test('a delay says until when it is tried, in the language of the sender', async () => {
  const notice = await noticeOf(tried(late, {}, { language: 'en' }))
  assert.match(notice, /We will try until 2 January 1970/)
  assert.match(notice, /Action: delayed\r\nStatus: 4\.4\.1/)
  assert.match(notice, /Will-Retry-Until: Fri, 2 Jan 1970/)
})

test('a reply of another server cannot write lines of its own', async () => {
  const notice = await noticeOf(tried({ outcome: 'failed', status: '5.0.0',
    reply: '550 no\r\nAction: delivered\r\n\r\n--x' }))
  assert.ok(!/^Action: delivered/m.test(notice.slice(notice.indexOf('message/delivery-status'))), notice)
})

test('reasons follow the status, and a refusal of ours is not put in the mouth of another server', () => {
  assert.equal(reasonOf('5.2.2', false), 'mailbox-full')
  assert.equal(reasonOf('4.7.10', true), 'no-safe-way')
  assert.equal(reasonOf('5.7.0', true), 'not-answered')
  assert.equal(reasonOf('5.7.0', false), 'refused')
  assert.equal(reasonOf('4.2.0', false), 'later')
  assert.equal(reasonOf('5.0.0', true), undefined)
})

test('xtext comes back as it went, broken xtext stays as it is, and no control character comes out', () => {
  for (const value of ['jan+oud@x.example', 'a=b c', 'grüße', '+++', '']) assert.equal(fromXtext(toXtext(value)), value)
  assert.equal(fromXtext('a+ZZ'), 'a+ZZ')
  assert.equal(fromXtext('a+0D+0Ab'), 'a  b')
  assert.match(toXtext('é= +'), /^[!-~]+$/)
})
