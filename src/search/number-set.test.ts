import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { NumberSet } from './number-set.ts'

test('it holds what a set holds, ascending, whatever room it began with', () => {
  const number = fc.oneof(fc.constantFrom(0, 31, 32, 63, 64), fc.nat(5000))
  fc.assert(fc.property(fc.array(number, { maxLength: 200 }), fc.nat(100), (numbers, end) => {
    const numberSet = new NumberSet(end)
    const plain = new Set<number>()
    for (const one of numbers) {
      assert.equal(numberSet.add(one), !plain.has(one))
      plain.add(one)
    }
    assert.deepEqual([...numberSet], [...plain].sort((a, b) => a - b))
    assert.equal(numberSet.size, plain.size)
    for (const one of [0, 31, 32, 33, 4999, 1e6, ...numbers]) assert.equal(numberSet.has(one), plain.has(one))
  }))
})
