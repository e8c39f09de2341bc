import assert from 'node:assert/strict'
import { test } from 'node:test'
import { referencedFirst } from './set.ts'

const order = (objects: Readonly<Record<string, Record<string, unknown>>>): string =>
  [...referencedFirst(new Map(Object.entries(objects))).keys()].join(' ')

test('what others refer to comes first, whatever the order of the call', () => {
  assert.equal(order({ a: { parentId: '#b' }, b: { parentId: '#c' }, c: {} }), 'c b a')
  assert.equal(order({ a: {}, b: { mailboxIds: { '#c': true } }, c: { parentId: '#a' } }), 'a c b')
  assert.equal(order({ a: { name: '#d' }, b: {} }), 'a b', 'what is not made here moves nothing')
})

test('a circle and a reference to itself end, and nothing is lost', () => {
  assert.equal(order({ a: { parentId: '#b' }, b: { parentId: '#a' } }), 'b a')
  assert.equal(order({ a: { parentId: '#a' } }), 'a')
})

test('a chain as long as a call may hold', () => {
  const chain = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`k${at}`, { parentId: `#k${at + 1}` }]))
  assert.equal(order(chain).split(' ')[0], 'k499')
})
