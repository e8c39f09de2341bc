/**
 * The learned part of the guard, as one file: hashed linear models of what a passage is about, a tagger of names, and
 * the small models that decide. Written by `tools/train.ts`, read once by the server and by the browser's worker.
 *
 * Promises: a file that is cut, altered or of another format is no weights at all (`null`), never half of them; reading
 * costs at most the declared sizes. The version is in every recorded assessment.
 */
import { ByteReader, ByteWriter } from './byte-reader.ts'
import { readDecision, type DecisionModel } from './decision-model.ts'
import { readPackedPassages, readPackedTagger } from './packed.ts'
import { readPassageModel, type PassageModel } from './passage-model.ts'
import { readTagger, type TaggerModel } from './tagger-model.ts'

/** What was learned, ready to use. */
export interface Weights {
  /** Eight hexadecimal digits over the whole file. */
  readonly version: string
  readonly passages: PassageModel
  readonly tagger: TaggerModel | null
  readonly decision: DecisionModel
}

/** First bytes of a file of weights; the digit is the format. */
export const MAGIC = 'ZGW1'
/** Largest file that is read. */
export const WEIGHTS_BYTES_MAX = 8 * 1024 * 1024
/** Most parts of a file. */
export const PARTS_MAX = 16

/** Reads a file of weights; null when it is broken or of another format. Never throws. */
export function readWeights(bytes: Uint8Array): Weights | null {
  if (bytes.length < 16 || bytes.length > WEIGHTS_BYTES_MAX) return null
  try {
    const parts = readParts(bytes)
    const version = checksum(bytes.subarray(8)).toString(16).padStart(8, '0')
    const passages = read(parts, { passages: readPassageModel, 'packed-passages': readPackedPassages })
    const tagger = read(parts, { tagger: readTagger, 'packed-tagger': readPackedTagger })
    const decision = read(parts, { decision: readDecision })
    if (passages === null || decision === null) return null
    return { version, passages, tagger, decision }
  } catch {
    // Cut, altered, or made by another program. Not ours to repair.
    return null
  }
}

/** The parts of a file of weights by name; for `tools/train`. Throws a `RangeError` when it is none. */
export function readParts(bytes: Uint8Array): Map<string, Uint8Array> {
  const reader = new ByteReader(bytes)
  if (reader.ascii(4) !== MAGIC || reader.u32() !== checksum(bytes.subarray(8))) throw new RangeError('no weights')
  return partsOf(reader)
}

/** A part as one of its forms: the server's, or packed for the browser; null when there is none. */
function read<T>(parts: ReadonlyMap<string, Uint8Array>,
  forms: Readonly<Record<string, (reader: ByteReader) => T>>): T | null {
  for (const [name, make] of Object.entries(forms)) {
    const bytes = parts.get(name)
    if (bytes !== undefined) return make(new ByteReader(bytes))
  }
  return null
}

function partsOf(reader: ByteReader): Map<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>()
  const count = reader.u8()
  if (count > PARTS_MAX) throw new RangeError('too many parts')
  for (let at = 0; at < count; at += 1) {
    const name = reader.ascii(reader.u8())
    parts.set(name, reader.bytes(reader.u32()))
  }
  return parts
}

/** FNV-1a over all bytes, 32 bits: finds what was cut or altered by accident. */
export function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < bytes.length; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  return hash >>> 0
}

/** A file of weights from its parts; `tools/train.ts` writes it. */
export function writeWeights(parts: readonly { readonly name: string, readonly bytes: Uint8Array }[]): Uint8Array {
  const body = new ByteWriter().u8(parts.length)
  for (const { name, bytes } of parts) body.ascii(name).u32(bytes.length).raw(bytes)
  const content = body.done()
  const head = new ByteWriter()
  for (let at = 0; at < MAGIC.length; at += 1) head.u8(MAGIC.charCodeAt(at))
  return head.u32(checksum(content)).raw(content).done()
}
