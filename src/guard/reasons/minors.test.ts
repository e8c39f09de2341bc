import { test } from 'node:test'
import assert from 'node:assert/strict'
import { casePolicy, plainDraft, plainKnowledge } from '../cases.ts'
import { settingOf } from '../setting.ts'
import { isAboutMinor, MINOR_LOOK_MAX } from './minors.ts'

const setting = (from: string, to = 'info@bureau-west.example') => settingOf(
  plainDraft({ from, recipients: [{ address: to, name: null, field: 'to' }] }),
  plainKnowledge({ internalDomains: ['huis.example'] }), casePolicy,
)
const office = setting('balie@huis.example')

test('an age or a class tells of a minor', () => {
  for (const text of [
    'Sanne (12) wil niet meer naar huis.', 'Een leerling van vijftien, Ank, loopt weg.', 'He is in year 5 and comes without lunch.',
    'Emil aus der 3b hat blaue Flecken.', 'Léa, 9 ans, ne parle plus.', 'Hij zit in groep 6.', 'A boy, aged eleven, was found.',
    'Twins, eight months old: 8 months, no nappies.',
  ]) assert.ok(isAboutMinor(text, office), text)
})

test('grown people and sums are none', () => {
  for (const text of ['Mevrouw Post (78) viel.', 'De rekening is 12 euro.', 'Zij werkt hier 25 jaar.', 'Der Vertrag läuft drei Monate.'])
    assert.ok(!isAboutMinor(text, office), text)
})

test('a school writes about its children, and to their parents about themselves', () => {
  const school = setting('juf@basisschool-noord.example')
  assert.ok(isAboutMinor('Mieke ruikt naar rook en heeft blauwe plekken.', school))
  assert.ok(!isAboutMinor('Uw bloeduitslag is binnen.', school))
})

test('only so much of a passage is looked at', () => {
  assert.ok(!isAboutMinor(`${'x '.repeat(MINOR_LOOK_MAX / 2)}leerling van vijftien, Ank`, office))
})
