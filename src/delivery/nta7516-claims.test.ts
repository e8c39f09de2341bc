import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer } from '../dns/types.ts'
import type { AuthCheck } from '../mail-auth/types.ts'
import { headerFields } from '../message/rewrite.ts'
import { profileOf, type Nta7516Settings } from '../nta7516/profile.ts'
import { createNta7516Claims } from './nta7516-claims.ts'
import { withTrace } from './trace.ts'

const settings: Nta7516Settings = {
  profile: 'nta7516-1', headerName: 'X-Test-Profile', headerValue: 'ja', tlsMin: '1.2', dmarcMin: 'quarantine', networks: [],
  startMonth: '2026-01', endMonth: '2028-12', provider: 'Zegel', hosts: [],
}
const proved: AuthCheck = {
  author: { email: 'tom@polder.example', domain: 'polder.example', name: null }, spf: { result: 'pass', domain: 'polder.example' },
  dkim: [{ result: 'pass', domain: 'polder.example', selector: 's' }], dmarc: { result: 'pass', policy: 'reject' }, arc: 'none',
  alignedDomain: 'polder.example', authenticationResults: 'mail.zorg.example; dmarc=pass',
}
const raw = (...fields: readonly string[]): Uint8Array =>
  Buffer.from(`From: tom@polder.example\r\n${fields.map((field) => `${field}\r\n`).join('')}\r\nTekst\r\n`)
const right = raw('X-Test-Profile: ja')
const session = { tls: { protocol: 'TLSv1.3', cipher: 'x' }, ip: '192.0.2.1' }

async function look(mail: Uint8Array, { check = proved, change = {}, isSigned = true, tls = session.tls }: {
  readonly check?: AuthCheck, readonly change?: Partial<Nta7516Settings>, readonly isSigned?: boolean,
  readonly tls?: typeof session.tls | null,
} = {}) {
  const answer: Answer<string> = {
    kind: 'answer', records: ['v=NTA7516-1;startdate=2026-01;enddate=2026-12;provider=Zegel'], authenticated: isSigned, ttlSeconds: 60,
  }
  const claims = createNta7516Claims({
    state: profileOf({ ...settings, ...change }), resolver: { txt: () => Promise.resolve(answer) }, clock: { now: () => Date.parse('2026-11-22') },
  })
  return claims.look({ header: headerFields(mail), check, session: { ...session, tls } })
}

test('a claim that holds stays; mail without one, and a house without the profile, have none', async () => {
  assert.deepEqual(await look(right), { strips: undefined, profile: 'nta7516-1', facts: { nta7516: 'nta7516-1' } })
  assert.equal(await look(raw()), undefined)
  assert.equal(await look(right, { change: { profile: 'off' } }), undefined)
})

test('a claim that fails is named and its header goes, however often it stands there', async () => {
  const failed = async (...args: Parameters<typeof look>) => (await look(...args))?.facts.nta7516Failed
  assert.equal(await failed(raw('X-Test-Profile: ja', 'x-test-profile: ja')), 'header-once')
  assert.equal(await failed(raw('X-Test-Profile: nee')), 'header-value')
  assert.equal(await failed(right, { tls: null }), 'tls')
  assert.equal(await failed(right, { isSigned: false }), 'record-insecure')
  assert.equal(await failed(right, { change: { networks: ['198.51.100.0/24'] } }), 'place')
  assert.equal(await failed(right, { check: { ...proved, dkim: [{ result: 'pass', domain: 'elders.example', selector: 's' }] } }), 'dkim')
  assert.equal(await failed(right, { check: { ...proved, spf: { result: 'softfail', domain: 'polder.example' } } }), 'spf')
  assert.equal(await failed(right, { check: { ...proved, dmarc: { result: 'pass', policy: 'none' } } }), 'dmarc-policy')
  const claim = await look(raw('X-Test-Profile: ja', 'x-test-profile: ja'))
  const kept = Buffer.from(withTrace(raw('X-Test-Profile: ja', 'x-test-profile: ja', 'Subject: Vraag'), {
    id: 'i', at: 0, mailFrom: 'tom@polder.example', authenticationResults: 'mail.zorg.example; none', recipient: null,
    session: { ip: '192.0.2.1', helo: 'h', hostname: 'mail.zorg.example', tls: session.tls, utf8: false }, strips: claim?.strips,
  })).toString()
  assert.ok(!/x-test-profile/i.test(kept) && kept.includes('Subject: Vraag'))
})
