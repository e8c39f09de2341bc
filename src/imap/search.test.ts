import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadSyntax } from './cursor.ts'
import { cursorOver } from './cursor.testing.ts'
import { SEARCH_DEPTH_MAX, SEARCH_KEYS_MAX, SEARCH_TEXT_SIZE_MAX, searchProgram, type SearchProgram } from './search.ts'

function program(text: string): SearchProgram {
  const read = searchProgram(cursorOver(text))
  return 'charset' in read ? assert.fail('the charset is not known') : read
}

test('search keys become a tree', () => {
  assert.deepEqual(program('unseen from "Jan" or subject x not (larger 5 1:3)').keys, {
    key: 'AND', keys: [
      { key: 'NOT', not: { key: 'FLAG', flag: '\\Seen' } },
      { key: 'ADDRESS', field: 'FROM', text: 'Jan' },
      { key: 'OR', keys: [
        { key: 'SUBJECT', text: 'x' },
        { key: 'NOT', not: { key: 'AND', keys: [
          { key: 'LARGER', sizeBytes: 5 },
          { key: 'SEQUENCE', set: { ranges: [{ from: 1, to: 3 }], saved: false } },
        ] } },
      ] },
    ],
  })
  assert.deepEqual(program('RETURN (MIN COUNT) CHARSET utf-8 SENTSINCE 1-Feb-2026'), {
    returns: ['MIN', 'COUNT'], partial: null, modseqAsked: false, numbersUsed: false,
      keys: { key: 'SINCE', of: 'sent', day: Date.UTC(2026, 1, 1) / 86_400_000 },
  })
  assert.equal(program('MODSEQ "/flags/\\\\draft" all 620').modseqAsked, true)
  assert.deepEqual(program('HEADER Message-ID 42.4321@').keys, { key: 'HEADER', field: 'MESSAGE-ID', text: '42.4321@' })
  assert.deepEqual(program('TEXT {5+}\r\nzee\u00eb').keys, { key: 'TEXT', text: 'zee\u00eb' })
})

test('an unknown charset is told apart from bad syntax', () => {
  const cursor = cursorOver('CHARSET X-NONE TEXT {3+}\r\nabc ALL')
  const notKnown = { charset: 'not known', returns: null, partial: null }
  assert.deepEqual(searchProgram(cursor), notKnown)
  cursor.end()
  assert.deepEqual(searchProgram(cursorOver('RETURN (SAVE) CHARSET UTF-7 TEXT "a"')), { ...notKnown, returns: ['SAVE'] })
})

test('bad searches', () => {
  for (const bad of [
    '', '()', '(', 'ALL)', 'FOO', 'OR ALL', 'NOT', 'SUBJECT', 'SINCE 99-Foo-0000', 'KEYWORD \\Seen', 'UID x',
    'ALL  ALL', 'RETURN (FOO) ALL', 'RETURN (MIN', 'constructor', 'toString x', '__proto__', 'TEXT "\\x"',
  ]) {
    assert.throws(() => searchProgram(cursorOver(bad)), BadSyntax, bad)
  }
})

test('keys and nesting at and past the limit', () => {
  assert.ok(program(Array(1000).fill('FROM a').join(' ')))
  assert.ok(program(Array(SEARCH_KEYS_MAX).fill('ALL').join(' ')))
  assert.throws(() => program(Array(SEARCH_KEYS_MAX + 1).fill('ALL').join(' ')), BadSyntax)
  const nested = (depth: number): string => `${'('.repeat(depth)}ALL${')'.repeat(depth)}`
  assert.ok(program(nested(SEARCH_DEPTH_MAX)))
  assert.throws(() => program(nested(SEARCH_DEPTH_MAX + 1)), BadSyntax)
  assert.throws(() => program(`${'NOT '.repeat(10_000)}ALL`), BadSyntax)
  assert.throws(() => program('('.repeat(10_000)), BadSyntax)
  assert.ok(program(`TEXT ${'x'.repeat(SEARCH_TEXT_SIZE_MAX)}`))
  assert.throws(() => program(`TEXT ${'x'.repeat(SEARCH_TEXT_SIZE_MAX + 1)}`), BadSyntax)
})
