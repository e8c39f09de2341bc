import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recipientScores, SCORED_MAX, type PastMail } from './recipients.ts'

const past = (to: readonly string[], text: string): PastMail => ({ from: 'me@work.example', recipients: to, subject: '', text })

const history = [
  ...Array.from({ length: 8 }, () => past(['ann@bridge.example', 'bob@bridge.example'], 'planning of the bridge, steel and concrete deliveries')),
  ...Array.from({ length: 8 }, () => past(['cora@choir.example'], 'rehearsal tonight, bring the scores of the cantata')),
]

test('who never belonged with the others is the strangest', () => {
  const scores = recipientScores(history, past(['ann@bridge.example', 'bob@bridge.example', 'cora@choir.example'], 'steel deliveries for the bridge are late'))
  assert.equal(scores[0]?.address, 'cora@choir.example')
  assert.ok((scores[0]?.score ?? 0) > 0.6 && (scores[1]?.score ?? 1) < 0.3)
})

test('every recipient gets a score, whatever the case of the letters and without history', () => {
  assert.deepEqual(recipientScores([], past(['A@x.example', 'b@y.example'], 'hello')).map(({ address }) => address).toSorted(), ['a@x.example', 'b@y.example'])
  assert.deepEqual(recipientScores([], past([], 'hello')), [])
})

test('at most so many recipients are scored', () => {
  const many = Array.from({ length: SCORED_MAX + 1 }, (_, index) => `p${index}@x.example`)
  assert.equal(recipientScores([], past(many, 'hello')).length, SCORED_MAX)
})
