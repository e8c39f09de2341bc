import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTlsa, TLSA_MAX } from './tlsa.ts'
import type { Answer, TlsaRecord } from './types.ts'

const record = (more: Partial<TlsaRecord> = {}): TlsaRecord =>
  ({ usage: 3, selector: 1, matching: 1, certificate: Buffer.alloc(32), ...more })
const answer = (records: readonly TlsaRecord[], more: Partial<Answer<TlsaRecord>> = {}): Answer<TlsaRecord> =>
  ({ kind: records.length === 0 ? 'nodata' : 'answer', records, authenticated: true, ttlSeconds: 60, ...more })

const look = async (answers: Readonly<Record<string, Answer<TlsaRecord>>>, bases: readonly string[] = ['mx.test']) => {
  const asked: string[] = []
  const found = await findTlsa({ bases, port: 25, resolver: { tlsa: (name) => {
    asked.push(name)
    return Promise.resolve(answers[name] ?? answer([]))
  } } })
  return { asked, found }
}

test('without a name that DNSSEC vouches for nothing is asked', async () => {
  assert.deepEqual(await look({}, []), { asked: [], found: { kind: 'none' } })
})

test('the end of the alias first, then the alias itself; where records stand is where it ends', async () => {
  const usable = answer([record()])
  const both = await look({ '_25._tcp.end.test': usable, '_25._tcp.mx.test': usable }, ['end.test', 'mx.test'])
  assert.deepEqual(both.asked, ['_25._tcp.end.test'])
  assert.equal(both.found.kind === 'usable' && both.found.base, 'end.test')
  const second = await look({ '_25._tcp.mx.test': usable }, ['end.test', 'mx.test'])
  assert.equal(second.found.kind === 'usable' && second.found.base, 'mx.test')
})

test('silence and failure mean later, also when another name would have records', async () => {
  for (const kind of ['timeout', 'servfail'] as const) {
    const { found } = await look({ '_25._tcp.end.test': answer([], { kind }), '_25._tcp.mx.test': answer([record()]) }, ['end.test', 'mx.test'])
    assert.equal(found.kind, 'later')
  }
})

test('an answer that nobody vouches for is none', async () => {
  assert.equal((await look({ '_25._tcp.mx.test': answer([record()], { authenticated: false }) })).found.kind, 'none')
})

test('one usable record among others is enough, none makes TLS a must without proof', async () => {
  const { found } = await look({ '_25._tcp.mx.test': answer([record({ usage: 1 }), record(), record({ matching: 9 })]) })
  assert.equal(found.kind === 'usable' && found.records.length, 1)
  assert.equal((await look({ '_25._tcp.mx.test': answer([record({ usage: 0 }), record({ usage: 1 })]) })).found.kind, 'unusable')
})

test(`at most ${TLSA_MAX} records are looked at`, async () => {
  const of = async (before: number) => (await look({
    '_25._tcp.mx.test': answer([...Array.from({ length: before }, () => record({ usage: 1 })), record()]),
  })).found.kind
  assert.equal(await of(TLSA_MAX - 1), 'usable')
  assert.equal(await of(TLSA_MAX), 'unusable')
})
