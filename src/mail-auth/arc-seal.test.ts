/** Our seals as another implementation reads them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authenticate } from 'mailauth'
import { ARC_SETS_MAX, sealArc } from './arc-seal.ts'
import { newDkimKey, type NewDkimKey } from './dkim-keys.ts'
import { createDkimSigner } from './dkim-sign.ts'

const keys = await Promise.all(['buiten.example', 'zorg.example', 'derde.example'].map((domain) =>
  newDkimKey({ domain, selector: 's1', algorithm: 'rsa-sha256' })))
const [outside, ours, third] = keys as [NewDkimKey, NewDkimKey, NewDkimKey]
const at = Date.UTC(2026, 10, 22)
const letter = Buffer.from('From: Jan <jan@buiten.example>\r\nTo: noor@zorg.example\r\nSubject: Proef\r\n'
  + 'Date: Sun, 22 Nov 2026 00:00:00 +0000\r\n'
  + 'Message-ID: <a@buiten.example>\r\n\r\nEen regel.  \r\n\r\n')
const signed = createDkimSigner({ keys: [outside] }).sign(letter, { at })

async function arcOf(raw: Uint8Array): Promise<string> {
  const resolver = (name: string, type: string): Promise<unknown> => {
    const key = keys.find(({ recordName }) => recordName === name)
    if (type === 'TXT' && key !== undefined) return Promise.resolve([[key.record]])
    return Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }))
  }
  const { arc } = await authenticate(Buffer.from(raw), {
    ip: '192.0.2.1', helo: 'x.example', sender: 'jan@buiten.example', resolver: resolver as never, disableBimi: true,
    mta: 'mx',
  })
  return arc === false ? 'none' : String(arc.status?.result)
}

const seal = (raw: Uint8Array, key: NewDkimKey, chain: 'none' | 'pass' | 'fail'): Uint8Array =>
  sealArc(raw, { key, at,
    results: `mx.${key.domain}; spf=pass smtp.mailfrom=buiten.example;\r\n\tdkim=pass header.d=buiten.example`, chain })

test('one seal, and one over that, are what another implementation calls a good chain', async () => {
  assert.equal(await arcOf(signed), 'none')
  const once = seal(signed, ours, 'none')
  assert.equal(await arcOf(once), 'pass')
  const twice = seal(once, third, 'pass')
  assert.equal(await arcOf(twice), 'pass')
  assert.match(Buffer.from(twice).toString('latin1'), /^ARC-Seal: i=2;/)
})

test('a change behind the seal breaks the chain; what failed is sealed as failed, and then no more', async () => {
  const once = Buffer.from(seal(signed, ours, 'none')).toString('latin1')
  const changed = Buffer.from(once.replace('Een regel.', 'Een andere regel.'), 'latin1')
  assert.equal(await arcOf(changed), 'fail')
  const failed = seal(changed, third, 'fail')
  assert.match(Buffer.from(failed).toString('latin1'), /cv=fail/)
  assert.deepEqual(seal(failed, ours, 'pass'), failed)
})

test('what is no chain, or has all the sets it may have, is left alone', () => {
  for (const field of ['ARC-Seal: i=1; cv=none; b=', 'ARC-Seal: i=99; b=', 'ARC-Message-Signature: nonsense',
    'ARC-Authentication-Results: i=2; x']) {
    const raw = Buffer.concat([Buffer.from(`${field}\r\n`), signed])
    assert.deepEqual(seal(raw, ours, 'pass'), raw, field)
  }
  const set = (instance: number): string => ['ARC-Seal', 'ARC-Message-Signature',
    'ARC-Authentication-Results'].map((name) => `${name}: i=${instance}; x\r\n`).join('')
  const sets = (count: number): Buffer => Buffer.concat([Buffer.from(Array.from({ length: count }, (_, index) =>
    set(count - index)).join('')), signed])
  assert.deepEqual(seal(sets(ARC_SETS_MAX), ours, 'pass'), sets(ARC_SETS_MAX))
  assert.notDeepEqual(seal(sets(ARC_SETS_MAX - 1), ours, 'pass'), sets(ARC_SETS_MAX - 1))
})
