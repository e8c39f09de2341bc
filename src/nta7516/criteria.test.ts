import assert from 'node:assert/strict'
import { test } from 'node:test'
import { criteria, registerOf, valueProblem, VALUE_LENGTH_MAX, type CriteriaFacts } from './criteria.ts'

const ready: CriteriaFacts = { gap: null, own: [], isDnsProved: true, arePlacesListed: true, values: {} }
const standing = (facts: CriteriaFacts, code: string): string | undefined =>
  registerOf(facts).find((line) => line.code === code)?.standing

test('every criterion once, with words in both languages', () => {
  assert.equal(new Set(criteria.map(({ code }) => code)).size, criteria.length)
  for (const { title, why } of registerOf(ready)) {
    for (const text of [title.nl, title.en, why.nl, why.en]) assert.ok(text.length > 5)
  }
})

test('what is not so is said: profile off, no proof of DNSSEC, a gap of the own domain, places that nobody listed', () => {
  assert.equal(standing(ready, '6.1.11'), 'met')
  for (const change of [{ gap: 'header-missing' }, { isDnsProved: false }, { own: ['own-dmarc'] }] as const) {
    assert.equal(standing({ ...ready, ...change }, '6.1.11'), 'not-met')
    assert.equal(standing({ ...ready, ...change }, '7.2'), 'not-met')
  }
  assert.equal(standing({ ...ready, own: ['own-spf'] }, '6.1.5'), 'not-met')
  assert.equal(standing({ ...ready, arePlacesListed: false }, '6.1.13'), 'not-met')
  assert.equal(standing(ready, '6.1.2'), 'not-met')
  assert.equal(standing({ ...ready, values: { '6.1.2': '99.9 %' } }, '6.1.2'), 'partly')
  assert.equal(standing(ready, '6.1.19'), 'not-met')
})

test('a value below the limit is refused; at it and above it is taken', () => {
  for (const value of ['99.8', '99.8 %', '99.95 %, because care goes on at night', '100']) assert.equal(valueProblem('6.1.2', value), undefined, value)
  for (const value of ['99.7999', '99', '0', '101', 'high', '99.8x', '-99.9', '', ' ']) assert.notEqual(valueProblem('6.1.2', value), undefined, value)
  assert.match(valueProblem('6.1.2', '99.7 %') ?? '', /below the limit/)
  assert.equal(valueProblem('6.1.3', '4 hours'), undefined)
  assert.equal(valueProblem('6.1.3', 'x'.repeat(VALUE_LENGTH_MAX)), undefined)
  assert.notEqual(valueProblem('6.1.3', 'x'.repeat(VALUE_LENGTH_MAX + 1)), undefined)
  assert.notEqual(valueProblem('9.9.9', 'x'), undefined)
})
