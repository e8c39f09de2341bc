import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fold } from './fold.ts'
import { editableMax } from './limits.ts'

test('a text at the limit stays whole, one past it is folded, and nothing is lost', () => {
  const line = 'x'.repeat(editableMax)
  assert.deepEqual(fold(line), { shown: line, rest: '' })
  const long = fold(`${line}y`)
  assert.deepEqual([long.shown.length, long.rest], [editableMax, 'y'])
})

test('cut behind a line end, and never inside one sign', () => {
  assert.deepEqual(fold('aaaaaaa\nbbbb', 10), { shown: 'aaaaaaa\n', rest: 'bbbb' })
  assert.deepEqual(fold('a\nbbbbbbbbbbbb', 10), { shown: 'a\nbbbbbbbb', rest: 'bbbb' })
  const { shown, rest } = fold(`aaaa😀😀`, 5)
  assert.deepEqual([shown, rest], ['aaaa', '😀😀'])
})
