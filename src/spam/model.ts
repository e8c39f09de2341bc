/** Weights of marks, learned from mail that may be used for it (`tools/spam.ts`), as one byte each. Pure. */
import { WEIGHTS } from './places.ts'
import type { Marks } from './tokens.ts'

export interface SpamWeights {
  readonly version: string
  readonly bias: number
  /** A weight is its byte times this. */
  readonly scale: number
  readonly bytes: Int8Array
  /**
   * From this score on a mail is spam; at it at most one in two hundred honest mails of the learned kind is taken for
   * spam.
   */
  readonly threshold: number
}

const MAGIC = 0x5a53504d
const HEAD_BYTES = 32

/** The marks that weights are learned for. */
export type Weighed = Pick<Marks, 'facts' | 'words' | 'grams' | 'hand'>

/**
 * Log-odds that this is spam, by its marks. Long mails do not count more than short ones: the sum of each kind is over the root
 * of its number.
 */
export function scoreOf({ bias, scale, bytes }: SpamWeights, { facts, words, grams, hand }: Weighed): number {
  return bias + scale * (shareOf(bytes, facts) + shareOf(bytes, words) + shareOf(bytes, grams) + shareOf(bytes, hand))
}

function shareOf(bytes: Int8Array, marks: Uint32Array): number {
  let sum = 0
  for (let at = 0; at < marks.length; at++) sum += bytes[marks[at] as number] as number
  return sum / Math.sqrt(Math.max(1, marks.length))
}

/** The file's bytes: head, then the weights with runs of zeros packed (a zero and how many more). */
export function packWeights({ version, bias, scale, bytes, threshold }: SpamWeights): Uint8Array {
  const packed: number[] = []
  for (let at = 0; at < WEIGHTS; at++) {
    const value = bytes[at] ?? 0
    packed.push(value & 0xff)
    if (value !== 0) continue
    let run = 0
    while (run < 255 && at + 1 < WEIGHTS && (bytes[at + 1] ?? 0) === 0) {
      run++
      at++
    }
    packed.push(run)
  }
  const file = new Uint8Array(HEAD_BYTES + packed.length)
  const view = new DataView(file.buffer)
  view.setUint32(0, MAGIC)
  view.setFloat32(4, bias)
  view.setFloat32(8, scale)
  view.setFloat32(12, threshold)
  new TextEncoder().encodeInto(version.slice(0, 16), file.subarray(16))
  file.set(packed, HEAD_BYTES)
  return file
}

/** The weights in a file; undefined for any other file, so that a broken one is noticed and not used. */
export function readWeights(file: Uint8Array): SpamWeights | undefined {
  if (file.length < HEAD_BYTES) return undefined
  const view = new DataView(file.buffer, file.byteOffset)
  if (view.getUint32(0) !== MAGIC) return undefined
  const bytes = new Int8Array(WEIGHTS)
  let at = 0
  for (let from = HEAD_BYTES; from < file.length; from++) {
    if (at >= WEIGHTS) return undefined
    const value = view.getInt8(from)
    bytes[at++] = value
    if (value !== 0) continue
    const run = file[++from]
    if (run === undefined) return undefined
    at += run
  }
  if (at !== WEIGHTS) return undefined
  const version = new TextDecoder().decode(file.subarray(16, HEAD_BYTES)).replace(/\0+$/, '')
  return { version, bias: view.getFloat32(4), scale: view.getFloat32(8), threshold: view.getFloat32(12), bytes }
}
