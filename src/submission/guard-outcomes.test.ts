import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assess } from '../guard/assess.ts'
import { plainDraft, plainKnowledge } from '../guard/cases.ts'
import { defaultPolicy } from '../guard/policy.ts'
import type { DraftRecipient, Policy } from '../guard/types.ts'
import { OUTCOMES_MAX, ruleOutcomes } from './guard-outcomes.ts'
import type { GuardRule } from './types.ts'

const OUTSIDE: DraftRecipient = { address: 'x@partner.example', name: null, field: 'to' }
const judged = (body: string, policy: Policy = defaultPolicy) =>
  ({ action: 'protect' as const, assessment: assess(plainDraft({ recipients: [OUTSIDE], body }), plainKnowledge(), policy) })
const bsn: GuardRule = { kind: 'finding', rule: 'bsn' }
const forgotten: GuardRule = { kind: 'warning', rule: 'forgotten-attachment' }
const PERSON = 'Het BSN van de heer Jan de Vries is 111222333.'

const outcomeOf = (rule: GuardRule, args: Parameters<typeof ruleOutcomes>[0]): string | undefined =>
  ruleOutcomes(args).find((one) => one.kind === rule.kind && one.rule === rule.rule)?.outcome

test('what goes secured was followed, what goes plainly was overridden', () => {
  assert.equal(outcomeOf(bsn, { shown: [bsn], judged: judged(PERSON), isOverridden: false }), 'followed')
  assert.equal(outcomeOf(bsn, { shown: [], judged: judged(PERSON), isOverridden: true }), 'overridden')
})

test('what was shown and is no longer found was followed', () => {
  assert.deepEqual(ruleOutcomes({ shown: [bsn, forgotten], judged: judged('Tot morgen.'), isOverridden: false }),
    [{ ...bsn, outcome: 'followed' }, { ...forgotten, outcome: 'followed' }])
})

test('advice that still holds when the mail goes was overridden', () => {
  assert.equal(outcomeOf(forgotten, { shown: [forgotten], judged: judged('In de bijlage staat het rooster.'), isOverridden: false }), 'overridden')
})

test('in shadow mode nobody saw anything', () => {
  assert.deepEqual(ruleOutcomes({ shown: [], judged: judged(PERSON, { ...defaultPolicy, mode: 'shadow' }), isOverridden: false }), [])
})

test('a mail counts so many rules and no more', () => {
  const shown = (count: number): GuardRule[] => Array.from({ length: count }, (_, index) => ({ kind: 'finding', rule: `rule-${index}` }))
  assert.equal(ruleOutcomes({ shown: shown(OUTCOMES_MAX), judged: judged('Tot morgen.'), isOverridden: false }).length, OUTCOMES_MAX)
  assert.equal(ruleOutcomes({ shown: shown(OUTCOMES_MAX + 1), judged: judged('Tot morgen.'), isOverridden: false }).length, OUTCOMES_MAX)
})
