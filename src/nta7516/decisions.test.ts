import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decideReceive, decideSend, isPolicyEnough, isTlsEnough, type HostFacts, type ReceiveFacts, type SendFacts } from './decisions.ts'
import { isFieldName, profileOf, type Nta7516Settings } from './profile.ts'

const host: HostFacts = { isSecure: true, tlsa: 'usable', isAllowedPlace: true }
const ready: SendFacts = { gap: null, own: [], hasSecondFactor: true, record: 'valid', hosts: [host] }

test('all in order: the hosts that can be proved, in their order', () => {
  const hosts: readonly HostFacts[] = [{ ...host, tlsa: 'none' }, host, { ...host, isSecure: false }, { ...host, isAllowedPlace: false }, host]
  assert.deepEqual(decideSend({ ...ready, hosts }), { outcome: 'deliver', hosts: [1, 4] })
})

const refused: readonly (readonly [Partial<SendFacts>, string])[] = [
  [{ gap: 'off' }, 'other-way S1 profile-off'], [{ gap: 'header-missing' }, 'other-way S1 profile-header-missing'],
  [{ hasSecondFactor: false }, 'other-way S1 no-second-factor'], [{ own: ['own-dmarc'] }, 'other-way S1 own-dmarc'],
  [{ own: ['own-unknown'] }, 'defer S1 own-unknown'], [{ own: ['own-unknown', 'own-spf'] }, 'other-way S1 own-spf'],
  [{ record: 'none' }, 'other-way S2 record-none'], [{ record: 'faulty' }, 'other-way S2 record-faulty'],
  [{ record: 'insecure' }, 'other-way S2 record-insecure'], [{ record: 'not-yet' }, 'other-way S2 record-not-yet'],
  [{ record: 'expired' }, 'other-way S2 record-expired'], [{ record: 'unknown' }, 'defer S2 record-unknown'],
  [{ hosts: 'unknown' }, 'defer S3 hosts-unknown'], [{ hosts: [] }, 'other-way S3 hosts-insecure'],
  [{ hosts: [{ ...host, isSecure: false }] }, 'other-way S3 hosts-insecure'], [{ hosts: [{ ...host, tlsa: 'none' }] }, 'other-way S4 no-tlsa'],
  [{ hosts: [{ ...host, tlsa: 'unusable' }] }, 'other-way S4 no-tlsa'], [{ hosts: [{ ...host, tlsa: 'later' }] }, 'defer S4 tlsa-unknown'],
  [{ hosts: [{ ...host, tlsa: 'none' }, { ...host, tlsa: 'later' }] }, 'defer S4 tlsa-unknown'],
  [{ hosts: [{ ...host, isAllowedPlace: false }] }, 'other-way S6 place-not-allowed'],
]

for (const [change, expected] of refused) {
  test(`sending: ${expected}`, () => {
    const decided = decideSend({ ...ready, ...change })
    assert.equal(decided.outcome === 'deliver' ? 'deliver' : `${decided.outcome} ${decided.step} ${decided.why}`, expected)
  })
}

const claim: ReceiveFacts = {
  gap: null, headers: 1, isValueRight: true, tls: 'TLSv1.3', tlsMin: 'TLSv1.2', spf: true, dkim: true, dmarc: 'pass', dmarcPolicy: 'reject',
  dmarcMin: 'quarantine', record: 'valid', isAllowedPlace: true,
}

test('receiving: a claim holds only when all of it is proved; a claim that fails leaves no header', () => {
  assert.deepEqual(decideReceive(claim), { mark: 'received-safely' })
  assert.deepEqual(decideReceive({ ...claim, headers: 0, isValueRight: false }), { mark: 'ordinary', strip: false, failed: [] })
  const changes: readonly (readonly [Partial<ReceiveFacts>, string])[] = [
    [{ headers: 2 }, 'header-once'], [{ isValueRight: false }, 'header-value'], [{ tls: null }, 'tls'], [{ tls: 'TLSv1.1' }, 'tls'],
    [{ tls: 'TLSv1.2', tlsMin: 'TLSv1.3' }, 'tls'], [{ spf: false }, 'spf'], [{ dkim: false }, 'dkim'], [{ dmarc: 'other' }, 'dmarc'],
    [{ dmarcPolicy: 'none' }, 'dmarc-policy'], [{ dmarcPolicy: null }, 'dmarc-policy'], [{ dmarcPolicy: 'quarantine', dmarcMin: 'reject' }, 'dmarc-policy'],
    [{ record: 'expired' }, 'record-expired'], [{ record: 'insecure' }, 'record-insecure'], [{ record: 'unknown' }, 'record-unknown'],
    [{ isAllowedPlace: false }, 'place'], [{ gap: 'limits-missing' }, 'profile-limits-missing'],
  ]
  for (const [change, failed] of changes) {
    assert.deepEqual(decideReceive({ ...claim, ...change }), { mark: 'ordinary', strip: true, failed: [failed] }, failed)
  }
})

test('the least of TLS and of DMARC', () => {
  assert.ok(isTlsEnough('TLSv1.2', 'TLSv1.2') && isTlsEnough('TLSv1.3', 'TLSv1.3') && !isTlsEnough('SSLv3', 'TLSv1.2'))
  assert.ok(isPolicyEnough('quarantine', 'quarantine') && isPolicyEnough('reject', 'reject') && !isPolicyEnough('none', 'quarantine'))
})

const settings: Nta7516Settings = {
  profile: 'nta7516-1', headerName: 'X-Test-Profile', headerValue: 'yes', tlsMin: '1.2', dmarcMin: 'quarantine', networks: [],
  startMonth: '2026-01', endMonth: '2028-12', provider: 'Zegel', hosts: ['20 b.example.nl', '10 a.example.nl'],
}

test('the profile is off until everything that only the norm says is filled in', () => {
  const state = profileOf(settings)
  assert.ok(state.kind === 'on')
  assert.deepEqual(state.profile.record.hosts.map(({ preference }) => preference), [10, 20])
  assert.equal(state.profile.tlsMin, 'TLSv1.2')
  const gaps = [
    [{ profile: 'off' }, 'off'], [{ headerName: '' }, 'header-missing'], [{ headerName: 'Subject' }, 'header-missing'], [{ headerName: 'a b' }, 'header-missing'],
    [{ headerValue: ' ' }, 'header-missing'], [{ tlsMin: '' }, 'limits-missing'], [{ dmarcMin: '' }, 'limits-missing'], [{ startMonth: '2026-13' }, 'record-missing'],
    [{ provider: '' }, 'record-missing'], [{ hosts: ['mx.example.nl'] }, 'record-missing'], [{ endMonth: '2025-01' }, 'record-faulty'],
    [{ provider: 'a;b' }, 'record-faulty'],
  ] as const
  for (const [change, gap] of gaps) assert.deepEqual(profileOf({ ...settings, ...change }), { kind: 'off', gap })
})

test('the header is one that nothing else uses', () => {
  assert.ok(isFieldName('X-Nta') && !isFieldName('From') && !isFieldName('dkim-signature') && !isFieldName('x:') && !isFieldName('x'.repeat(80)))
})
