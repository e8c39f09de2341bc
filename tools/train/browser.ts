import { ByteReader, ByteWriter } from '../../src/guard/models/byte-reader.ts'
import { LABELS } from '../../src/guard/models/labels.ts'
import { codeNames, codeRows, COUNT_MAX, NEAR, nearAt, nearBytes, STEPS, type PackedRows } from '../../src/guard/models/packed.ts'
import { BUCKETS, readPassageRows, type PassageRows } from '../../src/guard/models/passage-model.ts'
import { readTaggerRows, TAGS, type TaggerRows } from '../../src/guard/models/tagger-model.ts'
import { readParts, readWeights, writeWeights } from '../../src/guard/models/weights.ts'
import { taggerOf } from '../../src/guard/models/meaning.ts'
import { fields } from '../../src/guard/words/fields.ts'
import { composeMail, type Stock } from './compose.ts'
import { addMail, Examples } from './examples.ts'
import { Random } from './random.ts'
import { RangeEncoder } from './range-encoder.ts'
import type { Snippet } from './snippets.ts'

/**
 * The browser's weights from the server's: the same rows in coarser numbers, as fine as the room allows. How coarse a row
 * may be is told by how often mails use it: an error in a row that every mail has costs more than one in a row that few have.
 */

/** Room for the browser's weights: with the code of the worker less than 900 kB. Packed bytes are the same under gzip. */
export const BROWSER_BYTES_MAX = 675_000
/** Steps are powers of the root of two from here on, in units of the server's cells. */
const FINEST = 2
/** Rows that no made mail used count as used this much: other mails will. */
const UNSEEN_USE = 1
/** A label that no decision looks at. */
const SKIPPED = LABELS.indexOf('any')
/** Largest list of names; a larger one is folded: half the room, and more words taken for names by mistake. */
const NAMES_BYTES_MAX = 64 * 1024
/** Tries to find the coarseness that fits. */
const TRIES = 9

/** How much each bucket is used in mails like those that were learned from: the sum of the squares of its values. */
export function useOf(server: Uint8Array, snippets: readonly Snippet[], stock: Stock): Float64Array {
  const weights = readWeights(server)
  const tagger = weights === null ? null : taggerOf(weights)
  if (tagger === null) throw new Error('weights without a tagger')
  const [examples, random] = [new Examples(), new Random(5)]
  for (const snippet of snippets) addMail(composeMail(snippet, stock, random), { fields, tagger }, random, examples)
  const use = new Float64Array(BUCKETS)
  const { buckets, values, starts } = examples
  for (let at = 0; at < (starts.at(-1) ?? 0); at += 1) {
    const bucket = buckets[at] ?? 0
    use[bucket] = (use[bucket] ?? 0) + (values[at] ?? 0) ** 2
  }
  return use
}

/** The finest weights that fit the room. */
export function browserWeights(server: Uint8Array, use: Float64Array, tell: (line: string) => void): Uint8Array {
  const parts = readParts(server)
  const [passages, tagger, decision] = ['passages', 'tagger', 'decision'].map((name) => parts.get(name))
  if (passages === undefined || tagger === undefined || decision === undefined) throw new Error('not the weights of a server')
  const rows = readPassageRows(new ByteReader(passages))
  const names = packTagger(readTaggerRows(new ByteReader(tagger)))
  const made = (coarseness: number): Uint8Array => writeWeights([{ name: 'packed-passages', bytes: packPassages(rows, use, coarseness) },
    { name: 'decision', bytes: decision }, { name: 'packed-tagger', bytes: names }])
  let [low, high] = [1, 64]
  let best = made(high)
  if (best.length > BROWSER_BYTES_MAX) throw new Error(`${best.length} bytes at the coarsest`)
  for (let round = 0; round < TRIES; round += 1) {
    const middle = Math.sqrt(low * high)
    const bytes = made(middle)
    if (bytes.length > BROWSER_BYTES_MAX) low = middle
    else [high, best] = [middle, bytes]
  }
  tell(`browser: steps of ${high.toFixed(2)} for a row of ordinary use, ${best.length} bytes`)
  return best
}

/** Which step each row is counted in: twice as often used, the root of two finer. */
function stepsOf(buckets: Int32Array, use: Float64Array, coarseness: number): Uint8Array {
  const uses = Array.from(buckets, (bucket) => (use[bucket] ?? 0) + UNSEEN_USE)
  const ordinary = uses.toSorted((a, b) => a - b)[uses.length >>> 1] ?? 1
  return Uint8Array.from(uses, (one) =>
    Math.max(0, Math.min(STEPS - 1, Math.round(2 * Math.log2(coarseness * Math.sqrt(ordinary / one) / FINEST)))))
}

const worthOf = (step: number): number => Math.fround(FINEST * Math.SQRT2 ** step)

function packPassages({ buckets, cells, unit, bias }: PassageRows, use: Float64Array, coarseness: number): Uint8Array {
  const width = LABELS.length
  const writer = new ByteWriter().u8(width)
  for (let at = 0; at < width; at += 1) writer.f32(unit[at] ?? 0).f32(bias[at] ?? 0)
  writer.u8(SKIPPED)
  const steps = stepsOf(buckets, use, coarseness)
  return packRows(writer, { width, buckets, cells, skipped: SKIPPED, steps }, worthOf).done()
}

function packRows(writer: ByteWriter, { width, skipped, buckets, cells, steps }: Omit<PackedRows, 'counts'>
  & { readonly cells: Int8Array }, worth: (step: number) => number): ByteWriter {
  const counts = cells.map((cell, at) => at % width === skipped ? 0
    : Math.sign(cell) * Math.min(COUNT_MAX,
      Math.floor(Math.abs(cell) / worth(steps[Math.floor(at / width)] ?? 0) + 0.5)))
  writer.raw(new Uint8Array(nearWorths({ width, cells, counts, steps }).buffer))
  for (let step = 0; step < STEPS; step += 1) writer.f32(worth(step))
  const encoder = new RangeEncoder()
  codeRows(encoder, { width, skipped, buckets, steps, counts })
  const bytes = encoder.done()
  return writer.u32(buckets.length).u32(bytes.length).raw(bytes)
}

/** The mean of the cells that have each small count, for each column and step. */
function nearWorths({ width, cells, counts, steps }: { readonly width: number, readonly cells: Int8Array,
  readonly counts: Int8Array, readonly steps: Uint8Array }): Int8Array {
  const [sums, times] = [new Float64Array(nearBytes(width)), new Float64Array(nearBytes(width))]
  for (let at = 0; at < cells.length; at += 1) {
    const count = counts[at] ?? 0
    if (Math.abs(count) > NEAR) continue
    const place = nearAt(at % width, steps[Math.floor(at / width)] ?? 0, count)
    sums[place] = (sums[place] ?? 0) + (cells[at] ?? 0)
    times[place] = (times[place] ?? 0) + 1
  }
  return Int8Array.from(sums, (sum, place) => Math.round(sum / Math.max(1, times[place] ?? 1)))
}

/** Half of a list's places: each stands for two. */
const foldedList = (list: Uint8Array): Uint8Array => list.length <= NAMES_BYTES_MAX ? list.slice()
  : foldedList(list.slice(0, list.length / 2).map((places, at) => places | (list[at + list.length / 2] ?? 0)))

/** The tagger as it is, and its lists. */
function packTagger({ buckets, cells, names: lists }: TaggerRows): Uint8Array {
  const names = lists.map(foldedList)
  const width = TAGS.length
  const steps = new Uint8Array(buckets.length)
  const writer = packRows(new ByteWriter().u8(width), { width, skipped: width, buckets, cells, steps }, () => 1)
  for (const list of names) writer.u32(list.length)
  const encoder = new RangeEncoder()
  for (const list of names) codeNames(encoder, list)
  const bytes = encoder.done()
  return writer.u32(bytes.length).raw(bytes).done()
}
