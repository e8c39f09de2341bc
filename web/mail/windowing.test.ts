import assert from 'node:assert/strict'
import { test } from 'node:test'
import { offsetOf, overscan, rowAt, windowOf, windowRowsMax } from './windowing.ts'

const measures = { rowPx: 80, headPx: 34, count: 100_000, heads: [0, 4, 7] }

test('headings above a row push it down', () => {
  assert.equal(offsetOf(0, measures), 0)
  assert.equal(offsetOf(1, measures), 114)
  assert.equal(offsetOf(4, measures), 354)
  assert.equal(offsetOf(5, measures), 468)
})

test('the row at a place is the last one that begins at or above it', () => {
  for (const row of [0, 1, 4, 5, 7, 8, 99_999]) {
    assert.equal(rowAt(offsetOf(row, measures), measures), row)
    assert.equal(rowAt(offsetOf(row, measures) - 1, measures), Math.max(0, row - 1))
  }
})

test('the window covers what is seen and stays small', () => {
  const seen = windowOf(4_000_000, 4_000_900, measures)
  assert.ok(offsetOf(seen.start, measures) <= 4_000_000 && offsetOf(seen.end, measures) >= 4_000_900)
  assert.ok(seen.end - seen.start <= Math.ceil(900 / 80) + 2 + 2 * overscan)
  assert.equal(windowOf(0, 1e9, measures).end, windowRowsMax)
})

test('empty and unmeasured lists', () => {
  assert.deepEqual(windowOf(0, 900, { ...measures, count: 0 }), { start: 0, end: 0 })
  assert.deepEqual(windowOf(0, 900, { ...measures, rowPx: 0 }), { start: 0, end: 40 })
  assert.deepEqual(windowOf(-500, -100, measures), { start: 0, end: 1 + overscan })
})
