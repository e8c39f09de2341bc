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
  for (const wire of ['&', '&AAA', '&&&', '&AOk', '&A-', '&AOl-', '&AGE-', '&2D0-', '&3C4-', '&AO=-', '&AOkA-', '&AOk-&AOk-']) {
    assert.equal(decodeModifiedUtf7(wire), undefined, wire)
  }
})

test('mailbox names: inbox, control characters, size', () => {
  const decoded = (text: string, utf8 = false): string | undefined => decodeMailboxName(utf8Bytes(text), { utf8 })
  assert.equal(decoded('iNbOx'), 'INBOX')
  assert.equal(decoded('inbox/Inbox'), 'INBOX/Inbox')
  assert.equal(decoded('inboxes'), 'inboxes')
  assert.equal(decoded('\u0131nbox', true), '\u0131nbox', 'another letter, another mailbox')
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
      ['inbox', 'INBOX', true], ['iNbox/*', 'INBOX/a', true], ['inboxes', 'INBOXES', false],
    ['b*', 'ab', false], ['%a', 'ba/a', false], ['*a', 'ba/a', true], ['a%/b*d', 'axx/bccd', true],
  ]
  for (const [pattern, path, fits] of cases) assert.equal(listMatcher(pattern)(path), fits, `${pattern} ${path}`)
})

test('a pattern fits what a table of every place against every place says', () => {
  const byTable = (pattern: readonly string[], path: readonly string[]): boolean => {
    let row = [true, ...path.map(() => false)]
    for (const step of pattern) {
      const next = [step === '*' || step === '%' ? row[0] === true : false]
      for (const [at, character] of path.entries()) {
        const isPassed = step === '*' || step === '%' && character !== '/'
        next.push(isPassed ? row[at + 1] === true || next[at] === true : step === '%' ? row[at + 1] === true : step === character && row[at] === true)
      }
      row = next
    }
    return row.at(-1) === true
  }
  const pattern = fc.array(fc.constantFrom('a', 'b', '/', '*', '%', '\u{1f42e}'), { maxLength: 70 })
  const path = fc.array(fc.constantFrom('a', 'b', '/', '\u{1f42e}'), { maxLength: 70 })
  fc.assert(fc.property(pattern, path, fc.boolean(), (steps, random, isNear) => {
    const characters = isNear ? steps.flatMap((one) => one === '*' ? ['a', '/'] : one === '%' ? ['b'] : [one]) : random
    assert.equal(listMatcher(steps.join(''))(characters.join('')), byTable(steps, characters))
  }), { numRuns: 500 })
})

test('a hostile pattern costs no more than path times pattern', () => {
  const matches = listMatcher(`${'*a'.repeat(LIST_WILDCARDS_MAX)}b`)
  assert.equal(matches('a'.repeat(1024)), false)
  assert.equal(matches(`${'a'.repeat(1024)}b`), true)
  assert.equal(listMailbox(cursorOver('*a'.repeat(LIST_WILDCARDS_MAX))).length, 2 * LIST_WILDCARDS_MAX)
  assert.throws(() => listMailbox(cursorOver('*a'.repeat(LIST_WILDCARDS_MAX + 1))), BadSyntax)
  assert.equal(listMailbox(cursorOver('Pati&AOs-nt*')), 'Pati\u00ebnt*')
})
