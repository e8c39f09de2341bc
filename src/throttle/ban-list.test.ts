import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BanList } from './ban-list.ts'
import type { Ban } from './bans.ts'

const ban = (network: string, until: number): Ban => ({ network, why: 'trap', note: '', by: '', at: 0, until, times: 1 })
const line = (number: number): string => `2001:db8:1:${number.toString(16)}::/64`.replace(':0::', '::')
const found = (list: BanList, ip: string, now = 0): readonly string[] =>
  [...list.around(ip, now)].map(({ network }) => network).toSorted()

test('a look finds every width that holds, in every spelling, and none that is over or lifted', () => {
  const list = new BanList()
  for (const network of ['192.0.2.0/24', '192.0.2.7/32', '2001:db8:1::/48', '2001:db8:1:2::/64']) list.set(ban(network, 10))
  assert.deepEqual(found(list, '192.0.2.7'), ['192.0.2.0/24', '192.0.2.7/32'])
  assert.deepEqual(found(list, '::FFFF:c000:207'), ['192.0.2.0/24', '192.0.2.7/32'])
  assert.deepEqual(found(list, '2001:db8:1:2::9'), ['2001:db8:1:2::/64', '2001:db8:1::/48'])
  assert.deepEqual([found(list, '192.0.2.7', 10), found(list, 'local'), found(list, '')], [[], [], []])
  list.delete('192.0.2.0/24')
  list.delete('192.0.2.0/24')
  assert.deepEqual(found(list, '192.0.2.8'), [])
  list.clear()
  assert.deepEqual([list.size, found(list, '192.0.2.7')], [0, []])
})

test('when it is full the one that ends first goes, whatever came, went and was renewed before', () => {
  const step = fc.record({ act: fc.constantFrom('set', 'delete'), network: fc.integer({ min: 0, max: 15 }), until: fc.integer({ min: 1, max: 1000 }) })
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const list = new BanList({ max: 6 })
    const plain = new Map<string, number>()
    for (const { act, network, until } of steps) {
      const name = line(network)
      // No two end at the same time, so that it is clear which one goes.
      const end = until * 16 + network
      if (act === 'delete') {
        list.delete(name)
        plain.delete(name)
        continue
      }
      if (!plain.has(name) && plain.size >= 6) plain.delete([...plain].reduce((a, b) => a[1] <= b[1] ? a : b)[0])
      plain.set(name, end)
      list.set(ban(name, end))
    }
    const kept = [...list.values()].map((one) => [one.network, one.until] as const)
    assert.deepEqual(new Map(kept), plain)
    assert.equal(list.linesWithin('2001:db8:1::/48', 0), plain.size)
  }))
})

test('lines that are over do not count', () => {
  const list = new BanList()
  list.set(ban(line(1), 5))
  list.set(ban(line(2), 9))
  assert.deepEqual([0, 5, 9].map((now) => list.linesWithin('2001:db8:1::/48', now)), [2, 1, 0])
})
