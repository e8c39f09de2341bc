import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fold } from './fold.ts'
import { editableMax, lineEditableMax } from './limits.ts'

test('a text at the limit stays whole, one past it is folded, and nothing is lost', () => {
  const text = `${'x'.repeat(99)}\n`.repeat(editableMax / 100)
  assert.deepEqual(fold(text), { shown: text, rest: '' })
  const long = fold(`${text}y`)
  assert.deepEqual([long.shown, long.rest], [text, 'y'])
})

test('a line at its limit stays whole, one past it is folded', () => {
  const line = 'x'.repeat(lineEditableMax)
  assert.deepEqual(fold(`a\n${line}`), { shown: `a\n${line}`, rest: '' })
  assert.deepEqual(fold(`${line}y`), { shown: line, rest: 'y' })
  const five = fold(`Dag,\n${'z'.repeat(5_000_000)}`)
  assert.equal(five.shown.length, lineEditableMax + 5)
  assert.equal(five.shown.length + five.rest.length, 5_000_005)
})

test('cut behind a line end, and never inside one sign', () => {
  assert.deepEqual(fold('aaaaaaa\nbbbb', { textMax: 10, lineMax: 8 }), { shown: 'aaaaaaa\n', rest: 'bbbb' })
  assert.deepEqual(fold('a\nbbbbbbbbbbbb', { textMax: 100, lineMax: 8 }), { shown: 'a\nbbbbbbbb', rest: 'bbbb' })
  assert.deepEqual(fold('aaaa😀😀', { textMax: 5, lineMax: 5 }), { shown: 'aaaa', rest: '😀😀' })
})
