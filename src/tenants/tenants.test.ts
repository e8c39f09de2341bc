import { test } from 'node:test'
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { silentLog } from '../log/log.ts'
import { openStore } from '../storage/open.ts'
import { BoundedMap } from './bounded-map.ts'
import { readDomain } from './domain.ts'
import { createTenants } from './tenants.ts'

test('a domain belongs to one organisation, the first is the default, and a new one is known at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zegel-tenants-'))
  const clock = { at: 1000, now: () => clock.at }
  const store = await openStore({ url: `sqlite:${join(folder, 'zegel.db')}`, log: silentLog, clock })
  const tenants = createTenants({ store, clock })
  const elsewhere = createTenants({ store, clock })
  try {
    assert.equal(await tenants.defaultDomain(), undefined)
    const zonnehof = await tenants.create({ name: 'Zonnehof' })
    clock.at++
    const gemeente = await tenants.create({ name: 'Gemeente' })
    assert.equal(await elsewhere.byDomain('zonnehof.test'), undefined)
    assert.equal(await tenants.addDomain({ tenant: zonnehof.id, name: 'Zonnehof.TEST.' }), 'added')
    assert.equal(await tenants.addDomain({ tenant: zonnehof.id, name: 'zorg.test' }), 'added')
    assert.equal(await tenants.addDomain({ tenant: gemeente.id, name: 'zonnehof.test' }), 'exists')
    assert.equal(await tenants.addDomain({ tenant: gemeente.id, name: 'gemeente.test' }), 'added')
    assert.equal(await tenants.addDomain({ tenant: gemeente.id, name: 'a b' }), 'not a domain')
    assert.equal((await elsewhere.byDomain('zonnehof.test'))?.tenant, zonnehof.id, 'the other one heard of it')
    assert.equal((await tenants.byDomain('GEMEENTE.test'))?.tenant, gemeente.id)
    assert.equal(await tenants.byDomain('bücher.test'), undefined)
    await tenants.addDomain({ tenant: gemeente.id, name: 'bücher.test' })
    assert.equal((await tenants.byDomain('xn--bcher-kva.test'))?.tenant, gemeente.id)
    assert.equal((await tenants.byDomain('Bücher.test'))?.tenant, gemeente.id)
    assert.equal(await tenants.defaultDomain(), 'zonnehof.test')
    assert.equal(await tenants.defaultDomain(gemeente.id), 'gemeente.test')
    await tenants.addDomain({ tenant: zonnehof.id, name: 'nieuw.test', isDefault: true })
    assert.equal(await tenants.defaultDomain(), 'nieuw.test')
    assert.deepEqual((await tenants.domains(zonnehof.id)).filter(({ isDefault }) => isDefault).map(({ name }) => name), ['nieuw.test'])
    assert.deepEqual((await tenants.list()).map(({ name }) => name), ['Zonnehof', 'Gemeente'])
  } finally {
    tenants.close()
    elsewhere.close()
    await store.close()
    await rm(folder, { recursive: true })
  }
})

test('what is and is not a domain', () => {
  for (const good of ['a', 'a.nl', 'A-b.NL', `${'a'.repeat(63)}.nl`, 'xn--bcher-kva.nl', '1.2.3']) {
    assert.ok(readDomain(good) !== undefined, good)
  }
  for (const bad of ['', '.', 'a..b', '.a', '-a.nl', 'a-.nl', `${'a'.repeat(64)}.nl`, 'a b', 'a\u0000', 'a_b.nl', 'a\r\n.nl',
    `${'a.'.repeat(127)}`, 'a/b', '[127.0.0.1]', 'x'.repeat(100_000)]) {
    assert.equal(readDomain(bad) === undefined || readDomain(bad) === bad.slice(0, -1), true, bad.slice(0, 40))
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    const name = readDomain(text)
    assert.ok(name === undefined || (readDomain(name) === name && name.length <= 253))
  }), { numRuns: 300 })
})

test('a bounded map keeps its maximum, the latest used, for their time, and tells what it drops', () => {
  let now = 0
  const dropped: number[] = []
  const map = new BoundedMap<string, number>({
    max: 2, ageMs: 10, now: () => now, dropped: (value) => dropped.push(value),
  })
  map.set('a', 1)
  map.set('b', 2)
  assert.equal(map.get('a'), 1)
  map.set('c', 3)
  assert.equal(map.size, 2)
  assert.equal(map.get('b'), undefined)
  assert.deepEqual(dropped, [2])
  map.set('a', 4)
  assert.deepEqual(dropped, [2, 1])
  now = 9
  assert.equal(map.get('a'), 4)
  assert.equal(map.take('c'), 3)
  now = 10
  assert.equal(map.get('a'), undefined)
  map.set('d', 5)
  now = 20
  map.sweep()
  assert.deepEqual(dropped, [2, 1, 4, 5])
  assert.equal(map.take('d'), undefined)
  map.set('e', 6)
  map.clear()
  assert.equal(map.size, 0)
})
