import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agreedCodeMax, agreedCodeMin, readFactor, readPhone } from './factors.ts'

test('mobile numbers as people write them', () => {
  for (const typed of ['0612345678', '06-12345678', '06 12 34 56 78', '+31 6 12345678', '0031612345678', '(06) 1234.5678']) {
    assert.equal(readPhone(typed), '+31612345678', typed)
  }
  assert.equal(readPhone('+32 470 12 34 56'), '+32470123456')
})

test('what gets no code', () => {
  for (const typed of ['', '06', '061234567', '06123456789', '0201234567', '+31201234567', 'bel mij', '+0612345678', '٠٦١٢٣٤٥٦٧٨', '0'.repeat(10_000)]) {
    assert.equal(readPhone(typed), undefined, typed.slice(0, 20))
  }
})

test('an agreed code has its least and its most', () => {
  const code = (length: number): boolean => readFactor({ kind: 'agreed-code', value: 'a'.repeat(length) }) !== undefined
  assert.deepEqual([agreedCodeMin - 1, agreedCodeMin, agreedCodeMax, agreedCodeMax + 1].map(code), [false, true, true, false])
  assert.equal(readFactor({ kind: 'agreed-code', value: '- - - - - -' }), undefined)
})
