import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fuzz } from './record.fuzz.ts'
import {
  printRecord, PROVIDER_LENGTH_MAX, readRecords, RECORD_HOSTS_MAX, RECORD_LENGTH_MAX, RECORD_TAGS_MAX, standingOf,
  type RecordFault,
} from './record.ts'

const plain = 'v=NTA7516-1;startdate=2026-01;enddate=2028-12;provider=voorbeeld'
const hosts = (text: string): readonly (readonly [number, string])[] => {
  const read = readRecords([text])
  return read.kind === 'record' ? read.record.hosts.map(({ preference, host }) => [preference, host] as const) : assert.fail(text)
}

test('a record with a host of its own, one without, and one whose hosts stand in another order', () => {
  assert.deepEqual(readRecords(['v=NTA7516-1;startdate=2019-06;enddate=2023-07;provider=Zegelpost;ntamx=10 nta7516-mx.organisatie.example']), {
    kind: 'record', record: {
      startMonth: '2019-06', endMonth: '2023-07', provider: 'Zegelpost', hosts: [{ preference: 10, host: 'nta7516-mx.organisatie.example' }],
    },
  })
  assert.deepEqual(hosts(plain), [])
  assert.deepEqual(
    hosts('v=NTA7516-1; startdate=2026-01; enddate=2028-12; provider=voorbeeld; ntamx=20 b.example.nl; ntamx=10 a.example.nl;'),
    [[10, 'a.example.nl'], [20, 'b.example.nl']],
  )
  assert.deepEqual(hosts(`${plain};ntamx=0   MX.Example.NL.;ntamx=65535 z.example.nl`), [[0, 'mx.example.nl'], [65_535, 'z.example.nl']])
})

const somebodyElse = [
  'v=NTA7516;version:2019-06;expire:2019-10;provider:een;ntamx:mx.een.example', 'startdate=2026-01;v=NTA7516-1;enddate=2026-02;provider=x',
  'v=NTA7516-2;startdate=2026-01;enddate=2028-12;provider=x', 'v=NTA7516-10;startdate=2026-01;enddate=2028-12;provider=x', 'v=spf1 -all',
  'V=NTA7516-1;startdate=2026-01;enddate=2028-12;provider=x', ' v=NTA7516-1;startdate=2026-01;enddate=2028-12;provider=x', 'v=NTA7516-1x', '',
]

for (const text of somebodyElse) {
  test(`not a record of this version: ${text.slice(0, 40)}`, () => assert.deepEqual(readRecords([text]), { kind: 'none' }))
}

const faults: readonly (readonly [string, RecordFault])[] = [
  ['v=NTA7516-1', 'no-startdate'], ['v=NTA7516-1;', 'no-startdate'],
  ['v=NTA7516-1;startdate=2026-13;enddate=2028-12;provider=x', 'bad-startdate'],
  ['v=NTA7516-1;startdate=2026-00;enddate=2028-12;provider=x', 'bad-startdate'],
  ['v=NTA7516-1;startdate=2026-1;enddate=2028-12;provider=x', 'bad-startdate'],
  ['v=NTA7516-1;startdate=2026-01-01;enddate=2028-12;provider=x', 'bad-startdate'],
  ['v=NTA7516-1;startdate=2026-01;enddate=2028-12x;provider=x', 'bad-enddate'],
  ['v=NTA7516-1;startdate=2026-01;enddate=;provider=x', 'bad-enddate'],
  ['v=NTA7516-1;startdate=2026-01;provider=x', 'no-enddate'],
  ['v=NTA7516-1;startdate=2026-01;enddate=2028-12', 'no-provider'],
  ['v=NTA7516-1;startdate=2026-01;enddate=2028-12;provider=', 'bad-provider'],
  ['v=NTA7516-1;startdate=2026-01;enddate=2028-12;provider=x\u00e9', 'bad-tag'],
  ['v=NTA7516-1;startdate=2026-02;enddate=2026-01;provider=x', 'ends-before-it-starts'],
  [`${plain};ntamx=mx.example.nl`, 'bad-ntamx'], [`${plain};ntamx=65536 mx.example.nl`, 'bad-ntamx'], [`${plain};ntamx=-1 mx.example.nl`, 'bad-ntamx'],
  [`${plain};ntamx=10 192.0.2.1`, 'bad-ntamx'], [`${plain};ntamx=10 localhost`, 'bad-ntamx'], [`${plain};ntamx=10 `, 'bad-ntamx'],
  [`${plain};ntamx=10 a..example.nl`, 'bad-ntamx'], [`${plain};ntamx=10 mx.example.nl extra`, 'bad-ntamx'],
  [`${plain};ntamx:10 mx.example.nl`, 'bad-tag'], [`${plain};provider=y`, 'tag-twice'], [`${plain};startdate=2026-01`, 'tag-twice'],
  [`${plain};enddate=2028-12`, 'tag-twice'], [`${plain};v=NTA7516-1`, 'tag-twice'], [`${plain};;x=1`, 'bad-tag'], [`${plain};tag`, 'bad-tag'],
  [`${plain};=1`, 'bad-tag'], [`${plain};x=\u0000`, 'bad-tag'],
]

for (const [text, fault] of faults) {
  test(`${fault}: ${JSON.stringify(text.slice(-40))}`, () => assert.deepEqual(readRecords([text]), { kind: 'faulty', fault }))
}

test('other records beside it do not matter, a second one of this version does, whatever it says', () => {
  assert.equal(readRecords(['v=spf1 -all', plain, 'v=NTA7516-2;x=1', '\u0000']).kind, 'record')
  for (const second of [plain, `${plain};x=1`, 'v=NTA7516-1']) {
    assert.deepEqual(readRecords([plain, second]), { kind: 'faulty', fault: 'several-records' })
  }
})

test('names that mean nothing yet are passed over, also with signs in their value', () => {
  assert.equal(readRecords([`${plain};future=a=b, c: d;Other=`]).kind, 'record')
})

test('limits: at each of them it is read, one past it is not', () => {
  const filled = (length: number): string => `${plain};x=${'a'.repeat(length - plain.length - 3)}`
  assert.equal(readRecords([filled(RECORD_LENGTH_MAX)]).kind, 'record')
  assert.deepEqual(readRecords([filled(RECORD_LENGTH_MAX + 1)]), { kind: 'faulty', fault: 'too-long' })
  const tags = (count: number): string => `${plain}${';x=1'.repeat(count - 3)}`
  assert.equal(readRecords([tags(RECORD_TAGS_MAX)]).kind, 'record')
  assert.deepEqual(readRecords([tags(RECORD_TAGS_MAX + 1)]), { kind: 'faulty', fault: 'too-many-tags' })
  const withHosts = (count: number): string => `${plain}${';ntamx=1 a.nl'.repeat(count)}`
  assert.equal(readRecords([withHosts(RECORD_HOSTS_MAX)]).kind, 'record')
  assert.deepEqual(readRecords([withHosts(RECORD_HOSTS_MAX + 1)]), { kind: 'faulty', fault: 'too-many-hosts' })
  const provider = (length: number): string => `v=NTA7516-1;startdate=2026-01;enddate=2028-12;provider=${'p'.repeat(length)}`
  assert.equal(readRecords([provider(PROVIDER_LENGTH_MAX)]).kind, 'record')
  assert.deepEqual(readRecords([provider(PROVIDER_LENGTH_MAX + 1)]), { kind: 'faulty', fault: 'bad-provider' })
})

test('hostile lengths end at once', () => {
  for (const text of [`v=NTA7516-1${';'.repeat(2_000_000)}`, `v=NTA7516-1${' '.repeat(2_000_000)};`, `${plain};ntamx=1${' '.repeat(2_000_000)}`]) {
    assert.notEqual(readRecords([text]).kind, 'record')
  }
})

test('months count whole, in UTC', () => {
  const record = { startMonth: '2026-01', endMonth: '2028-12' }
  const at = (text: string): string => standingOf(record, Date.parse(text))
  assert.equal(at('2025-12-31T23:59:59.999Z'), 'not-yet')
  assert.equal(at('2026-01-01T00:00:00.000Z'), 'valid')
  assert.equal(at('2028-12-31T23:59:59.999Z'), 'valid')
  assert.equal(at('2029-01-01T00:00:00.000Z'), 'expired')
  // In Amsterdam it is January already; the record is of no time zone.
  assert.equal(at('2026-01-01T00:30:00+01:00'), 'not-yet')
  assert.equal(standingOf({ startMonth: '2028-02', endMonth: '2028-02' }, Date.parse('2028-02-29T12:00:00Z')), 'valid')
})

test('what is printed reads back; what nobody could read is not printed', () => {
  const record = { startMonth: '2026-01', endMonth: '2026-01', provider: 'Zegel', hosts: [{ preference: 10, host: 'nta.example.nl' }] }
  assert.deepEqual(printRecord(record), { text: 'v=NTA7516-1;startdate=2026-01;enddate=2026-01;provider=Zegel;ntamx=10 nta.example.nl' })
  assert.deepEqual(printRecord({ ...record, provider: 'a;x=1' }), { fault: 'bad-provider' })
  assert.deepEqual(printRecord({ ...record, provider: '' }), { fault: 'bad-provider' })
  assert.deepEqual(printRecord({ ...record, endMonth: '2025-12' }), { fault: 'ends-before-it-starts' })
  assert.deepEqual(printRecord({ ...record, hosts: [{ preference: 1, host: 'localhost' }] }), { fault: 'bad-ntamx' })
})

test('whatever is published: nothing is thrown, and what is taken can be published again', () => {
  const words = fc.constantFrom(...plain.split(';'), 'ntamx=1 a.nl', 'x=1', ' ', '\t', ';', '=', '2026-01', 'é', '')
  fc.assert(fc.property(fc.array(words, { maxLength: 12 }), fc.constantFrom(';', '; ', ' ;', ''), (parts, glue) => {
    fuzz.run(new TextEncoder().encode(parts.join(glue)))
  }), { numRuns: 300 })
  for (const one of fuzz.seeds) fuzz.run(one)
})
