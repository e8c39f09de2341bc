import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Place, RecipientResult, SendResult } from '../smtp-client/types.ts'
import { newsOf } from './remote.ts'

const server: SendResult['server'] = { host: 'mx.example', ip: '192.0.2.1', tls: null, tellsOfDelivery: false }

function answered(at: Place, code: number, words: string): Pick<SendResult, 'recipients' | 'server'> {
  const status = '4.7.1'
  const one: RecipientResult = { address: 'els@elders.example', outcome: 'try-later', at, code, status, reply: words }
  return { recipients: [one], server: at === 'greeting' ? null : server }
}

for (const [at, code] of [['mail', 451], ['mail', 421], ['rcpt', 421], ['data', 421], ['text', 421]] as const) {
  test(`what a server says of one mail is not kept as words about the destination: ${code} after ${at}`, () => {
    const news = newsOf(answered(at, code, `${code} 4.7.1 <noor@zorg.example> sends too much to <els@elders.example>`))
    assert.deepEqual(news, { kind: 'busy', reply: `${code} 4.7.1` })
  })
}

test('what a server says at its door to everybody is kept, and so are our own words when it said nothing', () => {
  const atDoor = newsOf(answered('greeting', 421, '421 4.7.1 come back later'))
  assert.deepEqual(atDoor, { kind: 'unreachable', reply: '421 4.7.1 come back later' })
  const silent = newsOf(answered('mail', 0, '4.4.2 the connection broke'))
  assert.deepEqual(silent, { kind: 'busy', reply: '4.4.2 the connection broke' })
})
