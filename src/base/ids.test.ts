import assert from 'node:assert/strict'
import { test } from 'node:test'
import { orderedId, randomId, randomKey } from './ids.ts'
import { randomOctets } from './random.ts'

test('ids are 22 characters of the URL alphabet and never the same', () => {
  const ids = new Set<string>()
  for (let index = 0; index < 5000; index++) ids.add(randomId()).add(orderedId(1_700_000_000_000))
  assert.equal(ids.size, 10_000)
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{22}$/)
})

test('ids with a time sort by it', () => {
  const times = [0, 1, 63, 64, 65, 4095, 4096, 1_700_000_000_000, 1_700_000_000_001, 2 ** 48 - 1]
  const ids = times.map((time) => orderedId(time))
  assert.deepEqual([...ids].sort(), ids)
})

test('random bytes are not given twice and stand alone', () => {
  const first = randomOctets(32)
  assert.equal(first.buffer.byteLength, 32)
  const seen = new Set<string>()
  for (let index = 0; index < 2000; index++) seen.add(randomOctets(16).toHex())
  assert.equal(seen.size, 2000)
  assert.equal(randomOctets(4096).length, 4096)
  assert.throws(() => randomOctets(4097))
  assert.ok(randomOctets(4096).some((byte) => byte !== 0))
  assert.ok(randomKey() > 0)
})
