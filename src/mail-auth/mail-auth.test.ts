import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createResolver } from '../dns/resolver.ts'
import { createDnsStub, type StubAnswer } from '../dns/stub.testing.ts'
import { silentLog } from '../log/log.ts'
import { newDkimKey, type DkimAlgorithm } from './dkim-keys.ts'
import { createDkimSigner } from './dkim-sign.ts'
import { mailAuthLibrary } from './library.ts'
import { createMailAuth, resultsField } from './mail-auth.ts'
import { SIGNATURES_MAX } from './types.ts'

const txt = (data: string): StubAnswer => ({ records: [{ type: 'TXT', data: data.match(/.{1,200}/g) }] })
// Loading the library takes longer than the short waits below.
await mailAuthLibrary()

const at = Date.UTC(2026, 10, 22)

async function authOf(t: TestContext, zone: Readonly<Record<string, StubAnswer>>, random: () => number = () => 0) {
  const stub = await createDnsStub(zone)
  t.after(() => stub.close())
  const clock = { now: () => at }
  const resolver = createResolver({ servers: [stub.server], validating: false, clock, timeoutMs: 150, tries: 1 })
  return { auth: createMailAuth({ resolver, hostname: 'mx.test', clock, log: silentLog, random }), stub, resolver }
}

const message = (from: string, body = 'hello  there \r\n\r\nbye\r\n\r\n\r\n'): Uint8Array =>
  Buffer.from(`From: ${from}\r\nTo: b@b.test\r\nSubject: a  folded\r\n\tone\r\nDate: Sun, 22 Nov 2026 00:00:00 +0000\r\n\r\n${body}`)
const question = (raw: Uint8Array, mailFrom = 'ann@a.test') => ({ ip: '192.0.2.1', helo: 'out.a.test', mailFrom, raw })

async function keyAndZone(algorithm: DkimAlgorithm) {
  const key = await newDkimKey({ domain: 'a.test', selector: algorithm.slice(0, 2), algorithm })
  return { key, zone: { [`TXT ${key.recordName}`]: txt(key.record) } }
}

test('what we sign with both algorithms is proved, aligned and passes DMARC', async (t) => {
  const [rsa, ed] = await Promise.all([keyAndZone('rsa-sha256'), keyAndZone('ed25519-sha256')])
  const { auth } = await authOf(t, { ...rsa.zone, ...ed.zone, 'TXT _dmarc.a.test': txt('v=DMARC1; p=reject') })
  const raw = createDkimSigner({ keys: [rsa.key, ed.key] }).sign(message('Ann <ann@A.test>'), { at })
  const check = await auth.check(question(raw))
  assert.deepEqual(check.dkim, [
    { result: 'pass', domain: 'a.test', selector: 'rs' }, { result: 'pass', domain: 'a.test', selector: 'ed' },
  ])
  assert.partialDeepStrictEqual(check.dmarc, { result: 'pass', policy: 'reject', published: { domain: 'a.test', dkim: true } })
  assert.equal(check.alignedDomain, 'a.test')
  assert.deepEqual(check.author, { email: 'ann@a.test', domain: 'a.test', name: 'Ann' })
  assert.match(check.authenticationResults, /^mx\.test;\r\n\tspf=none/)
})

test('a signature says whether it covers how to leave a list; fields put there later are not covered (RFC 8058 §4)', async (t) => {
  const { key, zone } = await keyAndZone('ed25519-sha256')
  const { auth } = await authOf(t, zone)
  const fields = 'List-Unsubscribe: <https://a.test/stop>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n'
  const sign = (raw: Uint8Array): Uint8Array => createDkimSigner({ keys: [key] }).sign(raw, { at })
  const letter = Buffer.from(message('ann@a.test'))
  const covered = await auth.check(question(sign(Buffer.concat([Buffer.from(fields), letter]))))
  assert.deepEqual(covered.dkim.map(({ result, coversUnsubscribe }) => [result, coversUnsubscribe]), [['pass', true]])
  for (const raw of [Buffer.concat([Buffer.from(fields), sign(letter)]), sign(Buffer.concat([Buffer.from(fields.split('\r\n')[0] + '\r\n'), letter]))]) {
    const { dkim } = await auth.check(question(raw))
    assert.deepEqual(dkim.map(({ coversUnsubscribe }) => coversUnsubscribe), [undefined])
  }
})

const changed = {
  'the body': (raw: string) => raw.replace('bye', 'buy'),
  'the subject': (raw: string) => raw.replace('Subject: a', 'Subject: b'),
  'a second From in front': (raw: string) => `From: boss@a.test\r\n${raw}`,
  'a second To behind': (raw: string) => raw.replace('To: b@b.test', 'To: b@b.test\r\nTo: c@c.test'),
}
for (const [what, change] of Object.entries(changed)) {
  test(`a signature does not survive a change of ${what}`, async (t) => {
    const { key, zone } = await keyAndZone('ed25519-sha256')
    const { auth } = await authOf(t, { ...zone, 'TXT _dmarc.a.test': txt('v=DMARC1; p=reject') })
    const signed = Buffer.from(createDkimSigner({ keys: [key] }).sign(message('ann@a.test'), { at })).toString('latin1')
    const check = await auth.check(question(Buffer.from(change(signed), 'latin1')))
    assert.equal(check.dkim[0]?.result === 'pass', false)
    assert.equal(check.alignedDomain, null)
  })
}

const bodies = ['', '\r\n', 'x', 'x\r\n', '\r\n\r\nx\t \ty \r\n \r\n\t\r\n', '.\r\n..\r\n', `${'y'.repeat(5000)}\r\n`]
for (const body of bodies) {
  test(`the body ${JSON.stringify(body.slice(0, 20))} is signed as others verify it`, async (t) => {
    const { key, zone } = await keyAndZone('ed25519-sha256')
    const { auth } = await authOf(t, zone)
    const raw = createDkimSigner({ keys: [key] }).sign(message('ann@a.test', body), { at })
    assert.equal((await auth.check(question(raw))).dkim[0]?.result, 'pass')
  })
}

test('an author beyond ASCII is signed by its bytes', async (t) => {
  const { key, zone } = await keyAndZone('ed25519-sha256')
  const { auth } = await authOf(t, zone)
  const raw = createDkimSigner({ keys: [key] }).sign(message('Zoë <ann@a.test>'), { at })
  assert.equal((await auth.check(question(raw))).dkim[0]?.result, 'pass')
})

const authors = {
  'no From': 'To: x@x.test\r\n\r\n', 'an empty From': 'From: \r\n\r\n', 'two From fields': 'From: a@a.test\r\nFrom: b@b.test\r\n\r\n',
  'two addresses': 'From: a@a.test, b@b.test\r\n\r\n', 'a group of two': 'From: g: a@a.test, b@b.test;\r\n\r\n',
  'no domain': 'From: ann\r\n\r\n', 'the null address': 'From: <>\r\n\r\n',
}
for (const [what, raw] of Object.entries(authors)) {
  test(`${what} is not one author`, async (t) => {
    const { auth } = await authOf(t, { 'TXT _dmarc.a.test': txt('v=DMARC1; p=none') })
    const check = await auth.check(question(Buffer.from(raw)))
    assert.equal(check.author, undefined)
    assert.equal(check.dmarc.result, 'permerror')
  })
}

test('SPF proves the envelope domain, and DMARC passes when it is aligned', async (t) => {
  const { auth, stub } = await authOf(t, {
    'TXT mail.a.test': txt('v=spf1 ip4:192.0.2.0/24 -all'), 'TXT _dmarc.a.test': txt('v=DMARC1; p=reject'),
  })
  const check = await auth.check(question(message('ann@a.test'), 'bounce@mail.a.test'))
  assert.deepEqual(check.spf, { result: 'pass', domain: 'mail.a.test' })
  assert.deepEqual([check.dmarc.result, check.alignedDomain], ['pass', 'mail.a.test'])
  const asked = stub.asked.length
  await auth.check(question(message('ann@a.test'), 'bounce@mail.a.test'))
  assert.equal(stub.asked.length, asked)
})

test('a stranger in the name of a domain with a policy fails it', async (t) => {
  const zone = { 'TXT a.test': txt('v=spf1 -all'), 'TXT evil.test': txt('v=spf1 +all'), 'TXT _dmarc.a.test': txt('v=DMARC1; p=reject; sp=quarantine') }
  const { auth } = await authOf(t, zone)
  assert.partialDeepStrictEqual((await auth.check(question(message('ann@a.test'), 'x@evil.test'))).dmarc, { result: 'fail', policy: 'reject' })
  assert.partialDeepStrictEqual((await auth.check(question(message('ann@sub.a.test'), 'x@evil.test'))).dmarc, { result: 'fail', policy: 'quarantine' })
})

test('with pct the rest of the messages gets the next weaker policy', async (t) => {
  const zone = { 'TXT _dmarc.a.test': txt('v=DMARC1; p=reject; pct=30') }
  assert.equal((await (await authOf(t, zone, () => 0.29)).auth.check(question(message('ann@a.test')))).dmarc.policy, 'reject')
  assert.equal((await (await authOf(t, zone, () => 0.31)).auth.check(question(message('ann@a.test')))).dmarc.policy, 'quarantine')
})

test('signatures without a key are not hashed: permerror, or temperror when the DNS fails', async (t) => {
  const { auth } = await authOf(t, { 'TXT s2._domainkey.a.test': 'servfail' })
  const sig = (selector: string): string => `DKIM-Signature: v=1; a=rsa-sha256; d=a.test; s=${selector}; h=from; bh=x; b=y\r\n`
  const check = await auth.check(question(Buffer.concat([Buffer.from(sig('s1') + sig('s2')), message('ann@a.test')])))
  assert.deepEqual(check.dkim.map(({ result }) => result), ['permerror', 'temperror'])
  assert.match(check.authenticationResults, /dkim=permerror \(no key\) header\.d=a\.test header\.s=s1/)
})

test('only so many signatures are looked at', async (t) => {
  const { key, zone } = await keyAndZone('ed25519-sha256')
  const { auth } = await authOf(t, zone)
  const one = Buffer.from(createDkimSigner({ keys: [key] }).sign(message('ann@a.test'), { at })).toString('latin1')
  const signature = one.slice(0, one.indexOf('From:'))
  const check = await auth.check(question(Buffer.from(signature.repeat(SIGNATURES_MAX) + one, 'latin1')))
  assert.equal(check.dkim.length, SIGNATURES_MAX)
  assert.equal(check.dkim[0]?.result, 'pass')
})

test('with the DNS turned off everything is none at once', async () => {
  const clock = { now: () => at }
  const resolver = createResolver({ servers: [], validating: false, clock })
  const auth = createMailAuth({ resolver, hostname: 'mx.test', clock, log: silentLog })
  const check = await auth.check(question(message('ann@a.test')))
  assert.deepEqual([check.spf.result, check.dkim, check.dmarc.result, check.alignedDomain], ['none', [], 'none', null])
  assert.equal(check.authenticationResults, 'mx.test;\r\n\tnone')
})

test('a silent DNS gives temperror', async (t) => {
  const { auth } = await authOf(t, { 'TXT a.test': 'silent', 'TXT _dmarc.a.test': 'silent' })
  const check = await auth.check(question(message('ann@a.test')))
  assert.deepEqual([check.spf.result, check.dmarc.result], ['temperror', 'temperror'])
})

test('nothing in a result can begin a field of its own', () => {
  const field = resultsField('mx.test', [`spf=fail (x\r\nBcc: y@y.test\0) smtp.helo=${'z'.repeat(3000)}`])
  assert.match(field, /^mx\.test;(\r\n\t[\x20-\x7e]+)+$/)
})
