/**
 * A ZIP opened with limits. The end record is looked for by us, so that bytes before the archive (a picture, a program) or
 * behind it do not hide it; what the directory does not name but is there is told as unread.
 */
import { crc32, inflateRawSync, constants } from 'node:zlib'
import yauzl from 'yauzl'
import { MiB } from '../base/sizes.ts'
import { Unreadable, type Reading } from './reading.ts'

/** Entries of one archive. */
export const ENTRIES_MAX = 10_000
/** Bytes of one entry, unpacked. */
export const ENTRY_BYTES_MAX = 128 * MiB

const STORED = 0
const DEFLATED = 8
const END_LENGTH = 22

export interface ZipEntry {
  /** With forward slashes; nothing about it is trusted, and nothing is ever written under it. */
  readonly name: string
  readonly isEncrypted: boolean
  /** The bytes; throws `Unreadable` for what is encrypted, packed in another way, broken or over a limit. */
  read(): Uint8Array
}

/** The entries without folders. Throws `Unreadable` when it is no ZIP. */
export async function openZip(bytes: Uint8Array, reading: Reading): Promise<readonly ZipEntry[]> {
  const archive = locate(bytes, reading)
  const entries: yauzl.Entry[] = []
  try {
    const zip = await yauzl.fromBufferPromise(archive, { decodeStrings: false, validateEntrySizes: false })
    for await (const entry of zip.eachEntry()) {
      if (entries.length >= ENTRIES_MAX) {
        reading.miss('over-limit')
        break
      }
      reading.checkTime()
      entries.push(entry)
    }
  } catch (error) {
    if (error instanceof Unreadable) throw error
    if (entries.length === 0) throw new Unreadable('broken')
    reading.miss('broken')
  }
  if (hasMoreThanListed(archive, entries)) reading.miss('unknown-format')
  return entries.map((entry) => asEntry(archive, entry, reading)).filter(({ name }) => !name.endsWith('/'))
}

/** The bytes from where the archive's own count begins to the end of its comment. */
function locate(bytes: Uint8Array, reading: Reading): Buffer {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = whole.lastIndexOf('PK\u0005\u0006', whole.length - END_LENGTH, 'latin1')
  if (end < 0) throw new Unreadable('broken')
  const start = end - whole.readUInt32LE(end + 12) - whole.readUInt32LE(end + 16)
  const after = end + END_LENGTH + whole.readUInt16LE(end + 20)
  if (whole.subarray(after).some((byte) => byte !== 0)) reading.miss('unknown-format')
  const isZip64 = whole.readUInt32LE(end + 16) === 0xffffffff || whole.readUInt16LE(end + 10) === 0xffff
  const archive = whole.subarray(isZip64 || start < 0 ? 0 : start, Math.min(after, whole.length))
  if (after <= whole.length) return archive
  // A comment that says to be longer than the file: readers differ, so it is taken as empty.
  const mended = Buffer.from(archive)
  mended.writeUInt16LE(mended.length - (end - start) - END_LENGTH, end - start + 20)
  return mended
}

/** A file behind a local header that the directory does not name, outside every file that it names. */
function hasMoreThanListed(archive: Buffer, entries: readonly yauzl.Entry[]): boolean {
  const ranges = entries.map(({ relativeOffsetOfLocalHeader: start, compressedSize }) => {
    const named = start + 30 <= archive.length ? archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28) : 0
    return { start, end: start + 30 + named + compressedSize }
  }).sort((a, b) => a.start - b.start)
  let covered = 0
  for (const { start, end } of [...ranges, { start: archive.length, end: archive.length }]) {
    if (start > covered && archive.subarray(covered, start).includes('PK\u0003\u0004', 0, 'latin1')) return true
    covered = Math.max(covered, end)
  }
  return false
}

function asEntry(archive: Buffer, entry: yauzl.Entry, reading: Reading): ZipEntry {
  const name = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false)
  return { name: name.replaceAll('\\', '/'), isEncrypted: entry.isEncrypted(), read: () => unpack(archive, entry, reading) }
}

function unpack(archive: Buffer, entry: yauzl.Entry, reading: Reading): Uint8Array {
  if (entry.isEncrypted()) throw new Unreadable('encrypted')
  const start = entry.relativeOffsetOfLocalHeader
  if (start + 30 > archive.length || archive.readUInt32LE(start) !== 0x04034b50) throw new Unreadable('broken')
  const from = start + 30 + archive.readUInt16LE(start + 26) + archive.readUInt16LE(start + 28)
  const packed = archive.subarray(from, from + entry.compressedSize)
  if (packed.length < entry.compressedSize) reading.miss('broken')
  if (entry.uncompressedSize > ENTRY_BYTES_MAX) throw new Unreadable('over-limit')
  const bytes = unpacked(packed, entry.compressionMethod, reading)
  reading.spend(bytes.length)
  if (bytes.length !== entry.uncompressedSize || (crc32(bytes) >>> 0) !== entry.crc32) reading.miss('broken')
  return bytes
}

function unpacked(packed: Buffer, method: number, reading: Reading): Uint8Array {
  if (method === STORED) return packed
  if (method !== DEFLATED) throw new Unreadable('unknown-format')
  try {
    // A stream that stops short gives what there is; its length tells on it.
    return inflateRawSync(packed, {
      maxOutputLength: Math.min(ENTRY_BYTES_MAX, Math.max(1, reading.unpackedLeft)),
        finishFlush: constants.Z_SYNC_FLUSH,
    })
  } catch (error) {
    throw new Unreadable(isTooLarge(error) ? 'over-limit' : 'broken')
  }
}

/** Whether zlib stopped because more came out than may. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
}
