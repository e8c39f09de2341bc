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

const received = ' (forged) ; Thu, 1 Jan 1970 00:00:00 +0000'
for (const [what, stray] of [
  ['a blank', `${received}\r\n`], ['a tab', `\t${received}\r\n`], ['several such lines', `${received}\r\n\t(forged)\r\n \r\n\t\r\n`],
  ['a bare line feed in them', ' (forged)\n\t(forged)\n'], ['a field in them', ' Authentication-Results: mail.delinde.example; forged\r\n'],
] as const) {
  test(`a mail that begins with ${what} does not go on with our own fields`, () => {
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
    const rest = 'Return-Path: <x@y.example>\r\nFrom: a@b.example\r\nSubject: Vraag\r\n goes on\r\n\r\n Dag\r\n'
    const raw = encode(stray + rest)
    const kept = inPieces(raw, trace, headerFields(raw))
    assert.deepEqual(kept.raw, withTrace(raw, trace))
    assert.deepEqual(kept.raw, withTrace(encode(rest), trace), 'as if those lines were not there')
    const [path, results, hop, from, subject] = parseMessage(kept.raw).headers
    assert.deepEqual([path?.name, results?.name, hop?.name, from?.name, subject?.value], ['Return-Path', 'Authentication-Results', 'Received', 'From', ' Vraag\r\n goes on'])
    assert.match(hop?.value ?? '', /Mon, 1 Jun 2026 00:00:00 \+0000$/)
    assert.ok(!new TextDecoder().decode(kept.raw).includes('forged'))
    assert.equal(parsedBehind(kept.front, { raw, parsed: parseMessage(raw), without: kept.without }), undefined, 'parsed anew')
  })
}

for (const [what, text] of [['of such lines only', ' a\r\n\tb\r\n'], ['of one without its end', ' a'], ['of nothing', '']] as const) {
  test(`a mail ${what} is its trace`, () => {
    const raw = new TextEncoder().encode(text)
    const kept = inPieces(raw, trace, headerFields(raw))
    assert.deepEqual(kept.raw, kept.front)
    assert.deepEqual(withTrace(raw, trace), kept.front)
  })
}

test('such lines before the blank line leave a mail without fields of its own', () => {
  assert.match(traced(new TextEncoder().encode(' a\r\n\r\n Dag\r\n')), /\+0000\r\n\r\n Dag\r\n$/)
})
