import assert from 'node:assert/strict'
import { test } from 'node:test'
import { packResult, PACKED_ROWS_MIN, unpackResult, type PackedRows } from './packed-rows.ts'

const rows = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({
    id: Number.MAX_SAFE_INTEGER - index,
    word: `w${index}`,
    gap: index % 2 === 0 ? null : index,
    body: new Uint8Array([index]),
  }))

/** There and back through a message. */
function crossed(value: unknown): unknown {
  const { result, packing } = packResult(value)
  return unpackResult(structuredClone(result), packing)
}

for (
  const [what, value] of [
    ['rows', rows(PACKED_ROWS_MIN)],
    ['rows in a field', { total: 5, list: rows(100), few: rows(2), other: rows(70) }],
    ['few rows', rows(PACKED_ROWS_MIN - 1)],
    ['numbers', Array.from({ length: 100 }, (_, index) => index)],
    ['rows of other names', [...rows(70), { id: 1 }]],
    ['rows with a name more', [...rows(70), { ...rows(1)[0], more: 1 }]],
    ['lists in a list', Array.from({ length: 100 }, () => [1])],
    ['nothing', undefined],
    ['null', null],
    ['text', 'x'],
    ['rows without columns', Array.from({ length: 100 }, () => ({}))],
    ['nested rows', Array.from({ length: 70 }, () => ({ a: { b: 1 } }))],
    ['a map', new Map([[1, rows(70)]])],
  ] as const
) {
  test(`comes back as it was: ${what}`, () => assert.deepEqual(crossed(value), value))
}

test('numbers travel as one array, and only from a number of rows on', () => {
  const packed = packResult(rows(PACKED_ROWS_MIN)).result as PackedRows
  assert.ok(packed.columns[0] instanceof Float64Array)
  assert.equal(packResult(rows(PACKED_ROWS_MIN - 1)).packing, undefined)
})

test('fractions and zeros of both signs survive', () => {
  const list = Array.from({ length: 100 }, (_, index) => ({ a: index / 3, b: index === 5 ? -0 : 0 }))
  assert.deepEqual(crossed(list), list)
})
