import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseMessage } from './parse.ts'
import { headersForListing, summarise, summariseHeader, type HeaderSummary } from './summary.ts'

const value = fc.array(fc.constantFrom(
  'Ann', '<ann@huis.example>', 'bob@huis.example', ',', ';', 'Groep:', '=?utf-8?q?caf=C3=A9?=', '"a, b"', '(c)',
  '\r\n ', 'Re:', 'vraag', '<1@x>', '<2@y>', 'Fri, 20 Nov 2026 10:00:00 +0100', 'é', '\u0000',
), { maxLength: 6 }).map((words) => words.join(' '))
const name = fc.constantFrom('From', 'TO', 'cc', 'Bcc', 'Sender', 'Reply-To', 'Subject', 'Date', 'Message-ID',
  'References', 'In-Reply-To', 'Received', 'Content-Type')
const header = fc.array(fc.tuple(name, value), { maxLength: 12 })
  .map((fields) => fields.map(([field, text]) => `${field}: ${text}\r\n`).join(''))

function headerOf(summary: HeaderSummary): HeaderSummary {
  const { subject, from, sender, replyTo, to, cc, bcc, messageId, inReplyTo, references, sentAt } = summary
  return { subject, from, sender, replyTo, to, cc, bcc, messageId, inReplyTo, references, sentAt }
}

test('the kept lines of a header say the same as the message they came from, all together and one field alone', () => {
  fc.assert(fc.property(header, (lines) => {
    const raw = new TextEncoder().encode(`${lines}\r\nDag`)
    const parsed = parseMessage(raw)
    const whole = headerOf(summarise(parsed, raw))
    const kept = headersForListing(parsed, raw)
    assert.deepEqual(headerOf(summariseHeader(kept)), whole)
    assert.deepEqual(summariseHeader(kept, new Set(['from'])).from, whole.from)
    assert.equal(summariseHeader(kept, new Set(['subject'])).subject, whole.subject)
    assert.deepEqual(summariseHeader(kept, new Set(['subject'])).from, [])
  }), { numRuns: 500 })
})
