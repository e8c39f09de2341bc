import assert from 'node:assert/strict'
import { test } from 'node:test'
import { officerNl } from '../texts/officer.nl.ts'
import { changes, difference, withMode } from './policy.ts'

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

test('only numbers that change are shown', () => {
  const levels = { record: 5, advise: 0, protect: 3, block: 0 }
  const before = { levels, routes: { ordinary: 5, portal: 3 }, impossible: 0 }
  const after = {
    levels: { ...levels, protect: 1, block: 2 }, routes: { ordinary: 5, portal: 2, nta7516: 1 }, impossible: 0,
  }
  const rows = changes(
    { days: 30, mails: 8, isCut: false, newlySecured: 0, noLongerSecured: 0, newlyBlocked: 2, before, after },
    officerNl,
  )
  assert.deepEqual(rows.map(({ label, was, becomes }) => `${label} ${was} ${becomes}`), [
    'Mails: beveiligd 3 1', 'Mails: tegengehouden 0 2', 'Ontvangers: link en code 3 2', 'Ontvangers: NTA 7516 0 1',
  ])
})
