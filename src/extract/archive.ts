/** Archives: every file inside is read as a file of its own. */
import { gunzipSync, constants } from 'node:zlib'
import { isOpenDocument, readOpenDocument } from './odf.ts'
import { isOffice, readOffice } from './office.ts'
import { Unreadable, type Reading } from './reading.ts'
import { ENTRY_BYTES_MAX, isTooLarge, openZip, type ZipEntry } from './zip.ts'

/** Entries of a tar that are walked. */
export const TAR_ENTRIES_MAX = 10_000

/** An office file of either kind, or a plain archive. */
export async function readZip(bytes: Uint8Array, reading: Reading): Promise<void> {
  const entries = await openZip(bytes, reading)
  if (isOffice(entries)) await readOffice(entries, reading)
  else if (isOpenDocument(entries)) await readOpenDocument(entries, reading)
  else await readPlainZip(entries, reading)
}

async function readPlainZip(entries: readonly ZipEntry[], reading: Reading): Promise<void> {
  for (const entry of entries) {
    try {
      await reading.inside({ name: entry.name, type: '', bytes: entry.read() })
    } catch (error) {
      if (!(error instanceof Unreadable) || error.isFinal) throw error
      // The name may tell what the bytes do not.
      reading.add(`\n${entry.name}\n`)
      reading.miss(error.why)
    }
  }
}

/** RFC 1952. Several members after each other are one file. */
export async function readGzip(bytes: Uint8Array, name: string, reading: Reading): Promise<void> {
  let unpacked: Uint8Array
  try {
    unpacked = gunzipSync(bytes, {
      maxOutputLength: Math.min(ENTRY_BYTES_MAX, Math.max(1, reading.unpackedLeft)),
      finishFlush: constants.Z_SYNC_FLUSH,
    })
  } catch (error) {
    throw new Unreadable(isTooLarge(error) ? 'over-limit' : 'broken')
  }
  reading.spend(unpacked.length)
  await reading.inside({ name: name.replace(/\.t?gz$/i, (end) => end === '.tgz' ? '.tar' : ''), type: '', bytes: unpacked })
}

/** POSIX ustar: a head of 512 bytes, the file, padding. */
export async function readTar(bytes: Uint8Array, reading: Reading): Promise<void> {
  const text = (at: number, length: number): string => new TextDecoder().decode(bytes.subarray(at, at + length)).replace(/\0[\s\S]*$/, '')
  let entries = 0
  for (let at = 0; at + 512 <= bytes.length; entries += 1) {
    if (bytes[at] === 0) return
    if (entries >= TAR_ENTRIES_MAX) throw new Unreadable('over-limit')
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8)
    if (!Number.isSafeInteger(size) || size < 0) throw new Unreadable('broken')
    const isFile = bytes[at + 156] === 0 || bytes[at + 156] === 0x30
    const body = bytes.subarray(at + 512, at + 512 + size)
    if (isFile && body.length < size) reading.miss('broken')
    if (isFile && size > 0) await reading.inside({ name: text(at, 100), type: '', bytes: body })
    at += 512 + Math.ceil(size / 512) * 512
  }
}
