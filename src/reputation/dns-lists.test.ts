import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { readDnsList } from '../config/dns-list.ts'
import { createResolver } from '../dns/resolver.ts'
import { createDnsStub, type DnsStub, type StubAnswer } from '../dns/stub.testing.ts'
import { silentLog } from '../log/log.ts'
import type { DnsList } from './dns-list.ts'
import { createDnsLists, LIST_TEST_AGAIN_MS, LISTED_IN_A_ROW_MAX, type DnsLists } from './dns-lists.ts'

const a = (...addresses: readonly string[]): StubAnswer => ({ records: addresses.map((data) => ({ type: 'A', data })) })

function list(name: string, text: string): DnsList {
  const setting = readDnsList(text)
  return setting === undefined ? assert.fail(text) : { name, ...setting }
}

describe('DNS lists', () => {
  let dns: DnsStub
  let now = Date.UTC(2026, 10, 22)
  const clock = { now: () => now }
  before(async () => {
    dns = await createDnsStub()
  })
  after(() => dns.close())

  /** A busy machine must not look like a silent list, so only what is silent anyway is given up soon. */
  function listsOf(all: readonly DnsList[], timeoutMs = 20_000): DnsLists {
    return createDnsLists({
      lists: all, clock, log: silentLog,
      resolverOf: () => createResolver({ servers: [dns.server], validating: false, clock, timeoutMs, tries: 1 }),
    })
  }
  function zone(entries: Readonly<Record<string, StubAnswer>>): void {
    dns.zone.clear()
    for (const [key, answer] of Object.entries(entries)) dns.zone.set(key, answer)
  }

  test('addresses of both kinds and domains are asked in their own form; the answer tells points and meaning', async () => {
    const six = '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2'
    zone({
      'A 2.0.0.127.bl.example': a('127.0.0.2'), 'A 9.2.0.192.bl.example': a('127.0.0.3', '127.0.0.10'), [`A ${six}.bl.example`]: a('127.0.0.3'),
      'A test.dom.example': a('127.0.0.2'), 'A kwaad.example.dom.example': a('127.0.0.6'), 'A 2.0.0.127.ok.example': a('127.0.0.2'), 'A 9.2.0.192.ok.example': a('127.0.0.2'),
    })
    const lists = listsOf([
      list('bl.example', 'addresses block 127.0.0.3=2:proxy 127.0.0.10=5:spam'),
      list('ok.example', 'addresses allow 127.0.0.2=3'), list('dom.example', 'domains block &4=4:phishing'),
    ])
    assert.deepEqual(await lists.aboutAddress('192.0.2.9'), [{ list: 'bl.example', points: 5, meaning: 'spam' }, { list: 'ok.example', points: -3, meaning: '' }])
    assert.deepEqual(await lists.aboutAddress('2001:db8::1'), [{ list: 'bl.example', points: 2, meaning: 'proxy' }])
    assert.deepEqual(await lists.aboutAddress('::ffff:192.0.2.9'), await lists.aboutAddress('192.0.2.9'))
    assert.deepEqual(await lists.aboutAddress('192.0.2.10'), [])
    assert.deepEqual(await lists.aboutDomains(['kwaad.example', 'goed.example']), [{ list: 'dom.example', points: 4, meaning: 'phishing' }])
    assert.deepEqual(lists.states().map(({ state }) => state), ['good', 'good', 'good'])
  })

  test('a list counts only while it passes its test, and each way to fail has its name', async () => {
    const cases = [
      ['silent', { 'A 2.0.0.127.x.example': 'silent', 'A 1.0.0.127.x.example': 'silent' }],
      ['silent', { 'A 2.0.0.127.x.example': 'servfail' }],
      ['lists-nothing', {}],
      ['lists-everything', { 'A 2.0.0.127.x.example': a('127.0.0.2'), 'A 1.0.0.127.x.example': a('127.0.0.2') }],
      ['answers-outside', { 'A 2.0.0.127.x.example': a('192.0.2.80'), 'A 1.0.0.127.x.example': a('192.0.2.80') }],
      ['refuses-us', { 'A 2.0.0.127.x.example': a('127.255.255.254'), 'A 1.0.0.127.x.example': a('127.255.255.254') }],
    ] as const satisfies readonly (readonly [string, Readonly<Record<string, StubAnswer>>])[]
    for (const [reason, entries] of cases) {
      zone({ ...entries, 'A 9.2.0.192.x.example': a('127.0.0.2') })
      const lists = listsOf([list('x.example', 'addresses block 127.0.0.2=9')], reason === 'silent' ? 50 : 20_000)
      assert.deepEqual(await lists.aboutAddress('192.0.2.9'), [], reason)
      assert.deepEqual(lists.states().map(({ state, reason: why }) => [state, why]), [['off', reason]])
    }
  })

  test('a list that comes back is believed again; one that turns bad in use is off at once', async () => {
    zone({ 'A 9.2.0.192.x.example': a('127.0.0.2') })
    const lists = listsOf([list('x.example', 'addresses block 127.0.0.2=9')])
    assert.deepEqual(await lists.aboutAddress('192.0.2.9'), [])
    zone({ 'A 2.0.0.127.x.example': a('127.0.0.2'), 'A 9.2.0.192.x.example': a('127.0.0.2') })
    await lists.test()
    assert.equal(lists.states()[0]?.state, 'off')
    now += LIST_TEST_AGAIN_MS
    await lists.test()
    assert.equal((await lists.aboutAddress('192.0.2.9')).length, 1)
    dns.zone.set('A 10.2.0.192.x.example', a('192.0.2.1'))
    assert.deepEqual(await lists.aboutAddress('192.0.2.10'), [])
    assert.deepEqual(await lists.aboutAddress('192.0.2.9'), [])
    assert.equal(lists.states()[0]?.reason, 'answers-outside')
  })

  test('after many listings in a row the list is tested before its hour is over', async () => {
    zone({ 'A 2.0.0.127.y.example': a('127.0.0.2') })
    for (let number = 1; number <= LISTED_IN_A_ROW_MAX; number++) dns.zone.set(`A ${number}.2.0.192.y.example`, a('127.0.0.2'))
    const lists = listsOf([list('y.example', 'addresses block 127.0.0.2=9')])
    await lists.aboutAddress('192.0.2.1')
    dns.zone.set('A 1.0.0.127.y.example', a('127.0.0.2'))
    // What was asked at the start is remembered; its time has to pass.
    now += 3_600_000
    for (let number = 2; number <= LISTED_IN_A_ROW_MAX; number++) await lists.aboutAddress(`192.0.2.${number}`)
    await lists.test()
    assert.equal(lists.states()[0]?.reason, 'lists-everything')
  })

  test('without resolvers every list is off and nothing is held against anybody', async () => {
    const lists = createDnsLists({
      lists: [list('x.example', 'addresses block 127.0.0.2=9')], clock: systemClock, log: silentLog,
      resolverOf: () => createResolver({ servers: [], validating: false, clock: systemClock }),
    })
    assert.deepEqual(await lists.aboutAddress('192.0.2.9'), [])
    assert.equal(lists.states()[0]?.reason, 'silent')
  })
})
