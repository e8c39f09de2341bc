import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { plainDraft, plainKnowledge } from '../cases.ts'
import { defaultPolicy } from '../policy.ts'
import { persons } from '../persons.ts'
import { readPart } from '../reading.ts'
import { settingOf } from '../setting.ts'
import { HITS_MAX, type Detector, type Hit } from './detector.ts'
import { detectors } from './detectors.ts'

const setting = settingOf(plainDraft({}), plainKnowledge(), { ...defaultPolicy, ownNumbers: [{ name: 'client', shape: 'C-99999', reason: 'personal-data' }] })

function find(detector: Detector, text: string): Hit[] {
  return [...readPart('body', text)].flatMap((reading) => detector.find(reading, { setting, persons: persons(reading) }))
}

test('every detector of the folder is in the list', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !/^detectors?\.|\.test\./.test(name)).map((name) => name.replace(/\.ts$/, ''))
  assert.deepEqual(files.toSorted(), detectors.map(({ id }) => id).toSorted())
})

for (const detector of detectors) {
  test(`${detector.id} finds its examples and leaves the others`, () => {
    const isFound = (text: string): boolean => find(detector, text).some(({ confidence }) => confidence >= 0.5)
    assert.deepEqual(detector.examples.hit.filter((text) => !isFound(text)), [], 'missed')
    assert.deepEqual(detector.examples.miss.filter(isFound), [], 'false')
  })

  test(`${detector.id} has titles, a ground and a bounded answer`, () => {
    for (const title of Object.values(detector.title)) assert.ok(title.length > 3)
    assert.ok(detector.basis.length > 5)
    const hostile = detector.examples.hit.map((text) => `${text}\n`).join('').repeat(400)
    for (const reading of readPart('body', hostile)) assert.ok(detector.find(reading, { setting, persons: persons(reading) }).length <= HITS_MAX * 4)
  })
}

test('own shapes of numbers are found and nothing longer', () => {
  const own = detectors.find(({ id }) => id === 'own-number')
  assert.ok(own !== undefined)
  assert.equal(find(own, 'zie C-12345 en XC-12345 en C-123456').length, 1)
})

test('random nine digits without words are left alone', () => {
  let seed = 7
  const next = (): number => { seed = Math.imul(seed, 1103515245) + 12345 >>> 0; return seed }
  const numbers = Array.from({ length: 5000 }, () => String(100_000_000 + next() % 900_000_000))
  const bsn = detectors.find(({ id }) => id === 'bsn')
  assert.ok(bsn !== undefined)
  assert.equal(numbers.filter((number) => find(bsn, `Zie ${number} voor de rest.`).some(({ confidence }) => confidence >= 0.5)).length, 0)
})
