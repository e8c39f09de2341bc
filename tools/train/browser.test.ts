import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { ByteReader, ByteWriter } from '../../src/guard/models/byte-reader.ts'
import { writeDecision, type DecisionModel } from '../../src/guard/models/decision-model.ts'
import { LABELS, LEARNED_REASONS } from '../../src/guard/models/labels.ts'
import { codeNames, codeRows, COUNT_MAX, NEAR, nearBytes, readPackedPassages, STEPS, type PackedRows } from '../../src/guard/models/packed.ts'
import { BUCKETS, ROWS_MAX, writePassageModel } from '../../src/guard/models/passage-model.ts'
import { Odds, RangeDecoder } from '../../src/guard/models/range-decoder.ts'
import { GATE_COUNT, NAMING_COUNT, SIGNAL_COUNT } from '../../src/guard/models/signals.ts'
import { NAME_LISTS, TAGS, writeTagger } from '../../src/guard/models/tagger-model.ts'
import { holds, placeOf } from '../../src/guard/models/tagger.ts'
import { readWeights, writeWeights, type Weights } from '../../src/guard/models/weights.ts'
import { BROWSER_BYTES_MAX, browserWeights } from './browser.ts'
import { Random } from './random.ts'
import { RangeEncoder } from './range-encoder.ts'

const width = LABELS.length
const ANY = LABELS.indexOf('any')

test('bits come back as they were packed, and one byte less is an error', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(3), fc.boolean()), { minLength: 1, maxLength: 3000 }), (bits) => {
    const encoder = new RangeEncoder()
    const odds = new Odds(4)
    for (const [context, bit] of bits) encoder.bit(odds, context, bit ? 1 : 0)
    const bytes = encoder.done()
    const unpack = (from: Uint8Array): boolean[] => {
      const [decoder, again] = [new RangeDecoder(from), new Odds(4)]
      return bits.map(([context]) => decoder.bit(again, context) === 1)
    }
    assert.deepEqual(unpack(bytes), bits.map(([, bit]) => bit))
    assert.throws(() => unpack(bytes.subarray(0, bytes.length - 1)), RangeError)
  }))
})

test('ten thousand bits that are always the same take a few bytes', () => {
  const encoder = new RangeEncoder()
  const odds = new Odds(1)
  for (let at = 0; at < 10_000; at += 1) encoder.bit(odds, 0, 1)
  assert.ok(encoder.done().length < 60)
})

test('rows with every count up to the largest come back; one row too many or too few is refused', () => {
  const random = new Random(3)
  const buckets = Int32Array.from([0, 1, 31, 4000, BUCKETS - 1])
  const rows: PackedRows = {
    width, skipped: ANY, buckets, steps: Uint8Array.from(buckets, (_, at) => at % STEPS),
    counts: Int8Array.from({ length: buckets.length * width }, (_, at) =>
      at % width === ANY ? 0 : random.between(-COUNT_MAX, COUNT_MAX)),
  }
  rows.counts[0] = COUNT_MAX
  rows.counts[1] = -COUNT_MAX
  const encoder = new RangeEncoder()
  codeRows(encoder, { ...rows, steps: rows.steps.slice(), counts: rows.counts.slice() })
  const bytes = encoder.done()
  const empty = (count: number): PackedRows => ({
    width, skipped: ANY, buckets: new Int32Array(count).fill(-1), steps: new Uint8Array(count),
    counts: new Int8Array(count * width),
  })
  const read = empty(buckets.length)
  codeRows(new RangeDecoder(bytes), read)
  assert.deepEqual(read, rows)
  assert.throws(() => codeRows(new RangeDecoder(bytes), empty(buckets.length - 1)), RangeError)
  assert.throws(() => codeRows(new RangeDecoder(bytes), empty(buckets.length + 1)), RangeError)
})

/** A small server: rows with small and large cells, a tagger, a list that must be folded. */
function server(): { bytes: Uint8Array, family: [number, number][] } {
  const random = new Random(11)
  const chosen = new Set(Array.from({ length: 3000 }, () => random.between(0, BUCKETS - 1)))
  const buckets = Int32Array.from(chosen).toSorted()
  const cells = Int8Array.from({ length: buckets.length * width }, () =>
    Math.round((random.between(0, 1000) / 500 - 1) ** 3 * 127))
  const hash = (): number => random.between(0, 2 ** 31)
  const family: [number, number][] = Array.from({ length: 500 }, () => [hash(), hash()])
  const names = NAME_LISTS.map((name) => new Uint8Array(name === 'family' ? 1 << 17 : 64))
  const list = names[NAME_LISTS.indexOf('family')] ?? new Uint8Array(0)
  for (const [a, b] of family) {
    for (let at = 0; at < 3; at += 1) {
      const place = placeOf(a, b, at) & (list.length * 8 - 1)
      list[place >>> 3] = (list[place >>> 3] ?? 0) | (1 << (place & 7))
    }
  }
  const [passages, tagger, decision] = [new ByteWriter(), new ByteWriter(), new ByteWriter()]
  const [unit, bias] = [new Float32Array(width).fill(0.01), new Float32Array(width).fill(-1)]
  writePassageModel(passages, { buckets, cells, unit, bias })
  const tags = Int8Array.from({ length: buckets.length * TAGS.length }, () => random.between(-127, 127))
  writeTagger(tagger, { buckets, cells: tags, names })
  const rows = (count: number): DecisionModel['weights'] => Object.fromEntries(LEARNED_REASONS.map((reason) =>
    [reason, new Float32Array(count)])) as unknown as DecisionModel['weights']
  const gate = new Float32Array(GATE_COUNT)
  writeDecision(decision, { weights: rows(SIGNAL_COUNT), gate, naming: rows(NAMING_COUNT) })
  const parts = { passages, tagger, decision }
  const written = Object.entries(parts).map(([name, writer]) => ({ name, bytes: writer.done() }))
  return { family, bytes: writeWeights(written) }
}

test('the browser has the rows of the server, often used ones nearly exact, the tagger and every name', () => {
  const { bytes, family } = server()
  const whole = readWeights(bytes) as Weights
  const use = new Float64Array(BUCKETS)
  const { rows } = whole.passages
  const often = Array.from({ length: BUCKETS }, (_, at) => at).filter((bucket) => rows.row(bucket) >= 0)
    .filter((_, at) => at % 10 === 0)
  for (const bucket of often) use[bucket] = 1e9
  const packed = browserWeights(bytes, use, () => undefined)
  assert.ok(packed.length <= BROWSER_BYTES_MAX)
  const read = readWeights(packed) as Weights
  for (let at = 0; at < BUCKETS; at += 1) assert.equal(read.passages.rows.row(at), rows.row(at))
  for (const row of often.map((bucket) => rows.row(bucket))) {
    for (let column = 0; column < width; column += 1) {
      const at = row * width + column
      const [there, here] = [whole.passages.cells[at] ?? 0, read.passages.cells[at] ?? 0]
      if (column === ANY) assert.equal(here, 0)
      else assert.ok(Math.abs(there - here) <= NEAR + 1, `${there} became ${here}`)
    }
  }
  assert.deepEqual(read.tagger?.cells, whole.tagger?.cells)
  const names = read.tagger?.names[NAME_LISTS.indexOf('family')]
  assert.equal(names?.length, 1 << 16)
  assert.ok(family.every(([a, b]) => holds(names, a, b)))
  assert.deepEqual(read.decision, whole.decision)
})

test('packed weights that are cut, altered or made of anything are no weights', () => {
  const { bytes } = server()
  const packed = browserWeights(bytes, new Float64Array(BUCKETS), () => undefined)
  for (const length of [0, 20, 500, packed.length - 1]) assert.equal(readWeights(packed.subarray(0, length)), null)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (any) => {
    assert.equal(readWeights(writeWeights([{ name: 'packed-passages', bytes: any }, { name: 'packed-tagger', bytes: any }, { name: 'decision', bytes: any }])), null)
  }), { numRuns: 100 })
  const head = new ByteWriter().u8(width).raw(new Uint8Array(width * 8 + 1 + nearBytes(width) + STEPS * 4))
  assert.throws(() => readPackedPassages(new ByteReader(head.u32(ROWS_MAX + 1).done())), /too many rows/)
})

test('a list of names comes back', () => {
  const list = Uint8Array.from({ length: 512 }, (_, at) => at % 7 === 0 ? at & 0xff : 0)
  const encoder = new RangeEncoder()
  codeNames(encoder, list.slice())
  const read = new Uint8Array(list.length)
  codeNames(new RangeDecoder(encoder.done()), read)
  assert.deepEqual(read, list)
})

test('the weights that ship fit the room of the composer and hold what the server holds', () => {
  const [here, there] = ['browser', 'server'].map((name) => readWeights(readFileSync(join(import.meta.dirname, '..', '..', 'src', 'guard', 'weights', `${name}.bin`))))
  assert.ok(here !== null && here !== undefined && there !== null && there !== undefined)
  assert.equal(here.passages.cells.length, there.passages.cells.length)
  assert.deepEqual(here.tagger?.cells, there.tagger?.cells)
  assert.deepEqual(here.decision, there.decision)
})
