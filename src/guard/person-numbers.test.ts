import assert from 'node:assert/strict'
import { test } from 'node:test'
import { casePolicy, plainDraft } from './cases.ts'
import { isElevenTest } from './checks.ts'
import { NUMBERS_MAX, NUMBERS_TEXT_MAX, numberKey, numberPlaces, personNumbers } from './person-numbers.ts'

const keys = (body: string): readonly string[] => personNumbers(plainDraft({ body }), casePolicy).map(({ key }) => key)

test('one number is the same however it is written', () => {
  for (const written of ['111222333', '1112.22.333', '111 222 333', '１１１２２２３３３']) assert.equal(numberKey(written, 'BSN'), '111222333')
  assert.equal(numberKey('12345672', 'BSN'), '012345672')
  assert.equal(numberKey('Z2025-1234', 'CLIENT_NUMBER'), 'Z20251234')
  assert.equal(numberKey('4471', 'CLIENT_NUMBER'), undefined)
  assert.deepEqual(keys('BSN 111222333, nog eens 1112.22.333 als BSN, patiëntnummer 0048213 en factuur 123456782'), ['111222333', '0048213'])
})

test('a mail with as many numbers as the maximum is compared, one more is a list', () => {
  const numbers = Array.from({ length: 5000 }, (_, index) => String(100_000_000 + index * 97)).filter(isElevenTest)
  const list = (count: number): string => numbers.slice(0, count).map((number) => `BSN ${number}`).join('\n')
  assert.equal(keys(list(NUMBERS_MAX)).length, NUMBERS_MAX)
  assert.deepEqual(keys(list(NUMBERS_MAX + 1)), [])
})

test('text is looked at up to its maximum', () => {
  const number = 'BSN 111222333'
  const until = (length: number): string => `${'x '.repeat(length)}`.slice(0, length)
  assert.deepEqual(keys(until(NUMBERS_TEXT_MAX - number.length - 1) + number), ['111222333'])
  assert.deepEqual(keys(until(NUMBERS_TEXT_MAX - 3) + number), [])
})

test('places say in which file a number stands, and what was quoted', () => {
  const draft = plainDraft({ body: 'BSN 111222333\n\n> BSN 123456782', attachments: [{ id: '7', name: 'a.txt', type: '', sizeBytes: 1, text: 'patiëntnummer 0048213' }] })
  assert.deepEqual(numberPlaces(draft, casePolicy).map(({ key, attachment, isNew }) => [key, attachment, isNew]),
    [['111222333', undefined, true], ['123456782', undefined, false], ['0048213', '7', true]])
})
