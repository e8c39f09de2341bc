import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OpenAccount } from '../keys/keys.ts'
import type { Arrived, SenderTruth } from '../mailstore/types.ts'
import { loadSpamWeights } from '../spam/spam.ts'
import { createArrival } from './arrival.ts'

const open = { tenant: 1, account: 1 } as OpenAccount
const spam = await loadSpamWeights()
const contacts = [{ address: 'jan@huisartsenpost.example', name: 'Jan Pietersen' }]
const look = createArrival({ contactsOf: async () => contacts, spam, clock: { now: () => 0 } })
const verified: SenderTruth = { verdict: 'verified', domain: 'x', reason: 'dmarc-pass' }
const unknown: SenderTruth = { verdict: 'unverifiable', domain: null, reason: 'dmarc-none' }

function mail(from: string, { subject = 'Rooster van morgen', text = 'Dag Marieke,\r\n\r\nHierbij het rooster van morgen. Tot dan!\r\n\r\nGroet, Jan\r\n', truth = verified } = {}): Arrived {
  const head = `From: ${from}\r\nTo: marieke@delinde.example\r\nSubject: ${subject}\r\nDate: Sun, 22 Nov 2026 09:00:00 +0100\r\nMessage-ID: <a1@x.example>\r\n`
  return { raw: Buffer.from(`${head}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`), truth, role: 'inbox' }
}
const winner = {
  subject: 'CONGRATULATIONS!!! You have WON $1,000,000 - CLAIM NOW', truth: unknown,
  text: 'Dear Friend,\r\n\r\nYou have been selected as a WINNER of our FREE lottery! CLICK HERE to claim your reward: http://203.0.113.7/claim.php\r\n'
    + 'Make money fast!!! 100% FREE, no obligation. Act now, limited time offer!!! Viagra, weight loss, casino bonus.\r\nTo be removed reply with REMOVE.\r\n',
}

test('an honest mail stays as it was judged', async () => {
  for (const from of ['Jan Pietersen <jan@huisartsenpost.example>', 'Piet <piet@elders.example>']) {
    assert.deepEqual(await look(open, mail(from)), mail(from))
    assert.equal((await look(open, mail(from, { truth: unknown }))).role, 'inbox')
  }
})

test('a contact\'s name or look-alike is told, and without proof it is no mail for the inbox', async () => {
  const proved = await look(open, mail('Jan Pietersen <j@elders.example>'))
  assert.deepEqual([proved.role, proved.truth?.verdict, proved.truth?.reason, proved.truth?.as], ['inbox', 'verified', 'name-of-contact', 'jan@huisartsenpost.example'])
  const unproved = await look(open, mail('Jan Pietersen <j@elders.example>', { truth: unknown }))
  assert.deepEqual([unproved.role, unproved.truth?.verdict], ['junk', 'impersonation'])
  assert.equal((await look(open, mail('x <x@huisartsenp0st.example>'))).truth?.as, 'huisartsenpost.example')
})

test('spam goes to Junk with its reasons; the same words of a proved contact do not', async () => {
  const judged = await look(open, mail('Lucky Winner <a8f3k2@prize.top>', winner))
  assert.equal(judged.role, 'junk')
  assert.ok((judged.truth?.junk ?? []).length > 0)
  assert.equal((await look(open, mail('Jan Pietersen <jan@huisartsenpost.example>', { ...winner, truth: verified }))).role, 'inbox')
  const without = createArrival({ contactsOf: async () => contacts, spam: undefined, clock: { now: () => 0 } })
  assert.equal((await without(open, mail('Lucky Winner <a8f3k2@prize.top>', winner))).role, 'inbox')
})

test('what was not judged at the door is not judged here', async () => {
  for (const truth of [null, { verdict: 'internal', domain: null, reason: 'handed-in-here' } as const]) {
    const arrived = { ...mail('Lucky Winner <a8f3k2@prize.top>', winner), truth }
    assert.deepEqual(await look(open, arrived), arrived)
  }
})
