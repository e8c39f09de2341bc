/** The text of a report as it travels: gzip, a ZIP with one file, or as it is. Both limits are in `types.ts`. */
import { promisify } from 'node:util'
import { gunzip, inflateRaw } from 'node:zlib'
import yauzl from 'yauzl'
import { PACKED_BYTES_MAX, UNPACKED_BYTES_MAX } from './types.ts'

const gunzipAsync = promisify(gunzip)
const inflateRawAsync = promisify(inflateRaw)

/** Why a file is not read. */
export type NotUnpacked = 'too-large' | 'broken'

const STORED = 0
const DEFLATED = 8
const LOCAL_HEADER = 0x04034b50

/**
 * Told apart by its first bytes, whatever the name says. A ZIP must hold exactly one file that is not encrypted
 * (RFC 7489 §7.2.1.1 knows gzip only; many still send ZIP). What would become larger than `UNPACKED_BYTES_MAX` ends
 * there, before it was made.
 */
export async function unpack(packed: Uint8Array): Promise<{ readonly text: string } | NotUnpacked> {
  if (packed.length > PACKED_BYTES_MAX) return 'too-large'
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length)
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
      return textOf(await gunzipAsync(bytes, { maxOutputLength: UNPACKED_BYTES_MAX }))
    }
    return textOf(bytes[0] === 0x50 && bytes[1] === 0x4b ? await onlyFile(bytes) : bytes)
  } catch (error) {
    return error instanceof RangeError || (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      ? 'too-large' : 'broken'
  }
}

async function onlyFile(archive: Buffer): Promise<Uint8Array> {
  const zip = await yauzl.fromBufferPromise(archive, { decodeStrings: false, validateEntrySizes: false })
  if (zip.entryCount !== 1) throw new Error('not one file')
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) throw new Error('encrypted')
    if (entry.uncompressedSize > UNPACKED_BYTES_MAX) throw new RangeError('too large')
    const start = entry.relativeOffsetOfLocalHeader
    if (archive.readUInt32LE(start) !== LOCAL_HEADER) throw new Error('no local header')
    const from = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28)
    const data = archive.subarray(from, from + entry.compressedSize)
    if (entry.compressionMethod === STORED) return data
    if (entry.compressionMethod !== DEFLATED) throw new Error('packed in another way')
    return await inflateRawAsync(data, { maxOutputLength: UNPACKED_BYTES_MAX })
  }
  throw new Error('no file')
}

/** UTF-8, with or without its mark. Anything else of XML (UTF-16) is no report that RFC 9990 knows. */
function textOf(bytes: Uint8Array): { readonly text: string } {
  return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
}
