import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageOf } from './language.ts'
import { calmSeconds, dayMoment, fullMoment } from './moments.ts'

// Local time, as the functions read it.
const at = new Date(2026, 5, 11, 10, 58).getTime()

test('moments are said in full', () => {
  assert.equal(fullMoment(at, 'nl'), 'donderdag 11 juni 2026, 10.58 uur')
  assert.equal(fullMoment(at, 'en'), 'Thursday 11 June 2026, 10:58')
  assert.equal(fullMoment(at, 'de'), 'Donnerstag, 11. Juni 2026, 10:58 Uhr')
  assert.equal(fullMoment(at, 'fr'), 'jeudi 11 juin 2026, 10\u00a0h\u00a058')
  assert.equal(dayMoment(at, 'nl'), '11 juni 2026, 10.58 uur')
})

test('waiting is told in tens of seconds', () => {
  assert.deepEqual([60_000, 59_999, 40_001, 1, 0, -5].map(calmSeconds), [60, 60, 50, 10, 0, 0])
})

test('the first language that we have counts', () => {
  assert.equal(languageOf(['nl-BE', 'en']), 'nl')
  assert.equal(languageOf(['de-AT', 'en-GB', 'nl']), 'de')
  assert.equal(languageOf(['tr', 'fr-CA']), 'fr')
  assert.equal(languageOf(['pl', 'tr']), undefined)
  assert.equal(languageOf([]), undefined)
})
