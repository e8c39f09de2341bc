import type { ByteReader, ByteWriter } from './byte-reader.ts'
import { RowIndex, BUCKETS, ROWS_MAX } from './passage-model.ts'

/** Tags of words in a text. */
export const TAGS = ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC', 'B-ORG', 'I-ORG', 'B-MISC', 'I-MISC'] as const

/** A linear tagger of names: a row of small whole numbers for each feature, one column for each tag. */
export interface TaggerModel {
  readonly rows: RowIndex
  readonly cells: Int8Array
  /** Names that are known, as one bit for each of 2^n places of a hash; see `names`. */
  readonly names: readonly Uint8Array[]
}

/** Lists of names a tagger knows, in the order of the file. */
export const NAME_LISTS = ['first', 'family', 'place', 'ordinary', 'organisation'] as const
/** Most bytes of one list. */
export const NAME_BYTES_MAX = 1 << 20

/** Reads what `writeTagger` wrote; throws a `RangeError` when it does not fit together. */
export function readTagger(reader: ByteReader): TaggerModel {
  const { buckets, cells, names } = readTaggerRows(reader)
  return { rows: new RowIndex(buckets), cells, names }
}

/** The same as rows with their buckets: what the browser's tagger is made from. */
export function readTaggerRows(reader: ByteReader): TaggerRows {
  if (reader.u8() !== TAGS.length) throw new RangeError('other tags')
  const rows = reader.u32()
  if (rows > ROWS_MAX) throw new RangeError('too many rows')
  const buckets = new Int32Array(rows)
  for (let at = 0, bucket = -1; at < rows; at += 1) {
    bucket += 1 + reader.varint()
    if (bucket >= BUCKETS) throw new RangeError('no such bucket')
    buckets[at] = bucket
  }
  const cells = new Int8Array(rows * TAGS.length)
  for (let tag = 0; tag < TAGS.length; tag += 1) {
    const column = reader.bytes(rows)
    for (let at = 0; at < rows; at += 1) cells[at * TAGS.length + tag] = ((column[at] ?? 0) << 24) >> 24
  }
  const names = NAME_LISTS.map(() => {
    const length = reader.u32()
    if (length > NAME_BYTES_MAX || (length & (length - 1)) !== 0) throw new RangeError('names of no fitting size')
    // `slice` of a Buffer copies nothing: the whole file of weights would stay in memory.
    return new Uint8Array(reader.bytes(length))
  })
  return { buckets, cells, names }
}

/** What is written of a tagger: buckets in rising order, with their rows. */
export interface TaggerRows {
  readonly buckets: Int32Array
  readonly cells: Int8Array
  readonly names: readonly Uint8Array[]
}

export function writeTagger(writer: ByteWriter, { buckets, cells, names }: TaggerRows): void {
  writer.u8(TAGS.length).u32(buckets.length)
  for (let at = 0, last = -1; at < buckets.length; at += 1) {
    writer.varint((buckets[at] ?? 0) - last - 1)
    last = buckets[at] ?? 0
  }
  for (let tag = 0; tag < TAGS.length; tag += 1) {
    for (let at = 0; at < buckets.length; at += 1) writer.u8(cells[at * TAGS.length + tag] ?? 0)
  }
  for (const list of names) writer.u32(list.length).raw(list)
}
