import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerLengthMax, forgetTab, keepTab, keptTab, newKey, type Shelf } from './tab-store.ts'

function shelf(): Shelf & { readonly values: Map<string, string> } {
  const values = new Map<string, string>()
  return {
    values,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => { values.set(key, value) },
    removeItem: (key) => { values.delete(key) },
  }
}

const held = { link: 'dZ3vKRDmORlfgT-N_EWjTg' }

test('a draft comes back for its own link only', () => {
  const one = shelf()
  const draft = { text: 'Dag', key: newKey() }
  keepTab(one, { held, message: 'm1', draft })
  assert.deepEqual(keptTab(one, held), { held, message: 'm1', draft })
  assert.deepEqual(keptTab(one, undefined)?.message, 'm1')
  assert.equal(keptTab(one, { link: 'another' }), undefined)
  forgetTab(one)
  assert.equal(one.values.size, 0)
})

test('what was tampered with counts as nothing', () => {
  for (const value of ['', 'null', '7', '{}', '[]', '{"held":{},"message":"m"}', '{"held":{"link":7},"message":"m"}', '{"held":{"link":"a"}}', 'not json']) {
    const one = shelf()
    one.setItem('zegel.guest', value)
    assert.equal(keptTab(one, undefined), undefined, value)
  }
  const long = shelf()
  long.setItem('zegel.guest', JSON.stringify({ held, message: 'm', draft: { text: 'a'.repeat(answerLengthMax + 1), key: newKey() } }))
  assert.equal(keptTab(long, held)?.draft?.text.length, answerLengthMax)
  const weak = shelf()
  weak.setItem('zegel.guest', JSON.stringify({ held, message: 'm', draft: { text: 'a', key: 'short' } }))
  assert.equal(keptTab(weak, held)?.draft, null)
})

test('storage that is off or full stops nobody', () => {
  const off: Shelf = {
    getItem: () => { throw new Error('off') }, setItem: () => { throw new Error('full') }, removeItem: () => { throw new Error('off') },
  }
  keepTab(off, { held, message: 'm', draft: null })
  assert.equal(keptTab(off, held), undefined)
  forgetTab(off)
})

test('keys are 128 bits and never the same', () => {
  assert.match(newKey(), /^[0-9a-f]{32}$/)
  assert.notEqual(newKey(), newKey())
})
