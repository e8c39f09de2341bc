import assert from 'node:assert/strict'
import { test } from 'node:test'
import { casePolicy, plainDraft, plainKnowledge } from './cases.ts'
import { isHouseName, settingOf, HOUSE_LENGTH_MIN, HOUSES_MAX } from './setting.ts'
import type { Draft } from './types.ts'

const setting = (from: string, ...to: string[]) => settingOf(plainDraft({
  from, recipients: to.map((address): Draft['recipients'][number] => ({ address, name: null, field: 'to' })),
}), plainKnowledge({ internalDomains: ['elders.example'] }), casePolicy)

test('the name of a house that writes or gets the mail is nobody', () => {
  assert.equal(isHouseName('Roofers Ashwood', setting('office@roofers-ashwood.example')), true)
  assert.equal(isHouseName('Cafe de Hoek', setting('a@b.example', 'info@cafedehoek.example')), true)
})

test('somebody of whom the house only has the last name stays somebody', () => {
  assert.equal(isHouseName('Jan Bakkerman', setting('info@bakkerman.example')), false)
  assert.equal(isHouseName('Bakkerman', setting('info@bakkerman.example')), false)
  assert.equal(isHouseName('Roofers Ashwood', setting('post@elders.example')), false)
})

test('names of houses are known from a least length on, and of so many recipients', () => {
  const short = 'ab '.concat('c'.repeat(HOUSE_LENGTH_MIN - 3))
  assert.equal(isHouseName(short, setting(`a@${short.replace(' ', '')}.example`)), false)
  assert.equal(isHouseName(`${short}c`, setting(`a@${short.replace(' ', '')}c.example`)), true)
  const others = Array.from({ length: HOUSES_MAX }, (_, at) => `a@anybody${at}.example`)
  assert.equal(isHouseName('Roofers Ashwood', setting('a@b.example', ...others.slice(1), 'c@roofersashwood.example')), true)
  assert.equal(isHouseName('Roofers Ashwood', setting('a@b.example', ...others, 'c@roofersashwood.example')), false)
})
