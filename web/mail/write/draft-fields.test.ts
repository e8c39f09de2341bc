import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyFields, savedPeople, typedHeaders, typedIn, typedLengthMax, typedOut } from './draft-fields.ts'
import { readRecipients } from './recipients.ts'

test('what is no address comes back as the same chips, each on its own line; addresses stay where they were', () => {
  const to = readRecipients('t.aarts@fysio.example; Jan de Boer; "Karin, de Wit" <karin>')
  const kept = typedIn({ ...emptyFields, to, bcc: readRecipients('iedereen') })
  assert.deepEqual(Object.keys(kept), [typedHeaders.to, typedHeaders.bcc])
  assert.deepEqual(savedPeople(to).map(({ email }) => email), ['t.aarts@fysio.example'])
  assert.deepEqual(typedOut(kept[typedHeaders.to]).map(({ name, email, valid }) => [name, email, valid]),
    [[null, 'Jan de Boer', false], ['Karin de Wit', 'karin', false]])
  assert.deepEqual(typedOut(kept[typedHeaders.bcc]).map(({ email }) => email), ['iedereen'])
  assert.deepEqual(typedIn({ ...emptyFields, to: readRecipients('t.aarts@fysio.example') }), {})
  assert.deepEqual(typedOut(undefined), [])
})

test('a line keeps what fits, whole chips only', () => {
  const chip = 'x'.repeat(typedLengthMax)
  assert.equal(typedIn({ ...emptyFields, to: readRecipients(`${chip};y`) })[typedHeaders.to], chip)
  assert.equal(typedIn({ ...emptyFields, to: readRecipients(`${chip}x;y`) })[typedHeaders.to], 'y')
})
