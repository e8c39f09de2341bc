import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '../base/ids.ts'
import { day } from '../base/sizes.ts'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { isDeliveryReport, readDeliveryStatus } from '../message/delivery-status.ts'
import { createBounceTags, TAG_DAYS } from './bounce-tags.ts'
import type { QueuedEnvelope } from './types.ts'

let now = Date.UTC(2026, 10, 22, 12)
const clock = { now: () => now }
const tags = createBounceTags({ serviceKey: temporaryServiceKey(), clock })
const envelope = (mailFrom: string, tells?: number): QueuedEnvelope => ({
  mailFrom, messageId: null, isProtected: false, isNotice: false, utf8: false, bodyKey: '', language: 'nl',
    ...(tells === undefined ? {} : { tells }),
})
const tag = (mailFrom: string) => tags.tagged({ outgoing: randomId(), envelope: envelope(mailFrom) })

test('a tagged sender is read back, all day the same, however a server changed its capitals', () => {
  const tagged = tag('Noor.de-Wit@zorg.example')
  assert.match(tagged, /^prvs=0\d{3}[0-9a-f]{6}=Noor\.de-Wit@zorg\.example$/)
  assert.equal(tag('Noor.de-Wit@zorg.example'), tagged)
  assert.deepEqual(tags.read(tagged), { kind: 'sender', address: 'Noor.de-Wit@zorg.example' })
  assert.deepEqual(tags.read(tagged.toUpperCase()), { kind: 'sender', address: 'NOOR.DE-WIT@ZORG.EXAMPLE' })
})

test('a tag ends after its days, and never before', () => {
  const tagged = tag('noor@zorg.example')
  now += TAG_DAYS * day
  assert.equal(tags.read(tagged).kind, 'sender')
  now += day
  assert.equal(tags.read(tagged).kind, 'false')
})

test('a tag of another address, another day, another key or another length is false', () => {
  const tagged = tag('noor@zorg.example')
  const other = createBounceTags({ serviceKey: temporaryServiceKey(), clock })
  assert.equal(other.read(tagged).kind, 'false')
  for (const forged of [
    tagged.replace('noor', 'piet'), tagged.replace('zorg.', 'kwaad.'), tagged.replace(/=0(\d{3})/,
      (_, made: string) => `=0${String((Number(made) + 1) % 1000).padStart(3, '0')}`),
    'prvs=0999000000=noor@zorg.example', 'prvs=@zorg.example', 'prvs=0123@zorg.example',
      `prvs=0123abcdef=${'x'.repeat(300)}@zorg.example`,
  ]) assert.equal(tags.read(forged).kind, 'false', forged)
  for (const plain of ['noor@zorg.example', 'zb-noor@zorg.example', '', '@', 'x']) assert.equal(tags.read(plain).kind,
    'foreign', plain)
})

test('a notice to a guest says which mail it is about, and nobody can say that for another', () => {
  const outgoing = randomId()
  const tagged = tags.tagged({ outgoing, envelope: envelope('noor@zorg.example', 7) })
  assert.ok((tagged.split('@')[0]?.length ?? 99) <= 64)
  assert.deepEqual(tags.read(tagged), { kind: 'mail', outgoing, domain: 'zorg.example' })
  assert.equal(tags.read(tagged.toUpperCase()).kind, 'mail')
  assert.equal(tags.read(tagged.replace(/.(?=@)/, (char) => char === '0' ? '1' : '0')).kind, 'false')
})

test('the null sender stays null, and a local part that would be too long stays as it is', () => {
  assert.equal(tag(''), '')
  const long = `${'l'.repeat(60)}@zorg.example`
  assert.equal(tag(long), long)
  const most = `${'l'.repeat(48)}@zorg.example`
  assert.equal(tags.read(tag(most)).kind, 'sender')
})

const report = (status: string): Uint8Array =>
  new TextEncoder().encode(`From: x@y.example\r\nContent-Type: multipart/report;
\treport-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nAction: delivered\r\n`
  .concat(`--b\r\n${status}--b--\r\n`).replaceAll('\n\t', '\r\n\t'))

test('a report tells what became of the first recipient; words outside its part do not count', () => {
  const raw = report('Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n'
    + 'Final-Recipient: rfc822; a@b\r\nAction: FAILED\r\n'
    + 'Status: 5.1.1 (gone)\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n nobody here\r\n\r\n')
  assert.ok(isDeliveryReport(raw))
  assert.deepEqual(readDeliveryStatus(raw), { action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 nobody here' })
  assert.equal(readDeliveryStatus(report('')), undefined)
  assert.deepEqual(readDeliveryStatus(report('Content-Type: message/delivery-status\r\n\r\nnonsense')),
    { action: null, status: null, diagnostic: '' })
  assert.ok(!isDeliveryReport(new TextEncoder().encode('Subject: multipart/report delivery-status\r\n\r\n')))
})
