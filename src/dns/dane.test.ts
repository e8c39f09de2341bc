/** DNSSEC with real servers: what a validating resolver vouches for, and what DANE may rest on. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { mailHosts } from './mail-hosts.ts'
import { createResolver } from './resolver.ts'
import { digestOf, type ZoneRecord } from './signed-zone.testing.ts'
import { findTlsa } from './tlsa.ts'
import type { Resolver } from './types.ts'
import { skipValidator, startValidator, type TestZone, type Validator } from './validator.testing.ts'

const association = digestOf(Buffer.from('a key'), 1)
const tlsa = (name: string, more: Partial<{ usage: number, isBogus: true }> = {}): ZoneRecord => ({
  name: `_25._tcp.${name}`, record: { type: 'TLSA', usage: more.usage ?? 3, selector: 1, matching: 1, association },
  ...(more.isBogus === undefined ? {} : { isBogus: true }),
})
const address = (name: string): ZoneRecord => ({ name, record: { type: 'A', address: '192.0.2.1' } })
const mx = (name: string, host: string): ZoneRecord => ({ name, record: { type: 'MX', preference: 10, host } })

const zones: readonly TestZone[] = [
  { zone: 'veilig.example', records: [
    mx('', 'mx.veilig.example'), address('mx'), tlsa('mx'),
    mx('kaal', 'kaal.veilig.example'), address('kaal'),
    mx('kapot', 'kapotmx.veilig.example'), address('kapotmx'), tlsa('kapotmx', { isBogus: true }),
    mx('oud', 'oudmx.veilig.example'), address('oudmx'), tlsa('oudmx', { usage: 1 }),
    mx('alias', 'aliasmx.veilig.example'), { name: 'aliasmx', record: { type: 'CNAME', host: 'mx.veilig.example' } },
    mx('uit', 'uitmx.veilig.example'), { name: 'uitmx', record: { type: 'CNAME', host: 'mx.onveilig.example' } }, tlsa('uitmx'),
    mx('weg', 'mx.onveilig.example'),
    { name: 'bogus', record: { type: 'A', address: '192.0.2.9' }, isBogus: true }, mx('bogus', 'bogus.veilig.example'),
    { name: 'nep', record: { type: 'MX', preference: 1, host: 'mx.veilig.example' }, isBogus: true },
  ] },
  { zone: 'onveilig.example', isSigned: false, records: [mx('', 'mx.veilig.example'), address('mx'), tlsa('mx')] },
]
const names = { signed: 'veilig.example', bogus: 'bogus.veilig.example' }

const validating = ({ server }: Validator): Resolver => createResolver({
  servers: [server], validating: true, clock: { now: () => Date.now() }, selfTest: names,
})

describe('nsd and unbound', { skip: skipValidator }, () => {
  let validator: Validator
  let resolver: Resolver
  before(async () => {
    validator = await startValidator(zones)
    resolver = validating(validator)
  })
  after(async () => {
    resolver.close()
    await validator.close()
  })

  const tlsaFor = async (domain: string) => {
    const hosts = await mailHosts({ resolver, domain })
    if (hosts.kind !== 'hosts') return hosts.kind
    const { tlsaBases = [] } = hosts.hosts[0] ?? assert.fail()
    const found = await findTlsa({ resolver, bases: tlsaBases, port: 25 })
    return found.kind === 'usable' ? `usable ${found.base}` : found.kind
  }

  test('the resolver proves that it validates', async () => {
    const { state, reason } = await resolver.proof()
    assert.deepEqual([state, reason], ['proved', null])
  })

  const cases: Readonly<Record<string, string>> = {
    'veilig.example': 'usable mx.veilig.example',
    'kaal.veilig.example': 'none',
    'kapot.veilig.example': 'later',
    'oud.veilig.example': 'unusable',
    'alias.veilig.example': 'usable mx.veilig.example',
    // The alias is signed, where it leads is not: records at the alias still count.
    'uit.veilig.example': 'usable uitmx.veilig.example',
    // Addresses that nobody vouches for: no TLSA record is looked at, though one is there.
    'weg.veilig.example': 'none',
    // An MX record that nobody vouches for.
    'onveilig.example': 'none',
    'nep.veilig.example': 'try-later',
    'bogus.veilig.example': 'try-later',
  }
  for (const [domain, expected] of Object.entries(cases)) {
    test(`${domain}: ${expected}`, async () => assert.equal(await tlsaFor(domain), expected))
  }

  test('an absence that DNSSEC proves is authenticated, an unsigned one is not', async () => {
    assert.deepEqual((({ kind, authenticated }) => [kind, authenticated])(await resolver.tlsa('_25._tcp.kaal.veilig.example')), ['nxdomain', true])
    assert.equal((await resolver.a('nergens.onveilig.example')).authenticated, false)
  })
})

test('a resolver that only passes on is found out, and nothing counts as authenticated', { skip: skipValidator }, async () => {
  const validator = await startValidator(zones, { validates: false })
  const resolver = validating(validator)
  try {
    assert.equal((await resolver.proof()).reason, 'no-ad')
    assert.equal((await resolver.mx('veilig.example')).authenticated, false)
  } finally {
    resolver.close()
    await validator.close()
  }
})
