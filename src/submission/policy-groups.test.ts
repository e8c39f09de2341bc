import assert from 'node:assert/strict'
import { test } from 'node:test'
import { policyFor, POLICY_GROUPS_MAX, type PolicyReader } from './policy-groups.ts'
import { readPolicy } from './policy-text.ts'

const nurse: PolicyReader = { department: 'Thuiszorg', roles: ['user'] }
const officer: PolicyReader = { department: '', roles: ['privacy-officer', 'user'] }

const TEXT = `levels:
  financial: advise
for:
  - department: [thuiszorg, Wijk  Noord]
    levels:
      health: block
  - role: privacy-officer
    mode: shadow
  - department: Wijk Noord
    role: user
    levels:
      health: advise
      financial: protect
`

function read(text: string) {
  const policy = readPolicy(text)
  if ('errors' in policy) assert.fail(JSON.stringify(policy.errors))
  return policy
}
const errors = (text: string): readonly string[] => {
  const policy = readPolicy(text)
  return 'errors' in policy ? policy.errors.map((one) => `${one.line} ${one.path}`) : []
}

test('entries stand over the organisation’s own for whom they name, later over earlier', () => {
  const all = read(TEXT)
  assert.deepEqual([policyFor(nurse, all).levels.health, policyFor(nurse, all).levels.financial], ['block', 'advise'])
  const north = policyFor({ department: ' wijk noord', roles: ['user'] }, all)
  assert.deepEqual([north.levels.health, north.levels.financial, north.mode], ['advise', 'protect', 'active'])
  assert.equal(policyFor(officer, all).mode, 'shadow')
  assert.equal(policyFor({ department: 'Keuken', roles: ['user'] }, all), all.policy)
})

test('the version tells which entries counted, so that every recorded mail can be explained', () => {
  const all = read(TEXT)
  const versions = [nurse, officer, { department: 'WIJK NOORD', roles: ['user'] } as const].map((who) => policyFor(who, all).version.slice(all.policy.version.length))
  assert.deepEqual(versions, ['/for.0', '/for.1', '/for.0.2'])
})

test('mistakes are named with the entry and its line; nothing of the text is used', () => {
  assert.deepEqual(errors('for:\n  - levels: { health: block }\n'), ['2 for[0]'])
  assert.deepEqual(errors('for:\n  - department: Zorg\n    levels:\n      health: blok\n'), ['4 for[0].levels.health'])
  assert.deepEqual(errors('for:\n  - role: nurse\n'), ['2 for[0].role'])
  assert.deepEqual(errors('for:\n  - department: Zorg\n    own: {}\n'), ['3 for[0].own'])
  assert.deepEqual(errors('for:\n  - department: Zorg\n    routes:\n      health: [ordinary]\n'), ['4 for[0].routes.health'])
  assert.deepEqual(errors('for: everybody\n'), ['1 for'])
  assert.deepEqual(errors('for:\n  - department: [""]\n'), ['2 for[0].department'])
})

test('as many entries as the limit, and not one more', () => {
  const entries = (count: number): string => `for:\n${'  - department: Zorg\n'.repeat(count)}`
  assert.deepEqual(errors(entries(POLICY_GROUPS_MAX)), [])
  assert.deepEqual(errors(entries(POLICY_GROUPS_MAX + 1)), ['2 for'])
})
