import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addTo, RUNS_MAX, wordsOf, type Runs } from './uid-runs.ts'

test('numbers in any order become the fewest runs, and one that is there is known', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 60 }), (numbers) => {
    const runs: Runs = []
    const seen = new Set<number>()
    for (const number of numbers) {
      assert.equal(addTo(runs, number), seen.has(number) ? 'known' : 'added')
      seen.add(number)
    }
    const listed = runs.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, at) => first + at))
    assert.deepEqual(listed, [...seen].toSorted((a, b) => a - b))
    assert.ok(runs.every(({ first }, at) => at === 0 || first > (runs[at - 1]?.last ?? 0) + 1), 'none touch')
    assert.equal(wordsOf(runs).count, seen.size)
  }))
})

test('as IMAP writes sets', () => {
  const runs: Runs = []
  for (const uid of [9, 1, 2, 4, 3, 5]) addTo(runs, uid)
  assert.deepEqual(wordsOf(runs), { words: '1:5,9', count: 6 })
})

test('a line holds so many runs and no more; what joins two of them still fits', () => {
  const runs: Runs = []
  for (let at = 0; at < RUNS_MAX; at++) assert.equal(addTo(runs, 1 + at * 2), 'added')
  assert.equal(addTo(runs, 1 + RUNS_MAX * 2), 'full')
  assert.equal(runs.length, RUNS_MAX)
  assert.equal(addTo(runs, 2), 'added')
  assert.equal(addTo(runs, 1 + RUNS_MAX * 2), 'added')
})
