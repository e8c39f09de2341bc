import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAddress, readRecipients, recipientsMax, splitRecipients, suggest } from './recipients.ts'

test('addresses that can be mailed', () => {
  for (const good of ['a@b.nl', 'jan.de-boer+zaak@zorg.example', 'x_y@sub.dom.example', 'info@münchen.example', 'a@localhost', `${'a'.repeat(64)}@b.nl`]) {
    assert.equal(isAddress(good), true, good)
  }
})

test('addresses that cannot', () => {
  for (const bad of ['', 'a', '@b.nl', 'a@', 'a@b', 'a b@c.nl', 'a@b..nl', '.a@b.nl', 'a.@b.nl', 'a..b@c.nl', 'a@-b.nl', 'a@b-.nl', 'a@b@c.nl', 'a<b@c.nl', `${'a'.repeat(65)}@b.nl`, `a@${'b'.repeat(64)}.nl`, 'a\u0000@b.nl']) {
    assert.equal(isAddress(bad), false, JSON.stringify(bad))
  }
})

test('names, brackets, quotes and separators', () => {
  assert.deepEqual(readRecipients('"Aarts, Tom" <t.aarts@Fysio.Example>; wmo@hoogwoude.example,\nTeam <x@y.nl>'), [
    { name: 'Aarts, Tom', email: 't.aarts@fysio.example', valid: true },
    { name: null, email: 'wmo@hoogwoude.example', valid: true },
    { name: 'Team', email: 'x@y.nl', valid: true },
  ])
})

test('bare addresses parted by spaces; a name with spaces stays one piece', () => {
  assert.deepEqual(splitRecipients('a@b.nl c@d.nl').length, 2)
  assert.deepEqual(readRecipients('Tom Aarts'), [{ name: null, email: 'Tom Aarts', valid: false }])
})

test('doubles are dropped, whatever their letter case', () => {
  assert.equal(readRecipients('a@b.nl, A@B.NL, <a@b.nl>').length, 1)
})

test('the number of recipients is limited', () => {
  const many = (count: number): string => Array.from({ length: count }, (_, i) => `a${i}@b.nl`).join(',')
  assert.equal(readRecipients(many(recipientsMax)).length, recipientsMax)
  assert.equal(readRecipients(many(recipientsMax + 1)).length, recipientsMax)
})

test('a hostile paste ends quickly', () => {
  const began = performance.now()
  readRecipients('<'.repeat(200_000))
  readRecipients('"'.repeat(100_001))
  readRecipients('a@'.repeat(100_000))
  assert.ok(performance.now() - began < 1000)
})

test('suggestions: who begins so comes first, who is there already does not', () => {
  const known = [{ name: 'Sanne Tomassen', email: 's@x.nl' }, { name: 'Tom Aarts', email: 't@x.nl' }, { name: null, email: 'tom@y.nl' }]
  assert.deepEqual(suggest('tom', known, new Set(['tom@y.nl'])).map((person) => person.email), ['t@x.nl', 's@x.nl'])
  assert.deepEqual(suggest(' ', known, new Set()), [])
})
