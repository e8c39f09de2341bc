import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arePushKeys, encryptPush, PUSHED_BYTES_MAX } from './web-push.ts'

/** RFC 8291 §5 and appendix A. */
const vector = {
  plain: 'When I grow up, I want to be a watermelon',
  sender: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  body: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A'
    + '_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}
const bytes = (text: string): Uint8Array => Buffer.from(text, 'base64url')
const keys = { p256dh: bytes(vector.p256dh), auth: bytes(vector.auth) }

test('the vector of RFC 8291', () => {
  const sender = { privateKey: bytes(vector.sender), salt: bytes(vector.salt) }
  assert.equal(Buffer.from(encryptPush(Buffer.from(vector.plain), keys, sender)).toString('base64url'), vector.body)
})

test('no two messages are alike, and one record takes so much and no more', () => {
  const plain = Buffer.alloc(PUSHED_BYTES_MAX)
  const one = encryptPush(plain, keys)
  assert.equal(one.length, 16 + 5 + 65 + 4096)
  assert.notDeepEqual(encryptPush(plain, keys), one)
  assert.throws(() => encryptPush(Buffer.alloc(PUSHED_BYTES_MAX + 1), keys), RangeError)
})

test('keys that are none', () => {
  assert.equal(arePushKeys(keys), true)
  const wrong = Uint8Array.from(keys.p256dh)
  wrong[64] = (wrong[64] ?? 0) ^ 1
  for (const p256dh of [wrong, keys.p256dh.subarray(1), new Uint8Array(65), Uint8Array.of(4, ...new Uint8Array(64))]) {
    assert.equal(arePushKeys({ p256dh, auth: keys.auth }), false)
  }
  assert.equal(arePushKeys({ p256dh: keys.p256dh, auth: new Uint8Array(15) }), false)
})
