import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Warning, WarningId } from '../types.ts'
import { ALOUD_SCORE_MIN, withinBudget, WARNINGS_PER_DAY, WARNINGS_PER_WEEK } from './budget.ts'
import { judge } from './warnings.testing.ts'

const warning = (id: WarningId, score: number, level: Warning['level'] = 'advise'): Warning => ({ id, level, score, recipients: [], attachments: [], rules: [] })
const quiet = (warned: { day: number, week: number }, one: Warning, isCareful = false): boolean => withinBudget([one],
  warned, { isCareful })[0]?.isQuiet === true

test('advice of little worth is quiet when the day or the week is full, and not one before', () => {
  const tip = warning('private-address', ALOUD_SCORE_MIN - 0.01)
  assert.equal(quiet({ day: WARNINGS_PER_DAY, week: WARNINGS_PER_DAY }, tip), true)
  assert.equal(quiet({ day: WARNINGS_PER_DAY - 1, week: WARNINGS_PER_DAY }, tip), false)
  assert.equal(quiet({ day: 0, week: WARNINGS_PER_WEEK }, tip), true)
  assert.equal(quiet({ day: 0, week: WARNINGS_PER_WEEK - 1 }, tip), false)
  assert.equal(quiet({ day: 0, week: 0 }, tip), false)
})

test('never quiet: what is worth much, what is asked, and advice about a mail that must be secured', () => {
  const full = { day: 1000, week: 1000 }
  assert.equal(quiet(full, warning('hidden-content', ALOUD_SCORE_MIN)), false)
  assert.equal(quiet(full, warning('lookalike-address', 0.1, 'block')), false)
  assert.equal(quiet(full, warning('attachment-mismatch', 0.6), true), false)
  assert.equal(quiet(full, warning('first-time-outside', 0.3, 'record')), false)
})

test('a full budget changes nothing of what is secured, how it travels and how heavy it is', () => {
  const warned = { day: WARNINGS_PER_DAY, week: WARNINGS_PER_WEEK }
  for (const body of ['Mevrouw Prins, BSN 111222333, komt morgen. Groeten, Anna', 'Graag intern houden. Tot morgen.']) {
    const [before, after] = [judge({ body }), judge({ body, knowledge: { warned } })]
    assert.deepEqual([after.secure, after.level, after.recipients, after.reasons], [
      before.secure, before.level, before.recipients, before.reasons,
    ])
    assert.deepEqual(after.warnings.map(({ id, level }) => [id, level]), before.warnings.map(({ id, level }) => [
      id, level,
    ]))
  }
  assert.deepEqual(judge({ body: 'Graag intern houden. Tot morgen.', knowledge: { warned } }).warnings.map(({ isQuiet }) => isQuiet), [true])
})
