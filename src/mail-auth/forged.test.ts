/** Signatures as forgers use them: each ends without proof of the author. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createResolver } from '../dns/resolver.ts'
import { createDnsStub, type StubAnswer } from '../dns/stub.testing.ts'
import { silentLog } from '../log/log.ts'
import { newDkimKey } from './dkim-keys.ts'
import { createDkimSigner } from './dkim-sign.ts'
import { createMailAuth } from './mail-auth.ts'
import type { AuthCheck } from './types.ts'

await import('mailauth')
const { dkimSign } = await import('mailauth')

const at = Date.UTC(2026, 10, 22)
const txt = (data: string): StubAnswer => ({ records: [{ type: 'TXT', data: data.match(/.{1,200}/g) }] })
const victim = await newDkimKey({ domain: 'victim.test', selector: 's', algorithm: 'ed25519-sha256' })
const evil = await newDkimKey({ domain: 'evil.test', selector: 's', algorithm: 'ed25519-sha256' })
const zone = {
  [`TXT ${victim.recordName}`]: txt(victim.record), [`TXT ${evil.recordName}`]: txt(evil.record),
  'TXT s._domainkey.test': txt(evil.record), 'TXT s._domainkey.victim.test.evil.test': txt(evil.record),
  'TXT _dmarc.victim.test': txt('v=DMARC1; p=reject'), 'TXT evil.test': txt('v=spf1 +all'),
}
const letter = 'From: Ann <ann@victim.test>\r\nTo: b@b.test\r\nSubject: hello\r\nDate: Sun, 22 Nov 2026 00:00:00 +0000\r\n'
  + 'MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nthe text\r\n'

async function judged(t: TestContext, raw: string, { mailFrom = 'x@evil.test', helo = 'evil.test' } = {}): Promise<AuthCheck> {
  const stub = await createDnsStub(zone)
  t.after(() => stub.close())
  const clock = { now: () => at }
  const resolver = createResolver({ servers: [stub.server], validating: false, clock, timeoutMs: 2000, tries: 1 })
  const auth = createMailAuth({ resolver, hostname: 'mx.test', clock, log: silentLog, random: () => 0 })
  return await auth.check({ ip: '192.0.2.1', helo, mailFrom, raw: Buffer.from(raw, 'latin1') })
}

const signed = (raw: string, key = victim): string => Buffer.from(createDkimSigner({ keys: [key] }).sign(Buffer.from(raw, 'latin1'), { at })).toString('latin1')

/** A signature with fields and tags of one's own choice, by the library: such as our own signer never makes. */
async function signedOver(raw: string, headerList: readonly string[], more: Readonly<Record<string,
  unknown>> = {}): Promise<string> {
  const privateKey = `-----BEGIN PRIVATE KEY-----\n${Buffer.from(victim.privateKey).toString('base64')}\n-----END PRIVATE KEY-----\n`
  const { signatures } = await dkimSign(Buffer.from(raw, 'latin1'), {
    canonicalization: 'relaxed/relaxed', signTime: new Date(at), headerList: [...headerList],
    signatureData: [{ signingDomain: 'victim.test', selector: 's', privateKey, algorithm: 'ed25519-sha256', ...more }],
  } as never)
  return `${signatures.trimEnd()}\r\n${raw}`
}

test('the honest letter passes', async (t) => {
  const check = await judged(t, signed(letter))
  assert.equal(check.dmarc.result, 'pass')
})

test('a signature over part of the body (l=) proves nothing, whatever is put behind it', async (t) => {
  const raw = await signedOver(letter, ['from', 'to', 'subject', 'date', 'content-type'], { maxBodyLength: 4 })
  assert.match(raw, /l=4/)
  for (const one of [raw, `${raw}<b>pay here</b>\r\n`]) {
    const check = await judged(t, one)
    assert.deepEqual([check.dkim[0]?.result, check.dmarc.result], ['policy', 'fail'])
    assert.match(check.authenticationResults, /dkim=policy/)
  }
})

test('a signature that leaves the subject out does not prove a mail with a subject', async (t) => {
  const raw = await signedOver(letter, ['from', 'to', 'date'])
  assert.equal((await judged(t, raw)).dkim[0]?.result, 'policy')
  assert.equal((await judged(t, raw.replace('Subject: hello', 'Subject: pay'))).dmarc.result, 'fail')
})

for (const field of ['Subject: pay', 'To: c@c.test', 'Reply-To: x@evil.test\r\nReply-To: y@evil.test', 'Date: Sat, 21 Nov 2026 00:00:00 +0000',
  'Content-Type: multipart/mixed; boundary=x', 'MIME-Version: 1.0']) {
  test(`a field put in front of a signature that does not forbid it: ${field.slice(0, 20)}`, async (t) => {
    const raw = await signedOver(letter, ['from', 'to', 'subject', 'date', 'content-type', 'mime-version'])
    assert.equal((await judged(t, raw)).dmarc.result, 'pass')
    const check = await judged(t, `${field}\r\n${raw}`)
    assert.deepEqual([check.dkim[0]?.result, check.dmarc.result, check.alignedDomain], ['policy', 'fail', null])
  })
}

const otherDomains: Readonly<Record<string, string>> = {
  'the forger\'s own domain': 'evil.test', 'a name below the forger\'s that begins as the victim': 'victim.test.evil.test',
  'the top level': 'test', 'a name with a NUL': 'victim.test\0.evil.test', 'a name with a bracket': 'victim.test(.evil.test',
  'a quoted name': '"victim.test".evil.test', 'nothing': '',
}
for (const [what, domain] of Object.entries(otherDomains)) {
  test(`signed by ${what}`, async (t) => {
    const check = await judged(t, signed(letter, { ...evil, domain }))
    assert.deepEqual([check.dmarc.result, check.alignedDomain], ['fail', null])
    assert.doesNotMatch(check.authenticationResults, /header\.[di]=@?victim\.test[\s;]/)
  })
}

test('a key of the victim asked for at the forger, and the other way round', async (t) => {
  const raw = signed(letter, evil)
  assert.equal((await judged(t, raw.replace('d=evil.test', 'd=victim.test'))).dmarc.result, 'fail')
})

const envelopes: readonly (readonly [mailFrom: string, helo: string])[] = [
  ['', 'victim.test'], ['', 'evil.test'], ['', '[192.0.2.1]'], ['', 'victim.test evil.test'], ['', 'mail.victim.test'],
  ['x@victim.test', 'evil.test'], ['"x@victim.test"@evil.test', 'evil.test'], ['x@victim.test(.evil.test', 'evil.test'],
  ['x@victim.test.evil.test', 'evil.test'], ['@victim.test:x@evil.test', 'victim.test'], ['victim.test', 'evil.test'],
  ['x@victim.test\0.evil.test', 'evil.test'],
]
for (const [mailFrom, helo] of envelopes) {
  test(`the envelope ${JSON.stringify(mailFrom)} by ${JSON.stringify(helo)} proves no author at the victim`, async (t) => {
    const check = await judged(t, letter, { mailFrom, helo })
    assert.deepEqual([check.dmarc.result, check.dmarc.policy, check.alignedDomain], ['fail', 'reject', null])
  })
}

test('a domain beyond ASCII is judged by its A-labels', async (t) => {
  const check = await judged(t, Buffer.from('From: x@victím.test\r\n\r\n').toString('latin1'))
  assert.equal(check.author?.domain, 'xn--victm-2sa.test')
  assert.equal(check.alignedDomain, null)
})
