import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { isReachable, mailHosts, MX_MAX, namedHosts } from './mail-hosts.ts'
import { createResolver } from './resolver.ts'
import { createDnsStub, type StubAnswer } from './stub.testing.ts'

async function resolverOf(t: TestContext, zone: Readonly<Record<string, StubAnswer>>) {
  const stub = await createDnsStub(zone)
  t.after(() => stub.close())
  // Short only where nothing is going to be said: elsewhere a slow machine would look like a silent one.
  const timeoutMs = Object.values(zone).includes('silent') ? 40 : 60_000
  return createResolver({ servers: [stub.server], validating: false, clock: { now: () => 0 }, timeoutMs, tries: 1 })
}

const mx = (...hosts: readonly [number, string][]): StubAnswer => ({
  records: hosts.map(([preference, exchange]) => ({ type: 'MX', data: { preference, exchange } })),
})
const a = (...addresses: readonly string[]): StubAnswer => ({ records: addresses.map((data) => ({ type: 'A', data })) })

test('servers come by preference, equal ones by lot, IPv6 and IPv4 in turn', async (t) => {
  const resolver = await resolverOf(t, {
    'MX a.test': mx([20, 'last.a.test'], [10, 'one.a.test'], [10, 'two.a.test']),
    'A one.a.test': a('192.0.2.1'), 'A two.a.test': a('192.0.2.2'), 'A last.a.test': a('192.0.2.3'),
    'AAAA one.a.test': { records: [{ type: 'AAAA', data: '2001:db8::1' }] },
  })
  const order = async (random: () => number) => {
    const found = await mailHosts({ resolver, domain: 'a.test', random })
    return found.kind === 'hosts' ? found.hosts.map(({ address }) => address) : found.kind
  }
  const lots = (...values: number[]) => () => values.shift() ?? 0
  assert.deepEqual(await order(lots(0.5, 0.1, 0.9)), ['2001:db8::1', '192.0.2.1', '192.0.2.2', '192.0.2.3'])
  assert.deepEqual(await order(lots(0.5, 0.9, 0.1)), ['192.0.2.2', '2001:db8::1', '192.0.2.1', '192.0.2.3'])
})

test('without MX the domain itself is the server', async (t) => {
  const resolver = await resolverOf(t, { 'MX a.test': 'nodata', 'A a.test': a('192.0.2.9') })
  assert.deepEqual(await mailHosts({ resolver, domain: 'a.test' }), {
    kind: 'hosts', authenticated: false, hosts: [{ host: 'a.test', address: '192.0.2.9', port: 25 }],
  })
})

const kinds = {
  'null MX': [{ 'MX a.test': mx([0, '']) }, 'takes-no-mail'],
  'no domain': [{}, 'no-such-domain'],
  'MX without address': [{ 'MX a.test': mx([1, 'gone.test']) }, 'no-such-domain'],
  'MX cannot be asked': [{ 'MX a.test': 'servfail' }, 'try-later'],
  'address cannot be asked': [{ 'MX a.test': mx([1, 'mx.test']), 'A mx.test': 'silent' }, 'try-later'],
  'only loopback': [{ 'MX a.test': mx([1, 'mx.test']), 'A mx.test': a('127.0.0.1', '0.0.0.0') }, 'no-such-domain'],
} as const satisfies Record<string, readonly [Readonly<Record<string, StubAnswer>>, string]>

for (const [name, [zone, kind]] of Object.entries(kinds)) {
  test(`${name}: ${kind}`, async (t) => {
    assert.equal((await mailHosts({ resolver: await resolverOf(t, zone), domain: 'a.test' })).kind, kind)
  })
}

test('at most so many servers are looked up', async (t) => {
  const names = Array.from({ length: MX_MAX + 1 }, (_, index): [number, string] => [index, `m${index}.test`])
  const resolver = await resolverOf(t, {
    'MX a.test': mx(...names), ...Object.fromEntries(names.map(([index, name]) => [`A ${name}`, a(`192.0.2.${index + 1}`)])),
  })
  const found = await mailHosts({ resolver, domain: 'a.test' })
  assert.equal(found.kind === 'hosts' ? found.hosts.length : 0, MX_MAX)
})

test('addresses that lead to this machine are not connected to', () => {
  for (const address of ['127.0.0.1', '127.9.9.9', '0.0.0.0', '::1', '::', '169.254.169.254', 'fe80::1', '::ffff:127.0.0.1', '255.255.255.255', 'x']) {
    assert.equal(isReachable(address), false, address)
  }
  for (const address of ['203.0.112.9', '10.0.0.5', '2a00::1']) assert.equal(isReachable(address), true, address)
})

test('hosts that a record names: by their preference, vouched for, without a question for MX records', async (t) => {
  const resolver = await resolverOf(t, { 'A b.test': a('192.0.2.2'), 'A a.test': a('192.0.2.1') })
  const found = await namedHosts({ resolver, domain: 'x.test' }, [{ preference: 20, exchange: 'b.test' }, { preference: 10, exchange: 'a.test' }])
  assert.deepEqual(found.kind === 'hosts' ? [found.authenticated, ...found.hosts.map(({ host }) => host)] : found, [true, 'a.test', 'b.test'])
})
