import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { canonical, decodeLeaf, encodeLeaf, FIELDS_MAX, LEAF_BYTES_MAX, personalDigest } from './leaf.ts'

const event = { id: 'x', at: 5, tenant: 1, kind: 'mail.sent', facts: {}, personal: {} }
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)

test('members stand in the order of their UTF-16 code units, whatever the order they came in', () => {
  // The sorting example of RFC 8785 §3.2.3, without the line ends.
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
  assert.equal(canonical(value), '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}')
})

test('the one way to write a leaf', () => {
  const facts = { b: true, a: 1.5, c: 'é "q"' }
  assert.equal(
    new TextDecoder().decode(encodeLeaf({ ...event, facts, personal: { from: 'd' } })),
    '{"at":5,"facts":{"a":1.5,"b":true,"c":"é \\"q\\""},"id":"x","kind":"mail.sent",' +
      '"personal":{"from":"d"},"tenant":1,"v":1}',
  )
})

test('what is written is read back, and any other bytes are not', () => {
  const facts = fc.dictionary(
    fc.string({ unit: 'grapheme' }),
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.double({ noNaN: true })),
    { maxKeys: 6 },
  )
  fc.assert(fc.property(facts, fc.nat(), (some, pick) => {
    if (Object.values(some).some((value) => typeof value === 'number' && !Number.isFinite(value))) return
    const bytes = encodeLeaf({ ...event, facts: some })
    const read = decodeLeaf(bytes)
    assert.ok(read !== undefined)
    assert.deepEqual(encodeLeaf({ ...read }), bytes)
    const at = pick % (bytes.length + 1)
    const spaced = new Uint8Array([...bytes.slice(0, at), 0x20, ...bytes.slice(at)])
    const other = decodeLeaf(spaced)
    // A space inside a string makes another leaf; anywhere else it is not canonical.
    if (other !== undefined) assert.deepEqual(encodeLeaf({ ...other }), spaced)
  }))
})

for (
  const [what, text] of [
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['another version', '{"at":5,"facts":{},"id":"x","kind":"k","personal":{},"tenant":1,"v":2}'],
    ['a nested fact', '{"at":5,"facts":{"a":{}},"id":"x","kind":"k","personal":{},"tenant":1,"v":1}'],
    ['a null fact', '{"at":5,"facts":{"a":null},"id":"x","kind":"k","personal":{},"tenant":1,"v":1}'],
    ['a member too many', '{"at":5,"extra":1,"facts":{},"id":"x","kind":"k","personal":{},"tenant":1,"v":1}'],
    ['a member twice', '{"at":5,"at":5,"facts":{},"id":"x","kind":"k","personal":{},"tenant":1,"v":1}'],
    ['another order', '{"v":1,"at":5,"facts":{},"id":"x","kind":"k","personal":{},"tenant":1}'],
    ['a number written otherwise', '{"at":5.0,"facts":{},"id":"x","kind":"k","personal":{},"tenant":1,"v":1}'],
    ['a byte order mark', '\ufeff{"at":5,"facts":{},"id":"x","kind":"k","personal":{},"tenant":1,"v":1}'],
    ['more than a leaf', `"${'x'.repeat(LEAF_BYTES_MAX)}"`],
  ] as const
) {
  test(`not a leaf: ${what}`, () => assert.equal(decodeLeaf(encode(text)), undefined))
}

test('bytes that are not UTF-8 are no leaf', () => {
  assert.equal(decodeLeaf(new Uint8Array([0x7b, 0xff, 0x7d])), undefined)
})

test('limits: fields and bytes, at and one past', () => {
  const fields = (count: number): Record<string, number> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]))
  encodeLeaf({ ...event, facts: fields(FIELDS_MAX) })
  assert.throws(() => encodeLeaf({ ...event, facts: fields(FIELDS_MAX + 1) }), /at most 64 fields/)
  const empty = encodeLeaf({ ...event, facts: { a: '' } }).length
  assert.equal(encodeLeaf({ ...event, facts: { a: 'x'.repeat(LEAF_BYTES_MAX - empty) } }).length, LEAF_BYTES_MAX)
  assert.throws(() => encodeLeaf({ ...event, facts: { a: 'x'.repeat(LEAF_BYTES_MAX - empty + 1) } }), /larger than/)
})

test('what canonical JSON cannot say is refused', () => {
  assert.throws(() => encodeLeaf({ ...event, facts: { a: '\ud800' } }), /not Unicode/)
  assert.throws(() => encodeLeaf({ ...event, facts: { a: Number.NaN } }), /not finite/)
  assert.throws(() => encodeLeaf({ ...event, facts: { a: Infinity } }), /not finite/)
})

test('a digest is SHA-256 over salt and value', () => {
  // sha256('a' * 16 + 'b'), computed with another tool.
  assert.equal(
    Uint8Array.fromBase64(personalDigest(encode('a'.repeat(16)), 'b'), { alphabet: 'base64url' }).toHex(),
    'dbed95d2374c559639db6d9b0d7c805abd56ebd6213aa609e60c1c9321c632d1',
  )
})
