import { invalidProperties, SetFailure } from '../jmap/errors.ts'
import { isObject, type JsonObject } from '../jmap/json.ts'
import { DATA_SOURCES_MAX } from '../jmap/limits.ts'
import { requireBlob } from './blobs.ts'
import type { Context } from './context.ts'

/** Longest media type that is kept with a blob, in characters. */
export const BLOB_TYPE_LENGTH_MAX = 255

/**
 * Puts the bytes of one new blob together from its sources: text, base64, or a range of another blob. RFC 9404 §4.1
 */
export async function readUpload(
  object: JsonObject, context: Context,
): Promise<{ readonly bytes: Uint8Array, readonly type: string }> {
  const unknown = Object.keys(object).filter((property) => property !== 'data' && property !== 'type')
  if (unknown.length > 0) throw invalidProperties(unknown, 'not known')
  const { data: sources, type = null } = object
  const isType = type === null || (typeof type === 'string' && type.length <= BLOB_TYPE_LENGTH_MAX && /^[\x20-\x7e]*$/.test(type))
  if (!isType) throw invalidProperties(['type'], 'a media type expected')
  if (!Array.isArray(sources) || sources.length > DATA_SOURCES_MAX) {
    throw invalidProperties(['data'], `an array of at most ${DATA_SOURCES_MAX} sources expected`)
  }
  const pieces: Uint8Array[] = []
  let size = 0
  for (const source of sources) {
    const piece = await readSource(source, context)
    size += piece.length
    if (size > context.room.uploadLeft) {
      throw new SetFailure({ type: 'tooLarge', description: `calls of one request may make ${context.limits.maxSizeUpload} bytes` })
    }
    pieces.push(piece)
  }
  context.room.uploadLeft -= size
  const bytes = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return { bytes, type: type ?? 'application/octet-stream' }
}

async function readSource(source: unknown, context: Context): Promise<Uint8Array> {
  if (!isObject(source)) throw invalidProperties(['data'], 'each source must be an object')
  const text = source['data:asText'] ?? null
  const base64 = source['data:asBase64'] ?? null
  const blob = source['blobId'] ?? null
  if ([text, base64, blob].filter((one) => one !== null).length !== 1) {
    throw invalidProperties(['data'], 'a source is a text, base64 or a blob')
  }
  if (typeof text === 'string') return new TextEncoder().encode(text)
  if (typeof base64 === 'string') {
    return fromBase64(base64) ?? fail('base64 expected')
  }
  return typeof blob === 'string' ? await range(source, blob, context) : fail('text expected')
}

async function range(source: JsonObject, blob: string, context: Context): Promise<Uint8Array> {
  const { bytes } = await requireBlob(context, blob)
  const { offset = null, length = null } = source
  const start = offset ?? 0
  const size = length ?? (typeof start === 'number' ? bytes.length - start : 0)
  if (!isCount(start) || !isCount(size) || start + size > bytes.length) {
    return fail('offset and length must lie within the blob')
  }
  return bytes.subarray(start, start + size)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(text)
  } catch {
    return undefined
  }
}

function fail(description: string): never {
  throw invalidProperties(['data'], description)
}
