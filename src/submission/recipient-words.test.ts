import assert from 'node:assert/strict'
import { test } from 'node:test'
import { recipientSentence } from './recipient-words.ts'
import type { SubmittedRecipient } from './types.ts'

const guest: SubmittedRecipient = {
  address: 'anja@post.example', delivered: 'yes', reply: '2.0.0 kept', route: 'portal', state: 'unread', factor: { kind: 'sms', hint: '06 •• •• •• 21' },
  readAt: null, expiresAt: 2, recalledAt: null, finishedAt: 1, reached: null, portal: { id: 'm', noticedAt: 1, notice: 'delivered', repliedAt: null },
}
const said = (more: Partial<SubmittedRecipient>): string => recipientSentence({ ...guest, ...more }, 'nl')

test('each state has its own words, and what was opened is never said to be unopened', () => {
  const states: SubmittedRecipient['state'][] = [
    'waiting', 'held', 'trying', 'delivered', 'failed', 'recalled', 'factor-needed', 'unread', 'read', 'answered', 'refused', 'locked', 'expired',
  ]
  assert.equal(new Set(states.map((state) => said({ state }))).size, states.length)
  assert.match(said({ state: 'recalled' }), /nog niet geopend/)
  assert.match(said({ state: 'recalled', readAt: 5 }), /al geopend/)
  assert.match(said({ state: 'recalled', portal: null }), /voordat het aankwam/)
  assert.match(said({ state: 'expired', readAt: 5 }), /wel geopend/)
  for (const state of states) assert.doesNotMatch(recipientSentence({ ...guest, state }, 'en'), /[Gg]eopend|Wacht/)
})

test('the notice is told apart from the message, and the connection is named', () => {
  assert.match(said({ portal: { id: 'm', noticedAt: 1, notice: 'waiting', repliedAt: null } }), /onderweg/)
  assert.match(said({ portal: { id: 'm', noticedAt: 1, notice: 'failed', repliedAt: null } }), /kwam niet aan/)
  assert.match(said({ state: 'delivered', route: 'verified-tls', portal: null }), /post\.example, over een gecontroleerde verbinding/)
  assert.match(said({ state: 'delivered', route: 'ordinary', portal: null }), /gewone mail/)
  assert.match(said({ state: 'delivered', route: 'internal', portal: null }), /bleef in huis/)
  assert.match(said({ state: 'waiting', reply: '' }), /Nog niet verstuurd/)
  assert.match(said({ state: 'waiting', reply: '4.4.1 no answer' }), /opnieuw/)
})

test('a delivery says what proved the other server, and when nothing protected it', () => {
  const reached = { route: 'ordinary', protocol: 'TLSv1.3', cipher: 'x', verified: true, peer: 'mx.post.example' } as const
  const delivered = { state: 'delivered', portal: null } as const
  assert.equal(said({ ...delivered, route: 'verified-tls', reached: { ...reached, proof: 'dane' } }), 'Bezorgd bij post.example, over een gecontroleerde verbinding (DANE).')
  assert.equal(said({ ...delivered, route: 'ordinary', reached: { ...reached, proof: 'mta-sts' } }), 'Bezorgd bij post.example, als gewone mail over een gecontroleerde verbinding (MTA-STS).')
  assert.equal(said({ ...delivered, route: 'ordinary', reached: { ...reached, proof: null } }), 'Bezorgd bij post.example, als gewone mail.')
  assert.equal(said({ ...delivered, route: 'ordinary', reached: { ...reached, proof: null, protocol: null } }), 'Bezorgd bij post.example, als gewone mail, zonder versleuteling.')
})
