import assert from 'node:assert/strict'
import { headerFields } from '../message/rewrite.ts'
import { soleAuthor } from './sole-author.ts'

const encoder = new TextEncoder()

/** Any header: an author with one `@` and no control characters, or none. */
export const fuzz = {
  name: 'sole-author',
  seeds: ['From: Ann <ann@a.test>\r\n\r\n', 'From: "a" (b) <"c d"@e.test>\r\nfrom : x\r\n\r\n', 'F\0rom: =?utf-8?q?a?= <@x:a@b>, c@d\r\n\r\n']
    .map((text) => encoder.encode(text)),
  run(input: Uint8Array): void {
    const author = soleAuthor(headerFields(input), input)
    if (author === undefined) return
    assert.ok(!/[\x00-\x1f\x7f<>]/.test(author.email))
    assert.ok(author.email.toLowerCase().includes('@') && author.domain !== '' && !/[^\x21-\x7e]/.test(author.domain))
  },
}
