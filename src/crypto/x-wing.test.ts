import { test } from 'node:test'
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { Refusal } from '../base/errors.ts'
import {
  decapsulateXWing, encapsulateXWing, expandXWing, generateXWing, readXWingPublic,
  X_WING_CIPHERTEXT_BYTES, X_WING_PUBLIC_BYTES,
} from './x-wing.ts'
import { X_WING_VECTORS } from './x-wing.vectors.ts'

test('decapsulation gives the shared secrets of the draft', () => {
  assert.equal(X_WING_VECTORS.length, 3)
  for (const vector of X_WING_VECTORS) {
    const own = expandXWing(Uint8Array.fromHex(vector.seed))
    assert.equal(own.publicBytes.length, X_WING_PUBLIC_BYTES)
    assert.equal(hash('sha3-256', own.publicBytes), vector.publicKeySha3)
    assert.equal(decapsulateXWing(own, Uint8Array.fromHex(vector.ciphertext)).toHex(), vector.sharedSecret)
  }
})

test('what is encapsulated to the public bytes opens with the seed, and each time is another secret', () => {
  const pair = generateXWing()
  const own = expandXWing(pair.seed)
  assert.deepEqual(own.publicBytes, pair.publicBytes)
  const to = readXWingPublic(pair.publicBytes)
  const one = encapsulateXWing(to)
  const two = encapsulateXWing(to)
  assert.equal(one.ciphertext.length, X_WING_CIPHERTEXT_BYTES)
  assert.deepEqual(decapsulateXWing(own, one.ciphertext), one.secret)
  assert.notDeepEqual(one.secret, two.secret)
})

test('a changed byte anywhere in the ciphertext never gives the secret', () => {
  const pair = generateXWing()
  const own = expandXWing(pair.seed)
  const { ciphertext, secret } = encapsulateXWing(readXWingPublic(pair.publicBytes))
  for (const at of [0, 500, 1087, 1088, 1119]) {
    const changed = ciphertext.slice()
    changed[at] = (changed[at] ?? 0) ^ 1
    assert.notDeepEqual(decapsulateXWing(own, changed), secret, `byte ${at}`)
  }
  const other = expandXWing(generateXWing().seed)
  assert.notDeepEqual(decapsulateXWing(other, ciphertext), secret)
})

test('wrong sizes, points of small order and coefficients over the modulus are refused', () => {
  const pair = generateXWing()
  const own = expandXWing(pair.seed)
  const { ciphertext } = encapsulateXWing(readXWingPublic(pair.publicBytes))
  const refusal = (reason: string) => (error: unknown) => error instanceof Refusal && error.reason === reason
  assert.throws(() => decapsulateXWing(own, ciphertext.subarray(1)), refusal('wrong-key'))
  assert.throws(() => decapsulateXWing(own, new Uint8Array(1121)), refusal('wrong-key'))
  const small = ciphertext.slice()
  small.fill(0, 1088)
  assert.throws(() => decapsulateXWing(own, small), refusal('wrong-key'))
  assert.throws(() => readXWingPublic(pair.publicBytes.subarray(1)), refusal('bad-public-key'))
  const over = pair.publicBytes.slice()
  over.fill(0xff, 0, 3)
  assert.throws(() => encapsulateXWing(readXWingPublic(over)), (error: unknown) => error instanceof Error)
})
