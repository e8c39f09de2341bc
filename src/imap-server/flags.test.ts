import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFlags, hasFlag, toFlags } from './flags.ts'

test('flags to bits and keywords, and back', () => {
  const flags = toFlags(['\\Seen', '$junk', 'Eigen', 'eigen', 'Ander'])
  assert.deepEqual(flags, { bits: 1 + 128, keywords: ['Ander', 'Eigen'] })
  assert.equal(formatFlags(flags), '(\\Seen $Junk Ander Eigen)')
  assert.equal(formatFlags({ bits: 0, keywords: [] }), '()')
  assert.ok(hasFlag(flags, '\\SEEN') && hasFlag(flags, 'eigen') && !hasFlag(flags, '\\Draft') && !hasFlag(flags, 'x'))
})

test('a keyword that is no atom is not said: it could end the list or the line', () => {
  assert.equal(formatFlags({ bits: 1, keywords: ['a)b', 'goed', 'a b', 'a\r\nb', '', '\u00e9'] }), '(\\Seen goed)')
})
