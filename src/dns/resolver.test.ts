import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Refusal } from '../base/errors.ts'
import { createResolver } from './resolver.ts'
import { PROOF_HOLDS_MS, PROOF_RETRY_MS } from './self-test.ts'
import { createDnsStub, type DnsStub, type StubAnswer } from './stub.testing.ts'
import { CIRCUIT_MS, FAILURE_TTL_SECONDS } from './types.ts'

const signedA = { authenticated: true, records: [{ type: 'A', data: '192.0.2.1' }] } as const
/** What a resolver that validates says to the test. */
const proving = { 'SOA signed.test': { authenticated: true, records: [] }, 'A bogus.test': 'servfail' } as const

async function set(t: TestContext, zone: Readonly<Record<string, StubAnswer>>, { validating = false } = {}) {
  const stub: DnsStub = await createDnsStub(zone)
  t.after(() => stub.close())
  const time = { now: 1_800_000_000_000 }
  const clock = { now: () => time.now }
  const resolver = createResolver({ servers: [stub.server], validating, clock, timeoutMs: 40, tries: 2, selfTest: { signed: 'signed.test', bogus: 'bogus.test' } })
  return { stub, time, resolver }
}

test('records of each type come back as values', async (t) => {
  const { resolver } = await set(t, {
    'TXT a.test': { records: [{ type: 'TXT', data: ['v=spf1 ', '-all'] }] },
    'MX a.test': { records: [{ type: 'MX', data: { preference: 5, exchange: 'MX.a.test' } }] },
    'A a.test': { records: [{ type: 'A', data: '192.0.2.1' }] },
    'AAAA a.test': { records: [{ type: 'AAAA', data: '2001:db8::1' }] },
    'PTR 1.2.0.192.in-addr.arpa': { records: [{ type: 'PTR', data: 'Mail.A.test' }] },
    'TLSA _25._tcp.mx.a.test': { records: [{ type: 'TLSA', data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from('ab', 'hex') } }] },
  })
  assert.deepEqual((await resolver.txt('a.test')).records, ['v=spf1 -all'])
  assert.deepEqual((await resolver.mx('A.Test.')).records, [{ preference: 5, exchange: 'mx.a.test' }])
  assert.deepEqual((await resolver.a('a.test')).records, ['192.0.2.1'])
  assert.deepEqual((await resolver.aaaa('a.test')).records, ['2001:db8::1'])
  assert.deepEqual((await resolver.ptr('192.0.2.1')).records, ['mail.a.test'])
  const tlsa = (await resolver.tlsa('_25._tcp.mx.a.test')).records[0] ?? assert.fail()
  const { usage, selector, matching, certificate } = tlsa
  assert.deepEqual([usage, selector, matching, Buffer.from(certificate).toString('hex')], [3, 1, 1, 'ab'])
})

test('absence and failure have their own kinds', async (t) => {
  const { resolver } = await set(t, { 'A none.test': 'nodata', 'A sick.test': 'servfail', 'A mute.test': 'silent' })
  assert.equal((await resolver.a('none.test')).kind, 'nodata')
  assert.equal((await resolver.a('missing.test')).kind, 'nxdomain')
  assert.equal((await resolver.a('sick.test')).kind, 'servfail')
  assert.equal((await resolver.a('mute.test')).kind, 'timeout')
})

test('an alias is followed inside the answer, records of other names are not taken', async (t) => {
  const { resolver } = await set(t, {
    'A www.test': {
      records: [
        { type: 'CNAME', data: 'host.test' }, { type: 'A', name: 'host.test', data: '192.0.2.7' }, { type: 'A', name: 'evil.test', data: '192.0.2.66' },
      ],
    },
  })
  assert.deepEqual((await resolver.a('www.test')).records, ['192.0.2.7'])
})

test('a chain of aliases longer than the limit gives no data', async (t) => {
  const chain = (steps: number): StubAnswer => ({
    records: [
      ...Array.from({ length: steps }, (_, step) => ({ type: 'CNAME' as const, name: `c${step}.test`, data: `c${step + 1}.test` })),
      { type: 'A' as const, name: `c${steps}.test`, data: '192.0.2.8' },
    ],
  })
  const { resolver, stub } = await set(t, { 'A c0.test': chain(8) })
  assert.equal((await resolver.a('c0.test')).kind, 'answer')
  resolver.close()
  stub.zone.set('A c0.test', chain(9))
  assert.equal((await resolver.a('c0.test')).kind, 'nodata')
})

test('an answer that was cut off is asked again over TCP', async (t) => {
  const { resolver, stub } = await set(t, { 'TXT big.test': { cut: true, records: [{ type: 'TXT', data: 'x'.repeat(4000).match(/.{200}/g) }] } })
  assert.equal((await resolver.txt('big.test')).records[0]?.length, 4000)
  assert.equal(stub.asked.length, 2)
})

for (const forged of ['wrong-id', 'wrong-question'] as const) {
  test(`a reply with ${forged} is not believed`, async (t) => {
    const { resolver } = await set(t, { 'A a.test': forged })
    assert.equal((await resolver.a('a.test')).kind, 'timeout')
  })
}

test('the same question at once goes out once, and later comes from memory until its time is over', async (t) => {
  const { resolver, stub, time } = await set(t, { 'A a.test': { records: [{ type: 'A', data: '192.0.2.1', ttl: 60 }] } })
  await Promise.all(Array.from({ length: 20 }, () => resolver.a('a.test')))
  time.now += 59_000
  assert.equal((await resolver.a('a.test')).ttlSeconds, 1)
  assert.equal(stub.asked.length, 1)
  time.now += 1_000
  await resolver.a('a.test')
  assert.equal(stub.asked.length, 2)
})

test('failure is remembered too', async (t) => {
  const { resolver, stub, time } = await set(t, { 'A sick.test': 'servfail' })
  await resolver.a('sick.test')
  const asked = stub.asked.length
  await resolver.a('sick.test')
  assert.equal(stub.asked.length, asked)
  time.now += FAILURE_TTL_SECONDS * 1000
  await resolver.a('sick.test')
  assert.ok(stub.asked.length > asked)
})

test('servers that stay silent are not asked for a while, then one question finds out', async (t) => {
  const { resolver, stub, time } = await set(t, { 'A a.test': 'silent', 'A b.test': 'silent', 'A c.test': { records: [{ type: 'A', data: '192.0.2.1' }] } })
  await resolver.a('a.test')
  await resolver.a('b.test')
  const asked = stub.asked.length
  const before = performance.now()
  assert.equal((await resolver.a('c.test')).kind, 'timeout')
  assert.ok(performance.now() - before < 30)
  assert.equal(stub.asked.length, asked)
  time.now += CIRCUIT_MS
  assert.equal((await resolver.a('c.test')).kind, 'answer')
})

test('authenticated only when the operator says that the resolvers validate', async (t) => {
  const zone = { ...proving, 'A a.test': signedA } as const
  const plain = await set(t, zone)
  assert.equal((await plain.resolver.a('a.test')).authenticated, false)
  assert.equal((await plain.resolver.proof()).reason, 'not-configured')
  assert.equal((await (await set(t, zone, { validating: true })).resolver.a('a.test')).authenticated, true)
})

interface Lie {
  readonly zone: Readonly<Record<string, StubAnswer>>
  readonly reason: string
}

const lies: Readonly<Record<string, Lie>> = {
  'without AD on a signed name': { zone: { 'SOA signed.test': { records: [] } }, reason: 'no-ad' },
  'an answer for a bogus name': { zone: { 'A bogus.test': signedA }, reason: 'bogus-name-answers' },
  'a bogus name that does not exist': { zone: { 'A bogus.test': 'nxdomain' }, reason: 'bogus-name-answers' },
  'silence for the bogus name': { zone: { 'A bogus.test': 'silent' }, reason: 'silent' },
  'a signed name that fails': { zone: { 'SOA signed.test': 'servfail' }, reason: 'signed-name-fails' },
}
for (const [what, { zone, reason }] of Object.entries(lies)) {
  test(`${what}: AD does not count, and the reason is told`, async (t) => {
    const { resolver } = await set(t, { ...proving, 'A a.test': signedA, ...zone }, { validating: true })
    assert.equal((await resolver.a('a.test')).authenticated, false)
    assert.deepEqual([(await resolver.proof()).state, (await resolver.proof()).reason], ['off', reason])
  })
}

test('the test is made again every hour, sooner after a failure, and old answers lose their mark with it', async (t) => {
  const { resolver, stub, time } = await set(t, { ...proving, 'A a.test': { ...signedA, records: [{ type: 'A', data: '192.0.2.1', ttl: 80_000 }] } }, { validating: true })
  assert.equal((await resolver.a('a.test')).authenticated, true)
  stub.zone.set('A bogus.test', { records: [{ type: 'A', data: '192.0.2.9' }] })
  time.now += PROOF_HOLDS_MS - 1
  assert.equal((await resolver.a('a.test')).authenticated, true)
  time.now += 1
  assert.equal((await resolver.a('a.test')).authenticated, false)
  stub.zone.set('A bogus.test', 'servfail')
  time.now += PROOF_RETRY_MS - 1
  assert.equal((await resolver.a('a.test')).authenticated, false)
  time.now += 1
  assert.equal((await resolver.a('a.test')).authenticated, true)
  assert.equal(stub.asked.filter((question) => question === 'A a.test').length, 1)
})

test('a reply that cannot be read says nothing about the resolver: others are asked on', async (t) => {
  const garbled = { records: [{ type: 'A', data: '192.0.2.1' }], isGarbled: true } as const
  const zone = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`A x${index}.test`, garbled]))
  const { resolver } = await set(t, { ...zone, 'A a.test': { records: [{ type: 'A', data: '192.0.2.1' }] } })
  for (let index = 0; index < 6; index += 1) assert.equal((await resolver.a(`x${index}.test`)).kind, 'servfail')
  assert.equal((await resolver.a('a.test')).kind, 'answer')
})

test('names that no DNS name can be are not asked', async (t) => {
  const { resolver, stub } = await set(t, {})
  for (const name of ['', '.', 'a..test', `${'x'.repeat(64)}.test`, `${'abc.'.repeat(70)}test`, 'a b.test', 'a\0.test']) {
    assert.equal((await resolver.a(name)).kind, 'nxdomain', name)
  }
  assert.equal(stub.asked.length, 0)
})

test('a name beyond ASCII is asked by its A-labels', async (t) => {
  const { resolver, stub } = await set(t, {})
  await resolver.a('bücher.test')
  assert.deepEqual(stub.asked, ['A xn--bcher-kva.test'])
})

test('without servers every answer fails at once', async () => {
  const resolver = createResolver({ servers: [], validating: false, clock: { now: () => 0 } })
  assert.equal(resolver.available, false)
  assert.equal((await resolver.mx('a.test')).kind, 'servfail')
})

test('a server that is not an address is refused', () => {
  for (const server of ['dns.example', '1.2.3.4:99999', '[::1', '300.1.1.1', '']) {
    const parts = { servers: [server], validating: false, clock: { now: () => 0 } }
    assert.throws(() => createResolver(parts), Refusal, server)
  }
  for (const server of ['127.0.0.1', '127.0.0.1:5353', '::1', '[::1]:53', 'system']) {
    createResolver({ servers: [server], validating: false, clock: { now: () => 0 } })
  }
})
