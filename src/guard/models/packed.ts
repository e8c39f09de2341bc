/**
 * The browser's weights: the server's own models in fewer bits. Rows that mails use often keep their numbers nearly as they
 * are, rare rows have coarser ones (a step for each row, `STEPS`), and all of it is packed by how likely each bit is. So the
 * browser knows every word that the server knows, within `weightsBytesMax` of the composer's worker.
 *
 * `codeRows` and `codeNames` walk over a model once and serve both ways: `tools/train/browser.ts` packs, this file unpacks.
 */
import type { ByteReader } from './byte-reader.ts'
import { LABELS } from './labels.ts'
import { BUCKETS, RowIndex, ROWS_MAX, type PassageModel, type PassageRows } from './passage-model.ts'
import { Odds, RangeDecoder, type BitCoder } from './range-decoder.ts'
import { NAME_BYTES_MAX, NAME_LISTS, TAGS, type TaggerModel } from './tagger-model.ts'

/** Bits of a row's step: which of the model's steps its numbers are counted in. */
export const STEP_BITS = 3
/** Steps of a model. */
export const STEPS = 1 << STEP_BITS
/** Largest number of steps of one cell. */
export const COUNT_MAX = 127
/** Counts up to here are one bit each; what a larger one has above follows in `REST_BITS`. */
const UNARY_MAX = 14
const REST_BITS = 7

/**
 * How large the cells before it in its row are, in sixteenths of the mean: what a cell is told by. Whole numbers only, so
 * that every machine unpacks the same.
 */
const SIZE_BOUNDS = [2, 7, 12, 20, 29, 41, 56, 75, 98, 128]
const sizes = Uint8Array.from({ length: SIZE_BOUNDS.at(-1) ?? 0 }, (_, mean) =>
  SIZE_BOUNDS.filter((bound) => bound <= mean).length)
/** One for each stretch between bounds, and one for the first cell of a row. */
const SIZES = SIZE_BOUNDS.length + 2

/** Rows of counts of steps, `width` long; `skipped` is a column that is nought everywhere and takes no room. */
export interface PackedRows {
  readonly width: number
  readonly skipped: number
  readonly buckets: Int32Array
  /** For each row, which step. */
  readonly steps: Uint8Array
  readonly counts: Int8Array
}

/** What is learned of the counts while they are packed or unpacked. */
class CountOdds {
  readonly some: Odds
  readonly sign: Odds
  readonly more = new Odds(UNARY_MAX * SIZES * STEPS)
  readonly rest = new Odds(1 << REST_BITS)

  constructor(width: number) {
    this.some = new Odds(width * SIZES * STEPS)
    this.sign = new Odds(width * STEPS)
  }
}

/** Packs or unpacks which buckets have a row, each row's step, and all counts. */
export function codeRows(coder: BitCoder, { width, skipped, buckets, steps, counts }: PackedRows): void {
  codeBuckets(coder, buckets)
  const stepOdds = new Odds(STEPS)
  const odds = new CountOdds(width)
  for (let row = 0; row < steps.length; row += 1) {
    const step = codeTree(coder, stepOdds, steps[row] as number, STEP_BITS)
    steps[row] = step
    let sum = 0
    let seen = 0
    for (let column = 0, at = row * width; column < width; column += 1, at += 1) {
      if (column === skipped) continue
      const mean = seen === 0 ? 0 : Math.floor(sum * 16 / seen)
      const size = seen === 0 ? SIZES - 1 : mean < sizes.length ? sizes[mean] as number : SIZES - 2
      const count = codeCount(coder, odds, { column, size, step }, counts[at] as number)
      counts[at] = count
      sum += count < 0 ? -count : count
      seen += 1
    }
  }
}

/** One bit for every bucket. */
function codeBuckets(coder: BitCoder, buckets: Int32Array): void {
  const odds = new Odds(1)
  let row = 0
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    if (coder.bit(odds, 0, buckets[row] === bucket ? 1 : 0) === 0) continue
    if (row >= buckets.length) throw new RangeError('too many rows')
    buckets[row++] = bucket
  }
  if (row !== buckets.length) throw new RangeError('too few rows')
}

/** A number of so many bits, highest first, each in the light of those before it. */
function codeTree(coder: BitCoder, odds: Odds, value: number, bits: number): number {
  let path = 1
  for (let bit = bits - 1; bit >= 0; bit -= 1) path = path * 2 + coder.bit(odds, path, (value >>> bit) & 1)
  return path - (1 << bits)
}

function codeCount(coder: BitCoder, odds: CountOdds, { column, size, step }: { readonly column: number,
  readonly size: number, readonly step: number }, count: number): number {
  if (coder.bit(odds.some, (column * SIZES + size) * STEPS + step, count === 0 ? 0 : 1) === 0) return 0
  const isNegative = coder.bit(odds.sign, column * STEPS + step, count < 0 ? 1 : 0) === 1
  const wanted = Math.abs(count)
  let found = 1
  while (found <= UNARY_MAX && coder.bit(odds.more, ((found - 1) * SIZES + size) * STEPS + step,
    wanted > found ? 1 : 0) === 1) found += 1
  if (found > UNARY_MAX) found += codeTree(coder, odds.rest, wanted - found, REST_BITS)
  if (found > COUNT_MAX) throw new RangeError('a count out of range')
  return isNegative ? -found : found
}

/** Packs or unpacks a list of names: the bits of its places. */
export function codeNames(coder: BitCoder, list: Uint8Array): void {
  const odds = new Odds(1)
  for (let at = 0; at < list.length; at += 1) {
    const byte = list[at] as number
    let made = 0
    for (let bit = 0; bit < 8; bit += 1) made |= coder.bit(odds, 0, (byte >>> bit) & 1) << bit
    list[at] = made
  }
}

/** Counts up to here, both ways, have a worth of their own: the mean of what was counted so, per column and step. */
export const NEAR = 2
/** Most of what is counted as nought is a little less than that: without its mean every mail would weigh more here. */
const NEAR_COUNTS = 2 * NEAR + 1

/** What counts are worth as cells of the server, nearly. */
export interface Worth {
  /** Of one step, for counts beyond `NEAR`. */
  readonly steps: Float32Array
  /** Of small counts: `nearAt` says where. */
  readonly near: Int8Array
}

/** Where the worth of a small count stands. */
export const nearAt = (column: number, step: number, count: number): number =>
  (column * STEPS + step) * NEAR_COUNTS + count + NEAR

/** Bytes of the worths of small counts for rows of so many columns. */
export const nearBytes = (width: number): number => width * STEPS * NEAR_COUNTS

/** Turns counts into cells, in place. */
function toCells({ width, skipped, steps, counts }: PackedRows, worth: Worth): void {
  for (let row = 0, at = 0; row < steps.length; row += 1) {
    const step = steps[row] as number
    const one = worth.steps[step] as number
    for (let column = 0; column < width; column += 1, at += 1) {
      if (column === skipped) continue
      const count = counts[at] as number
      counts[at] = count >= -NEAR && count <= NEAR ? worth.near[nearAt(column, step, count)] as number
        : Math.sign(count) * Math.min(127, Math.round(Math.abs(count) * one))
    }
  }
}

/** Unpacks the passage models. Throws a `RangeError` when the bytes do not fit together. */
export function readPackedPassages(reader: ByteReader): PassageModel {
  const width = reader.u8()
  if (width !== LABELS.length) throw new RangeError('other labels')
  const unit = new Float32Array(width)
  const bias = new Float32Array(width)
  for (let at = 0; at < width; at += 1) {
    unit[at] = reader.f32()
    bias[at] = reader.f32()
  }
  const skipped = reader.u8()
  const { buckets, cells } = readRows(reader, width, skipped)
  return { rows: new RowIndex(buckets), cells, unit, bias }
}

function readRows(reader: ByteReader, width: number, skipped: number): Pick<PassageRows, 'buckets' | 'cells'> {
  const near = reader.bytes(nearBytes(width))
  const worth = {
    steps: Float32Array.from({ length: STEPS }, () => reader.f32()),
    near: Int8Array.from(near, (byte) => (byte << 24) >> 24),
  }
  const count = reader.u32()
  if (count > ROWS_MAX) throw new RangeError('too many rows')
  const rows = {
    width, skipped, buckets: new Int32Array(count).fill(-1), steps: new Uint8Array(count),
    counts: new Int8Array(count * width),
  }
  codeRows(new RangeDecoder(reader.bytes(reader.u32())), rows)
  toCells(rows, worth)
  return { buckets: rows.buckets, cells: rows.counts }
}

/** Unpacks the tagger of names. Throws a `RangeError` when the bytes do not fit together. */
export function readPackedTagger(reader: ByteReader): TaggerModel {
  if (reader.u8() !== TAGS.length) throw new RangeError('other tags')
  const { buckets, cells } = readRows(reader, TAGS.length, TAGS.length)
  const lengths = NAME_LISTS.map(() => reader.u32())
  if (lengths.some((length) => length > NAME_BYTES_MAX || (length & (length - 1)) !== 0)) throw new RangeError('names of no fitting size')
  const names = lengths.map((length) => new Uint8Array(length))
  const decoder = new RangeDecoder(reader.bytes(reader.u32()))
  for (const list of names) codeNames(decoder, list)
  return { rows: new RowIndex(buckets), cells, names }
}
