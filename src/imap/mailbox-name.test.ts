import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { utf8Bytes } from './bytes.ts'
import { BadSyntax } from './cursor.ts'
import { cursorOver } from './cursor.testing.ts'
import { LIST_WILDCARDS_MAX, listMailbox, listMatcher } from './list-pattern.ts'
import { decodeMailboxName, decodeModifiedUtf7, encodeModifiedUtf7, MAILBOX_NAME_SIZE_MAX } from './mailbox-name.ts'

test('modified UTF-7, the example of RFC 3501 §5.1.3 and others', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['~peter/mail/&U,BTFw-/&ZeVnLIqe-', '~peter/mail/\u53f0\u5317/\u65e5\u672c\u8a9e'],
    ['&-', '&'], ['Patient&AOs-n', 'Patient\u00ebn'], ['&2D3cLg-', '\u{1f42e}'], ['', ''],
  ]
  for (const [wire, text] of cases) {
    assert.equal(decodeModifiedUtf7(wire), text)
    assert.equal(encodeModifiedUtf7(text), wire)
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
    assert.equal(decodeModifiedUtf7(encodeModifiedUtf7(text)), text)
  }))
})

test('broken modified UTF-7 is no name', () => {
  for (const wire of ['&', '&AAA', '&&&', '&AOk', '&A-', '&AOl-', '&AGE-', '&2D0-', '&3C4-', '&AO=-', '&AOkA-']) {
    assert.equal(decodeModifiedUtf7(wire), undefined, wire)
  }
})

test('mailbox names: inbox, control characters, size', () => {
  const decoded = (text: string, utf8 = false): string | undefined => decodeMailboxName(utf8Bytes(text), { utf8 })
  assert.equal(decoded('iNbOx'), 'INBOX')
  assert.equal(decoded('&AOk-', true), '&AOk-')
  assert.equal(decoded('e\u0301', true), '\u00e9')
  assert.equal(decoded('a\tb'), undefined)
  assert.equal(decoded('&AAo-'), undefined)
  assert.equal(decodeMailboxName(Uint8Array.of(0xff, 0xfe), { utf8: false }), undefined)
  assert.equal(decoded('x'.repeat(MAILBOX_NAME_SIZE_MAX))?.length, MAILBOX_NAME_SIZE_MAX)
  assert.equal(decoded('x'.repeat(MAILBOX_NAME_SIZE_MAX + 1)), undefined)
})

test('list patterns', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['*', 'a/b', true], ['%', 'a/b', false], ['%', 'a', true], ['%/%', 'a/b', true], ['%/%', 'a/b/c', false],
      ['a*', 'a', true],
    ['a%c', 'abc', true], ['a%c', 'a/c', false], ['a*c', 'a/b/c', true], ['*%', 'a/b', true], ['', 'a', false],
      ['inbox', 'INBOX', true],
    ['b*', 'ab', false], ['%a', 'ba/a', false], ['*a', 'ba/a', true], ['a%/b*d', 'axx/bccd', true],
  ]
  for (const [pattern, path, fits] of cases) assert.equal(listMatcher(pattern)(path), fits, `${pattern} ${path}`)
})

test('a hostile pattern costs no more than path times pattern', () => {
  const matches = listMatcher(`${'*a'.repeat(LIST_WILDCARDS_MAX)}b`)
  assert.equal(matches('a'.repeat(1024)), false)
  assert.equal(matches(`${'a'.repeat(1024)}b`), true)
  assert.equal(listMailbox(cursorOver('*a'.repeat(LIST_WILDCARDS_MAX))).length, 2 * LIST_WILDCARDS_MAX)
  assert.throws(() => listMailbox(cursorOver('*a'.repeat(LIST_WILDCARDS_MAX + 1))), BadSyntax)
  assert.equal(listMailbox(cursorOver('Pati&AOs-nt*')), 'Pati\u00ebnt*')
})
