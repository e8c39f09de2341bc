import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { CIPHER_LEVELS, connectionLevel, GROUP_LEVELS, keyLevel, weakest } from './levels.ts'
import { GROUPS } from './policy.ts'

test('a connection is as strong as its weakest part', () => {
  const best = { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', group: 'X25519MLKEM768' }
  assert.equal(connectionLevel(best), 'good')
  assert.equal(connectionLevel({ ...best, group: 'X25519' }), 'sufficient')
  assert.equal(connectionLevel({ ...best, protocol: 'TLSv1.2', cipher: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' }), 'sufficient')
  assert.equal(connectionLevel({ ...best, group: 'secp224r1' }), 'phase-out')
  for (const worse of [{ protocol: 'TLSv1.1' }, { cipher: 'TLS_RSA_WITH_AES_128_CBC_SHA' }, { group: '' }, { group: 'ffdhe2048' }]) {
    assert.equal(connectionLevel({ ...best, ...worse }), 'insufficient')
  }
  assert.equal(weakest([]), 'good')
})

test('keys of certificates by kind and size', () => {
  const rsa = (modulusLength: number) => keyLevel(generateKeyPairSync('rsa', { modulusLength }).publicKey)
  assert.deepEqual([rsa(1024), rsa(2048), rsa(3072)], ['insufficient', 'phase-out', 'sufficient'])
  const curve = (namedCurve: string) => keyLevel(generateKeyPairSync('ec', { namedCurve }).publicKey)
  assert.deepEqual([curve('prime256v1'), curve('secp384r1'), curve('secp224r1'), curve('secp256k1')], ['sufficient', 'sufficient', 'phase-out', 'insufficient'])
  assert.equal(keyLevel(generateKeyPairSync('ed25519').publicKey), 'sufficient')
  assert.equal(keyLevel(generateKeyPairSync('x25519').publicKey), 'insufficient')
})

test('what we offer is nowhere below sufficient, and the key exchange of the future comes first', () => {
  const spoken: Readonly<Record<string, string>> = { 'P-256': 'prime256v1', 'P-384': 'secp384r1' }
  const groups = GROUPS.split(':').map((group) => GROUP_LEVELS[spoken[group] ?? group])
  assert.equal(groups[0], 'good')
  assert.ok(groups.every((level) => level === 'good' || level === 'sufficient'))
  assert.ok(Object.keys(CIPHER_LEVELS).filter((name) => CIPHER_LEVELS[name] === 'good').every((name) => name.startsWith('TLS_')))
})
