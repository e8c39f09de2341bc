import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { digestOf, type ZoneRecord } from '../dns/signed-zone.testing.ts'
import { createResolver } from '../dns/resolver.ts'
import { skipValidator, startValidator, type Validator } from '../dns/validator.testing.ts'
import { profileOf, type Nta7516Settings, type ProfileState } from '../nta7516/profile.ts'
import { createNta7516Way, type Nta7516Sender } from './nta7516-way.ts'

const clock = { now: () => Date.parse('2026-11-22T12:00:00Z') }
const sender: Nta7516Sender = { own: [], hasSecondFactor: true }
const settings: Nta7516Settings = {
  profile: 'nta7516-1', headerName: 'X-Test-Profile', headerValue: 'ja', tlsMin: '1.2', dmarcMin: 'quarantine',
    networks: [],
  startMonth: '2026-01', endMonth: '2028-12', provider: 'Zegel', hosts: [],
}
const on = (change: Partial<Nta7516Settings> = {}): ProfileState => profileOf({ ...settings, ...change })

const record = (months: string, rest = ''): string => `v=NTA7516-1;${months};provider=Zegel${rest}`
const valid = 'startdate=2026-01;enddate=2026-11'
const txt = (name: string, text: string, isBogus = false): ZoneRecord =>
  ({ name, record: { type: 'TXT', text }, ...(isBogus ? { isBogus: true as const } : {}) })
const mx = (name: string, host: string): ZoneRecord => ({ name, record: { type: 'MX', preference: 10, host } })
const tlsa = (host: string, isBogus = false): ZoneRecord => ({
  name: `_25._tcp.${host}`, record: { type: 'TLSA', usage: 3, selector: 1, matching: 1,
    association: digestOf(Buffer.from(host), 1) },
  ...(isBogus ? { isBogus: true as const } : {}),
})
const address = (name: string, last: number): ZoneRecord => ({ name, record: { type: 'A',
  address: `192.0.2.${last}` } })

const zone = 'zorgnet.example'
const mail = `mx.${zone}`
const signed: readonly ZoneRecord[] = [
  address('mx', 1), tlsa('mx'), address('nta', 2), tlsa('nta'), address('bloot', 3), address('stuk', 4), tlsa('stuk',
    true),
  txt('goed', record(valid)), mx('goed', mail), txt('goed', 'v=spf1 -all'),
  txt('apart', record(valid, `;ntamx=20 ${mail};ntamx=10 nta.${zone}`)), mx('apart', `bloot.${zone}`),
  txt('verlopen', record('startdate=2025-01;enddate=2026-10')), mx('verlopen', mail),
  txt('straks', record('startdate=2026-12;enddate=2027-01')), mx('straks', mail),
  txt('dubbel', record(valid)), txt('dubbel', record(valid, ';x=1')), mx('dubbel', mail), mx('niets', mail),
  txt('vals', record(valid), true), mx('vals', mail),
  txt('bloot-mx', record(valid)), mx('bloot-mx', `bloot.${zone}`), txt('stuk-mx', record(valid)), mx('stuk-mx',
    `stuk.${zone}`),
  txt('elders', record(valid, ';ntamx=10 mx.los.example')), txt('geen-host', record(valid, `;ntamx=10 weg.${zone}`)),
]
const unsigned: readonly ZoneRecord[] = [txt('', record(valid)), mx('', 'mx.los.example'), address('mx', 9), tlsa('mx')]

const skip = skipValidator
let validator: Validator | undefined
before(async () => {
  if (skip !== false) return
  validator = await startValidator([
    { zone, records: [...signed, { name: 'kapot', record: { type: 'A', address: '192.0.2.1' }, isBogus: true }] },
    { zone: 'los.example', records: unsigned, isSigned: false },
  ])
})
after(() => validator?.close())

function wayOf(state: ProfileState = on(), { isValidating = true } = {}) {
  const resolver = createResolver({
    servers: [validator?.server ?? ''], validating: isValidating, clock, selfTest: { signed: zone,
      bogus: `kapot.${zone}` }, timeoutMs: 20_000,
  })
  return createNta7516Way({ state, clock, own: () => Promise.resolve([]), way: {
    resolver, routes: { [`vast.${zone}`]: '127.0.0.1:25' }, isPinned: () => true, mtaSts: () =>
      Promise.resolve(undefined),
  } })
}

test('a real validator, signed zones: the hosts of the record or of MX, each with its TLSA records and no other proof', { skip }, async () => {
  const way = wayOf()
  const plain = await way.hops(`goed.${zone}`, sender)
  assert.ok(plain.kind === 'hops', JSON.stringify(plain))
  assert.deepEqual(plain.list.map(({ host, address: at }) => [host, at]), [[mail, '192.0.2.1']])
  assert.deepEqual(Object.keys(plain.list[0]?.trust ?? {}), ['tlsa'])
  assert.equal(plain.record.endMonth, '2026-11')
  const apart = await way.hops(`apart.${zone}`, sender)
  assert.deepEqual(apart.kind === 'hops' ? apart.list.map(({ host }) => host) : apart, [`nta.${zone}`, mail])
})

const elsewhere: Readonly<Record<string, string>> = {
  [`verlopen.${zone}`]: 'other-way S2 record-expired', [`straks.${zone}`]: 'other-way S2 record-not-yet',
    [`dubbel.${zone}`]: 'other-way S2 record-faulty',
  [`niets.${zone}`]: 'other-way S2 record-none', [`vals.${zone}`]: 'defer S2 record-unknown',
    [`bloot-mx.${zone}`]: 'other-way S4 no-tlsa',
  [`stuk-mx.${zone}`]: 'defer S4 tlsa-unknown', [`elders.${zone}`]: 'other-way S3 hosts-insecure',
    'los.example': 'other-way S2 record-insecure',
  [`geen-host.${zone}`]: 'other-way S3 hosts-insecure', [`vast.${zone}`]: 'other-way S3 fixed-route',
    '[192.0.2.1]': 'other-way S3 fixed-route',
}

test('a real validator, hostile and unready domains: never a hop', { skip }, async () => {
  const way = wayOf()
  for (const [domain, expected] of Object.entries(elsewhere)) {
    const hops = await way.hops(domain, sender)
    assert.equal(hops.kind === 'hops' ? 'hops' : `${hops.kind} ${hops.step} ${hops.why}`, expected, domain)
  }
})

test('without a resolver that proved itself, without the profile or a second factor, or in the wrong place: another way', { skip }, async () => {
  const domain = `goed.${zone}`
  const why = async (way: ReturnType<typeof wayOf>, who = sender) => {
    const hops = await way.hops(domain, who)
    return hops.kind === 'hops' ? 'hops' : hops.why
  }
  assert.equal(await why(wayOf(on(), { isValidating: false })), 'record-insecure')
  assert.equal(await why(wayOf(on({ profile: 'off' }))), 'profile-off')
  assert.equal(await why(wayOf(on({ headerName: '' }))), 'profile-header-missing')
  assert.equal(await why(wayOf(), { own: [], hasSecondFactor: false }), 'no-second-factor')
  assert.equal(await why(wayOf(), { own: ['own-dmarc'], hasSecondFactor: true }), 'own-dmarc')
  assert.equal(await why(wayOf(on({ networks: ['198.51.100.0/24'] }))), 'place-not-allowed')
  assert.equal(await why(wayOf(on({ networks: ['192.0.2.0/24'] }))), 'hops')
})
