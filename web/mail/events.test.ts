import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedTypes } from './events.ts'

test('an event names the types that stand otherwise; one that cannot be read may mean anything', () => {
  const told = JSON.stringify({ '@type': 'StateChange', changed: { A1: { EmailSubmission: 's2', Mailbox: 'm2' } } })
  assert.deepEqual([...changedTypes(told) ?? []], ['EmailSubmission', 'Mailbox'])
  assert.equal(changedTypes('{"changed":')?.size, undefined)
  assert.equal(changedTypes(undefined), undefined)
  assert.equal(changedTypes('null')?.size, 0)
})
