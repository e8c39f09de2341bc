import assert from 'node:assert/strict'
import { test } from 'node:test'
import { count, decision, f1, precision, recall, share, type Judged } from './counting.ts'
import { bootstrap, wilson } from './intervals.ts'

/** Three found, one missed, two false alarms, four let through. */
const judged: Judged[] = [
  ...['a', 'b', 'c'].map((core) => ({ core, wanted: true, got: true })), { core: 'd', wanted: true, got: false },
  ...['e', 'f'].map((core) => ({ core, wanted: false, got: true })), ...['g', 'h', 'i', 'j'].map((core) => ({ core, wanted: false, got: false })),
]

test('counts and figures of a small example are those worked out by hand', () => {
  const counts = count(judged)
  assert.deepEqual(counts, { truePositive: 3, falsePositive: 2, falseNegative: 1, trueNegative: 4 })
  assert.equal(precision(counts), 3 / 5)
  assert.equal(recall(counts), 3 / 4)
  assert.equal(f1(counts), 6 / 9)
})

test('nothing to find or nothing said is no figure, not zero', () => {
  const empty = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 5 }
  assert.equal(precision(empty), undefined)
  assert.equal(recall(empty), undefined)
  assert.equal(f1(empty), undefined)
  assert.deepEqual(wilson(0, 0), { low: 0, high: 1 })
})

test('the Wilson interval is the published one', () => {
  const { low, high } = wilson(0.8, 10)
  assert.ok(Math.abs(low - 0.4902) < 0.0001 && Math.abs(high - 0.9433) < 0.0001, `${low} ${high}`)
  const whole = wilson(1, 50)
  assert.ok(Math.abs(whole.low - 0.9287) < 0.0001 && whole.high > 0.999999)
})

test('the bootstrap is the same each time, holds the figure, and is a point when all groups are alike', () => {
  const one = decision(judged)
  assert.deepEqual(one, decision(judged))
  assert.ok(one.f1.interval.low <= 6 / 9 && one.f1.interval.high >= 6 / 9)
  assert.deepEqual(bootstrap([1, 1, 1], (drawn) => drawn.length), { low: 3, high: 3 })
})

test('cases of one heart weigh as one observation in the interval', () => {
  const many = Array.from({ length: 40 }, (_, index): Judged => ({ core: index < 20 ? 'a' : 'b', wanted: true, got: true }))
  assert.equal(share(many).hearts, 2)
  assert.deepEqual(share(many).interval, wilson(1, 2))
  assert.equal(share(many).value, 1)
})
