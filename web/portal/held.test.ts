import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canBeLink, heldIn, isSameHeld, linkLengthMax, typedCode, typedCodeLengthMax } from './held.ts'

test('the fragment is the link; without one the code is typed', () => {
  assert.deepEqual(heldIn('#dZ3vKRDmORlfgT-N_EWjTg'), { link: 'dZ3vKRDmORlfgT-N_EWjTg' })
  for (const none of ['', '#']) assert.equal(heldIn(none), undefined)
})

test('what cannot be a link is not asked about', () => {
  assert.equal(canBeLink({ link: 'a'.repeat(linkLengthMax) }), true)
  for (const link of ['a'.repeat(linkLengthMax + 1), 'short', 'with space 12345', '<script>alert(1)', 'é'.repeat(22)]) assert.equal(canBeLink({ link }), false, link)
  assert.equal(canBeLink(heldIn(`#${'a'.repeat(100_000)}`) ?? { link: '' }), false)
  assert.equal(canBeLink({ code12: 'whatever' }), true)
})

test('a typed code is read with or without blanks, hyphens and capitals', () => {
  for (const typed of ['7K4M-PX92-RD3H', '7k4m px92 rd3h', ' 7k4mpx92rd3h ', '7K4M\u00a0PX92\u2013RD3H']) {
    assert.deepEqual(typedCode(typed), { code12: '7K4MPX92RD3H' }, typed)
  }
  for (const typed of ['', '7K4M PX92 RD3', '7K4M PX92 RD3H X', '7K4M PX92 RD3é', 'a'.repeat(typedCodeLengthMax + 1)]) assert.equal(typedCode(typed), undefined, typed)
})

test('entrances are told apart', () => {
  assert.equal(isSameHeld({ link: 'a' }, { link: 'a' }), true)
  assert.equal(isSameHeld({ link: 'a' }, { code12: 'a' }), false)
  assert.equal(isSameHeld(undefined, undefined), false)
})
