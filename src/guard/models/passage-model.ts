import type { ByteReader, ByteWriter } from './byte-reader.ts'
import { LABELS } from './labels.ts'

/**
 * Hashed linear models: a row of small whole numbers for each feature, one column for each label. Which rows exist is a
 * bit for each bucket, so that what was never learned costs one look.
 */
export interface PassageModel {
  /** Row number of each bucket. */
  readonly rows: RowIndex
  /** `LABELS.length` numbers for each row. */
  readonly cells: Int8Array
  /** What one unit of a cell is worth, for each label. */
  readonly unit: Float32Array
  readonly bias: Float32Array
}

/** Buckets that features are hashed into. */
export const BUCKET_BITS = 20
export const BUCKETS = 1 << BUCKET_BITS
/** Most rows of a model. */
export const ROWS_MAX = 400_000

/** For every 32 buckets their bits and how many stand before them, side by side: one look into memory finds both. */
export class RowIndex {
  readonly #words = new Int32Array(BUCKETS >>> 4)

  constructor(buckets: Int32Array) {
    const words = this.#words
    for (const bucket of buckets) {
      const at = (bucket >>> 5) * 2
      words[at] = (words[at] as number) | (1 << (bucket & 31))
    }
    for (let at = 2; at < words.length; at += 2) {
      words[at + 1] = (words[at - 1] as number) + ones(words[at - 2] as number)
    }
  }

  /** How many listed buckets stand before this one; -1 when it is not listed. */
  row(bucket: number): number {
    const at = (bucket >>> 5) * 2
    const word = this.#words[at] as number
    const bit = 1 << (bucket & 31)
    if ((word & bit) === 0) return -1
    return (this.#words[at + 1] as number) + ones(word & (bit - 1))
  }
}

function ones(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555)
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333)
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Reads what `writePassageModel` wrote; throws a `RangeError` when it does not fit together. */
export function readPassageModel(reader: ByteReader): PassageModel {
  const { buckets, cells, unit, bias } = readPassageRows(reader)
  return { rows: new RowIndex(buckets), cells, unit, bias }
}

/** The same as rows with their buckets: what the browser's weights are made from. */
export function readPassageRows(reader: ByteReader): PassageRows {
  const labels = reader.u8()
  if (labels !== LABELS.length) throw new RangeError('other labels')
  const unit = new Float32Array(labels)
  const bias = new Float32Array(labels)
  for (let at = 0; at < labels; at += 1) {
    unit[at] = reader.f32()
    bias[at] = reader.f32()
  }
  const rows = reader.u32()
  if (rows > ROWS_MAX) throw new RangeError('too many rows')
  const buckets = new Int32Array(rows)
  for (let at = 0, bucket = -1; at < rows; at += 1) {
    bucket += 1 + reader.varint()
    if (bucket >= BUCKETS) throw new RangeError('no such bucket')
    buckets[at] = bucket
  }
  // Column after column in the file, because a column compresses better; row after row in memory.
  const cells = new Int8Array(rows * labels)
  for (let label = 0; label < labels; label += 1) {
    const column = reader.bytes(rows)
    for (let at = 0; at < rows; at += 1) cells[at * labels + label] = ((column[at] ?? 0) << 24) >> 24
  }
  return { buckets, cells, unit, bias }
}

/** What is written of a model: buckets in rising order, with their rows. */
export interface PassageRows {
  readonly buckets: Int32Array
  readonly cells: Int8Array
  readonly unit: Float32Array
  readonly bias: Float32Array
}

export function writePassageModel(writer: ByteWriter, { buckets, cells, unit, bias }: PassageRows): void {
  const labels = LABELS.length
  writer.u8(labels)
  for (let at = 0; at < labels; at += 1) writer.f32(unit[at] ?? 0).f32(bias[at] ?? 0)
  writer.u32(buckets.length)
  for (let at = 0, last = -1; at < buckets.length; at += 1) {
    const bucket = buckets[at] ?? 0
    writer.varint(bucket - last - 1)
    last = bucket
  }
  for (let label = 0; label < labels; label += 1) {
    for (let at = 0; at < buckets.length; at += 1) writer.u8(cells[at * labels + label] ?? 0)
  }
}
