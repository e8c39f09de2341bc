import assert from 'node:assert/strict'
import { test } from 'node:test'
import { difference, withMode } from './policy.ts'

test('trial is a line of the text; everything else stays as it was written', () => {
  assert.equal(withMode('', 'shadow'), 'mode: shadow\n')
  assert.equal(withMode('# ours\nlevels:\n  health: block\n', 'shadow'), 'mode: shadow\n# ours\nlevels:\n  health: block\n')
  assert.equal(withMode('levels: {}\nmode: active\n', 'shadow'), 'levels: {}\nmode: shadow\n')
  assert.equal(withMode('mode: shadow\nlevels: {}\n', 'active'), 'levels: {}\n')
  assert.equal(withMode('levels: {}\nmode: shadow', 'active'), 'levels: {}\n')
  assert.equal(withMode('levels: {}\n', 'active'), 'levels: {}\n')
})

test('a change is said by the sentences that go and come', () => {
  assert.deepEqual(difference(['a', 'b'], ['b', 'c']), { goes: ['a'], comes: ['c'] })
  assert.deepEqual(difference(['a'], ['a']), { goes: [], comes: [] })
})
