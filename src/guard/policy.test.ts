import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy, HOLD_SECONDS_MAX, OWN_NUMBERS_MAX, readPolicy } from './policy.ts'
import { explain, findingTitle, policySentences } from './explain.ts'
import { judgeText, knowledge, mail } from './guard.testing.ts'

test('an empty file is the default, and the default reads back as itself', () => {
  assert.deepEqual(readPolicy({}), defaultPolicy)
  assert.deepEqual(readPolicy(structuredClone(defaultPolicy)), defaultPolicy)
})

test('what is named changes and the rest stays', () => {
  const policy = readPolicy({ version: 7, mode: 'shadow', routes: { health: ['portal'] }, holdSeconds: { protect: HOLD_SECONDS_MAX }, ownNumbers: [{ name: 'dossier', shape: 'D-99999' }] })
  assert.ok(!('problems' in policy))
  assert.deepEqual([policy.version, policy.mode, policy.routes.health, policy.routes.financial], ['7', 'shadow', ['portal'], defaultPolicy.routes.financial])
})

test('every problem is named with its place', () => {
  const read = readPolicy({
    mod: 'active', mode: 'loud', routes: { health: ['pigeon'], healt: ['portal'], financial: [] }, holdSeconds: { protect: HOLD_SECONDS_MAX + 1 },
    thresholds: { health: '0.5' }, ownNumbers: [{ name: 'x', shape: '99' }],
  })
  assert.ok('problems' in read)
  for (const place of ['mod', 'mode', 'routes.health', 'routes.healt', 'routes.financial', 'holdSeconds.protect', 'thresholds.health', 'ownNumbers[0].shape']) {
    assert.ok(read.problems.some((problem) => problem.place === place), place)
  }
  assert.deepEqual(read.problems.find(({ place }) => place === 'mode'), { place: 'mode', code: 'choose', choices: ['active', 'shadow'] })
})

test('hostile files give problems, no exception', () => {
  for (const value of [null, 'text', 4, [], { routes: 4 }, { routes: [1] }, { ownNumbers: 'x' }, { ownNumbers: Array.from({ length: OWN_NUMBERS_MAX + 1 }, () => ({})) }, { version: {} }, { __proto__: null, mode: [] }]) {
    assert.ok('problems' in readPolicy(value), JSON.stringify(value))
  }
})

test('an explanation names the finding and what happens to whom', () => {
  const draft = mail('Mevrouw Prins, BSN 111222333, heeft een longontsteking.')
  const assessment = judgeText(draft.body)
  const dutch = explain({ assessment, draft, knowledge: knowledge(), policy: defaultPolicy, language: 'nl' })
  assert.match(dutch.heading, /^U mailt .*een BSN.* naar buiten\.$/)
  assert.match(dutch.recipients[0]?.sentence ?? '', /link/)
  assert.match(dutch.recipients[0]?.ability ?? '', /^Wij weten nog niet wat deze mailserver kan\.$/)
  assert.ok(dutch.reasons.every(({ ground, wayOut }) => ground.length > 3 && wayOut.length > 3))
  const english = explain({ assessment, draft, knowledge: knowledge(), policy: defaultPolicy, language: 'en' })
  assert.match(english.heading, /^You are mailing .* to somebody outside\.$/)
  assert.ok(!JSON.stringify([dutch, english]).includes('111222333'), 'an explanation never holds the value')
  assert.equal(findingTitle({ type: 'BSN' }, 'nl'), 'een BSN')
})

test('a policy reads as sentences', () => {
  assert.ok(policySentences(defaultPolicy, 'nl').some((line) => line.includes('NTA 7516')))
  assert.ok(policySentences({ ...defaultPolicy, mode: 'shadow' }, 'en').includes('The guard only watches and changes nothing.'))
})
