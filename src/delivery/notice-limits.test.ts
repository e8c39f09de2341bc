import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day } from '../base/sizes.ts'
import { createNoticeLimits, NOTICES_A_DAY_MAX, SENDERS_COUNTED_MAX, TOLD_REMEMBERED_MAX } from './notice-limits.ts'

function open() {
  let now = 1_000_000
  const limits = createNoticeLimits({ clock: { now: () => now } })
  const take = (sender: string, messageId: string | null, ...recipients: readonly string[]) =>
    limits.take({ sender, messageId, recipients: recipients.length === 0 ? ['noor@zorg.example'] : recipients })
  return { take, later: (ms: number) => { now += ms } }
}
const NOTICES = Array.from({ length: NOTICES_A_DAY_MAX }, (_, at) => `m${at}`)

test('one mail is told of once for each recipient, however its addresses are written and whatever day it is', () => {
  const { take, later } = open()
  assert.deepEqual([...take('wie@lab.example', 'm1')?.recipients ?? []], ['noor@zorg.example'])
  assert.equal(take('WIE@lab.example', 'm1', 'Noor@zorg.example'), undefined)
  later(3 * day)
  assert.equal(take('wie@lab.example', 'm1'), undefined)
  assert.deepEqual([...take('wie@lab.example', 'm1', 'noor@zorg.example', 'karin@zorg.example')?.recipients ?? []], ['karin@zorg.example'])
  assert.notEqual(take('wie@lab.example', 'm2'), undefined)
  assert.notEqual(take('ander@lab.example', 'm1'), undefined)
})

test('mails without a Message-ID count as one', () => {
  const { take } = open()
  assert.notEqual(take('wie@lab.example', null), undefined)
  assert.equal(take('wie@lab.example', null), undefined)
})

test('a sender hears so many a day and no more; a day after the first he hears again, and others hear meanwhile', () => {
  const { take, later } = open()
  for (const id of NOTICES) assert.notEqual(take('wie@lab.example', id), undefined)
  assert.equal(take('wie@lab.example', 'past'), undefined)
  assert.notEqual(take('ander@lab.example', 'past'), undefined)
  later(day - 1)
  assert.equal(take('wie@lab.example', 'past'), undefined)
  later(1)
  assert.notEqual(take('wie@lab.example', 'past'), undefined)
})

test('what was not kept is not counted, and is told of when it comes again', () => {
  const { take } = open()
  for (const id of NOTICES) take('wie@lab.example', id)?.giveBack()
  for (const id of NOTICES) assert.notEqual(take('wie@lab.example', id), undefined)
  assert.equal(take('wie@lab.example', 'past'), undefined)
})

test('as many senders as fit are counted; one more forgets the first', () => {
  const { take } = open()
  for (const id of NOTICES) take('wie@lab.example', id)
  for (let at = 1; at < SENDERS_COUNTED_MAX; at++) take(`s${at}@elders.example`, 'm')
  assert.equal(take('wie@lab.example', 'past'), undefined)
  take('nog@elders.example', 'm')
  assert.notEqual(take('wie@lab.example', 'past'), undefined)
})

test('as many mails as fit are known; one more forgets the oldest', () => {
  const { take } = open()
  take('wie@lab.example', 'first')
  for (let at = 1; at < TOLD_REMEMBERED_MAX; at++) take(`s${at % 1000}@elders.example`, `m${at}`, `r${at}@zorg.example`)
  assert.equal(take('wie@lab.example', 'first'), undefined)
  for (let at = 0; at < 2; at++) take(`nog${at}@elders.example`, 'm')
  assert.notEqual(take('wie@lab.example', 'first'), undefined)
})
