import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { createResolver } from '../dns/resolver.ts'
import { createDnsStub, type DnsStub, type StubAnswer } from '../dns/stub.testing.ts'
import { readHelo } from './client-names.ts'
import { createClients, type Clients } from './clients.ts'
import type { Past } from './decay.ts'
import type { DnsLists, Listing } from './dns-lists.ts'
import { historyNetwork, isSameAddress, reversedAddress } from './network.ts'
import { within } from './within.ts'

const record = (type: 'A' | 'PTR' | 'AAAA', data: string): StubAnswer => ({ records: [{ type, data }] })

test('networks, reversed names and equal addresses', () => {
  assert.equal(historyNetwork('203.0.113.77'), '203.0.113.0/24')
  assert.equal(historyNetwork('::ffff:203.0.113.77'), '203.0.113.0/24')
  assert.equal(historyNetwork('2001:db8:1:2::5'), '2001:db8:1::/48')
  assert.equal(historyNetwork('fe80::1%eth0'), undefined)
  assert.equal(historyNetwork('unknown'), undefined)
  assert.equal(reversedAddress('192.0.2.9'), '9.2.0.192')
  assert.equal(reversedAddress('x'), undefined)
  assert.ok(isSameAddress('::ffff:192.0.2.9', '192.0.2.9'))
  assert.ok(!isSameAddress('192.0.2.9', 'x'))
})

test('the word after HELO is a name, a bare word, an address in brackets, or broken', () => {
  const cases = [
    ['mx.example.nl', 'name'], ['MX.Example.NL.', 'name'], ['xn--fsq.example', 'name'], ['pc', 'bare'], ['localhost', 'bare'],
    ['[192.0.2.9]', 'literal'], ['[IPv6:2001:db8::1]', 'literal'], ['192.0.2.9', 'broken'], ['a..b', 'broken'], ['-a.example', 'broken'],
    ['', 'broken'], ['[192.0.2.9', 'broken'], ['a b.example', 'broken'], [`${'a'.repeat(64)}.example`, 'broken'], [`${'a.'.repeat(127)}a`, 'bare or name'],
  ] as const
  for (const [word, kind] of cases) if (kind !== 'bare or name') assert.equal(readHelo(word).kind, kind, word)
})

test('what is not there in time counts as late; what is there costs no wait', async () => {
  const never = { promise: new Promise<number>(() => undefined), settled: undefined }
  assert.equal(await within(never, 5, 7), 7)
  assert.equal(await within(never, 0, 8), 8)
  assert.equal(await within({ promise: Promise.resolve(1), settled: { value: 1 } }, 0, 8), 1)
  assert.equal(await within({ promise: Promise.reject(new Error('x')), settled: undefined }, 1000, 9), 9)
})

describe('the judgement of a client', () => {
  let dns: DnsStub
  before(async () => {
    dns = await createDnsStub({
      'PTR 1.2.0.192.in-addr.arpa': record('PTR', 'mx.sender.example'), 'A mx.sender.example': record('A', '192.0.2.1'),
      'PTR 2.2.0.192.in-addr.arpa': record('PTR', 'mx.sender.example'),
      'PTR 3.2.0.192.in-addr.arpa': record('PTR', 'dsl-192-0-2-3.provider.example'), 'A dsl-192-0-2-3.provider.example': record('A', '192.0.2.3'),
      'PTR 4.2.0.192.in-addr.arpa': 'silent', 'PTR 5.2.0.192.in-addr.arpa': 'servfail', 'A www.zorg.example': record('A', '192.0.2.6'),
    })
  })
  after(() => dns.close())

  /** A busy machine must not look like a silent DNS, so only what is silent anyway is given up soon. */
  function clients({ past = { standing: 'new', points: 0 }, listings = async () => [], timeoutMs = 20_000, own = ['zorg.example', 'www.zorg.example', 'mail.zorg.example'] }: {
    readonly past?: Past, readonly listings?: () => Promise<readonly Listing[]>, readonly timeoutMs?: number,
      readonly own?: readonly string[],
  } = {}): Clients {
    const lists: DnsLists = {
      isEmpty: false, aboutAddress: listings, aboutDomains: () => Promise.resolve([]), test: () => Promise.resolve(),
        states: () => [],
    }
    return createClients({
      lists, history: { past: () => past }, clock: systemClock, refuseAt: 8, exempt: ['10.0.0.0/8'],
      isOurName: (name) => Promise.resolve(own.includes(name)),
      resolver: createResolver({ servers: [dns.server], validating: false, clock: systemClock, timeoutMs, tries: 1 }),
    })
  }
  const signsOf = async (ip: string, helo: string, timeoutMs?: number): Promise<readonly string[]> =>
    (await clients(timeoutMs === undefined ? {} : { timeoutMs }).judge({ ip, helo })).signs

  test('names that fit say nothing; each thing that does not fit has its sign; silence says nothing', async () => {
    assert.deepEqual(await signsOf('192.0.2.1', 'mx.sender.example'), [])
    assert.deepEqual(await signsOf('192.0.2.1', '[192.0.2.1]'), [])
    assert.deepEqual(await signsOf('192.0.2.1', '[192.0.2.9]'), ['helo-other-address'])
    assert.deepEqual(await signsOf('192.0.2.1', 'pc'), ['helo-not-a-name'])
    assert.deepEqual(await signsOf('192.0.2.1', 'nergens.example'), ['helo-unknown'])
    assert.deepEqual(await signsOf('192.0.2.2', 'mx.sender.example'), ['reverse-not-confirmed'])
    assert.deepEqual(await signsOf('192.0.2.3', 'mx.sender.example'), ['reverse-by-number'])
    assert.deepEqual(await signsOf('192.0.2.9', 'mx.sender.example'), ['no-reverse-name'])
    assert.deepEqual(await signsOf('192.0.2.4', 'mx.sender.example', 50), [])
    assert.deepEqual(await signsOf('192.0.2.5', 'mx.sender.example'), [])
  })

  test('all bad names together never refuse; a list does, from the points that were configured on', async () => {
    const worst = await clients().judge({ ip: '192.0.2.9', helo: '[192.0.2.77]' })
    assert.equal(worst.points, 4)
    assert.equal(worst.refusal, undefined)
    const listedWith = (points: number): Promise<unknown> => clients({ listings: async () => [{ list: 'bl.example', points, meaning: 'spam' }] })
      .judge({ ip: '192.0.2.1', helo: 'mx.sender.example' }).then(({ refusal }) => refusal?.why)
    assert.equal(await listedWith(7), undefined)
    assert.equal(await listedWith(8), 'listed')
    // Bad past alone does not refuse either: what nobody but we say can be wrong.
    const past = { standing: 'known', points: 5 } as const
    assert.equal((await clients({ past }).judge({ ip: '192.0.2.9', helo: '[192.0.2.77]' })).refusal, undefined)
  })

  test('our own name is taken from nobody but the machine that the DNS gives it to', async () => {
    assert.equal((await clients().judge({ ip: '192.0.2.1', helo: 'ZORG.example' })).refusal?.why, 'our-name')
    assert.equal((await clients().judge({ ip: '192.0.2.6', helo: 'www.zorg.example' })).refusal, undefined)
    assert.equal((await clients().judge({ ip: '192.0.2.1', helo: 'x.zorg.example' })).refusal, undefined)
  })

  test('a network that is known well waits for no DNS, and an exempt one is not judged at all', async () => {
    let asked = 0
    const listings = (): Promise<readonly Listing[]> => {
      asked++
      return new Promise(() => undefined)
    }
    const good = clients({ past: { standing: 'known-good', points: -3 }, listings })
    dns.asked.length = 0
    const verdict = await good.judge({ ip: '192.0.2.9', helo: 'mx.sender.example' })
    assert.deepEqual([verdict.isKnownGood, verdict.points, verdict.signs, asked, dns.asked.length], [
      true, -3, [], 1, 0,
    ])
    const house = await clients({ listings }).judge({ ip: '10.1.2.3', helo: 'zorg.example' })
    assert.deepEqual([house.network, house.points, house.refusal, asked], [undefined, 0, undefined, 1])
  })

  test('a client that connected is asked about at once, and only once', async () => {
    let asked = 0
    const all = clients({ listings: () => {
      asked++
      return Promise.resolve([])
    } })
    all.meet('192.0.2.1')
    all.meet('unknown')
    assert.equal(asked, 1)
    await all.judge({ ip: '192.0.2.1', helo: 'mx.sender.example' })
    await all.judge({ ip: '192.0.2.1', helo: 'mx.sender.example' })
    assert.equal(asked, 1)
  })
})
