import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shownFiles, textOfHtml } from './parts.ts'
import type { BodyPart, EmailBody } from './types.ts'

test('words of HTML', () => {
  assert.equal(textOfHtml('<html><head><title>x</title><style>p{}</style></head><p>Dag&nbsp;Tom,</p><p>A &amp; B &#60;c&#x3e;<br>regel</p>'), 'Dag Tom,\n\nA & B <c>\nregel')
  assert.equal(textOfHtml('<script>alert(1)</script>hoi'), 'hoi')
  assert.equal(textOfHtml('a < b'), 'a')
  assert.equal(textOfHtml('&#0;&#x110000;&onbekend;'), '&#0;&#x110000;&onbekend;')
})

test('hostile HTML ends quickly', () => {
  const began = performance.now()
  textOfHtml('<style>'.repeat(5_000))
  textOfHtml('<'.repeat(200_000))
  textOfHtml('&#'.repeat(200_000))
  assert.ok(performance.now() - began < 3000)
})

test('pictures in the text are not listed as files', () => {
  const part = (over: Partial<BodyPart>): BodyPart => ({ partId: null, blobId: 'b', size: 1, name: 'x', type: 'image/png', disposition: 'inline', cid: null, ...over })
  const body: EmailBody = {
    id: 'e', blobId: 'b', bcc: null, replyTo: null, messageId: null, references: null, inReplyTo: null, textBody: [],
    htmlBody: [part({ partId: '1', type: 'text/html' })],
    bodyValues: { 1: { value: '<img src="cid:logo">', isTruncated: false } },
    attachments: [part({ cid: 'logo' }), part({ cid: 'logo', disposition: 'attachment' }), part({ cid: 'other' }), part({ type: 'application/pdf' }), part({ blobId: null })],
  }
  assert.equal(shownFiles(body).length, 3)
})
