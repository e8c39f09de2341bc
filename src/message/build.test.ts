import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refusal } from '../base/errors.ts'
import { bodyParts, hasAttachment } from './body-parts.ts'
import { decodedBytes, decodedText } from './body.ts'
import { buildMessage, type NewMessage } from './build.ts'
import { parseMessage } from './parse.ts'
import { buildReport } from './report.ts'
import { addMissing, prependHeaders, removeHeaders } from './rewrite.ts'
import { summarise } from './summary.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const show = (raw: Uint8Array): string => new TextDecoder().decode(raw)
const base: NewMessage = {
  from: [{ name: 'Jan', email: 'jan@x.nl' }], to: [{ name: null, email: 'a@y.nl' }], subject: 'vraag',
  date: { ms: 0, offsetMinutes: 60 }, messageId: 'm@x.nl', boundary: 'abcdefghijklmnop',
}

test('what is built is read back: names, subject, texts, files', () => {
  const line = fc.string({ unit: 'grapheme',
    maxLength: 100 }).map((value) => value.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, '').trim().normalize('NFC'))
  const lines = fc.array(line, { maxLength: 6 }).map((value) => value.join('\n'))
  fc.assert(fc.property(line, line, lines, lines, fc.uint8Array(), line, (
    name, subject, text, html, file, fileName,
  ) => {
    const raw = buildMessage({
      ...base, from: [{ name, email: 'jan@x.nl' }], subject, text, html,
      attachments: [{ name: fileName, type: 'application/pdf', bytes: file }],
    })
    const parsed = parseMessage(raw)
    assert.deepEqual(parsed.defects, [])
    assert.equal(parsed.subject, subject)
    assert.equal(parsed.from[0]?.addresses[0]?.name ?? '', name)
    const { textBody, htmlBody, attachments } = bodyParts(parsed.root)
    assert.ok(textBody[0] && htmlBody[0] && attachments[0])
    assert.equal(decodedText(textBody[0], raw).value, text)
    assert.equal(decodedText(htmlBody[0], raw).value, html)
    assert.deepEqual(decodedBytes(attachments[0], raw), file)
    for (const row of show(raw).split('\r\n')) assert.ok(row.length <= 998)
  }), { numRuns: 60 })
})

test('a message that is attached comes back byte for byte', () => {
  const inner = bytes('Subject: x\r\n\r\nhallo\r\n')
  const raw = buildMessage({
    ...base, text: 'zie', attachments: [{ name: 'x.eml', type: 'message/rfc822', bytes: inner }],
  })
  const part = parseMessage(raw).root.children[1]
  assert.ok(part?.message)
  assert.deepEqual(raw.slice(part.bodyStart, part.bodyEnd), inner)
})

test('no value becomes a field, a recipient or a part', () => {
  const hostile: readonly Partial<NewMessage>[] = [
    { subject: 'x\r\nBcc: a@b.nl' }, { subject: 'x\ny' }, { from: [{ name: 'x\r\ny', email: 'a@b.nl' }] },
    { to: [{ name: null, email: 'a@b.nl, c@d.nl' }] }, { to: [{ name: null, email: 'a@b.nl>\r\nX: y' }] },
      { to: [{ name: null, email: '' }] },
    { messageId: 'a> <b' }, { references: ['a\r\nb'] }, { boundary: 'kort' }, { boundary: 'abcdefghijklmnop"' },
    { headers: [['X', 'a\r\nb']] }, { headers: [['X: y\r\nZ', 'a']] }, { headers: [['From', 'x@y.nl']] },
    { attachments: [{ name: 'a\r\nb', type: 'a/b', bytes: bytes('') }] },
  ]
  for (const change of hostile) assert.throws(() => buildMessage({ ...base, ...change }), Refusal,
    JSON.stringify(change))
  const text = show(buildMessage({
    ...base, text: '--abcdefghijklmnop0--\r\n--abcdefghijklmnop0', html: 'x',
    attachments: [{ name: 'a"; x=y', type: 'a/b\r\nX: y', bytes: bytes('') }],
  }))
  assert.equal(parseMessage(bytes(text)).root.children[0]?.children.length, 2)
  assert.doesNotMatch(text, /^X:/m)
})

test('names outside ASCII, a domain outside ASCII, utf8 on request', () => {
  const message = { ...base, to: [{ name: 'Jörg', email: 'j@münchen.de' }] }
  assert.match(show(buildMessage(message)), /^[\x00-\x7f]*$/)
  assert.ok(show(buildMessage({ ...message, utf8: true })).includes('To: Jörg <j@münchen.de>'))
})

test('an inline picture belongs to the HTML and is no attachment; a plain file is one', () => {
  const picture = { name: 'p.png', type: 'image/png', bytes: bytes('x'), disposition: 'inline' as const,
    contentId: 'p@x' }
  const root = parseMessage(buildMessage({ ...base, html: '<img src="cid:p@x">', attachments: [picture] })).root
  assert.equal(`${root.type}/${root.subtype}`, 'multipart/related')
  assert.equal(root.children[1]?.contentId, 'p@x')
  assert.equal(hasAttachment(root), false)
  assert.equal(hasAttachment(
    parseMessage(buildMessage({ ...base, text: '', attachments: [{ name: 'a', type: 'a/b', bytes: bytes('') }] })).root,
  ), true)
})

test('previews: from text or else HTML, folded, invisible padding gone, 256 characters', () => {
  const preview = (message: Partial<NewMessage>): string => {
    const raw = buildMessage({ ...base, ...message })
    return summarise(parseMessage(raw), raw).preview
  }
  assert.equal(preview({ text: ' een\r\n\r\n twee ' }), 'een twee')
  assert.equal(preview({ html: '<style>p{}</style><p>een</p><p>tw\u00adee\u200b\u200c</p>' }), 'een tw ee')
  assert.equal(preview({ text: 'é'.repeat(300) }).length, 256)
  assert.equal(preview({ text: '😀'.repeat(300) }).isWellFormed(), true)
  assert.equal(preview({}), '')
})

test('decoded text is cut at a whole character and says so', () => {
  const raw = buildMessage({ ...base, text: 'ééé' })
  const part = parseMessage(raw).root
  assert.deepEqual(decodedText(part, raw, { maxBytes: 3 }), { value: 'é', isTruncated: true, isEncodingProblem: false })
  assert.equal(decodedText(part, raw, { maxBytes: 8 }).isTruncated, false)
})

test('a delivery report can be read by program and person, whatever the other server said', () => {
  const raw = buildReport({
    from: { name: 'Postmaster', email: 'postmaster@x.nl' }, to: 'a@b.nl', subject: 'Niet bezorgd', date: base.date,
      messageId: 'r@x.nl',
    text: 'Uw bericht is niet bezorgd.', reportingMta: 'mx.x.nl', boundary: base.boundary,
      originalHeader: bytes('Subject: é\r\n'),
    recipients: [{ finalRecipient: 'c@d.nl', action: 'failed', status: '5.1.1',
      diagnostic: '550 weg\r\n\r\nFinal-Recipient: rfc822; e@f.nl' }],
  })
  const { root, defects } = parseMessage(raw)
  assert.deepEqual(defects, [])
  assert.deepEqual(root.children.map((part) => `${part.type}/${part.subtype}`), [
    'text/plain', 'message/delivery-status', 'message/global-headers',
  ])
  assert.equal(root.parameters['report-type'], 'delivery-status')
  const status = root.children[1]
  assert.ok(status)
  assert.equal(show(decodedBytes(status, raw)).match(/^Final-Recipient:/gm)?.length, 1)
  assert.ok(show(raw).includes('Auto-Submitted: auto-replied\r\n'))
})

test('lines that belong to no field do not go on with one that is put in front', () => {
  for (const stray of [' forged\r\n', '\tforged\n', ' \r\n\tforged\r\n']) {
    assert.equal(show(prependHeaders(bytes(`${stray}To: b@b.test\r\n more\r\n\r\n x`), [['X', 'y']])),
      'X: y\r\nTo: b@b.test\r\n more\r\n\r\n x')
  }
  assert.equal(show(prependHeaders(bytes(' forged'), [['X', 'y']])), 'X: y\r\n')
})

test('fields put in front, taken out, added when missing', () => {
  const raw = bytes('To: a@b.nl\r\nBCC: c@d.nl,\r\n e@f.nl\r\nSubject: x\r\n\r\nBcc: blijft\r\n')
  assert.equal(show(removeHeaders(raw, ['bcc'])), 'To: a@b.nl\r\nSubject: x\r\n\r\nBcc: blijft\r\n')
  assert.equal(removeHeaders(raw, ['x-niets']), raw)
  assert.ok(show(prependHeaders(raw, [['Received', 'by x;\r\n\tnu']])).startsWith('Received: by x;\r\n\tnu\r\nTo:'))
  for (const value of ['a\r\nX: y', 'a\r\n\r\n', 'a\n b', 'a\0']) assert.throws(
    () => prependHeaders(raw, [['X', value]]), Refusal,
  )
  const whole = addMissing(raw, { messageId: '<n@x>', date: 0 })
  assert.ok(show(whole).startsWith('Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nMessage-ID: <n@x>\r\nTo:'))
  assert.equal(addMissing(whole, { messageId: 'o@x', date: 1 }), whole)
})
