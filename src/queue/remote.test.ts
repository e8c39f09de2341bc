import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { createResolver } from '../dns/resolver.ts'
import type { Place, RecipientResult, SendResult } from '../smtp-client/types.ts'
import type { DueRecipient } from './types.ts'
import { createRemoteDelivery, newsOf } from './remote.ts'

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

const never = (): never => assert.fail('not in this test')

/** In whose name a mail with `From: directie@zorg.example` is signed. */
async function signedFor(mailFrom: string, isNotice: boolean): Promise<string | undefined> {
  const resolver = createResolver({ servers: [], validating: false, clock: systemClock })
  let signer: string | undefined
  const deliver = createRemoteDelivery({
    way: { resolver, routes: { 'elders.example': '127.0.0.1:25' }, isPinned: () => false, mtaSts: () => Promise.resolve(undefined) },
    sign: (mail) => {
      signer = mail.mailFrom
      return Promise.resolve(mail.raw)
    },
    client: { send: () => Promise.resolve({ ...answered('rcpt', 250, '250 ok'), isDowngrade: false }) },
    outcomes: { write: () => Promise.resolve(), delayNotice: never, keptNotice: never, deliveredRecord: never },
    fallBack: never,
  })
  const due: DueRecipient = {
    tenant: 1, account: 2, outgoing: 'AAAA', number: 0, attempts: 0, handedInAt: 0, expiresAt: 1, sizeBytes: 1,
    envelope: { mailFrom, messageId: null, isProtected: false, isNotice, utf8: false, bodyKey: '', language: 'nl' },
    recipient: { address: 'els@elders.example', route: 'ordinary' },
  }
  await deliver({ due: [due], raw: Buffer.from('From: Directie <directie@zorg.example>\r\n\r\nDag\r\n') })
  resolver.close()
  return signer
}

test('mail without an envelope sender is signed for its author only when it is a notice of our own', async () => {
  assert.equal(await signedFor('', true), 'directie@zorg.example')
  assert.equal(await signedFor('', false), '')
  assert.equal(await signedFor('noor@zorg.example', false), 'noor@zorg.example')
})
