import assert from 'node:assert/strict'
import { test } from 'node:test'
import { temporaryServiceKey } from '../keys/service-key.ts'
import { feedbackMail } from './arf.testing.ts'
import { INCIDENTS_MAX, readFeedback, REPORT_FIELDS_MAX, REPORT_VALUE_MAX, type FeedbackReport } from './arf.ts'
import { createOrigins, ORIGIN_FIELD } from './origin.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function read(text: string): FeedbackReport {
  const report = readFeedback(bytes(text))
  return typeof report === 'string' ? assert.fail(report) : report
}

test('a report tells its type, program, address, domains, number and the header of the mail it is about', () => {
  const report = read(feedbackMail({ type: 'Fraud', more: 'Incidents: 12\r\nReported-Domain: Zorg.example\r\nReported-Domain: x y\r\n', original: 'X-Test: een\r\n twee\r\nX-Test: drie\r\n' }))
  assert.deepEqual([report.type, report.userAgent, report.sourceIp, report.incidents, report.reportedDomains], ['fraud', 'Provider/1.0', '192.0.2.1', 12, ['zorg.example']])
  assert.deepEqual([report.original.get('from'), report.original.get('x-test')], ['<marieke@zorg.example>', 'een twee'])
})

test('the header alone is enough, whatever of the two types it has', () => {
  for (const third of ['text/rfc822-headers', 'message/rfc822-headers']) assert.equal(read(feedbackMail({ third })).original.get('subject'), 'Korting')
  assert.equal(read(feedbackMail({ third: 'text/plain' })).original.size, 0)
})

test('what is unknown is other, what is missing is broken, another report is none', () => {
  assert.equal(read(feedbackMail({ type: 'iets-nieuws' })).type, 'other')
  for (const field of ['Feedback-Type: abuse\r\n', 'User-Agent: Provider/1.0\r\n', 'Version: 1\r\n']) {
    assert.equal(readFeedback(bytes(feedbackMail().replace(field, ''))), 'broken', field)
  }
  assert.equal(readFeedback(bytes(feedbackMail().replace('Version: 1\r\n', 'Version: een\r\n'))), 'broken')
  assert.equal(readFeedback(bytes(feedbackMail().replace('message/feedback-report', 'text/plain'))), 'broken')
  assert.equal(readFeedback(bytes(feedbackMail().replace('report-type=feedback-report', 'report-type=delivery-status'))), 'not a report')
  assert.equal(readFeedback(bytes('Subject: dag\r\n\r\nDag')), 'not a report')
  assert.equal(readFeedback(new Uint8Array()), 'not a report')
})

test('numbers, fields and values have a maximum', () => {
  assert.equal(read(feedbackMail({ more: `Incidents: ${INCIDENTS_MAX + 1}\r\n` })).incidents, INCIDENTS_MAX)
  assert.equal(read(feedbackMail({ more: 'Incidents: -4\r\n' })).incidents, 1)
  const many = Array.from({ length: REPORT_FIELDS_MAX + 5 }, (_, index) => `X-${index}: ${'a'.repeat(REPORT_VALUE_MAX + 5)}\r\n`).join('')
  const { original } = read(feedbackMail({ original: many }))
  assert.equal(original.size, REPORT_FIELDS_MAX)
  assert.equal(original.get('x-0')?.length, REPORT_VALUE_MAX)
})

test('an id says whose mail it was to the holder of the service key only, is another one each time, and replaces a foreign one', () => {
  const origins = createOrigins({ serviceKey: temporaryServiceKey() })
  const origin = { tenant: 2 ** 41 + 7, account: 2 ** 40 + 3, at: Date.UTC(2026, 10, 22, 9, 45) }
  const marked = [1, 2].map(() => new TextDecoder().decode(origins.marked(bytes(`${ORIGIN_FIELD}: vals\r\nFrom: a@b.example\r\n\r\nDag\r\n`), origin)))
  const ids = marked.map((text) => new RegExp(`^${ORIGIN_FIELD}: (.*)\r\n`, 'm').exec(text)?.[1] ?? '')
  assert.notEqual(ids[0], ids[1])
  assert.ok(marked.every((text) => !text.includes('vals')))
  for (const id of ids) assert.deepEqual(origins.read(id), { ...origin, at: Date.UTC(2026, 10, 22, 9) })
  assert.equal(createOrigins({ serviceKey: temporaryServiceKey() }).read(ids[0] ?? ''), undefined)
  for (const wrong of ['', 'AAAA', 'é', 'a'.repeat(201), `${(ids[0] ?? '').slice(0, -2)}AA`]) assert.equal(origins.read(wrong), undefined)
})
