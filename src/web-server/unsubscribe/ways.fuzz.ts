import assert from 'node:assert/strict'
import { headerFields } from '../../message/rewrite.ts'
import { waysOf } from './ways.ts'

const encoder = new TextEncoder()

/** Any header: an https address or none, and a mail that cannot begin a field of its own. */
export const fuzz = {
  name: 'unsubscribe-ways',
  seeds: ['List-Unsubscribe: <mailto:a@b.test?subject=x%0d%0ay&body=z>, <https://b.test/x>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\n']
    .map((text) => encoder.encode(text)),
  run(input: Uint8Array): void {
    const { oneClick, mail } = waysOf(headerFields(input).fields)
    if (oneClick !== undefined) assert.equal(new URL(oneClick).protocol, 'https:')
    assert.match(mail?.to ?? 'a@b.test', /^[\x21-\x7e]+$/)
    assert.match(mail?.subject ?? 'x', /^[\w.-]{1,100}$/)
  },
}
