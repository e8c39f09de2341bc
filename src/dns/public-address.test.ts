import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inNetworks } from './public-address.ts'

test('a network holds its own addresses and no others, and what is no network holds none', () => {
  const inside = inNetworks(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', 'nonsense', '10.0.0.0/99', ''])
  const cases: Readonly<Record<string, boolean>> = {
    '10.255.0.1': true, '11.0.0.1': false, '192.0.2.7': true, '192.0.2.8': false, '2001:db8::1': true, '2001:db9::1': false,
    '::ffff:10.0.0.1': true, 'nonsense': false, '': false, '127.0.0.1': false,
  }
  for (const [address, expected] of Object.entries(cases)) assert.equal(inside(address), expected, address)
  assert.equal(inNetworks([])('10.0.0.1'), false)
})
