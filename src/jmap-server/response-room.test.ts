import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MethodFailure } from '../jmap/errors.ts'
import { RESPONSE_VALUES_MAX } from '../jmap/limits.ts'
import { takeRoom } from './response-room.ts'
import { createSubmissionStates, STATES_KEPT_MAX } from './submission-states.ts'

test('body values fill the room of a response, and no more', () => {
  const room = { valuesLeft: RESPONSE_VALUES_MAX }
  const email = (characters: number) => ({ bodyValues: { a: { value: 'x'.repeat(characters) }, b: { value: 1 } }, other: 'x'.repeat(99) })
  takeRoom(email(RESPONSE_VALUES_MAX - 1), { room })
  takeRoom(email(1), { room })
  assert.equal(room.valuesLeft, 0)
  takeRoom({ subject: 'x' }, { room })
  assert.throws(() => takeRoom(email(1), { room }), (error) => error instanceof MethodFailure && error.type === 'requestTooLarge')
})

test('states of submissions are remembered by account, the last few of them', () => {
  const states = createSubmissionStates()
  const anna = { tenant: 1, account: 1 }
  const at = (n: number) => new Map([['Sa', String(n)]])
  const first = states.remember(anna, at(0))
  assert.equal(states.remember(anna, at(0)), first)
  for (let n = 1; n < STATES_KEPT_MAX; n += 1) states.remember(anna, at(n))
  assert.deepEqual(states.recall(anna, first), at(0))
  states.remember(anna, at(STATES_KEPT_MAX))
  assert.equal(states.recall(anna, first), undefined)
  assert.equal(states.recall({ tenant: 1, account: 2 }, states.remember(anna, at(3))), undefined)
})
