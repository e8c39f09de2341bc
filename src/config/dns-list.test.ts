import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dnsListProblem, LIST_CODES_MAX, LIST_POINTS_MAX, readDnsList } from './dns-list.ts'

test('a list is read with what is asked of it and what each answer means', () => {
  assert.deepEqual(readDnsList('addresses block 127.0.0.2=6:spam 127.0.0.10-127.0.0.11=2'), {
    of: 'addresses', sense: 'block', codes: [
      { first: 0x7f000002, last: 0x7f000002, bit: 0, points: 6, meaning: 'spam' },
      { first: 0x7f00000a, last: 0x7f00000b, bit: 0, points: 2, meaning: '' },
    ],
  })
  assert.deepEqual(readDnsList('domains allow &64=3:known')?.codes, [{ first: 0, last: 0, bit: 64, points: 3, meaning: 'known' }])
})

test('what is not of that form is refused', () => {
  const wrong = ['', 'addresses block', 'addresses both 127.0.0.2=1', 'people block 127.0.0.2=1', 'addresses block 127.0.0.2',
    'addresses block 10.0.0.1=1', 'addresses block 127.0.0.9-127.0.0.2=1', 'addresses block 127.0.0.2=0', `addresses block 127.0.0.2=${LIST_POINTS_MAX + 1}`,
    'addresses block &3=1', 'addresses block &256=1', 'addresses block &0=1', 'addresses block 127.0.0.300=1', 'addresses block 127.0.0.2=1:Spam']
  for (const text of wrong) assert.equal(readDnsList(text), undefined, text)
  const codes = (count: number): string => Array.from({ length: count }, (_, index) => `127.0.1.${index}=1`).join(' ')
  assert.equal(readDnsList(`addresses block ${codes(LIST_CODES_MAX)}`)?.codes.length, LIST_CODES_MAX)
  assert.equal(readDnsList(`addresses block ${codes(LIST_CODES_MAX + 1)}`), undefined)
  assert.match(dnsListProblem('Bl.example', 'addresses block 127.0.0.2=1') ?? '', /lower case/)
  assert.equal(dnsListProblem('bl.example', 'addresses block 127.0.0.2=1'), undefined)
})
