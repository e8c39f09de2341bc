import { createHash } from 'node:crypto'
import { MethodFailure } from '../../jmap/errors.ts'
import { BLOB, digestAlgorithms } from '../../jmap/session.ts'
import { readBlob } from '../blobs.ts'
import { readAccount, type Context, type Method } from '../context.ts'
import { pick, readIds, readProperties } from '../get.ts'
import { noteBlob } from '../noted-use.ts'
import { takeTextRoom } from '../response-room.ts'

const DIGESTS = digestAlgorithms.map((name) => `digest:${name}`)
const KNOWN = ['id', 'data', 'data:asText', 'data:asBase64', 'size', 'isEncodingProblem', 'isTruncated', ...DIGESTS]
/** What OpenSSL calls them. */
const HASHES: Readonly<Record<string, string>> = { 'digest:sha': 'sha1', 'digest:sha-256': 'sha256', 'digest:sha-512': 'sha512' }

/** Blobs one call reads; each is read whole. */
export const BLOBS_READ_MAX = 64

/** The bytes of blobs, or a range of them, as text or base64, and their digests. */
export const blobGet: Method = {
  name: 'Blob/get',
  capability: BLOB,
  rfc: ['RFC 9404 §4.2'],
  async run(args, context) {
    const accountId = readAccount(args, context)
    const ids = readIds(args, context)
    const properties = readProperties(args, KNOWN) ?? ['data', 'size']
    const offset = args.integerOrNull('offset', { min: 0 }) ?? 0
    const length = args.integerOrNull('length', { min: 0 })
    args.end()
    if (ids === null) throw new MethodFailure('invalidArguments', '"ids" must be an array of ids')
    if (ids.length > BLOBS_READ_MAX) throw new MethodFailure('requestTooLarge', `at most ${BLOBS_READ_MAX} blobs`)
    const list: unknown[] = []
    const notFound: string[] = []
    for (const id of ids) {
      const blob = await readBlob(context.mail, id)
      if (blob === undefined) {
        notFound.push(id)
        continue
      }
      if (properties.some((one) => one.startsWith('data'))) await noteBlob(context, id)
      list.push(blobObject(id, blob.bytes, { properties, offset, length }, context))
    }
    return { response: { accountId, list, notFound } }
  },
}

interface Asked {
  readonly properties: readonly string[]
  readonly offset: number
  readonly length: number | null
}

function blobObject(id: string, bytes: Uint8Array, { properties, offset, length }: Asked, context: Context) {
  const end = length === null ? bytes.length : offset + length
  const range = bytes.subarray(Math.min(offset, bytes.length), Math.min(end, bytes.length))
  const isTruncated = offset > bytes.length || end > bytes.length
  const wanted = new Set(properties)
  const object: Record<string, unknown> = { id }
  if (wanted.has('size')) object['size'] = bytes.length
  for (const digest of DIGESTS) {
    if (wanted.has(digest)) object[digest] = createHash(HASHES[digest] ?? 'sha256').update(range).digest('base64')
  }
  const asText = wanted.has('data') || wanted.has('data:asText')
  const text = asText ? readText(range) : undefined
  const isEncodingProblem = asText && text === undefined
  if (asText && text !== undefined) object['data:asText'] = takeTextRoom(text, context)
  if (wanted.has('data:asText') && text === undefined) object['data:asText'] = null
  if (wanted.has('data:asBase64') || (wanted.has('data') && text === undefined)) {
    object['data:asBase64'] = takeTextRoom(range.toBase64(), context)
  }
  if (isEncodingProblem || wanted.has('isEncodingProblem')) object['isEncodingProblem'] = isEncodingProblem
  if (isTruncated || wanted.has('isTruncated')) object['isTruncated'] = isTruncated
  return pick(object, Object.keys(object))
}

function readText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
