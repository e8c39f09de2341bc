import { test } from 'node:test'
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { randomCode, readCode, toBase32 } from './codes.ts'
import { equalConstantTime, hkdfExpand32, hkdfSha256, hmacSha256, sha256 } from './hash.ts'
import { BOX_OVERHEAD_BYTES, boxKey, openBox, sealBox } from './box.ts'

const hex = (text: string): Uint8Array => Uint8Array.fromHex(text)

test('HKDF gives the output of RFC 5869, appendix A.1, and one block of expand the same', () => {
  const key = new Uint8Array(22).fill(0x0b)
  const salt = hex('000102030405060708090a0b0c')
  const info = hex('f0f1f2f3f4f5f6f7f8f9')
  const expected = '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'
  assert.equal(hkdfSha256({ key, salt, info, lengthBytes: 42 }).toHex(), expected)
  assert.equal(hkdfExpand32(hmacSha256(salt, key), info).toHex(), expected.slice(0, 64))
})

test('SHA-256 and HMAC give the published values', () => {
  assert.equal(sha256('abc').toHex(), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  // RFC 4231 §4.3
  assert.equal(hmacSha256(new TextEncoder().encode('Jefe'), 'what do ya want for nothing?').toHex(),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
})

test('what looks equal is equal, whatever the lengths', () => {
  assert.ok(equalConstantTime(hex('0102'), hex('0102')))
  assert.ok(!equalConstantTime(hex('0102'), hex('0103')))
  assert.ok(!equalConstantTime(hex('0102'), hex('010203')))
  assert.ok(equalConstantTime(hex(''), hex('')))
})

test('boxes differ each time and come back', () => {
  const key = boxKey(new Uint8Array(32).fill(7))
  const seen = new Set<string>()
  for (let i = 0; i < 500; i++) {
    const box = sealBox(key, hex('01'), hex('0a0b'))
    assert.equal(box.length, 2 + BOX_OVERHEAD_BYTES)
    seen.add(box.subarray(0, 12).toHex())
    assert.deepEqual(openBox(key, hex('01'), box), hex('0a0b'))
  }
  assert.equal(seen.size, 500, 'no nonce twice')
  assert.throws(() => boxKey(new Uint8Array(31)))
})

test('base32 is that of RFC 4648 §10 without padding', () => {
  for (const [text, expected] of [['', ''], ['f', 'MY'], ['fo', 'MZXQ'], ['foo', 'MZXW6'], ['foobar', 'MZXW6YTBOI']] as const) {
    assert.equal(toBase32(new TextEncoder().encode(text)), expected)
  }
})

test('codes are read back however they are typed, and nothing else is', () => {
  for (const groups of [6, 7]) {
    const code = randomCode(groups)
    assert.equal(code.length, groups * 5 - 1)
    const plain = code.replaceAll('-', '')
    assert.equal(readCode(code, groups), plain)
    assert.equal(readCode(` ${code.toUpperCase().replaceAll('-', ' ')} `, groups), plain)
    assert.equal(readCode(plain.replaceAll('0', 'O').replaceAll('1', 'l'), groups), plain)
    for (const bad of ['', plain.slice(1), `${plain}0`, `${plain.slice(1)}!`, `${plain.slice(1)}é`, '-'.repeat(1000)]) {
      assert.equal(readCode(bad, groups), undefined)
    }
  }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (typed) => {
    const code = readCode(typed, 6)
    assert.ok(code === undefined || code.length === 24)
  }), { numRuns: 300 })
  assert.notEqual(randomCode(6), randomCode(6))
})
