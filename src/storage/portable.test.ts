import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PORTABLE_DEPTH_MAX } from './limits.ts'
import { largeBuffers, portable } from './portable.ts'

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let level = 0; level < depth; level++) value = [value]
  return value
}

test('what needs no change is given back itself', () => {
  const value = { list: [1, 'a', null], bytes: new Uint8Array(4), inner: { yes: true } }
  assert.equal(portable(value).value, value)
})

test('a view on part of a buffer is made to stand alone, and the value given is left as it was', () => {
  const pool = new Uint8Array(1000).fill(7)
  const value = { inner: [{ view: pool.subarray(10, 14) }], same: { a: 1 } }
  const { value: sent, bytes } = portable(value)
  const view = (sent as typeof value).inner[0]?.view
  assert.equal(view?.buffer.byteLength, 4)
  assert.deepEqual(view, new Uint8Array([7, 7, 7, 7]))
  assert.equal((sent as typeof value).same, value.same)
  assert.equal(value.inner[0]?.view.buffer, pool.buffer)
  assert.equal(bytes, 4)
})

test('bytes that were handed over before are refused instead of being stored empty', () => {
  const bytes = new Uint8Array(10)
  structuredClone(bytes, { transfer: [bytes.buffer] })
  assert.throws(() => portable({ bytes }), /handed over before/)
})

test('nesting at the limit and one past it', () => {
  portable(nested(PORTABLE_DEPTH_MAX))
  assert.throws(() => portable(nested(PORTABLE_DEPTH_MAX + 1)), /nested deeper/)
})

for (
  const [what, value] of [
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a date', new Date(0)],
    ['a class instance', new URL('http://localhost/')],
    ['an error', new Error('x')],
    ['another typed array', new Float64Array(1)],
    ['shared memory', new Uint8Array(new SharedArrayBuffer(1))],
  ] as const
) {
  test(`refused: ${what}`, () => assert.throws(() => portable({ value })))
}

test('large arrays are moved, each buffer once', () => {
  const large = new Uint8Array(100_000)
  assert.deepEqual([...largeBuffers([{ result: { a: large, b: [large], c: new Uint8Array(10), d: null, e: 'x' } }])], [
    large.buffer,
  ])
})
