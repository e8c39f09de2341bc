import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adminEn } from './admin.en.ts'
import { adminNl } from './admin.nl.ts'

/** Tables of ids are typed as any text, so that a new id of the server breaks nothing: here both languages hold the same. */
test('both languages have words for the same kinds of the ledger, facts and checks', () => {
  const keys = (table: object): string[] => Object.keys(table).sort()
  assert.deepEqual(keys(adminEn.ledger.kinds), keys(adminNl.ledger.kinds))
  assert.deepEqual(keys(adminEn.ledger.names), keys(adminNl.ledger.names))
  assert.deepEqual(keys(adminEn.health.checks), keys(adminNl.health.checks))
  assert.deepEqual(keys(adminEn.health.said), keys(adminNl.health.said))
  for (const [name, words] of Object.entries(adminNl.ledger.facts)) assert.deepEqual(keys(adminEn.ledger.facts[name] ?? {}), keys(words), name)
})
