import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MiB } from '../base/sizes.ts'
import { ARRIVED_BYTES_MAX, ARRIVED_KEPT_MS, ArrivedBodies, MOVED_BYTES_MIN } from './bodies-arrived.ts'
import { append, bytes, inboxOf, mail, openHouse, runTestStatement, testClock } from './mailstore.testing.ts'
import { sql } from '../storage/script.ts'

test('a body is given once, and one that is moved to the writer is there all the same', () => {
  const arrived = new ArrivedBodies(testClock())
  const small = new Uint8Array([1, 2, 3])
  const large = new Uint8Array(MOVED_BYTES_MIN).fill(7)
  arrived.keep('small', small)
  arrived.keep('large', large)
  large.buffer.transfer(0)
  assert.deepEqual(arrived.take('small'), small)
  assert.deepEqual(arrived.take('large'), new Uint8Array(MOVED_BYTES_MIN).fill(7))
  assert.equal(arrived.take('small'), undefined)
  assert.equal(arrived.bytes, 0)
})

test('a small body that was moved after all is not there', () => {
  const arrived = new ArrivedBodies(testClock())
  const small = new Uint8Array([1, 2, 3])
  arrived.keep('small', small)
  small.buffer.transfer(0)
  assert.equal(arrived.take('small'), undefined)
  assert.equal(arrived.bytes, 0)
})

test('the last byte fits, one more does not, and what is old makes room', () => {
  const clock = testClock()
  const arrived = new ArrivedBodies(clock)
  for (let index = 0; index < ARRIVED_BYTES_MAX / MiB; index++) arrived.keep(`${index}`, new Uint8Array(MiB))
  assert.equal(arrived.bytes, ARRIVED_BYTES_MAX)
  arrived.keep('one more', new Uint8Array(1))
  assert.equal(arrived.take('one more'), undefined)
  clock.advance(ARRIVED_KEPT_MS)
  arrived.keep('later', new Uint8Array(1))
  assert.equal(arrived.bytes, 1)
  assert.equal(arrived.take('0'), undefined)
})

test('the index is made of a body that just came without reading it from the database', async () => {
  const house = await openHouse()
  try {
    const owner = await house.account()
    const own = await house.mailstore.open(owner.open(house).account)
    await append(own, mail({ subject: 'klein', body: 'lantaarnpaal' }))
    await append(own, mail({ subject: 'groot', body: 'vuurtoren', size: 2 * MOVED_BYTES_MIN }))
    assert.equal(await house.deliver(owner, mail({ subject: 'bezorgd', body: 'stoplicht' })), 'kept')
    // Nothing of the stored bodies opens any more, so whatever is found was gathered from what came.
    await house.store.write(runTestStatement, sql`update body set sealed = ${bytes('x')}`)
    await house.mailstore.tidy(own.account)
    const mailbox = await inboxOf(own)
    const view = await own.view(mailbox)
    assert.ok(typeof view === 'object')
    assert.equal(view.entries.length, 3)
    const segments = await house.store.all<{ messages: number }>(sql`select sum(messages) as messages from search_segment`)
    assert.equal(segments[0]?.messages, 3)
  } finally {
    await house.close()
  }
})
