import assert from 'node:assert/strict'
import { feedbackMail } from './arf.testing.ts'
import { FEEDBACK_TYPES, INCIDENTS_MAX, readFeedback, REPORT_FIELDS_MAX, REPORT_VALUE_MAX } from './arf.ts'

/** Any octets give a report within its limits, or the word that it is none. */
export const fuzz = {
  name: 'arf',
  seeds: [feedbackMail(), feedbackMail({ type: 'fraud', more: 'Incidents: 12\r\nReported-Domain: example.net\r\n' }),
    'Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nVersion: 1\r\n--b--\r\n']
    .map((text) => new TextEncoder().encode(text)),
  run(input: Uint8Array): void {
    const report = readFeedback(input)
    if (typeof report === 'string') return
    assert.ok(FEEDBACK_TYPES.includes(report.type))
    assert.ok(report.incidents >= 1 && report.incidents <= INCIDENTS_MAX)
    assert.ok(report.original.size <= REPORT_FIELDS_MAX)
    for (const value of report.original.values()) assert.ok(value.length <= REPORT_VALUE_MAX)
    assert.match(report.userAgent, /^[\x20-\x7e]{0,100}$/)
  },
}
