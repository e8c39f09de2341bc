import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsedBehind } from '../message/parsed-behind.ts'
import { parseMessage } from '../message/parse.ts'
import { headerFields } from '../message/rewrite.ts'
import { traced as inPieces, withTrace, type Trace } from './trace.ts'

const trace: Trace = {
  id: 'id1', at: Date.UTC(2026, 5, 1), mailFrom: 'tom@fysio.example', recipient: 'marieke@delinde.example',
  authenticationResults: 'mail.delinde.example; dmarc=none',
  session: { ip: '192.0.2.1', helo: 'mail.fysio.example', hostname: 'mail.delinde.example', tls: null, utf8: false },
}
const rawOf = (...fields: readonly string[]): Uint8Array =>
  new TextEncoder().encode(`${fields.join('\r\n')}\r\n\r\nDag\r\n`)
const traced = (raw: Uint8Array, more: Partial<Trace> = {}): string =>
  new TextDecoder().decode(withTrace(raw, { ...trace, ...more }))

const forged = [
  'Authentication-Results: mail.delinde.example; dmarc=pass',
  'authentication-results: MAIL.DELINDE.EXAMPLE 1; dmarc=pass',
  'Authentication-Results: (note) mail.delinde.example; dmarc=pass',
  'Authentication-Results: "mail.delinde.example"; dmarc=pass',
  'Authentication-Results:\r\n mail.delinde.example; dmarc=pass',
  'Authentication-Results: ; dmarc=pass',
  'ARC-Authentication-Results: i=1; mail.delinde.example; dmarc=pass',
  'ARC-Authentication-Results: (x) i = 1 ; (y) mail.delinde.example; dmarc=pass',
  'Authentication-Results: (a (nested) comment) mail.delinde.example; dmarc=pass',
  'Authentication-Results: (not \\) yet) mail.delinde.example; dmarc=pass',
  'Authentication-Results: mail.delinde.example(note); dmarc=pass',
  'Authentication-Results: "mail\\.delinde.example"; dmarc=pass',
  'Authentication-Results: "mail.delinde.example; dmarc=pass',
  'Authentication-Results: (never closed mail.delinde.example; dmarc=pass',
]
for (const field of forged) {
  test(`a result in our name is removed: ${JSON.stringify(field)}`, () => {
    assert.ok(!traced(rawOf('From: a@b.example', field)).includes('dmarc=pass'))
  })
}

test('results of others stay, and a foreign Return-Path goes', () => {
  const text = traced(rawOf('Return-Path: <x@y.example>', 'Authentication-Results: mx.elders.example; spf=pass', 'From: a@b.example'))
  assert.match(text, /mx\.elders\.example; spf=pass/)
  assert.equal(text.match(/^Return-Path:/gm)?.length, 1)
  assert.match(text, /^Return-Path: <tom@fysio\.example>/)
})

test('a megabyte of opened comments costs one pass', () => {
  const field = `Authentication-Results: ${`${'('.repeat(900)}\r\n `.repeat(1100)}`
  const before = process.cpuUsage()
  assert.ok(!traced(rawOf('From: a@b.example', field)).includes('((('))
  // The look for each comment's end from its beginning took minutes.
  assert.ok(process.cpuUsage(before).user < 5_000_000)
})

test('one recipient is named, of several none', () => {
  assert.match(traced(rawOf('From: a@b.example')), /for <marieke@delinde\.example>/)
  assert.ok(!traced(rawOf('From: a@b.example'), { recipient: null }).includes('for <'))
})

test('a name that the client gave cannot add a field', () => {
  const session = { ...trace.session, helo: 'x)\r\nBcc: <evil@b.example' }
  const text = traced(rawOf('From: a@b.example'), { session })
  assert.ok(!/^Bcc:/m.test(text))
})

for (const [what, ...fields] of [
  ['brings nothing of ours', 'From: a@b.example', 'Subject: Vraag'],
  ['brings a path and results', 'Return-Path: <x@y.example>', 'From: a@b.example', 'Authentication-Results: mail.delinde.example; dmarc=pass', 'To: c@d.example'],
] as const) {
  test(`a mail that ${what} is the same behind its trace as when it is parsed anew`, () => {
    const raw = rawOf(...fields)
    const kept = inPieces(raw, trace, headerFields(raw))
    const found = parsedBehind(kept.front, { raw, parsed: parseMessage(raw), without: kept.without })
    assert.ok(found !== undefined)
    assert.deepEqual(found, parseMessage(kept.raw))
  })
}
