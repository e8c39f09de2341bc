/** DANE against certificates made here; every record that must not fit stands beside one that does. */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { systemClock, type Clock } from '../base/clock.ts'
import { day } from '../base/sizes.ts'
import { isUsable, TLSA_BYTES_MAX } from '../dns/tlsa.ts'
import type { TlsaRecord } from '../dns/types.ts'
import { digestOf } from '../dns/signed-zone.testing.ts'
import { createCertificateAuthority, selfSigned } from '../tls/certificates.ts'
import { fitsDane, publicKeyInfo, type DaneArgs } from './dane.ts'

const now = systemClock.now()
const authority = await createCertificateAuthority({ name: 'Authority', clock: systemClock })
const leafPair = await authority.issue({ names: ['mx.b.test'], clock: systemClock })
const other = await createCertificateAuthority({ name: 'Authority', clock: systemClock })
const otherLeaf = await other.issue({ names: ['mx.b.test'], clock: systemClock })

function certificatesOf(pem: string): X509Certificate[] {
  return pem.split(/(?<=-----END CERTIFICATE-----\n)/).filter((part) => part.includes('BEGIN')).map((part) => new X509Certificate(part))
}
const chain = certificatesOf(leafPair.certificate)
const otherChain = certificatesOf(otherLeaf.certificate)
const [leaf, root] = chain
const [, otherRoot] = otherChain
assert.ok(leaf !== undefined && root !== undefined && otherRoot !== undefined)

function record(usage: number, selector: 0 | 1, matching: 0 | 1 | 2, of: X509Certificate): TlsaRecord {
  const bytes = selector === 0 ? of.raw : publicKeyInfo(of.raw) ?? assert.fail()
  return { usage, selector, matching, certificate: digestOf(bytes, matching) }
}
const fits = (records: readonly TlsaRecord[], more: Partial<DaneArgs> = {}): boolean =>
  fitsDane({ chain, records, names: ['mx.b.test'], now, ...more })

test('the key as it stands in the certificate is the one that Node exports', () => {
  assert.deepEqual(Buffer.from(publicKeyInfo(leaf.raw) ?? []), leaf.publicKey.export({ type: 'spki', format: 'der' }))
})

test('bytes that are no certificate have no key', () => {
  const broken = [[], [0x30], [0x30, 0x80], [0x30, 0x03, 0x30, 0x01, 0x05], [0x30, 0x84, 0xff, 0xff, 0xff, 0xff]]
  for (const bytes of [...broken, [...leaf.raw.subarray(0, 40)]]) {
    assert.equal(publicKeyInfo(Uint8Array.from(bytes)), undefined)
  }
  for (let length = 0; length < leaf.raw.length; length += 7) publicKeyInfo(leaf.raw.subarray(0, length))
})

for (const usage of [2, 3]) {
  for (const selector of [0, 1] as const) {
    for (const matching of [0, 1, 2] as const) {
      test(`${usage} ${selector} ${matching} fits its own certificate and no other`, () => {
        const own = usage === 3 ? leaf : root
        assert.equal(fits([record(usage, selector, matching, own)]), true)
        assert.equal(fits([record(usage, selector, matching, own)], { chain: otherChain }), false)
        assert.equal(fits([record(usage, selector, matching, usage === 3 ? root : leaf)]), false)
      })
    }
  }
}

test('a change of keys: one record of several fits', () => {
  const next = certificatesOf(otherLeaf.certificate)[0] ?? assert.fail()
  assert.equal(fits([record(3, 1, 1, next), record(3, 1, 1, leaf)]), true)
  assert.equal(fits([record(3, 1, 1, next)]), false)
  assert.equal(fits([record(3, 1, 1, next), record(2, 1, 1, root)]), true)
})

test('DANE-EE asks for no name and no date, DANE-TA for both', async () => {
  const old: Clock = { now: () => now - 30 * day }
  const expired = certificatesOf((await authority.issue({ names: ['mx.b.test'], clock: old, days: 1 })).certificate)
  assert.equal(fits([record(3, 1, 1, expired[0] ?? assert.fail())], { chain: expired, names: [] }), true)
  assert.equal(fits([record(2, 1, 1, root)], { chain: expired }), false)
  assert.equal(fits([record(2, 1, 1, root)], { names: ['other.test'] }), false)
  assert.equal(fits([record(2, 1, 1, root)], { names: [] }), false)
  assert.equal(fits([record(2, 1, 1, root)], { names: ['other.test', 'MX.b.test'] }), true)
})

test('an anchor that is only put beside a certificate it did not sign proves nothing', () => {
  const forged = certificatesOf(otherLeaf.certificate)[0] ?? assert.fail()
  // The other authority has the same name, so only the signature tells.
  assert.equal(forged.checkIssued(root), true)
  assert.equal(fits([record(2, 0, 1, root)], { chain: [forged, root] }), false)
})

test('an anchor that stands whole in its record need not be sent', () => {
  for (const selector of [0, 1] as const) {
    assert.equal(fits([record(2, selector, 0, root)], { chain: [leaf] }), true)
    assert.equal(fits([record(2, selector, 1, root)], { chain: [leaf] }), false)
    assert.equal(fits([record(2, selector, 0, otherRoot)], { chain: [leaf] }), false)
  }
  assert.equal(fits([{ usage: 2, selector: 0, matching: 0, certificate: Buffer.from('nonsense') }], { chain: [leaf] }), false)
})

test('a certificate that is no authority cannot be an anchor for another', async () => {
  const alone = certificatesOf((await selfSigned({ names: ['mx.b.test'], clock: systemClock })).certificate)
  assert.equal(fits([record(2, 1, 1, alone[0] ?? assert.fail())], { chain: alone }), false)
  assert.equal(fits([record(3, 1, 1, alone[0] ?? assert.fail())], { chain: alone }), true)
  assert.equal(fits([], { chain: [] }), false)
})

test('records that cannot be used: PKIX usages, unknown words, wrong lengths', () => {
  const good = record(3, 1, 1, leaf)
  assert.equal(isUsable(good), true)
  for (const wrong of [
    { usage: 0 }, { usage: 1 }, { usage: 4 }, { usage: 255 }, { selector: 2 }, { matching: 3 },
    { certificate: Buffer.alloc(31) },
    { certificate: Buffer.alloc(33) }, { matching: 2 }, { matching: 0, certificate: Buffer.alloc(0) },
    { matching: 0, certificate: Buffer.alloc(TLSA_BYTES_MAX + 1) },
  ]) assert.equal(isUsable({ ...good, ...wrong }), false, JSON.stringify(wrong))
  assert.equal(isUsable({ ...good, matching: 0, certificate: Buffer.alloc(TLSA_BYTES_MAX) }), true)
})
