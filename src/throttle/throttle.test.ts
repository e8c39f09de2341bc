import { test } from 'node:test'
import assert from 'node:assert/strict'
import { minute } from '../base/sizes.ts'
import { createThrottle, RETRY_NEVER_MS, throttleDefaults } from './throttle.ts'
import { networkOf } from './network.ts'

function stopped(): { now: () => number, at: number } {
  const clock = { at: 1_000_000, now: () => clock.at }
  return clock
}

test('a burst is allowed to its last one and refused one past it, with the time to wait', () => {
  const clock = stopped()
  const throttle = createThrottle({ clock })
  const { burst, perMinute } = throttleDefaults.rates['sign-in-account']
  for (let i = 0; i < burst; i++) assert.equal(throttle.take('sign-in-account', 'a').allowed, true)
  const over = throttle.take('sign-in-account', 'a')
  assert.deepEqual(over, { allowed: false, retryAfterMs: minute / perMinute })
  assert.equal(throttle.take('sign-in-account', 'b').allowed, true, 'another key is not touched')
  clock.at += minute / perMinute
  assert.equal(throttle.take('sign-in-account', 'a').allowed, true)
  assert.equal(throttle.take('sign-in-account', 'a').allowed, false)
})

test('at most seven tries succeed in the first minute of guessing', () => {
  const clock = stopped()
  const throttle = createThrottle({ clock })
  let tries = 0
  for (let ms = 0; ms < minute; ms += 100) {
    if (throttle.take('sign-in-account', 'a').allowed) tries++
    clock.at += 100
  }
  assert.ok(tries >= 5 && tries <= 7, `${tries} tries`)
})

test('a refused take and a peek cost nothing; what is given back never exceeds the burst', () => {
  const clock = stopped()
  const throttle = createThrottle({ clock })
  for (let i = 0; i < 5; i++) throttle.take('sign-in-account', 'a')
  for (let i = 0; i < 50; i++) throttle.take('sign-in-account', 'a')
  assert.equal(throttle.peek('sign-in-account', 'a').allowed, false)
  throttle.giveBack('sign-in-account', 'a')
  assert.equal(throttle.peek('sign-in-account', 'a').allowed, true)
  throttle.giveBack('sign-in-account', 'a', 1000)
  let left = 0
  while (throttle.take('sign-in-account', 'a').allowed) left++
  assert.equal(left, 5)
})

test('a limit that never refills says so with an hour', () => {
  const throttle = createThrottle({ clock: stopped() })
  for (let i = 0; i < 20; i++) throttle.take('unknown-recipient-connection', 'c1')
  assert.deepEqual(throttle.take('unknown-recipient-connection', 'c1'), { allowed: false, retryAfterMs: RETRY_NEVER_MS })
})

test('a clock that steps back takes nothing away and gives nothing', () => {
  const clock = stopped()
  const throttle = createThrottle({ clock })
  throttle.take('sign-in-account', 'a')
  clock.at -= 10 * minute
  assert.equal(throttle.peek('sign-in-account', 'a', 4).allowed, true)
  assert.equal(throttle.peek('sign-in-account', 'a', 5).allowed, false)
})

test('the memory of keys is bounded and forgets the one quiet longest', () => {
  const throttle = createThrottle({ clock: stopped(), keysMax: 3 })
  for (let i = 0; i < 5; i++) throttle.take('sign-in-account', 'busy')
  throttle.take('sign-in-account', 'b')
  throttle.take('sign-in-account', 'c')
  assert.equal(throttle.peek('sign-in-account', 'busy').allowed, false)
  throttle.take('sign-in-account', 'd')
  assert.equal(throttle.peek('sign-in-account', 'busy').allowed, false, 'b was quiet longest and went')
})

test('networks: IPv4 alone, IPv6 by 64 bits, mapped IPv4 as IPv4, nonsense as local', () => {
  assert.equal(networkOf('192.0.2.7'), '192.0.2.7')
  assert.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7')
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), networkOf('2001:db8:1:2:ffff::1'))
  assert.notEqual(networkOf('2001:db8:1:2::1'), networkOf('2001:db8:1:3::1'))
  assert.equal(networkOf(''), 'local')
  assert.equal(networkOf('%eth0; drop'), 'local')
})
