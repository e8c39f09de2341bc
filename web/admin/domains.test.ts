import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bars, tasks, type CheckShown } from './domains.ts'

test('bars: the highest day is full, something is never nothing, and no bar stands out of its graph', () => {
  const day = (good: number, bad: number) => ({ day: '2026-11-22', good, bad })
  assert.deepEqual(bars([day(0, 0), day(1, 0), day(90, 10), day(1000, 1)]), {
    most: 1001, bars: [{ good: 0, bad: 0 }, { good: 1, bad: 0 }, { good: 9, bad: 1 }, { good: 99, bad: 1 }],
  })
  assert.deepEqual(bars([]), { most: 0, bars: [] })
  assert.deepEqual(bars([day(0, 0)]), { most: 0, bars: [{ good: 0, bad: 0 }] })
})

test('what must be done: what counts first, then the rest, then what could be better; nothing else', () => {
  const check = (id: string, state: CheckShown['state'], counts: boolean): CheckShown =>
    ({ id, state, counts, group: '', weight: '', word: '', title: '', advice: '', found: [] })
  const all = [check('a', 'good', true), check('b', 'notice', true), check('c', 'wrong', false), check('d', 'unknown', true), check('e', 'wrong', true)]
  assert.deepEqual(tasks(all).map(({ id }) => id), ['e', 'c', 'b'])
})
