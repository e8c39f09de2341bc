import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Counts, markOf, PAIR_COUNT_MAX, PAIRS_MAX, wordMark } from './counts.ts'

test('pairs are counted, also at the largest count and one past it', () => {
  const counts = new Counts()
  const mark = markOf(1, wordMark('a'), wordMark('b'))
  assert.equal(counts.of(mark), 0)
  for (let times = 1; times <= PAIR_COUNT_MAX + 1; times += 1) counts.add(mark)
  assert.equal(counts.of(mark), PAIR_COUNT_MAX)
  assert.equal(counts.of(markOf(2, wordMark('a'), wordMark('b'))), 0)
  assert.equal(counts.size, 1)
})

test('full at the maximum; one past it halves all, and what was seen once goes', () => {
  const counts = new Counts()
  const often = markOf(1, 7, 7)
  for (let times = 0; times < 9; times += 1) counts.add(often)
  for (let index = 0; counts.size < PAIRS_MAX; index += 1) assert.equal(counts.add(markOf(2, index, 1)), false)
  assert.equal(counts.size, PAIRS_MAX)
  assert.equal(counts.add(markOf(3, 1, 1)), true)
  assert.equal(counts.of(often), 4)
  assert.ok(counts.size < 10)
})

test('counts go to bytes and back, and not past the maximum', () => {
  const counts = new Counts()
  for (let index = 0; index < 10_000; index += 1) counts.add(markOf(1, index % 4000, 2))
  const back = Counts.from(counts.bytes())
  assert.equal(back.size, counts.size)
  for (let index = 0; index < 4000; index += 1) assert.equal(back.of(markOf(1, index, 2)),
    counts.of(markOf(1, index, 2)))
  const tooMany = new Uint8Array((PAIRS_MAX + 10) * 6)
  const view = new DataView(tooMany.buffer)
  for (let index = 0; index < PAIRS_MAX + 10; index += 1) { view.setUint32(index * 6,
    index); view.setUint16(index * 6 + 4, 1) }
  assert.equal(Counts.from(tooMany).size, PAIRS_MAX)
})
