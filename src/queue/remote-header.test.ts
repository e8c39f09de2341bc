import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asksNoTls } from './remote-header.ts'

test('only one plain "No" asks for less', () => {
  const cases: Readonly<Record<string, boolean>> = {
    'TLS-Required: No': true, 'tls-required:no ': true, 'TLS-Required: Yes': false, 'TLS-Required: No, please': false,
    'TLS-Required: No\r\nTLS-Required: No': false, 'X-TLS-Required: No': false, 'Subject: TLS-Required: No': false,
      'TLS-Required:': false,
  }
  for (const [header, expected] of Object.entries(cases)) {
    assert.equal(asksNoTls(Buffer.from(`From: a@b.test\r\n${header}\r\n\r\nTLS-Required: No\r\n`)), expected, header)
  }
  assert.equal(asksNoTls(Buffer.from('From: a@b.test\r\n\r\nTLS-Required: No\r\n')), false)
})
